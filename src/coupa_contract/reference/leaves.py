"""The values of an invoice one by one, as text that sorts like them, so that a query can find them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from coupa_contract.reference.elements import Element, Kind, Resource, resources
from coupa_contract.reference.numerals import sortable_numeral
from coupa_contract.reference.stamps import parse_moment, sortable_moment


class Leaf(NamedTuple):
    """A value below an invoice. `item` counts the members of the outermost collection that it is in, from 1; 0 outside of any."""

    path: str  # "invoice-lines.account.code"
    item: int
    value: str


def sortable(kind: Kind, value: Any) -> str:
    """A stored value as text that sorts like the values of its kind."""
    if kind.numeric:
        return sortable_numeral(Decimal(value))
    if kind in (Kind.TIMESTAMP, Kind.DATE):
        return sortable_moment(parse_moment(value))
    if kind is Kind.FLAG:
        return "true" if value else "false"
    return str(value)


def leaves(invoice: Mapping[str, Any], dialect: str) -> Iterator[Leaf]:
    """Every value of an invoice that is not null."""
    known = resources(dialect)
    yield from _leaves(known, known["Invoice"], invoice, "", 0)


def _leaves(known: Mapping[str, Resource], resource: Resource, record: Mapping[str, Any], prefix: str, item: int) -> Iterator[Leaf]:
    for name, value in record.items():
        element: Element | None = resource.get(name)
        if element is None or value is None:
            continue
        path = prefix + name
        if element.kind is Kind.REFERENCE:
            yield from _leaves(known, known[element.resource], value, path + ".", item)
        elif element.kind is Kind.COLLECTION:
            for position, member in enumerate(value, 1):
                yield from _leaves(known, known[element.resource], member, path + ".", item or position)
        else:
            yield Leaf(path, item, sortable(element.kind, value))
