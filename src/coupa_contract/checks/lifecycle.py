"""Judges what actions do to the status, and to the rest, by `spec/lifecycle.yaml`; unknown moves are never judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from coupa_contract.checks.answers import Invoice, refusal, success
from coupa_contract.checks.comparison import Difference, KindAt, differences, kinds_of
from coupa_contract.checks.effects import BOOKKEEPING, COMPUTED, ORIGIN, may_document
from coupa_contract.checks.update import origin_is_fixed, telling, time_runs_forward
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.lifecycle import Result
from coupa_contract.model import Finding, Interaction, Outcome, Witness

# The requirement that an action arrives where a source says.
ARRIVES: Mapping[str, str] = {
    "submitInvoice": "lifecycle-submit-arrives",
    "voidInvoice": "lifecycle-void-arrives",
    "disputeInvoice": "lifecycle-dispute-arrives",
    "withdrawInvoiceDispute": "lifecycle-withdrawal-leaves-the-dispute",
    "abandonInvoice": "lifecycle-abandon-arrives",
    "addApproverToInvoice": "lifecycle-approval-chain-stays",
    "removeApprovalFromInvoice": "lifecycle-approval-chain-stays",
    "restartInvoiceApprovals": "lifecycle-approval-chain-stays",
    "bypassInvoiceApprovals": "lifecycle-approval-chain-stays",
    "bypassCurrentInvoiceApproval": "lifecycle-approval-chain-stays",
}
MOVED = (
    "lifecycle-submit-leaves-draft",
    *dict.fromkeys(ARRIVES.values()),
    "lifecycle-illegal-move-is-refused",
    "lifecycle-end-is-final",
)
BESIDES = (
    "lifecycle-action-keeps-the-amounts",
    "lifecycle-action-changes-nothing-else",
    "update-origin-is-fixed",
    "update-time-runs-forward",
)

BESIDE = ("lifecycle-leaves-its-neighbours-alone",)

_PARTIES = frozenset({"supplier", "currency", "invoice-number", "invoice-date", "invoice-lines", "invoice-charges"})


def status_moved(operation: str, interaction: Interaction, before: Invoice, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether an action moved the status as a source says, or was refused where a source rules it out."""
    old, new = before.get("status"), after.get("status")
    if not isinstance(old, str) or not isinstance(new, str):
        return
    life = contract.lifecycle
    if old in life.final:
        yield Witness("lifecycle-end-is-final")
        if new != old:
            yield _seen("lifecycle-end-is-final", operation, f"still {old}", new)
    move = life.judged(operation, old)
    if move is None:
        return
    if move.result is Result.REFUSED:
        yield from _ruled_out(operation, interaction, old, new)
    elif success(interaction) is not None:
        yield from _moved(operation, old, new, move.to, contract)


def _ruled_out(operation: str, interaction: Interaction, old: str, new: str) -> Iterator[Outcome]:
    if success(interaction) is None and refusal(interaction) is None:
        return
    yield Witness("lifecycle-illegal-move-is-refused")
    if success(interaction) is not None:
        yield _seen("lifecycle-illegal-move-is-refused", operation, f"a refusal (4xx) in status {old}", f"success, and then {new}")


def _moved(operation: str, old: str, new: str, to: tuple[str, ...], contract: Contract) -> Iterator[Outcome]:
    if operation == "submitInvoice":
        yield Witness("lifecycle-submit-leaves-draft")
        if new == old:
            yield _seen("lifecycle-submit-leaves-draft", operation, f"no longer {old}", new)
            return
    requirement = ARRIVES.get(operation)
    # A status that nobody published may be a newer name of one that was.
    if requirement is None or new not in contract.lifecycle.statuses:
        return
    yield Witness(requirement)
    if new not in to:
        yield _seen(requirement, operation, f"from {old} to {' or '.join(to[:4])}{' …' if len(to) > 4 else ''}", new)


def _seen(requirement: str, operation: str, expected: str, status: str) -> Finding:
    return Finding(requirement, operation, "/status", expected, status)


def action_changed_nothing_else(
    operation: str, interaction: Interaction, before: Invoice, after: Invoice, contract: Contract
) -> Iterator[Outcome]:
    """Whether an action that succeeded left everything alone but the status and what documents the action."""
    if success(interaction) is None:
        return
    yield Witness("lifecycle-action-keeps-the-amounts")
    yield Witness("lifecycle-action-changes-nothing-else")
    kind_at = kinds_of(contract, before, after)
    allowed = may_document(operation) | {"status", *ORIGIN[1:]}
    if operation not in {"voidInvoice", "disputeInvoice"}:
        allowed |= COMPUTED  # totals and due dates may be settled on the way to approval
    for difference in differences(before, after, kind_at):
        if difference.pointer != "/id" and not allowed & set(difference.names) and telling(difference, contract):
            essential = _essential(difference, kind_at)
            requirement = "lifecycle-action-keeps-the-amounts" if essential else "lifecycle-action-changes-nothing-else"
            yield Finding(requirement, operation, difference.pointer, describe(difference.before), describe(difference.after))
    yield from origin_is_fixed(before, after, contract, operation)
    yield from time_runs_forward(before, after, operation)


def _essential(difference: Difference, kind_at: KindAt) -> bool:
    """Whether a difference is in an amount, a line or a party."""
    names = difference.names
    if kind_at(difference.pointer) in {"decimal", "float"} or not names:
        return True
    if names[0] in {"invoice-lines", "invoice-charges"}:
        return len(names) == 1 or names[-1] == "id"
    return names[0] in _PARTIES


def neighbours_stay(
    operation: str, moved: Invoice, before: Sequence[Invoice], after: Sequence[Invoice], contract: Contract, *, alone: bool = False
) -> Iterator[Outcome]:
    """Whether other invoices stayed what they were while an action moved one to where it is.

    `alone`: nobody else works on the target. Otherwise only the very status that the action led to is told of another invoice.
    """
    later = {str(row.get("id")): row for row in after}
    for row in before:
        twin = later.get(str(row.get("id")))
        if twin is None:
            continue
        yield Witness("lifecycle-leaves-its-neighbours-alone")
        for difference in differences(row, twin, kinds_of(contract, row, twin)):
            followed = difference.pointer == "/status" and difference.after == moved.get("status")
            if followed or (alone and telling(difference, contract) and not BOOKKEEPING & set(difference.names)):
                told = describe(difference.before), describe(difference.after)
                yield Finding("lifecycle-leaves-its-neighbours-alone", operation, "/neighbour" + difference.pointer, *told)
