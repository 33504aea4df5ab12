"""Judges writes that are more than a change of members: a line that is added, the export command, a creation, a deletion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coupa_contract.checks.answers import Invoice, answer, success
from coupa_contract.checks.comparison import differences, kinds_of
from coupa_contract.checks.effects import BOOKKEEPING, COMPUTED, may_change
from coupa_contract.checks.update import telling, update_stored
from coupa_contract.checks.values import same_scalar
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.pointers import join
from coupa_contract.model import Finding, Interaction, Json, Outcome, Witness

ADDED = ("update-adds-a-line",)
PAID = ("update-adds-a-payment",)
EXPORTED = ("update-exported-is-a-command",)
SEEN = ("update-is-seen-by-conditions", "lifecycle-is-seen-by-conditions")
CREATED = ("lifecycle-creation-makes-a-draft", "update-creation-is-stored")
SCANNED = ("update-scan-is-replaced",)
DELETED = ("lifecycle-deletion-removes",)

_UPDATE = "updateInvoice"
_LINES = "invoice-lines"
# What follows from a payment; what the invoice is about does not.
_PAID = frozenset({"payments", "paid", "payment-date", "payment-notes", *COMPUTED}) - {
    "gross-total",
    "total",
    "total-with-taxes",
    "tax-amount",
}
_FLAG = frozenset({"exported", "last-exported-at"})


def line_added(sent: Mapping[str, Json], before: Invoice, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether a line that was sent without an id is one more line, with its values, and the lines that were there are what they were."""
    old, new = _by_id(before), _by_id(after)
    if old is None or new is None:
        return
    yield Witness("update-adds-a-line")
    added = [identifier for identifier in new if identifier not in old]
    lost = [identifier for identifier in old if identifier not in new]
    if len(added) != 1 or lost:
        expected = f"the {len(old)} lines that were there, and one more"
        yield Finding("update-adds-a-line", _UPDATE, join([_LINES]), expected, f"{len(added)} new lines, {len(lost)} of the others gone")
        return
    kind_at = kinds_of(contract, before, after)
    positions = {identifier: index for index, identifier in enumerate(new)}
    settled = may_change(sent)
    for identifier, line in old.items():
        place = join([_LINES, str(positions[identifier])])
        for difference in differences(line, new[identifier], kind_at, pointer=place):
            if not settled & set(difference.names):
                yield Finding("update-adds-a-line", _UPDATE, difference.pointer, describe(difference.before), describe(difference.after))
    place = join([_LINES, str(positions[added[0]])])
    for difference in differences(dict(sent), new[added[0]], kind_at, common=True, pointer=place):
        yield Finding("update-adds-a-line", _UPDATE, difference.pointer, describe(difference.before), describe(difference.after))


def _by_id(invoice: Invoice) -> dict[str, Invoice] | None:
    lines = invoice.get(_LINES)
    if not isinstance(lines, list):
        return None
    found = {str(line["id"]): line for line in lines if isinstance(line, dict) and line.get("id") is not None}
    return found if len(found) == len(lines) else None


