"""The life cycle: actions that were answered with success arrive where a source says, and change nothing else."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from coupa_contract.contract.lifecycle import Result
from coupa_contract.runner.api import Api
from coupa_contract.runner.changes import words
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.setting import Setting
from coupa_contract.runner.walks import Walk, arrived

NEWER = ("core-r39",)
STAYS = (
    "lifecycle-action-keeps-the-amounts",
    "lifecycle-action-changes-nothing-else",
    "lifecycle-leaves-its-neighbours-alone",
    "lifecycle-is-seen-by-conditions",
    "lifecycle-illegal-move-is-refused",
    "safety-refused-write-changes-nothing",
    "update-answer-is-what-is-stored",
)
# Beside which invoices are looked at, and after which lists are asked: once for each action will do.
_ONCE = {
    ("submitInvoice", "draft"),
    ("voidInvoice", "approved"),
    ("disputeInvoice", "ap_hold"),
    ("withdrawInvoiceDispute", "disputed"),
}


def move(api: Api, operation: str, status: str) -> None:
    """Takes a legal action in a status, after those that are ruled out there; and in the end those that are ruled out where it led."""
    once = (operation, status) in _ONCE
    walk = Walk(api, status, neighbours=once and operation != "disputeInvoice")  # which walks look at
    if once:
        walk.note(str(api.draw("note", words())))
    walk.ruled_out(*walk.illegal())
    # A reason that nobody gave out is refused, or passed over; the server stays whole.
    moved = once and operation == "disputeInvoice" and walk.step(operation, {"dispute-reason": {"code": "nobody gave this reason out"}})
    moved = moved or walk.step(operation)
    arrived(walk, operation, moved)
    if once and walk.status in api.contract.lifecycle.final:
        walk.ruled_out(*walk.illegal())
    walk.end(conditions=once)


@judges("lifecycle-submit-leaves-draft", "lifecycle-submit-arrives", *STAYS, writes=True)
@scenarios()
def test_submitting_moves_a_draft(api: Api) -> None:
    """A draft that was submitted is a draft no more."""
    move(api, "submitInvoice", "draft")


@pytest.mark.parametrize("status", ["approved", "pending_receipt"])
@judges("lifecycle-void-arrives", "lifecycle-end-is-final", *STAYS, writes=True)
@scenarios()
def test_voiding_arrives(api: Api, status: str) -> None:
    """An invoice that may be voided, and was, is voided; and stays so."""
    move(api, "voidInvoice", status)


@pytest.mark.parametrize("status", ["pending_approval", "ap_hold", "pending_receipt", "approved"])
@judges("lifecycle-dispute-arrives", *STAYS, writes=True)
@scenarios()
def test_disputing_arrives(api: Api, status: str) -> None:
    """An invoice that may be disputed, and was, is disputed."""
    move(api, "disputeInvoice", status)


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
    "lifecycle-withdrawal-leaves-the-dispute",
    "lifecycle-abandon-arrives",
    "lifecycle-approval-chain-stays",
    *STAYS,
    writes=True,
    dialects=NEWER,
)
@scenarios()
def test_the_newer_actions_arrive(api: Api, operation: str, status: str) -> None:
    """The actions of today's instances arrive where the vendor says."""
    move(api, operation, status)


@pytest.mark.parametrize("status", ["voided", "abandoned", "rejected", "new"])
@judges(
    "lifecycle-illegal-move-is-refused",
    "lifecycle-end-is-final",
    "lifecycle-update-keeps-the-status",
    "safety-refused-write-changes-nothing",
    writes=True,
)
@scenarios()
def test_what_a_source_rules_out_is_refused(api: Api, status: str) -> None:
    """Actions that a source rules out in a status are refused and change nothing; nor does a note open what has come to its end."""
    walk = Walk(api, status, neighbours=False)
    walk.ruled_out(*walk.illegal())
    if api.disposable and walk.status in api.contract.lifecycle.final:
        walk.note(str(api.draw("note", words())))


def beginnings(setting: Setting) -> st.SearchStrategy[str]:
    """Statuses in which something is published of an action, those with a legal one more often."""
    life, known = setting.contract.lifecycle, setting.contract.operations
    actions = [action for name, action in life.actions.items() if name in known]
    legal = [status for action in actions for status in action.statuses(Result.MOVES) if status in life.statuses]
    illegal = [status for action in actions for status in action.statuses(Result.REFUSED)]
    return st.sampled_from([*legal, *legal, *dict.fromkeys(illegal)])


def turns(_: Setting) -> st.SearchStrategy[list[int]]:
    """Which of the actions that are left is taken at each step."""
    return st.lists(st.integers(0, 59), min_size=1, max_size=6)


@judges(
    "lifecycle-submit-leaves-draft",
    "lifecycle-submit-arrives",
    "lifecycle-void-arrives",
    "lifecycle-dispute-arrives",
    "lifecycle-withdrawal-leaves-the-dispute",
    "lifecycle-abandon-arrives",
    "lifecycle-approval-chain-stays",
    "lifecycle-end-is-final",
    *STAYS,
    writes=True,
    shrinks=True,
    tries=Tries(1, 2, 8, 50),
)
@scenarios(status=beginnings, turns=turns, note=lambda _: words())
def test_a_walk_keeps_to_the_life_cycle(api: Api, status: str, turns: list[int], note: str) -> None:
    """Action after action an invoice goes where the sources say; what they do not say is only watched."""
    walk = Walk(api, status, neighbours=turns[0] % 2 == 0)
    if turns[0] % 4 == 1:
        walk.note(note)
    for turn in turns:
        # Legal moves four times as likely as the others; what nobody published is tried only where it may do harm.
        actions = [*walk.legal() * 4, *walk.illegal(), *(walk.unknown() if api.disposable else [])]
        if not actions:
            break
        action = actions[turn % len(actions)]
        walk.ruled_out(action) if action in walk.illegal() else walk.step(action)
    walk.end(conditions=turns[0] % 3 == 0)
    api.witness(len(walk.refusals) < len(turns), "; ".join(walk.refusals))
