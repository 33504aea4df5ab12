"""Judges writes by the invoice before and after: stored, nothing else changed, and refused means unchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from coupa_contract.checks.answers import Invoice, refusal, success
from coupa_contract.checks.comparison import Difference, KindAt, differences, kinds_of
from coupa_contract.checks.effects import BOOKKEEPING, ORIGIN, may_change
from coupa_contract.checks.fields import dashed, documented
from coupa_contract.checks.values import DATES, NUMBERS, bare_date, blank, instant, printed_date, same_scalar
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.pointers import join
from coupa_contract.contract.precision import as_decimal
from coupa_contract.model import Finding, Interaction, Json, Outcome, Witness

STORED = ("update-is-stored",)
ALONE = ("update-leaves-the-rest-alone", "update-origin-is-fixed", "update-time-runs-forward", "lifecycle-update-keeps-the-status")
ANSWERED = ("update-answer-is-what-is-stored",)
VERBS = ("update-put-and-patch-agree",)
READ_ONLY = ("update-read-only-is-not-obeyed",)
REFUSED = ("safety-refused-write-changes-nothing",)
AGAIN = ("update-is-idempotent",)

_UPDATE = "updateInvoice"


def _different(requirement: str, operation: str, difference: Difference) -> Finding:
    return Finding(requirement, operation, difference.pointer, describe(difference.before), describe(difference.after))


def telling(difference: Difference, contract: Contract) -> bool:
    """Whether a difference says something of the write.

    Members that nobody documented, and custom fields, may be computed by the tenant; only their loss is told.
    """
    own = not difference.names or (difference.names[0] != "custom-fields" and documented(contract, difference.names[0]))
    return own or (blank(difference.after) and not blank(difference.before))


def update_stored(sent: Mapping[str, Json], after: Invoice, contract: Contract, operation: str = _UPDATE) -> Iterator[Outcome]:
    """Whether each value that was sent is read back, compared by its kind; a reference by the keys that were sent, a record by its id.

    Nothing is what zero may be told as.
    """
    kind_at = kinds_of(contract, after)
    for name, value in sent.items():
        yield Witness("update-is-stored")
        for difference in _unstored(value, after.get(dashed(name)), kind_at, join([dashed(name)])):
            yield _different("update-is-stored", operation, difference)


def _unstored(sent: Json, stored: Json, kind_at: KindAt, pointer: str) -> Iterator[Difference]:
    if isinstance(sent, dict) and isinstance(stored, dict):
        for name, value in sent.items():
            if dashed(name) in stored:  # a key that an answer does not show cannot be compared
                yield from _unstored(value, stored[dashed(name)], kind_at, pointer + join([dashed(name)]))
    elif isinstance(sent, list) and isinstance(stored, list):
        by_id = {str(each["id"]): (index, each) for index, each in enumerate(stored) if isinstance(each, dict) and "id" in each}
        for each in sent:
            if isinstance(each, dict) and str(each.get("id")) in by_id:
                index, record = by_id[str(each["id"])]
                yield from _unstored(each, record, kind_at, f"{pointer}/{index}")
    elif isinstance(sent, str) and isinstance(stored, str) and bare_date(sent) and kind_at(pointer) in DATES:
        # The day counts as it is printed: midnight UTC may be another day where the company is.
        if printed_date(stored) != printed_date(sent):
            yield Difference(pointer, sent, stored)
    elif stored is not None or kind_at(pointer) not in NUMBERS or as_decimal(sent) != 0:
        yield from differences(sent, stored, kind_at, common=True, pointer=pointer)


def custom_fields_stored(sent: Mapping[str, Json], before: Json, after: Json, operation: str = _UPDATE) -> Iterator[Outcome]:
    """Whether each custom field that was sent has the value that was sent, or the one that it had: a tenant may compute it."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    for name, value in sent.items():
        yield Witness("update-is-stored")
        if not same_scalar(after.get(name), value) and not same_scalar(after.get(name), before.get(name)):
            yield Finding("update-is-stored", operation, join(["custom-fields", name]), describe(value), describe(after.get(name)))