def payment_added(sent: Mapping[str, Json], before: Invoice, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether a payment that was taken is one more, with its amount, and nothing else moved but what follows from it.

    Where nothing was added nothing is said: the sources disagree on whether an update may pay.
    """
    old, new = before.get("payments"), after.get("payments")
    had, has = old if isinstance(old, list) else [], new if isinstance(new, list) else []
    kind_at = kinds_of(contract, before, after)
    if not any(differences(had, has, kind_at)):
        return
    yield Witness("update-adds-a-payment")
    known = {str(each.get("id")): each for each in has if isinstance(each, dict)}
    kept = all(not isinstance(each, dict) or str(each.get("id")) in known for each in had)
    if len(has) != len(had) + 1 or not kept:
        yield Finding(
            "update-adds-a-payment", _UPDATE, "/payments", f"the {len(had)} payments there were, and one more", f"{len(has)} payments"
        )
        return
    earlier = {str(each.get("id")) for each in had if isinstance(each, dict)}
    for index, each in enumerate(has):
        if isinstance(each, dict) and str(each.get("id")) not in earlier:
            paid = each.get("amount-paid", each.get("amount"))
            if not same_scalar(paid, sent.get("amount-paid"), "decimal"):
                place = join(["payments", str(index), "amount-paid" if "amount-paid" in each else "amount"])
                yield Finding("update-adds-a-payment", _UPDATE, place, describe(sent.get("amount-paid")), describe(paid))
    for difference in differences(before, after, kind_at):
        names = set(difference.names)
        if not (BOOKKEEPING | _PAID) & names and telling(difference, contract):
            told = describe(difference.before), describe(difference.after)
            yield Finding("update-adds-a-payment", _UPDATE, difference.pointer, *told)


def exported(interaction: Interaction, before: Invoice, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether an export command that succeeded set the flag, whatever it was, and nothing else."""
    if success(interaction) is None or after.get("exported") is None:
        return
    yield Witness("update-exported-is-a-command")
    if after["exported"] is not True:
        yield Finding("update-exported-is-a-command", _UPDATE, "/exported", "true", describe(after["exported"]))
    for difference in differences(before, after, kinds_of(contract, before, after)):
        if telling(difference, contract) and not (BOOKKEEPING | _FLAG) & set(difference.names):
            yield Finding(
                "update-exported-is-a-command", _UPDATE, difference.pointer, describe(difference.before), describe(difference.after)
            )


def seen_by_conditions(requirement: str, condition: str, expected: bool, seen: bool) -> Iterator[Outcome]:
    """Whether a condition, together with the id, finds an invoice exactly when it is what the invoice is shown with."""
    yield Witness(requirement)
    if expected is not seen:
        told = ("the invoice, which is shown so", "no invoice") if expected else ("no invoice, for it is shown otherwise", "the invoice")
        yield Finding(requirement, "listInvoices", "", f"under {condition} and its id {told[0]}", told[1])


def creation(interaction: Interaction, sent: Mapping[str, Json], created: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether a creation that succeeded made a draft that holds what was sent; references by the keys that were sent."""
    if success(interaction) is None:
        return
    status = created.get("status")
    if isinstance(status, str) and status in contract.lifecycle.statuses:
        yield Witness("lifecycle-creation-makes-a-draft")
        if status != "draft":
            yield Finding("lifecycle-creation-makes-a-draft", "createInvoice", "/status", "draft", status)
    lines, made = sent.get(_LINES), created.get(_LINES)
    plain = {name: value for name, value in sent.items() if name in created and name not in {_LINES, *COMPUTED}}
    for outcome in update_stored(plain, created, contract, "createInvoice"):
        yield _as("update-creation-is-stored", outcome)
    if isinstance(lines, list) and isinstance(made, list):
        if len(lines) != len(made):
            yield Finding("update-creation-is-stored", "createInvoice", join([_LINES]), f"{len(lines)} lines", f"{len(made)} lines")
            return
        kind_at = kinds_of(contract, created)
        for index, (line, stored) in enumerate(zip(lines, made, strict=True)):
            for difference in differences(line, stored, kind_at, common=True, pointer=join([_LINES, str(index)])):
                told = describe(difference.before), describe(difference.after)
                yield Finding("update-creation-is-stored", "createInvoice", difference.pointer, *told)


def scan_replaced(first: Interaction, second: Interaction) -> Iterator[Outcome]:
    """Whether two downloads, each after an upload of another picture, are two files; an instance may keep a picture in another type."""
    one, other = success(first), answer(second)
    if one is None or not one.body or other is None or other.status in {401, 403, 429}:
        return
    yield Witness("update-scan-is-replaced")
    if other.status != 200 or other.body == one.body:
        seen = f"status {other.status}" if other.status != 200 else "the file that was there before"
        yield Finding("update-scan-is-replaced", "updateInvoiceImageScan", "", "the file that was sent last", seen)


def _as(requirement: str, outcome: Outcome) -> Outcome:
    if isinstance(outcome, Finding):
        return Finding(requirement, outcome.operation, outcome.pointer, outcome.expected, outcome.seen)
    return Witness(requirement)


def deletion(interaction: Interaction, shown: Interaction) -> Iterator[Outcome]:
    """Whether an invoice that was deleted with success is shown no more; `shown` is how it was answered afterwards."""
    response = answer(shown)
    if success(interaction) is None or response is None or response.status in {401, 403, 429} or response.status >= 500:
        return
    yield Witness("lifecycle-deletion-removes")
    if response.status not in {404, 410}:
        yield Finding("lifecycle-deletion-removes", "deleteInvoice", "", "status 404", f"status {response.status}")
