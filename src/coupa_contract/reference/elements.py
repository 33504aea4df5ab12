"""The members that this instance knows of each resource, in the order in which it prints them: `elements.csv` read as values.

A cell of the table is a mark and a type: `!` always there, `?` there and possibly null, `o` left out when it has no value; an empty
cell means that the dialect lacks the member.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

DIALECTS = ("published", "core-r39")
_TABLE = Path(__file__).with_name("elements.csv")
_CELL = re.compile(r"(?P<mark>[!?o])(?P<kind>[a-z]+)(?:\((?P<size>[0-9,]+)\)|:(?P<resource>\w+))?")
# A decimal whose precision no source gives still has to be stored somewhere.
_ROOMIEST = (46, 20)


class Kind(StrEnum):
    """What a member holds."""

    IDENTIFIER = "identifier"
    INTEGER = "integer"
    STRING = "string"
    DECIMAL = "decimal"
    FLOAT = "float"
    FLAG = "flag"
    TIMESTAMP = "timestamp"
    DATE = "date"  # a calendar day in one dialect, a timestamp in the other
    REFERENCE = "ref"
    COLLECTION = "list"

    @property
    def numeric(self) -> bool:
        """Whether values are compared as numbers."""
        return self in (Kind.IDENTIFIER, Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT)

    @property
    def nested(self) -> bool:
        """Whether values are records of another resource."""
        return self in (Kind.REFERENCE, Kind.COLLECTION)


class Presence(StrEnum):
    """What an answer does with a member that has no value."""

    REQUIRED = "!"  # it always has one
    NULLABLE = "?"
    OMITTED = "o"


@dataclass(frozen=True, slots=True)
class Element:
    """A member of a resource. `size` is (length, 0) of a string or (precision, scale) of a decimal."""

    name: str
    kind: Kind
    presence: Presence
    writable: bool
    size: tuple[int, int] = (0, 0)
    resource: str = ""  # of a reference or a collection


Resource = Mapping[str, Element]


def _element(name: str, access: str, cell: str) -> Element:
    match = _CELL.fullmatch(cell)
    if match is None:
        raise ValueError(f"elements.csv: the cell {cell!r} of {name} is neither empty nor a mark and a type")
    kind = Kind(match["kind"])
    if match["size"]:
        first, _, second = match["size"].partition(",")
        size = (int(first), int(second or 0))
    else:
        size = _ROOMIEST if kind is Kind.DECIMAL else (0, 0)
    return Element(name, kind, Presence(match["mark"]), access == "rw", size, match["resource"] or "")


def _access(cell: str, dialect: str) -> str:
    """`ro` or `rw`; where the dialects differ, the cell holds both, the published one first."""
    published, _, today = cell.partition("/")
    return published if dialect == "published" else today or published


@cache
def resources(dialect: str) -> Mapping[str, Resource]:
    """Every resource of a dialect by its name. Raises KeyError for an unknown dialect."""
    found: dict[str, dict[str, Element]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            members = found.setdefault(row["resource"], {})
            if row[dialect]:
                members[row["element"]] = _element(row["element"], _access(row["access"], dialect), row[dialect])
    return MappingProxyType({name: MappingProxyType(members) for name, members in found.items()})


def dashed(name: str) -> str:
    """The spelling of a member's name on the wire; requests may use underscores instead (FACTS: trap 15)."""
    return name.replace("_", "-")
