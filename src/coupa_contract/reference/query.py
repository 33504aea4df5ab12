"""The query language of the list operation (FACTS 3.7): names and values of a query string, read into conditions.

Decisions where nobody published one: null fails every comparison, `not_eq` and `not_in` too, as in SQL; `contains`, `starts_with` and
`ends_with` ignore case, everything else does not; `%` and `_` are letters like any other; conditions on one collection have to hold
for the same member of it; an attribute or operator that is unknown is refused; `filter` is ignored, since no administrator defined one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from coupa_contract.reference.elements import Element, Kind, dashed, resources
from coupa_contract.reference.numerals import parse_numeral, sortable_numeral
from coupa_contract.reference.projection import Selection, fields, return_object
from coupa_contract.reference.refusals import RefusalError, invalid
from coupa_contract.reference.stamps import parse_moment, sortable_moment

MOST_ROWS = 50
# SQLite bounds how many selections can be combined, and how many values can be bound.
_MOST_CONDITIONS = 100
_MOST_VALUES = 1_000
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]+\])*)")
_COUNT = re.compile(r"-?\d{1,30}", re.ASCII)
_DEEPEST = 6


class Operator(StrEnum):
    """How a condition compares; an equality has no operator in its name."""

    EQUAL = ""
    NOT_EQUAL = "not_eq"
    GREATER = "gt"
    LESS = "lt"
    AT_LEAST = "gt_or_eq"
    AT_MOST = "lt_or_eq"
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    BLANK = "blank"


_NAMED = {operator.value: operator for operator in Operator if operator.value}
_PLAIN = {Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN, Operator.BLANK}
_ORDERED = _PLAIN | {Operator.GREATER, Operator.LESS, Operator.AT_LEAST, Operator.AT_MOST}
_TEXTUAL = _ORDERED | {Operator.CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A path to a plain member. `collection` is the outermost collection on the way, if any."""

    path: str
    element: Element
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of an attribute; `values` are sortable texts (of `blank`: "true" or "false")."""

    attribute: Attribute
    operator: Operator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What rows are sorted by; ties fall by id, in the same direction."""

    path: str = "id"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What a list request asks for. `projection` is `selection` as it was written, empty for the whole."""

    conditions: tuple[Condition, ...] = ()
    order: Order = Order()
    limit: int = MOST_ROWS
    offset: int = 0
    selection: Selection = None
    projection: str = ""


def attribute(names: Sequence[str], dialect: str) -> Attribute:
    """The member that a path of dashed names leads to. Raises RefusalError."""
    known = resources(dialect)
    resource = known["Invoice"]
    label = names[0] + "".join(f"[{name}]" for name in names[1:])
    path: list[str] = []
    collection = ""
    element: Element | None = None
    for name in names:
        if name not in resource and name.endswith("-id") and name.removesuffix("-id") in resource:
            path.append(name.removesuffix("-id"))  # `supplier_id` is short for `supplier[id]`
            resource, name = known[resource[path[-1]].resource or "Invoice"], "id"
        element = resource.get(name)
        if element is None or (element.kind.nested and len(path) >= _DEEPEST):
            raise invalid(label, f"{label} is not an attribute of invoices.")
        path.append(name)
        if element.kind is Kind.COLLECTION and not collection:
            collection = ".".join(path)
        resource = known[element.resource] if element.kind.nested else {}
    if element is None or element.kind.nested:
        raise invalid(label, f"{label} is a record; name one of its attributes in brackets.")
    return Attribute(".".join(path), element, collection)


def parse_query(pairs: Sequence[tuple[str, str]], dialect: str, most_rows: int = MOST_ROWS) -> Query:
    """What the pairs of a query string ask for; no page has more than `most_rows`. Raises RefusalError."""
    conditions: list[Condition] = []
    paging: dict[str, str] = {}
    for name, value in pairs:
        if name in ("limit", "offset", "order_by", "dir", "fields", "return_object", "filter"):
            paging[name] = value
        else:
            conditions.append(_condition(name, value, dialect))
    if len(conditions) > _MOST_CONDITIONS:
        raise invalid("query", f"There are more than {_MOST_CONDITIONS} conditions.")
    return Query(
        tuple(conditions),
        _order(paging, dialect),
        _limit(paging.get("limit", str(most_rows)), most_rows),
        _offset(paging.get("offset", "0")),
        selection(paging, dialect),
        paging.get("fields", paging.get("return_object", "")),
    )


def selection(options: dict[str, str], dialect: str) -> Selection:
    """What `fields`, or else `return_object`, shows. Raises RefusalError."""
    if "fields" in options:
        return fields(options["fields"], dialect)
    if "return_object" in options:
        return return_object(options["return_object"], dialect)
    return None


def _limit(text: str, most_rows: int) -> int:
    if not _COUNT.fullmatch(text) or int(text) < 1:
        raise invalid("limit", f"limit is a number from 1 to {most_rows}.")
    return min(int(text), most_rows)


def _offset(text: str) -> int:
    if not _COUNT.fullmatch(text) or int(text) < 0:
        raise invalid("offset", "offset is a number from 0.")
    return min(int(text), 10**15)


def _order(options: dict[str, str], dialect: str) -> Order:
    direction = options.get("dir", "asc")
    if direction not in ("asc", "desc"):
        raise invalid("dir", "dir is asc or desc.")
    by = attribute(_names(options.get("order_by", "id")), dialect)
    if by.collection:
        raise invalid("order_by", "Invoices cannot be ordered by a member of a collection.")
    return Order(by.path, direction == "desc")


def _names(text: str) -> list[str]:
    match = _NAME.fullmatch(text)
    if match is None:
        raise invalid(text or "query", f"{text!r} is not the name of an attribute.")
    return [dashed(match[1]), *(dashed(part) for part in re.findall(r"\[([^\[\]]+)\]", match[2]))]


def _condition(name: str, value: str, dialect: str) -> Condition:
    names = _names(name)
    operator = Operator.EQUAL
    last = names[-1].replace("-", "_")
    if len(names) > 1 and last in _NAMED and f"[{last}]" in name:
        operator = _NAMED[last]
        names.pop()
    subject = attribute(names, dialect)
    if operator not in _operators(subject.element.kind):
        raise invalid(name, f"{operator.value} does not apply to {subject.path.replace('.', ' ')}.")
    values: tuple[str, ...]
    if operator is Operator.BLANK:
        values = (_flag(name, value),)
    elif operator in (Operator.IN, Operator.NOT_IN):
        values = tuple(_value(name, subject.element.kind, item) for item in value.split(","))
        if len(values) > _MOST_VALUES:
            raise invalid(name, f"{name} lists more than {_MOST_VALUES} values.")
    else:
        values = (_value(name, subject.element.kind, value),)
    return Condition(subject, operator, values)


def _operators(kind: Kind) -> set[Operator]:
    if kind is Kind.FLAG:
        return _PLAIN
    return _TEXTUAL if kind is Kind.STRING else _ORDERED


def _flag(name: str, value: str) -> str:
    if value not in ("true", "false"):
        raise invalid(name, f"{name} is true or false.")
    return value


def _value(name: str, kind: Kind, value: str) -> str:
    """A value of a condition as sortable text. Raises RefusalError."""
    try:
        if kind.numeric:
            return sortable_numeral(parse_numeral(value))
        if kind in (Kind.TIMESTAMP, Kind.DATE):
            return sortable_moment(parse_moment(value).astimezone(UTC))
    except (ValueError, OverflowError):
        what = "a number" if kind.numeric else "a date or a timestamp"
        raise _unusable(name, what) from None
    return _flag(name, value) if kind is Kind.FLAG else value


def _unusable(name: str, what: str) -> RefusalError:
    return invalid(name, f"{name} is compared with {what}.")
