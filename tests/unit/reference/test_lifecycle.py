"""Actions move the status as `spec/lifecycle.yaml` says, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.reference.lifecycle import MOVES
from coupa_contract.reference.operations import OPERATIONS

from .conftest import Caller, errors
from .test_update import changed

PATHS = {operation.id: operation.path[-1] for operation in OPERATIONS}
TODAY_ONLY = {operation.id for operation in OPERATIONS if operation.newer}


def act(caller: Caller, number: int, name: str, **options: Any) -> Any:
    """The answer to an action."""
    return caller.ask("PUT", f"/invoices/{number}/{PATHS[name]}", **options)


@pytest.mark.parametrize("name", sorted(MOVES))
def test_every_action_from_every_status(caller: Caller, name: str) -> None:
    """Where it may move the invoice it moves it; elsewhere it is refused and nothing changes."""
    action = load_contract("published").lifecycle.actions.get(name)
    assert action is not None
    for status in load_contract("published").lifecycle.statuses:
        before = caller.rows(status=status, limit="1")[0]
        response = act(caller, before["id"], name)
        after = caller.show(before["id"])
        if caller.dialect == "published" and name in TODAY_ONLY:
            assert (response.status_code, after) == (404, before)
        elif response.status_code == 200:
            assert status in MOVES[name].sources
            assert MOVES[name].target in ("", after["status"])
            assert changed(before, after) <= {"status", "dispute-reasons", "approvals"}
        else:
            assert response.status_code == 400
            assert errors(response)
            assert after == before
            assert status not in MOVES[name].sources or name == "removeApprovalFromInvoice"


def test_the_moves_agree_with_the_published_life_cycle() -> None:
    """Each status that a source names is judged as this instance behaves."""
    lifecycle = load_contract("core-r39").lifecycle
    for name, move in MOVES.items():
        for status in lifecycle.statuses:
            judged = lifecycle.judged(name, status)
            if judged is not None:
                assert bool(judged.to) == (status in move.sources), (name, status)
                assert not move.target or status not in move.sources or move.target in judged.to


def test_a_dispute_has_a_reason(caller: Caller) -> None:
    """A known code is noted, an unknown one refused."""
    first, second = caller.ids(status="approved")[1:3]
    assert "dispute-reason" in errors(act(caller, first, "disputeInvoice", json={"dispute-reason": {"code": "no-such-reason"}}))
    assert caller.show(first)["status"] == "approved"
    after = act(caller, first, "disputeInvoice", json={"dispute_reason": {"code": "not_received"}, "comment": "where is it?"}).json()
    assert (after["status"], after["dispute-reasons"][-1]["description"]) == ("disputed", "Goods were not received")
    assert act(caller, second, "disputeInvoice").json()["status"] == "disputed"


def test_a_ship_notice_needs_an_order(caller: Caller) -> None:
    """Lines have to stem from an order; the invoice stays as it is."""
    rows = caller.rows()
    ordered = next(row for row in rows if any(line.get("order-line-id") for line in row["invoice-lines"]))
    loose = next(row for row in rows if not any(line.get("order-line-id") for line in row["invoice-lines"]))
    assert act(caller, ordered["id"], "flipInvoiceToAdvanceShipNotice").json() == caller.ask("GET", f"/invoices/{ordered['id']}").json()
    assert act(caller, loose["id"], "flipInvoiceToAdvanceShipNotice").status_code == 400


def test_the_chain_of_approvals(today: Caller) -> None:
    """Approvers come and go, are skipped one by one, and the invoice is approved after the last."""
    number = next(row["id"] for row in today.rows(status="pending_approval"))
    assert (
        act(today, number, "addApproverToInvoice", json={"approver": {"login": "zoe"}}).json()["approvals"][-1]["approver"]["login"]
        == "zoe"
    )
    assert act(today, number, "addApproverToInvoice", json={"approver": {"login": "nobody"}}).status_code == 400
    assert act(today, number, "removeApprovalFromInvoice").status_code == 200
    assert act(today, number, "removeApprovalFromInvoice").status_code == 400
    restarted = act(today, number, "restartInvoiceApprovals").json()
    assert {approval["status"] for approval in restarted["approvals"]} == {"pending_approval"}
    for _ in restarted["approvals"]:
        last = act(today, number, "bypassCurrentInvoiceApproval").json()
    assert last["status"] == "approved"
    assert {approval["status"] for approval in last["approvals"]} == {"bypassed"}


def test_only_a_new_invoice_is_deleted(today: Caller) -> None:
    """It is gone then; any other stays."""
    new, approved = today.ids(status="new")[0], today.ids(status="approved")[0]
    assert today.ask("DELETE", f"/invoices/{new}").status_code == 200
    assert today.ask("GET", f"/invoices/{new}").status_code == 404
    assert today.ask("DELETE", f"/invoices/{approved}").status_code == 400
    assert today.show(approved)["status"] == "approved"


def test_the_odd_get_does_nothing(caller: Caller) -> None:
    """`GET /invoices/new/submit_for_approval` is answered with 404 in the published shape."""
    response = caller.ask("GET", "/invoices/new/submit_for_approval")
    assert response.status_code == 404
    assert errors(response)


@pytest.mark.parametrize("body", [b"[]", b"{", b'"x"'])
def test_an_action_takes_an_object_or_nothing(caller: Caller, body: bytes) -> None:
    """Any other body is refused before anything moves."""
    number = caller.ids(status="draft")[0]
    assert act(caller, number, "submitInvoice", data=body, headers={"Content-Type": "application/json"}).status_code == 400
    assert caller.show(number)["status"] == "draft"