def update_left_the_rest_alone(
    sent: Mapping[str, Json], before: Invoice, after: Invoice, contract: Contract, operation: str = _UPDATE
) -> Iterator[Outcome]:
    """Whether an update changed only what it named and what documents it; its origin and its status never."""
    yield Witness("update-leaves-the-rest-alone")
    allowed, named = may_change(_names(dict(sent))), frozenset(_places(dict(sent), ""))
    judged_apart = frozenset({"status", *ORIGIN})
    for difference in differences(before, after, kinds_of(contract, before, after)):
        names = difference.names
        if allowed & set(names) or (names[:1] and names[0] in judged_apart):
            continue
        if telling(difference, contract) and not any(_below(_place(difference, after), place) for place in named):
            yield _different("update-leaves-the-rest-alone", operation, difference)
    yield from origin_is_fixed(before, after, contract, operation)
    yield from time_runs_forward(before, after, operation)
    if before.get("status") is not None and after.get("status") is not None and "status" not in map(dashed, sent):
        yield Witness("lifecycle-update-keeps-the-status")
        if before["status"] != after["status"]:
            yield Finding("lifecycle-update-keeps-the-status", operation, "/status", describe(before["status"]), describe(after["status"]))


def _names(sent: Json) -> Iterator[str]:
    """Every name in a change, at any depth."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            yield dashed(name)
            yield from _names(value)
    elif isinstance(sent, list):
        for each in sent:
            yield from _names(each)


def _places(sent: Json, place: str) -> Iterator[str]:
    """Where a change may change something: records of a collection by their id, references as a whole."""
    if isinstance(sent, dict) and (not place or place.endswith("]")):
        for name, value in sent.items():
            yield from _places(value, f"{place}/{dashed(name)}")
    elif isinstance(sent, list):
        for each in sent:
            if isinstance(each, dict) and "id" in each:
                yield from _places(each, f"{place}[{each['id']}]")
            else:
                yield place
    else:
        yield place


def _place(difference: Difference, after: Invoice) -> str:
    """The place of a difference in the spelling of `_places`."""
    place, value = "", after
    for part in difference.pointer.split("/")[1:]:
        current: Json = value
        if isinstance(current, list) and part.isdigit() and int(part) < len(current):
            value = current[int(part)]  # type: ignore[assignment]
            place += f"[{value['id']}]" if isinstance(value, dict) and "id" in value else "[?]"
        else:
            value = current.get(part) if isinstance(current, dict) else None  # type: ignore[assignment]
            place += f"/{part}"
    return place


def _below(place: str, named: str) -> bool:
    return place == named or place.startswith((f"{named}/", f"{named}["))


def origin_is_fixed(before: Invoice, after: Invoice, contract: Contract, operation: str = _UPDATE) -> Iterator[Outcome]:
    """Whether an invoice still has the id, the creator and the creation time that it had."""
    kind_at = kinds_of(contract, before, after)
    for name in ORIGIN:
        if before.get(name) is None or after.get(name) is None:
            continue
        yield Witness("update-origin-is-fixed")
        for difference in differences(before[name], after[name], kind_at, common=True, pointer=join([name])):
            if not BOOKKEEPING & set(difference.names):
                yield _different("update-origin-is-fixed", operation, difference)


def time_runs_forward(before: Invoice, after: Invoice, operation: str = _UPDATE) -> Iterator[Outcome]:
    """Whether the time of the last update is no earlier than it was."""
    first, second = instant(before.get("updated-at")), instant(after.get("updated-at"))
    if first is None or second is None:
        return
    yield Witness("update-time-runs-forward")
    if second < first:
        expected = f"not before {describe(before['updated-at'])}"
        yield Finding("update-time-runs-forward", operation, "/updated-at", expected, describe(after["updated-at"]))


def answer_is_what_is_stored(interaction: Interaction, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether the invoice that a write answered with is the one that is read afterwards; either may omit members."""
    response = success(interaction)
    if response is None or not response.body or not response.is_json or not isinstance(response.json, dict):
        return
    yield Witness("update-answer-is-what-is-stored")
    for difference in differences(after, response.json, kinds_of(contract, after), common=True):
        if not BOOKKEEPING & set(difference.names):
            yield _different("update-answer-is-what-is-stored", interaction.case.operation, difference)


