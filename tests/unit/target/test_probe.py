"""A first look at a wrong URL ends with a sentence."""

from typing import Any

import pytest

from coupa_contract.errors import TargetError, UnauthorisedError
from coupa_contract.model import Case, Interaction
from coupa_contract.target.probe import check_first_answer
from coupa_contract.target.transport import Transport

HTML = {"Content-Type": "text/html; charset=utf-8"}


def look(transport: Transport) -> Interaction:
    """The first answer of a target, once it was judged."""
    interaction = transport.exchange(Case("listInvoices", query=(("limit", "10"),)))
    check_first_answer(interaction, transport.settings)
    return interaction


def test_an_instance_is_looked_at_once(serve: Any, http: Any, open_transport: Any) -> None:
    """The answer is handed over, and one request was enough."""
    server = serve(http(200, b'[{"id": 1}]'))
    assert look(open_transport(server.url)).response.json == [{"id": 1}]
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [500, 400, 406])
def test_a_faulty_instance_is_judged_not_refused(serve: Any, http: Any, open_transport: Any, status: int) -> None:
    """An error in JSON may be a fault of an instance: that is for the suite to say."""
    assert look(open_transport(serve(http(status, b'{"errors": {}}')).url)).response.status == status


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("", (200, b"<!DOCTYPE html><html>", HTML), "answers with a web page"),
        ("/x", (200, b"<html>", HTML), "/x/api"),
        ("/x", (404, b"  <HTML>no</HTML>", {"Content-Type": "text/plain"}), "web page"),
        ("/x", (404, b"{}", {}), "has no /invoices .it answers 404.: is its API under http.*/x/api, or under"),
        ("", (404, b"{}", {}), "check the host"),
        ("", (200, b"hello", {"Content-Type": "text/plain"}), r"not JSON \(text/plain\)"),
        ("", (302, b"", {"Location": "/sessions/new?back=s3cret"}), "redirects to /sessions/new; is that a login page"),
        ("", (302, b"", {"Location": "https://login.test/?back=s3cret"}), "redirects to another origin, https://login.test"),
        ("", (302, b"", {"Location": "/api/invoices?limit=10"}), "round and round"),
    ],
)
def test_a_wrong_url_is_one_sentence(
    serve: Any, http: Any, open_transport: Any, path: str, answer: tuple[int, bytes, dict[str, str]], says: str
) -> None:
    """A web page, a login, a missing path and text are told apart, each with what to do."""
    with pytest.raises(TargetError, match=says) as caught:
        look(open_transport(serve(http(*answer)).url + path))
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3


def test_a_missing_scope_is_one_sentence(serve: Any, http: Any, open_transport: Any) -> None:
    """A token that may not list invoices can judge nothing."""
    with pytest.raises(UnauthorisedError, match=r"core\.invoice\.read"):
        look(open_transport(serve(http(403, b"{}")).url))


def test_an_endless_first_answer_is_one_sentence(serve: Any, http: Any, open_transport: Any) -> None:
    """A body beyond the limit is no list of invoices."""
    with pytest.raises(TargetError, match="too large"):
        look(open_transport(serve(http(200, b"x" * 5000)).url, body_limit_bytes=1000))
