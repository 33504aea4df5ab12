"""What leaves is what was allowed, as the instance itself sees it arrive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from habits import Answer, Asked, Told, With
from judging import credentials, judged, told

from coupa_contract.model import VerdictKind
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running

BOOKKEEPING = {"updated-at", "updated-by"}


class Visitors:
    """Remembers what arrived, below the base path."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    async def __call__(self, asked: Asked, answer: Answer) -> Told:
        """The habit."""
        self.asked.append(asked)
        return await answer(asked)

    @property
    def writes(self) -> list[Asked]:
        """Whatever was no read."""
        return [each for each in self.asked if each.method != "GET"]


@pytest.mark.slow
def test_where_nothing_is_allowed_only_reads_arrive(tmp_path: Path) -> None:
    """Without a permission no request but GET reaches the instance, and none that might act; what writing would show is not judged."""
    visitors = Visitors()
    with running(With(create_app(), visitors)) as instance:
        run = judged(tmp_path, instance.url, "--effort", "brief", "--rate", "20", credentials=credentials(instance))
    assert not run.findings, told(run)
    assert len(visitors.asked) > 100
    assert not visitors.writes
    assert not [each.path for each in visitors.asked if "submit" in each.path]
    judged_ids = {given.verdict.requirement for kind in (VerdictKind.PASS, VerdictKind.FAIL) for given in run.verdicts_of(kind)}
    assert "query-equality" in judged_ids
    assert not {"update-is-stored", "lifecycle-submit-leaves-draft", "safety-refused-write-changes-nothing"} & judged_ids


@pytest.mark.slow
def test_only_the_named_invoice_changes_and_is_put_back(tmp_path: Path) -> None:
    """With updates allowed on one invoice no other is written to, and in the end it is as it was."""
    visitors, app = Visitors(), create_app()
    drafts = _invoices(app, "draft")
    named = drafts[1]["id"]
    before = _invoices(app)
    with running(With(app, visitors)) as instance:
        options = ("--allow-writes", "--invoice", str(named), "-k", "update", "-k", "safety", "--effort", "brief", "--rate", "20")
        run = judged(tmp_path, instance.url, *options, credentials=credentials(instance))
    assert not run.findings, told(run)
    assert not run.left_behind
    assert "update-is-stored" in {given.verdict.requirement for given in run.verdicts_of(VerdictKind.PASS)}
    assert {(each.method, each.path) for each in visitors.writes} == {
        ("PUT", f"/api/invoices/{named}"),
        ("PATCH", f"/api/invoices/{named}"),
    }
    assert [_said(each) for each in _invoices(app)] == [_said(each) for each in before]
    assert [each["id"] for each, old in zip(_invoices(app), before, strict=True) if each != old] == [named]


def _invoices(app: Any, status: str = "") -> list[dict[str, Any]]:
    """Every invoice of a reference instance, or those in a status, as its store prints them."""
    store = app.state.instance.store
    printed = [store.printed(number) for number in range(1, 1000)]
    found = [json.loads(text) for text in printed if text is not None]
    return [each for each in found if not status or each["status"] == status]


def _said(invoice: dict[str, Any]) -> dict[str, Any]:
    """What an invoice says, without bookkeeping; null, absent and the empty text say the same."""
    return {name: value for name, value in invoice.items() if name not in BOOKKEEPING and value not in (None, "")}
