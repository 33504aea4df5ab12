"""Faults in what actions do."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.fault import Fault, alter, by, shown, stored
from planted.wrapping import Answer, Ask, Call, Handle, wrapped


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


def _only_from(operation: str, begun: str, **members: object) -> Callable[[Starlette], ASGIApp]:
    """Once an action succeeded on an invoice in that status, these members are something else."""

    def plant(app: Starlette) -> ASGIApp:
        store: Store = app.state.instance.store

        async def handle(call: Call, ask: Ask) -> Answer:
            before = store.get(call.number) if call.operation == operation else None
            answer = await ask(call)
            if before is not None and answer.succeeded and before["status"] == begun:
                alter(store, call.number, **members)
            return answer

        return wrapped(app, handle)

    return plant


def _refused_yet_done(call: Call, answer: Answer, store: Store) -> None:
    invoice = store.get(call.number)
    if call.operation == "voidInvoice" and answer.status == 400 and invoice is not None and invoice["status"] == "ap_hold":
        alter(store, call.number, status="voided")


def _neighbour_submitted(call: Call, answer: Answer, store: Store) -> None:
    if call.operation == "submitInvoice" and answer.succeeded:
        alter(store, call.number + 1, comments=f"submitted with invoice {call.number}")


def _neighbour_voided(call: Call, answer: Answer, store: Store) -> None:
    if call.operation == "voidInvoice" and answer.succeeded:
        alter(store, call.number - 1, status="voided", updated_at="2026-11-24T00:00:00Z")


def _line_lost(call: Call, answer: Answer, store: Store) -> None:
    if call.operation == "withdrawInvoiceDispute" and answer.succeeded and (invoice := store.get(call.number)):
        alter(store, call.number, invoice_lines=invoice["invoice-lines"][:-1])


def _still_approved(app: Starlette) -> ASGIApp:
    """Lists by status go on as if a voided invoice had never been voided."""
    voided: set[int] = set()

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        if call.operation == "voidInvoice" and answer.succeeded:
            voided.add(call.number)
        if call.operation == "listInvoices" and answer.succeeded and call.asked("status") == "voided":
            return answer.saying([row for row in answer.json if row.get("id") not in voided])
        return answer

    return wrapped(app, handle)


def _third_does_nothing(app: Starlette) -> ASGIApp:
    seen: list[int] = []

    async def handle(call: Call, ask: Ask) -> Answer:
        before = await ask(shown(call)) if call.operation == "disputeInvoice" else None
        if before is None or not before.succeeded or before.json.get("status") not in {"approved", "pending_receipt", "ap_hold"}:
            return await ask(call)
        seen.append(call.number)
        return before if len(seen) == 3 else await ask(call)

    return wrapped(app, handle)


async def _voided_takes_a_dispute(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation == "disputeInvoice" and not answer.succeeded:
        now = await ask(shown(call))
        return now if now.succeeded and now.json.get("status") == "voided" else answer
    return answer


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
    Fault(
        "refused-yet-voided",
        "safety-refused-write-changes-nothing",
        "A hold was to be looked at, and the invoice is gone.",
        stored(_refused_yet_done),
        beside=("lifecycle",),
    ),
    Fault(
        "submit-writes-to-the-next",
        "lifecycle-leaves-its-neighbours-alone",
        "Whoever submits one invoice overwrites the comment of another.",
        stored(_neighbour_submitted),
    ),
    Fault(
        "void-takes-the-one-before-along",
        "lifecycle-leaves-its-neighbours-alone",
        "An invoice that was right is cancelled with the one that was wrong.",
        stored(_neighbour_voided),
    ),
    Fault(
        "dispute-of-what-waits-clears-the-note",
        "lifecycle-action-changes-nothing-else",
        "Why the goods are awaited is forgotten with the dispute.",
        _only_from("disputeInvoice", "pending_receipt", **{"supplier-note": "disputed"}),
    ),
    Fault(
        "dispute-of-a-hold-rejects",
        "lifecycle-dispute-arrives",
        "A supplier who could answer a dispute is sent away.",
        _only_from("disputeInvoice", "ap_hold", status="rejected"),
    ),
    Fault(
        "void-of-what-waits-changes-the-currency",
        "lifecycle-action-keeps-the-amounts",
        "A cancelled invoice is booked back in another currency.",
        _only_from("voidInvoice", "pending_receipt", currency={"id": 9, "code": "XXX"}),
    ),
    Fault(
        "withdrawal-loses-a-line",
        "lifecycle-action-keeps-the-amounts",
        "What was disputed comes back without its last line.",
        stored(_line_lost),
        dialect="core-r39",
    ),
    Fault(
        "voided-ones-are-not-found",
        "lifecycle-is-seen-by-conditions",
        "The books ask for what was cancelled and miss the latest.",
        _still_approved,
    ),
    Fault(
        "third-dispute-does-nothing",
        "lifecycle-dispute-arrives",
        "One dispute in a row is confirmed and never reaches the supplier.",
        _third_does_nothing,
    ),
    Fault(
        "voided-takes-a-dispute",
        "lifecycle-illegal-move-is-refused",
        "A supplier is asked about an invoice that is no more.",
        by(_voided_takes_a_dispute),
        also=frozenset({"lifecycle-dispute-arrives"}),
    ),
    Fault(
        "bypass-sends-it-to-another-supplier",
        "lifecycle-action-keeps-the-amounts",
        "What nobody approved is paid to somebody else.",
        stored(_instead("bypassInvoiceApprovals", supplier={"id": 1, "name": "somebody else"})),
        dialect="core-r39",
    ),
)
