"""Faults in what actions do."""

from __future__ import annotations

from collections.abc import Callable

from coupa_contract.reference.store import Store
from planted.fault import Fault, alter, by, shown, stored
from planted.wrapping import Answer, Ask, Call, Handle


def _instead(operation: str, **members: object) -> Callable[[Call, Answer, Store], None]:
    """Once an action succeeded, these members of the invoice are something else."""

    def change(call: Call, answer: Answer, store: Store) -> None:
        if call.operation == operation and answer.succeeded:
            alter(store, call.number, **members)

    return change


def _says_yes(operation: str) -> Handle:
    """The action is answered with success whatever the status, and nothing happens."""

    async def handle(call: Call, ask: Ask) -> Answer:
        return await ask(shown(call) if call.operation == operation else call)

    return handle


def _revived(call: Call, answer: Answer, store: Store) -> None:
    invoice = store.get(call.number)
    if call.operation == "submitInvoice" and invoice is not None and invoice["status"] == "voided":
        alter(store, call.number, status="pending_approval")


FAULTS = (
    Fault(
        "void-abandons",
        "lifecycle-void-arrives",
        "A cancelled invoice is not among the cancelled ones, and the books do not close.",
        stored(_instead("voidInvoice", status="abandoned")),
    ),
    Fault(
        "submit-does-nothing",
        "lifecycle-submit-leaves-draft",
        "An invoice that was submitted waits in drafts until it is overdue.",
        by(_says_yes("submitInvoice")),
    ),
    Fault(
        "submit-voids",
        "lifecycle-submit-arrives",
        "An invoice that was submitted for payment is cancelled.",
        stored(_instead("submitInvoice", status="voided")),
    ),
    Fault(
        "dispute-approves",
        "lifecycle-dispute-arrives",
        "An invoice that somebody disputes is paid.",
        stored(_instead("disputeInvoice", status="approved")),
    ),
    Fault(
        "void-loses-the-amount",
        "lifecycle-action-keeps-the-amounts",
        "Nobody can see any more how much was cancelled.",
        stored(_instead("voidInvoice", **{"gross-total": "0"})),
    ),
    Fault(
        "submit-forgets-the-note",
        "lifecycle-action-changes-nothing-else",
        "What the buyer noted for the approver is gone when the approver looks.",
        stored(_instead("submitInvoice", **{"internal-note": "submitted"})),
    ),
    Fault(
        "anything-may-be-voided",
        "lifecycle-illegal-move-is-refused",
        "A client believes that a rejected invoice was cancelled.",
        by(_says_yes("voidInvoice")),
        also=frozenset({"lifecycle-void-arrives"}),
    ),
    Fault(
        "voided-comes-back",
        "lifecycle-end-is-final",
        "A cancelled invoice is approved once more, and paid.",
        stored(_revived),
        also=frozenset({"safety-refused-write-changes-nothing"}),
    ),
    Fault(
        "withdrawal-keeps-the-dispute",
        "lifecycle-withdrawal-leaves-the-dispute",
        "A dispute that was settled holds the payment up.",
        by(_says_yes("withdrawInvoiceDispute")),
        dialect="core-r39",
    ),
    Fault(
        "abandoning-does-nothing",
        "lifecycle-abandon-arrives",
        "An invoice that was given up stays on the list of disputes.",
        by(_says_yes("abandonInvoice")),
        dialect="core-r39",
    ),
    Fault(
        "restart-rejects",
        "lifecycle-approval-chain-stays",
        "Whoever asks the approvers again has the invoice rejected.",
        stored(_instead("restartInvoiceApprovals", status="rejected")),
        dialect="core-r39",
    ),
)
