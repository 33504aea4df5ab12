"""The dialects, and which of them an instance speaks, told by the marks in its answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from coupa_contract.model import Json

PUBLISHED = "published"
CORE_R39 = "core-r39"
DIALECTS = (PUBLISHED, CORE_R39)

# Decimals of the element table on the header and its lines, by the names that both dialects use.
DECIMALS = frozenset(
    {
        "amount-due-less-discount",
        "credit-note-differences-with-original-invoice",
        "discount-amount",
        "exchange-rate",
        "gross-total",
        "gross-total-less-discount",
        "handling-amount",
        "misc-amount",
        "net-total-less-discount",
        "origin-currency-gross",
        "origin-currency-net",
        "price",
        "quantity",
        "shipping-amount",
        "tax-amount",
        "taxes-in-origin-country-currency",
        "total",
        "withholding-tax-override",
    }
)
# The invoice JSON Schema always has an object here; today's instances may answer null.
_NEVER_NULL = frozenset({"currency", "supplier", "bill-to-address"})
_NUMERIC = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Recognition:
    """The dialect that most marks speak for, and how many speak for each."""

    dialect: str
    votes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def in_doubt(self) -> bool:
        """Whether no mark, or as many on either side, decided."""
        return self.votes.get(PUBLISHED, 0) == self.votes.get(CORE_R39, 0)


def recognise(bodies: Sequence[Json]) -> Recognition:
    """Which dialect these answers of reads are written in, by a majority of marks; in doubt the published one.

    Marks: an amount as a JSON string (core-r39) or a JSON number (published); a tax code as an object or a string; null where the invoice
    JSON Schema has an object.
    """
    votes = Counter(mark for body in bodies for mark in _marks(body, 0))
    dialect = CORE_R39 if votes[CORE_R39] > votes[PUBLISHED] else PUBLISHED
    return Recognition(dialect, MappingProxyType({each: votes[each] for each in DIALECTS}))


def _marks(value: Json, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _marks(each, depth + 1)
    elif isinstance(value, dict):
        for name, each in value.items():
            mark = _mark(name, each)
            if mark:
                yield mark
            elif isinstance(each, list | dict) and name != "custom-fields":
                yield from _marks(each, depth + 1)


def _mark(name: str, value: Json) -> str | None:
    if name in DECIMALS:
        if isinstance(value, str):
            return CORE_R39 if _NUMERIC.fullmatch(value) else None
        return PUBLISHED if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    if name == "tax-code" and isinstance(value, str | dict) and value:
        return CORE_R39 if isinstance(value, dict) else PUBLISHED
    return CORE_R39 if name in _NEVER_NULL and value is None else None
