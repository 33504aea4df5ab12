"""Strategies for what properties ask: invoices that were seen, and conditions that meet them.

Conditions drawn blindly contradict each other and meet nothing, so every condition starts from a value that the first look saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, localcontext

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coupa_contract.contract.operations import Parameter
from coupa_contract.model import Condition, Json
from coupa_contract.runner.api import Lacking, Row
from coupa_contract.runner.seam import Draw
from coupa_contract.runner.setting import Setting

_STEP = re.compile(r"[^\[\]]+")
_WORD = re.compile(r"[A-Za-z0-9]{2,}")  # a part of a text that every collation reads alike
_LIST_SAFE = re.compile(r"[^,]+")
_OFFSETS = (UTC, timezone(timedelta(hours=3)), timezone(timedelta(hours=-5, minutes=-30)))
_COMPARED = {"gt", "lt", "gt_or_eq", "lt_or_eq"}


def rows(setting: Setting) -> SearchStrategy[int]:
    """Ids of invoices that were seen. Raises Lacking when there were none."""
    return st.sampled_from([identifier for row in _rows(setting) if isinstance(identifier := row["id"], int)])


def sizes(low: int, high: int) -> Draw:
    """Whole numbers, the edges more often than not."""

    def draw(_: Setting) -> SearchStrategy[int]:
        return st.one_of(st.sampled_from([low, high]), st.integers(low, high))

    return draw


def one_of(*values: str) -> Draw:
    """One of these words."""

    def draw(_: Setting) -> SearchStrategy[str]:
        return st.sampled_from(values)

    return draw


def conditions(*, kinds: Sequence[str] = (), operators: Sequence[str] | None = None, association: bool | None = None) -> Draw:
    """A pair: the id of an invoice that was seen, and a condition that it meets.

    `kinds`, `operators`: only these (operators: the empty text is equality). `association`: only on associated records, or only on members
    of the invoice itself.
    """

    def draw(setting: Setting) -> SearchStrategy[tuple[int, Condition]]:
        seen = _rows(setting)
        chosen = [
            parameter
            for parameter in setting.contract.operation("listInvoices").query
            if parameter.attribute
            and (not kinds or parameter.kind in kinds)
            and (operators is None or parameter.operator in operators)
            and (association is None or ("[" in parameter.attribute) == association)
            and any(_taken(setting, row, parameter) or parameter.operator == "blank" for row in seen)
        ]
        if not chosen:
            raise Lacking("no invoice that was seen has a value that the documented conditions ask for")

        @st.composite
        def pair(choose: st.DrawFn) -> tuple[int, Condition]:
            parameter = choose(st.sampled_from(chosen))
            meeting = [row for row in seen if _taken(setting, row, parameter) or parameter.operator == "blank"]
            row = choose(st.sampled_from(meeting))
            values = _taken(setting, row, parameter)
            others = [value for each in meeting for value in _taken(setting, each, parameter)] + _choices(setting, parameter)
            text = choose(_meets(parameter, values, others))
            identifier = row["id"]
            if not isinstance(identifier, int):
                raise TypeError("rows of a look have integer ids")
            return identifier, Condition(parameter.attribute, parameter.operator, text, parameter.kind)

        return pair()

    return draw


def _rows(setting: Setting) -> tuple[Row, ...]:
    if not setting.look.rows:
        raise Lacking("the target lists no invoice")
    return setting.look.rows


def _values(row: Row, attribute: str) -> list[Json]:
    """The scalar values at an attribute path; several where it goes through a collection."""
    found: list[Json] = [row]
    for step in _STEP.findall(attribute):
        name = step.replace("_", "-")
        nested = [value[name] for value in found if isinstance(value, dict) and name in value]
        found = [item for value in nested for item in (value if isinstance(value, list) else [value])]
    return [value for value in found if isinstance(value, str | int | Decimal) and value != ""]


def _taken(setting: Setting, row: Row, parameter: Parameter) -> list[Json]:
    """The values at a parameter's attribute that the parameter takes: an answer may be of more types than a condition."""
    values = _values(row, parameter.attribute)
    if parameter.operator == "blank":
        return values
    if parameter.kind == "boolean":
        return [value for value in values if isinstance(value, bool)]
    choices = _choices(setting, parameter)
    return [value for value in values if value in choices] if choices else values


