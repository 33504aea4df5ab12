"""Judges the order of rows: numbers as numbers, timestamps as instants.

Texts have a collation that nobody published. Every one of them agrees on texts that differ in their digits only and are equally long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from coupa_contract.checks.answers import Invoice, asked, ordinary, rows
from coupa_contract.checks.conditions import meets
from coupa_contract.checks.fields import dashed
from coupa_contract.checks.values import NUMBERS, bare_date, instant
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.precision import as_decimal
from coupa_contract.model import Condition, Finding, Interaction, Json, Outcome, Witness

ORDER = ("paging-order-by-id", "paging-order-by-attribute")
SKIPPED = ("paging-order-by-attribute",)
REVERSE = ("paging-descending-reverses",)

_LIST = "listInvoices"
_KINDS = {"id": "integer", "created-at": "timestamp", "updated-at": "timestamp", "invoice-date": "date", "net-due-date": "date"}
_TEXTS = frozenset({"invoice-number"})
_DIGIT = re.compile("[0-9]")


def order(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether the rows of a list come in the order that `order_by` and `dir` ask for."""
    found, by, direction = rows(interaction), asked(interaction, "order_by"), asked(interaction, "dir") or "asc"
    if found is None or by is None or not ordinary(interaction) or direction not in {"asc", "desc"}:
        return
    if sum(name in {"order_by", "dir"} for name, _ in interaction.case.query) > 2:
        return
    kind = _KINDS.get(dashed(by))
    if kind:
        yield from ordered(found, by, direction, kind)
    elif dashed(by) in _TEXTS:
        yield from texts_ordered(found, by, direction)


def ordered(found: Sequence[Invoice], attribute: str, direction: str, kind: str) -> Iterator[Outcome]:
    """Whether rows come in the order of an attribute; where nulls stand nobody published."""
    name = dashed(attribute)
    requirement = "paging-order-by-id" if name == "id" else "paging-order-by-attribute"
    keyed = [(index, key) for index, row in enumerate(found) if (key := _key(row.get(name), kind)) is not None]
    if len(keyed) < 2 or len({type(key) for _, key in keyed}) > 1 or _mixed(found, name, kind):
        return
    yield Witness(requirement)
    for (earlier, one), (later, other) in pairwise(keyed):
        if one != other and (one < other) != (direction == "asc"):  # type: ignore[operator]  # of one type, as seen above
            yield _out_of_place(requirement, found, name, earlier, later, direction)
            return  # one row out of place puts all that follow out of place


def _out_of_place(requirement: str, found: Sequence[Invoice], name: str, earlier: int, later: int, direction: str) -> Finding:
    expected = f"{'ascending' if direction == 'asc' else 'descending'} order"
    seen = f"{describe(found[later][name])} after {describe(found[earlier][name])}"
    return Finding(requirement, _LIST, f"/{later}/{name}", expected, seen)


def texts_ordered(found: Sequence[Invoice], attribute: str, direction: str) -> Iterator[Outcome]:
    """Whether those rows come in the order of a text whose texts differ in their digits only."""
    name = dashed(attribute)
    alike: dict[str, list[int]] = {}
    for index, row in enumerate(found):
        if isinstance(value := row.get(name), str):
            alike.setdefault(_DIGIT.sub("0", value), []).append(index)
    for places in (places for places in alike.values() if len(places) > 1):
        yield Witness("paging-order-by-attribute")
        for earlier, later in pairwise(places):
            one, other = str(found[earlier][name]), str(found[later][name])
            if one != other and (one < other) != (direction == "asc"):
                yield _out_of_place("paging-order-by-attribute", found, name, earlier, later, direction)
                return


def none_skipped(
    invoice: Invoice, conditions: Sequence[Condition], page: Sequence[Invoice], attribute: str, direction: str
) -> Iterator[Outcome]:
    """Whether an invoice that meets the conditions and stands before the last row of a page, full and from the beginning, is on it.

    Nothing is said where the page is not in that order itself.
    """
    name = dashed(attribute)
    kind = _KINDS.get(name, "")
    last = page[-1] if page else {}
    if not kind or _mixed((invoice, last), name, kind):
        return
    one, other = _key(invoice.get(name), kind), _key(last.get(name), kind)
    if one is None or other is None or one == other or not meets(invoice, conditions):
        return
    if (one < other) != (direction == "asc"):  # type: ignore[operator]  # both are shown in one form, as seen above
        return
    if any(isinstance(each, Finding) for each in ordered(page, attribute, direction, kind)):
        return  # the dearest question last, for it is asked of each invoice that was seen
    yield Witness("paging-order-by-attribute")
    if not any(str(row.get("id")) == str(invoice.get("id")) for row in page):
        stands = "before" if direction == "asc" else "after"
        expected = f"invoice {invoice.get('id')}, whose {describe(invoice[name])} is {stands} {describe(last[name])}"
        yield Finding("paging-order-by-attribute", _LIST, f"/*/{name}", expected, f"{len(page)} rows without it")


def _key(value: Json, kind: str) -> Decimal | datetime | None:
    return as_decimal(value) if kind in NUMBERS else instant(value)


def _mixed(found: Sequence[Invoice], name: str, kind: str) -> bool:
    """Whether days stand among instants: a day's place among instants depends on a zone that it does not name."""
    if kind in NUMBERS:
        return False
    return len({bare_date(value) for row in found if isinstance(value := row.get(name), str)}) > 1


def descending_reverses(ascending: Sequence[Json], descending: Sequence[Json]) -> Iterator[Outcome]:
    """Whether the same rows in descending order of their ids are the reverse of the ascending ones."""
    if len(ascending) < 2:
        return
    yield Witness("paging-descending-reverses")
    for index, (expected, seen) in enumerate(zip(reversed(ascending), descending, strict=False)):
        if expected != seen:
            yield Finding("paging-descending-reverses", _LIST, f"/{index}/id", describe(expected), describe(seen))
            return
    if len(ascending) != len(descending):
        yield Finding("paging-descending-reverses", _LIST, "", f"{len(ascending)} rows", f"{len(descending)} rows")
