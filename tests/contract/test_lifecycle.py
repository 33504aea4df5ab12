"""The life cycle: actions that were answered with success arrive where a source says, and change nothing else."""

from __future__ import annotations

import pytest

from coupa_contract.checks import lifecycle as checks
from coupa_contract.checks.update import refused_changes_nothing
from coupa_contract.runner.api import Api
from coupa_contract.runner.properties import judges, scenarios

NEWER = ("core-r39",)


def act(api: Api, operation: str, *statuses: str) -> None:
    """Acts on an invoice in one of these statuses, and judges where it went and what else it did."""
    move_known = [status for status in statuses if api.contract.lifecycle.judged(operation, status) is not None]
    api.witness(bool(move_known), f"nobody published what {operation} does in {' or '.join(statuses)}")
    before = api.subject(*move_known, acting=True)
    identifier = int(str(before["id"]))
    answer = api.call(operation, identifier)
    after = api.invoice(identifier)
    api.judge(checks.status_moved(operation, answer, before, after, api.contract))
    api.judge(checks.action_changed_nothing_else(operation, answer, before, after, api.contract))
    api.judge(refused_changes_nothing(answer, before, after, api.contract))


@judges(
    "lifecycle-submit-leaves-draft",
    "lifecycle-submit-arrives",
    "lifecycle-action-keeps-the-amounts",
    "lifecycle-action-changes-nothing-else",
    writes=True,
)
@scenarios()
def test_submitting_moves_a_draft(api: Api) -> None:
    """A draft that was submitted is a draft no more."""
    act(api, "submitInvoice", "draft")


@pytest.mark.parametrize("status", ["approved", "pending_receipt"])
@judges("lifecycle-void-arrives", "lifecycle-action-keeps-the-amounts", writes=True)
@scenarios()
def test_voiding_arrives(api: Api, status: str) -> None:
    """An invoice that may be voided, and was, is voided."""
    act(api, "voidInvoice", status)


@pytest.mark.parametrize("status", ["pending_approval", "ap_hold", "pending_receipt", "approved"])
@judges("lifecycle-dispute-arrives", "lifecycle-action-keeps-the-amounts", writes=True)
@scenarios()
def test_disputing_arrives(api: Api, status: str) -> None:
    """An invoice that may be disputed, and was, is disputed."""
    act(api, "disputeInvoice", status)


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        ("submitInvoice", "voided"),
        ("voidInvoice", "voided"),
        ("disputeInvoice", "voided"),
        ("voidInvoice", "abandoned"),
        ("voidInvoice", "rejected"),
    ],
)
@judges("lifecycle-illegal-move-is-refused", "lifecycle-end-is-final", writes=True)
@scenarios()
def test_an_illegal_move_is_refused(api: Api, operation: str, status: str) -> None:
    """An action that a source rules out is refused and changes nothing."""
    act(api, operation, status)


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        ("withdrawInvoiceDispute", "disputed"),
        ("abandonInvoice", "disputed"),
        ("restartInvoiceApprovals", "pending_approval"),
        ("bypassCurrentInvoiceApproval", "pending_approval"),
        ("bypassInvoiceApprovals", "pending_approval"),
    ],
)
@judges(
    "lifecycle-withdrawal-leaves-the-dispute", "lifecycle-abandon-arrives", "lifecycle-approval-chain-stays", writes=True, dialects=NEWER
)
@scenarios()
def test_the_newer_actions_arrive(api: Api, operation: str, status: str) -> None:
    """The actions of today's instances arrive where the vendor says."""
    act(api, operation, status)