def _choices(setting: Setting, parameter: Parameter) -> list[Json]:
    """The values of a closed set that a parameter takes; none where it is open."""
    schema = setting.contract.resolve(parameter.schema)
    return list(setting.contract.resolve(schema.get("items", schema)).get("enum", ()))


def _meets(parameter: Parameter, values: list[Json], others: list[Json]) -> SearchStrategy[str]:
    """Values for a condition that one of `values` meets."""
    if parameter.operator == "blank":
        return st.just("false" if values else "true")
    spelled = [_spelled(value) for value in values]
    if parameter.kind == "boolean" or any(isinstance(value, bool) for value in values):
        opposite = {"true": "false", "false": "true"}
        return st.sampled_from([opposite[text] for text in spelled] if parameter.operator == "not_eq" else spelled)
    if parameter.operator in {"contains", "starts_with", "ends_with"}:
        return st.sampled_from([part for text in spelled for part in _parts(text, parameter.operator)] or spelled)
    instants = [instant for text in spelled if (instant := _instant(text)) is not None] if parameter.kind in {"timestamp", "date"} else []
    if instants:
        return st.sampled_from(instants).flatmap(lambda instant: _around(instant, parameter.operator))
    if parameter.operator in _COMPARED:
        return st.sampled_from(values).flatmap(lambda value: _beside(value, parameter.operator, others))
    if parameter.operator == "in":
        usable = [text for text in (_spelled(value) for value in others) if _LIST_SAFE.fullmatch(text)]
        mine = [text for text in spelled if _LIST_SAFE.fullmatch(text)] or usable or spelled
        more = st.lists(st.sampled_from(usable or mine), max_size=3)
        return st.builds(lambda one, others: ",".join(dict.fromkeys((*others, one))), st.sampled_from(mine), more)  # not always the first
    if parameter.operator in {"not_eq", "not_in"}:
        beside = [text for text in (_spelled(value) for value in others) if text not in spelled and _LIST_SAFE.fullmatch(text)]
        one = st.sampled_from(beside or ["0" if parameter.kind in {"integer", "decimal"} else "no such value"])
        return st.lists(one, min_size=1, max_size=3, unique=True).map(",".join) if parameter.operator == "not_in" else one
    return st.sampled_from(spelled)


def _spelled(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parts(text: str, operator: str) -> Iterator[str]:
    """Parts of a text that it begins with, ends with or contains; only letters and digits that no collation folds."""
    for match in _WORD.finditer(text):
        at_start, at_end = match.start() == 0, match.end() == len(text)
        if operator == "contains" or (operator == "starts_with" and at_start) or (operator == "ends_with" and at_end):
            yield match[0]


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _around(instant: datetime, operator: str) -> SearchStrategy[str]:
    """Spellings of an instant on the right side of `instant`, at least a second away: fractions of a second may be stored and not shown."""
    moves = {"gt": -1, "gt_or_eq": -1, "lt": 1, "lt_or_eq": 1}
    if operator not in moves:
        return st.just(instant.isoformat())
    seconds = st.sampled_from([1, 60, 86_400, 30 * 86_400])
    moved = st.builds(lambda s: instant + timedelta(seconds=s * moves[operator]), seconds)
    spelled = st.builds(_spelled_in, moved, st.sampled_from(_OFFSETS))
    midnight = moved.map(lambda at: at.astimezone(UTC).date() + timedelta(days=max(0, moves[operator])))  # a bare date is midnight UTC
    return st.one_of(spelled, midnight.map(str))


def _spelled_in(at: datetime, zone: timezone) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds").replace("+00:00", "Z")


def _beside(value: Json, operator: str, others: Sequence[Json]) -> SearchStrategy[str]:
    """Numbers (or texts) on the right side of `value`."""
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except ArithmeticError:
            return st.just(str(value))
    if not isinstance(value, int | Decimal):
        return st.just(_spelled(value))
    step = {"gt": -1, "lt": 1}.get(operator, 0)
    further = {"gt": -10, "gt_or_eq": -10, "lt": 10, "lt_or_eq": 10}[operator]
    with localcontext(prec=400):  # no digit of an amount is lost
        # A bound that another row sits on tells `gt` from `gt_or_eq`.
        numbers = sorted({number for each in others if (number := _number(each)) is not None})
        occupied = [each for each in numbers if each < value] if step < 0 else [each for each in reversed(numbers) if each > value]
        edge = occupied[-1] if step and occupied else value + step
        return st.sampled_from([str(edge), str(value + further)])


def _number(value: Json) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else None
    except ArithmeticError:
        return None
