"""Ways in which an instance may misread a condition: what a plan wants to tell from the right reading. No verdict rests on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TypeAlias

from coupa_contract.checks.conditions import holds, values_at
from coupa_contract.checks.values import bare_date
from coupa_contract.model import Condition
from coupa_contract.runner.api import Row
from coupa_contract.runner.seen import instant, spelled

Misreading: TypeAlias = Callable[[Row], bool | None]

_FAMILIES = (
    ("gt", "gt_or_eq", "lt", "lt_or_eq", ""),
    ("contains", "starts_with", "ends_with", ""),
    ("", "not_eq"),
    ("in", "not_in"),
)


def misreadings(condition: Condition) -> Iterator[tuple[str, Misreading]]:
    """Each by name: takes a row, and says whether it would be kept (None: nobody can tell)."""
    yield "ignored", lambda row: True
    for family in _FAMILIES:
        if condition.operator in family:
            for operator in family:
                if operator != condition.operator:
                    yield f"as {operator or 'equality'}", _as(condition, operator=operator)
    if condition.operator in {"in", "not_in"}:
        yield from _of_lists(condition)
    if condition.kind == "string" and condition.operator in {"", "in"}:
        yield "by its beginning", lambda row: _begins(row, condition)
        yield "without zeros", lambda row: _begins(row, condition, stripped="0")
    at = instant(condition.value) if condition.kind in {"timestamp", "date"} else None
    if at is not None and bare_date(condition.value):
        for hours in (1, 8, -1, -9):
            yield f"{hours} hours later", _as(condition, value=(at + timedelta(hours=hours)).isoformat(timespec="seconds"))
    elif at is not None:
        yield "without its offset", _as(condition, value=at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z")
        yield "by its day", _as(condition, value=str(at.date()))
    if condition.kind == "decimal" and condition.operator in {"", "in", "not_eq"}:
        yield "by its spelling", lambda row: _by_spelling(row, condition)
    if condition.kind in {"integer", "decimal"}:
        yield "as text", lambda row: _as_text(row, condition)
    if "[" in condition.attribute:
        yield "first only", lambda row: holds(_first_only(row), condition)


def _as(condition: Condition, *, operator: str | None = None, value: str | None = None) -> Misreading:
    other = Condition(
        condition.attribute,
        condition.operator if operator is None else operator,
        condition.value if value is None else value,
        condition.kind,
    )
    return lambda row: holds(row, other)


def _of_lists(condition: Condition) -> Iterator[tuple[str, Misreading]]:
    values = condition.value.split(",")
    if len(values) > 1:
        yield "first value only", _as(condition, value=values[0])
        yield "last value only", _as(condition, value=values[-1])
        yield "without the last value", _as(condition, value=",".join(values[:-1]))
        yield "without the first value", _as(condition, value=",".join(values[1:]))


def _as_text(row: Row, condition: Condition) -> bool | None:
    compare: dict[str, Callable[[str, str], bool]] = {
        "gt": lambda one, other: one > other,
        "lt": lambda one, other: one < other,
        "gt_or_eq": lambda one, other: one >= other,
        "lt_or_eq": lambda one, other: one <= other,
    }
    found = [spelled(value) for value in values_at(row, condition.attribute) if isinstance(value, str | int)]
    return any(compare[condition.operator](text, condition.value) for text in found) if condition.operator in compare and found else None


def _by_spelling(row: Row, condition: Condition) -> bool | None:
    """Whether a number is spelled as the value, or one of the values: 10.5 is not 10.50."""
    found = [spelled(value) for value in values_at(row, condition.attribute) if isinstance(value, str | int | Decimal)]
    return any((text in condition.value.split(",")) != (condition.operator == "not_eq") for text in found) if found else None


def _begins(row: Row, condition: Condition, *, stripped: str = "") -> bool | None:
    """Whether a text begins with one of the values, or is one of them without what both begin with."""
    found = [value for value in values_at(row, condition.attribute) if isinstance(value, str) and value]
    asked = condition.value.split(",") if condition.operator == "in" else [condition.value]
    if stripped:
        return any(text.lstrip(stripped) == value.lstrip(stripped) for text in found for value in asked) if found else None
    return any(text.startswith(value) for text in found for value in asked) if found else None


def _first_only(row: Row) -> Row:
    return {name: value[:1] if isinstance(value, list) else value for name, value in row.items()}