def _kept_apart(difference: Difference) -> bool:
    """Whether a difference is in the bookkeeping, or in the origin, which is judged by itself."""
    return bool(BOOKKEEPING & set(difference.names)) or difference.names[:1] in {(name,) for name in ORIGIN}


def put_patch_agree(by_put: Invoice, by_patch: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether an invoice is the same after a body was sent by PUT and after it was sent by PATCH."""
    yield Witness("update-put-and-patch-agree")
    for difference in differences(by_put, by_patch, kinds_of(contract, by_put, by_patch)):
        if telling(difference, contract) and not _kept_apart(difference):
            yield _different("update-put-and-patch-agree", "patchInvoice", difference)


def read_only_not_obeyed(
    member: str, sent: Json, before: Invoice, after: Invoice, contract: Contract, operation: str = _UPDATE
) -> Iterator[Outcome]:
    """Whether a read-only member did not take the value that was sent; not judged where the sources disagree (rule 6 of the design)."""
    name = dashed(member)
    described = next((each for each in contract.walk("showInvoice", 200, "application/json", {name: None}) if each.documented), None)
    if described is None or not described.schema.get("readOnly") or described.schema.get("x-access"):
        return
    kind_at = kinds_of(contract, before, after)
    place = join([name])
    if name not in after or not any(_unstored(sent, before.get(name), kind_at, place)):
        return  # not shown, or it had that value all along
    yield Witness("update-read-only-is-not-obeyed")
    obeyed = isinstance(sent, dict) is isinstance(after[name], dict) and not any(_unstored(sent, after[name], kind_at, place))
    if obeyed:
        yield Finding("update-read-only-is-not-obeyed", operation, place, describe(before.get(name)), describe(after[name]))


def refused_changes_nothing(interaction: Interaction, before: Invoice, after: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether a write that was refused (4xx) left the invoice as it was; that somebody tried may be noted."""
    if refusal(interaction) is None:
        return
    yield Witness("safety-refused-write-changes-nothing")
    for difference in differences(before, after, kinds_of(contract, before, after)):
        if telling(difference, contract) and not BOOKKEEPING & set(difference.names):
            yield _different("safety-refused-write-changes-nothing", interaction.case.operation, difference)


def repeating_changes_nothing(first: Invoice, second: Invoice, contract: Contract, operation: str = _UPDATE) -> Iterator[Outcome]:
    """Whether an invoice is the same after a body was sent once and after it was sent again."""
    yield Witness("update-is-idempotent")
    for difference in differences(first, second, kinds_of(contract, first, second)):
        if telling(difference, contract) and not _kept_apart(difference):
            yield _different("update-is-idempotent", operation, difference)


def neighbours_untouched(
    sent: Collection[str], before: Sequence[Invoice], after: Sequence[Invoice], contract: Contract, *, alone: bool = False
) -> Iterator[Outcome]:
    """Whether invoices that an update was not meant for kept their own values of the members that it sent.

    `alone`: nobody else works on the target. Otherwise what else moves there may be somebody else's work.
    """
    named = frozenset(map(dashed, sent))
    later = {str(row.get("id")): row for row in after}
    for row in before:
        twin = later.get(str(row.get("id")))
        if twin is None:
            continue
        yield Witness("update-leaves-the-rest-alone")
        for difference in differences(row, twin, kinds_of(contract, row, twin)):
            theirs = not alone or not telling(difference, contract) or BOOKKEEPING & set(difference.names)
            if theirs and not named & set(difference.names[:1]):
                continue
            place = Difference("/neighbour" + difference.pointer, difference.before, difference.after)
            yield _different("update-leaves-the-rest-alone", _UPDATE, place)
