"""Invoices that a run may change: chosen with permission only, remembered, and put back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from coupa_contract.model import Case
from coupa_contract.runner.api import Api
from coupa_contract.runner.item import Stage, run_item
from coupa_contract.runner.properties import ATTRIBUTE, Property, judges, scenarios
from coupa_contract.runner.result import ItemResult

MakeStage = Callable[..., Stage]


class Invoices:
    """A tiny target with state: updates are stored, unless `stubborn`."""

    def __init__(self, *invoices: dict[str, Any], stubborn: bool = False) -> None:
        self.rows = {row["id"]: dict(row) for row in invoices}
        self.stubborn = stubborn
        self.writes = 0

    def __call__(self, case: Case) -> tuple[int, Any]:
        if case.operation == "listInvoices":
            wanted = dict(case.query).get("status")
            return 200, [row for row in self.rows.values() if wanted in (None, row["status"])]
        row = self.rows.get(int(case.path_parameter("id")))
        if row is None:
            return 404, {"errors": {"invoice": ["not found"]}}
        if case.operation == "updateInvoice":
            self.writes += 1
            if not (self.stubborn and self.writes > 1):
                row.update(json.loads(case.body or b"{}"))
        return 200, row


def changing(api: Api) -> None:
    """Changes a text of any invoice it is given."""
    before = api.subject()
    api.call("updateInvoice", int(str(before["id"])), json={"comments": "changed"})


def run(stage: Stage, function: Callable[..., None] = changing) -> ItemResult:
    prop: Property = getattr(judges("update-is-stored", writes=True)(scenarios()(function)), ATTRIBUTE)
    return run_item(stage, "item", prop, {})


def test_nothing_is_changed_without_permission(make_stage: MakeStage) -> None:
    """Without --allow-writes no invoice is given out, whatever was named."""
    target = Invoices({"id": 1, "status": "draft", "comments": "old"})
    result = run(make_stage(target, disposable=False, invoices=("1",)))
    assert (result.outcome, result.reason) == ("skipped", "no invoice may be changed (--allow-writes)")
    assert target.writes == 0


def test_only_named_invoices_are_given_out(make_stage: MakeStage) -> None:
    """With --allow-writes but no named invoice there is nothing to change."""
    target = Invoices({"id": 1, "status": "draft", "comments": "old"})
    result = run(make_stage(target, disposable=False, allow_writes=True))
    assert "--invoice" in result.reason
    assert target.writes == 0


def test_a_named_invoice_is_put_back(make_stage: MakeStage, tmp_path: Path) -> None:
    """What a scenario changed has its old value again afterwards, and nothing is left to put back."""
    target = Invoices({"id": 1, "status": "draft", "comments": "old"})
    run(make_stage(target, disposable=False, allow_writes=True, invoices=("1",)))
    assert target.rows[1]["comments"] == "old"
    assert target.writes == 2
    assert list((tmp_path / "journal").iterdir()) == []


def test_it_is_put_back_after_a_failure_too(make_stage: MakeStage) -> None:
    """A property that breaks half-way leaves the invoice as it was."""

    def broken(api: Api) -> None:
        changing(api)
        raise ZeroDivisionError

    target = Invoices({"id": 1, "status": "draft", "comments": "old"})
    run(make_stage(target, disposable=False, allow_writes=True, invoices=("1",)), broken)
    assert target.rows[1]["comments"] == "old"


def test_it_is_put_back_after_ctrl_c(make_stage: MakeStage) -> None:
    """An interrupted run still puts back what it changed."""

    def interrupted(api: Api) -> None:
        changing(api)
        raise KeyboardInterrupt

    target = Invoices({"id": 1, "status": "draft", "comments": "old"})
    result = run(make_stage(target, disposable=False, allow_writes=True, invoices=("1",)), interrupted)
    assert target.rows[1]["comments"] == "old"
    assert (result.stopped, result.exit_code) == ("interrupted", 130)
    assert result.requests > 0  # what it saw before is kept


def test_what_cannot_be_put_back_is_kept_with_its_old_values(make_stage: MakeStage, tmp_path: Path) -> None:
    """An invoice that does not take its old value again stays in the journal."""
    target = Invoices({"id": 1, "status": "draft", "comments": "old"}, stubborn=True)
    stage = make_stage(target, disposable=False, allow_writes=True, invoices=("1",))
    run(stage)
    assert json.loads((tmp_path / "journal" / "1.json").read_text())["comments"] == "old"


def test_a_disposable_target_gives_any_invoice(make_stage: MakeStage) -> None:
    """On a target that may be spoilt any invoice in a fitting status is changed."""

    def only_approved(api: Api) -> None:
        assert api.subject("approved")["id"] == 2

    target = Invoices({"id": 1, "status": "draft"}, {"id": 2, "status": "approved"})
    assert run(make_stage(target), only_approved).error == ""


def test_a_status_that_nobody_has_is_lacking(make_stage: MakeStage) -> None:
    """Without an invoice in the status asked for, the scenario says which one was wanted."""

    def wanted(api: Api) -> None:
        api.subject("pending_receipt", acting=True)

    reason = run(make_stage(Invoices({"id": 1, "status": "draft"})), wanted).reason
    assert reason == "no invoice to change in pending_receipt among the invoices of the target"


class Filtered(Invoices):
    """Leaves the comments out of every answer that does not ask for them by name."""

    def __call__(self, case: Case) -> tuple[int, Any]:
        status, value = super().__call__(case)
        if "fields" in dict(case.query) or not isinstance(value, dict):
            return status, value
        return status, {name: member for name, member in value.items() if name != "comments"}


def test_what_a_default_filter_hides_is_put_back(make_stage: MakeStage) -> None:
    """A member that is not shown by itself is asked for by name before it is changed, so that its old value is not lost."""
    target = Filtered({"id": 1, "status": "draft", "comments": "old"})
    result = run(make_stage(target, disposable=False, allow_writes=True, invoices=("1",)))
    assert not result.error
    assert target.writes == 2
    assert target.rows[1]["comments"] == "old"
