"""Judges updates of which something makes no sense, and which were accepted all the same: what is stored of them must be sensible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coupa_contract.checks.answers import Invoice
from coupa_contract.checks.fields import dashed
from coupa_contract.checks.values import blank, plain_text, printed_date
from coupa_contract.contract.explain import describe
from coupa_contract.contract.pointers import join
from coupa_contract.model import Finding, Json, Outcome, Witness

CUT = ("update-is-never-cut",)
NO_DAY = ("update-impossible-date-is-no-other-day",)
UNKNOWN = ("update-unknown-reference-keeps-the-known",)

_UPDATE = "updateInvoice"
_KEYS = ("id", "code", "name", "number")


def never_cut(sent: Mapping[str, str], before: Invoice, after: Invoice, operation: str = _UPDATE) -> Iterator[Outcome]:
    """Whether texts that were accepted although they are longer than every source allows are whole, or what they were, or nothing."""
    for name, text in sent.items():
        yield Witness("update-is-never-cut")
        stored = after.get(dashed(name))
        kept = isinstance(stored, str) and plain_text(stored) == plain_text(text)
        if not kept and not blank(stored) and stored != before.get(dashed(name)):
            expected = f"a refusal, or all {len(text):,} characters"
            seen = f"{len(stored):,} characters" if isinstance(stored, str) else describe(stored)
            yield Finding("update-is-never-cut", operation, join([dashed(name)]), expected, seen)


def no_other_day(sent: Mapping[str, str], before: Invoice, after: Invoice, operation: str = _UPDATE) -> Iterator[Outcome]:
    """Whether days that no calendar has, and that were accepted, left what was there, or nothing."""
    for name, day in sent.items():
        yield Witness("update-impossible-date-is-no-other-day")
        old, new = before.get(dashed(name)), after.get(dashed(name))
        if not blank(new) and new != day and printed_date(new) != printed_date(old):
            expected = f"a refusal of {day}, or {describe(old)} as before"
            yield Finding("update-impossible-date-is-no-other-day", operation, join([dashed(name)]), expected, describe(new))


def known_reference_stays(sent: Json, before: Json, after: Json, operation: str = _UPDATE, pointer: str = "") -> Iterator[Outcome]:
    """Whether references to records that nobody has, and that were accepted, left the record that was there: neither nothing nor another.

    `sent` holds nothing but such references, those of lines below their ids.
    """
    if isinstance(sent, list):
        known, now = _by_id(before), _by_id(after)
        for each in sent:
            place = str(each.get("id")) if isinstance(each, dict) else ""
            if isinstance(each, dict) and place in known and place in now:
                below = {name: value for name, value in each.items() if name != "id"}
                where = f"{pointer}/{list(now).index(place)}"
                yield from known_reference_stays(below, known[place], now[place], operation, where)
        return
    if not isinstance(sent, dict) or not isinstance(before, dict) or not isinstance(after, dict):
        return
    for name, value in sent.items():
        old, new = before.get(dashed(name)), after.get(dashed(name))
        if isinstance(value, list):
            yield from known_reference_stays(value, old, new, operation, pointer + join([dashed(name)]))
        elif isinstance(value, dict) and isinstance(old, dict) and old:
            yield Witness("update-unknown-reference-keeps-the-known")
            if not _same(old, new) and not _same(value, new):
                expected = f"a refusal of {_told(value)}, or {_told(old)} as before"
                yield Finding(UNKNOWN[0], operation, pointer + join([dashed(name)]), expected, _told(new))


def _by_id(rows: Json) -> dict[str, Json]:
    return {str(row["id"]): row for row in rows if isinstance(row, dict) and "id" in row} if isinstance(rows, list) else {}


def _keys(record: Mapping[str, Json]) -> dict[str, Json]:
    return {name: record[name] for name in _KEYS if name in record}


def _told(record: Json) -> str:
    """A reference by the first of the keys that tell it."""
    keys = _keys(record) if isinstance(record, dict) else {}
    return next((f"the one of {name} {describe(value)}" for name, value in keys.items()), describe(record))


def _same(known: Mapping[str, Json], now: Json) -> bool:
    """Whether a reference is to that record, by the keys that both tell; an id alone may stand for it."""
    if isinstance(now, dict):
        shared = [name for name in _keys(known) if name in now]
        return bool(shared) and all(str(known[name]) == str(now[name]) for name in shared)
    return not blank(now) and str(now) == str(known.get("id"))
