"""The values of an invoice one by one, as text that sorts like them, so that a query can find them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from coupa_contract.reference.elements import Kind, Resource, resources
from coupa_contract.reference.numerals import sortable_numeral
from coupa_contract.reference.stamps import parse_moment, sortable_moment


class Leaf(NamedTuple):
    """A value below an invoice. `item` counts the members of the outermost collection that it is in, from 1; 0 outside of any."""

    path: str  # "invoice-lines.account.code"
    item: int
    value: str


@lru_cache(maxsize=50_000)  # most values belong to records that many invoices refer to
def sortable(kind: Kind, value: Any) -> str:
    """A stored value as text that sorts like the values of its kind."""
    if kind is Kind.STRING:
        return str(value)
    if kind is Kind.FLAG:
        return "true" if value else "false"
    if kind in (Kind.TIMESTAMP, Kind.DATE):
        return sortable_moment(parse_moment(value))
    return sortable_numeral(Decimal(value))


def leaves(invoice: Mapping[str, Any], dialect: str) -> list[Leaf]:
    """Every value of an invoice that is not null."""
    found: list[Leaf] = []
    known = resources(dialect)
    _gather(known, known["Invoice"], invoice, "", 0, found)
    return found


def _gather(
    known: Mapping[str, Resource], resource: Resource, record: Mapping[str, Any], prefix: str, item: int, found: list[Leaf]
) -> None:
    for name, value in record.items():
        element = resource.get(name)
        if element is None or value is None:
            continue
        if element.kind is Kind.REFERENCE:
            _gather(known, known[element.resource], value, f"{prefix}{name}.", item, found)
        elif element.kind is Kind.COLLECTION:
            for position, member in enumerate(value, 1):
                _gather(known, known[element.resource], member, f"{prefix}{name}.", item or position, found)
        else:
            found.append(Leaf(prefix + name, item, sortable(element.kind, value)))
