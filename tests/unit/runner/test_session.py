"""Opening a target: dialects are recognised, handed over, and a mismatch is one finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from starlette.types import Message, Receive, Scope, Send

from coupa_contract.errors import DocumentError, TargetError, UnreachableError, UsageError
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.runner.events import DialectChoice
from coupa_contract.runner.handover import Handover
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.session import look_result, opened


@contextmanager
def target(dialect: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    with running(create_app(dialect)) as instance:
        yield instance.url, {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_the_dialect_is_recognised(dialect: str) -> None:
    """The first answers tell which dialect an instance speaks."""
    with target(dialect) as (url, environment), opened(RunPlan(url=url), environment) as (handover, _):
        assert (handover.dialect, handover.dialect_chosen, handover.spoken) == (dialect, DialectChoice.RECOGNISED, "")


def test_another_dialect_than_asked_is_one_finding() -> None:
    """An instance that plainly speaks another dialect gets one finding that names it, not thousands."""
    with target("core-r39") as (url, environment), opened(RunPlan(url=url, dialect="published"), environment) as (handover, interactions):
        result = look_result(handover, interactions)
        assert [finding.requirement for finding in result.findings.values()] == ["shape-dialect"]
        (finding,) = result.findings.values()
        assert finding.seen == "answers in the dialect core-r39"


def test_what_is_handed_over_is_what_arrives() -> None:
    """A worker gets the same circumstances; the text that carries them is not for showing, and the repr has no credential."""
    with target("published") as (url, environment), opened(RunPlan(url=url), environment) as (handover, _):
        assert Handover.from_json(handover.to_json()) == handover
        assert environment["COUPA_CLIENT_SECRET"] not in repr(handover)


def test_without_a_url_the_reference_instance_is_started() -> None:
    """A run without a URL brings its own instance, which may be spoilt, and an expired token for it."""
    with opened(RunPlan(dialect="core-r39")) as (handover, interactions):
        assert handover.disposable
        assert handover.contract.dialect == "core-r39"
        assert all(interaction.response and interaction.response.status == 200 for interaction in interactions)


def test_a_loopback_address_proves_nothing() -> None:
    """An instance on this machine that was not started by the run is not disposable."""
    with target("published") as (url, environment), opened(RunPlan(url=url), environment) as (handover, _):
        assert not handover.disposable


@pytest.mark.parametrize(
    ("plan", "error"),
    [
        (RunPlan(url="127.0.0.1:8000"), UsageError),
        (RunPlan(url="http://127.0.0.1:9/api"), UnreachableError),
        (RunPlan(dialect="latin"), DocumentError),
        (RunPlan(overlays=("/no/such/overlay.yaml",)), DocumentError),
    ],
)
def test_what_cannot_be_opened_says_why(plan: RunPlan, error: type[Exception]) -> None:
    """A wrong URL, an unreachable target, an unknown dialect, a missing overlay: the right error before anything is judged."""
    with pytest.raises(error), opened(plan, {}):
        pass


def test_an_instance_without_a_list_cannot_be_judged() -> None:
    """A target that answers pages instead of lists is no instance, and the sentence says what to check."""

    async def pages(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"<html>hello</html>"})  # type: ignore[operator]

    with running(pages) as instance, pytest.raises(TargetError, match="/api"), opened(RunPlan(url=instance.url), {"COUPA_TOKEN": "t"}):  # type: ignore[arg-type]
        pass


def test_an_api_at_the_root_is_found() -> None:
    """Mocks serve the paths of the document at their root: a URL without a path finds them there."""
    inner = create_app()

    async def at_root(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        moved = path if path.startswith("/oauth2") else "/nowhere" if path.startswith("/api") else f"/api{path}"
        await inner({**scope, "path": moved, "raw_path": moved.encode()}, receive, send)

    with running(at_root) as instance:
        root = instance.url.removesuffix("/api")
        environment = {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}
        with opened(RunPlan(url=root), environment) as (handover, _):
            assert handover.base_url == root
            assert handover.look.rows


def test_a_list_of_broken_json_is_a_finding_where_another_list_can_be_read() -> None:
    """The oldest invoices come as something that is no JSON; the latest tell enough to judge the target by."""
    inner = create_app()

    async def garbling(scope: Scope, receive: Receive, send: Send) -> None:
        upward = b"dir=asc" in scope.get("query_string", b"")

        async def sending(message: Message) -> None:
            body = message.get("body", b"")
            await send({**message, "body": body.replace(b'"id":', b'"id" ', 1).ljust(len(body))} if upward and body else message)

        await inner(scope, receive, sending)

    with running(garbling) as instance:
        environment = {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}
        with opened(RunPlan(url=instance.url), environment) as (handover, interactions):
            assert handover.look.rows
            found = look_result(handover, interactions).findings.values()
            assert "shape-body-is-json" in {finding.requirement for finding in found}
