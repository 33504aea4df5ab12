"""Evaluates a condition of the query language on a row, on our side, by operator and type.

Three answers: it holds, it does not, or nobody can tell from the row (a null under a negation, a fraction of a second that is not shown,
a day without a zone, the case of a letter). Only what is certain is judged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from coupa_contract.checks.answers import Invoice
from coupa_contract.checks.fields import dashed
from coupa_contract.checks.values import bare_date, blank, flag, fold, instant
from coupa_contract.contract import Contract
from coupa_contract.contract.precision import as_decimal
from coupa_contract.model import Condition, Json

OPERATORS = frozenset(
    {"not_eq", "gt", "lt", "gt_or_eq", "lt_or_eq", "in", "not_in", "contains", "starts_with", "ends_with", "blank"},
)
_COMPARED = frozenset({"gt", "lt", "gt_or_eq", "lt_or_eq"})
_TEXTS = frozenset({"contains", "starts_with", "ends_with"})
_NEGATED: Mapping[str, str] = {"not_eq": "", "not_in": "in"}
_STEP = re.compile(r"[^\[\]]+")
_DAY = timedelta(days=1)
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC) + 2 * _DAY, datetime.max.replace(tzinfo=UTC) - 2 * _DAY  # days beside them are days
_MISSING = object()


def read_condition(name: str, value: str, contract: Contract) -> Condition | None:
    """The condition that a query parameter of `listInvoices` is, in either spelling; None when the document knows no such condition."""
    steps = _STEP.findall(name)
    operator = steps.pop() if steps and steps[-1] in OPERATORS else ""
    if not steps:
        return None
    path = [dashed(step) for step in steps]
    attribute = path[0] + "".join(f"[{step}]" for step in path[1:])
    known = (each for each in contract.operation("listInvoices").query if each.attribute == attribute and each.operator == operator)
    parameter = next(known, None)
    return Condition(attribute, operator, value, parameter.kind) if parameter is not None else None


def holds(row: Invoice, condition: Condition) -> bool | None:
    """Whether a row satisfies a condition; None where its members do not tell."""
    answers = [_of_value(value, condition) for value in values_at(row, condition.attribute)]
    if not answers or True in answers:  # a condition on a collection holds if it does for any record
        return True if answers else None
    return None if None in answers else False


def meets(row: Invoice, conditions: Sequence[Condition]) -> bool:
    """Whether a row certainly satisfies all of these conditions together."""
    return all(holds(row, each) for each in conditions) and _by_one_record(row, conditions)


def _by_one_record(invoice: Invoice, asked: Sequence[Condition]) -> bool:
    """Whether several conditions on one collection are met by the same record of it: nobody published whether different ones will do."""
    through = Counter(each.attribute.partition("[")[0] for each in asked)
    for name, times in through.items():
        records = invoice.get(name)
        if times > 1 and isinstance(records, list):
            on_it = [each for each in asked if each.attribute.partition("[")[0] == name]
            if not any(all(holds({**invoice, name: [record]}, each) for each in on_it) for record in records):
                return False
    return True


def values_at(row: Invoice, attribute: str) -> list[Json | object]:
    """The values at an attribute's path, several where it goes through a collection; nothing where the row does not show it."""
    values: list[Json | object] = [row]
    for step in _steps(attribute):
        nested = [_step(value, step) for value in values]
        values = [item for value in nested for item in (value if isinstance(value, list) else [value])]
    return [] if all(value is _MISSING for value in values) else values


@lru_cache(1024)
def _steps(attribute: str) -> tuple[str, ...]:
    return tuple(_STEP.findall(attribute))


def _step(value: Json | object, name: str) -> Json | object:
    if isinstance(value, dict):
        return value.get(name, _MISSING)
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return value  # an association that is shown as the id alone
    return _MISSING


def _of_value(value: Json | object, condition: Condition) -> bool | None:
    if value is _MISSING or isinstance(value, dict | list):
        return None
    scalar: Json = value  # type: ignore[assignment]  # what is neither missing nor a container
    if condition.operator == "blank":
        return _of_blank(scalar, condition.value)
    if condition.operator in _NEGATED:
        if blank(scalar):
            return None
        positive = Condition(condition.attribute, _NEGATED[condition.operator], condition.value, condition.kind)
        answer = _of_value(scalar, positive)
        return None if answer is None else not answer
    if blank(scalar):
        return None if condition.value == "" else False
    if condition.operator == "in":
        return _any(_of_scalar(scalar, "", part.strip(), condition.kind) for part in condition.value.split(","))
    return _of_scalar(scalar, condition.operator, condition.value, condition.kind)


def _any(answers: Iterator[bool | None]) -> bool | None:
    known = list(answers)
    return True if True in known else None if None in known else False


def _of_blank(value: Json, operand: str) -> bool | None:
    wanted = flag(operand)
    if wanted is None or (isinstance(value, str) and value and not value.strip()):
        return None
    return blank(value) is wanted


def _of_scalar(value: Json, operator: str, operand: str, kind: str) -> bool | None:
    if kind in {"integer", "identifier", "decimal", "float", "number"}:
        number, bound = as_decimal(value), as_decimal(operand)
        return None if number is None or bound is None else _compared(number, operator, bound)
    if kind in {"timestamp", "date", "date-or-timestamp"}:
        return _of_time(value, operator, operand, kind)
    if kind in {"boolean", "flag"}:
        wanted, seen = flag(operand), flag(value)
        return None if operator or wanted is None or seen is None else wanted is seen
    return _of_text(str(value), operator, operand) if isinstance(value, str) else None


_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "": lambda one, other: one == other,
    "gt": lambda one, other: one > other,
    "lt": lambda one, other: one < other,
    "gt_or_eq": lambda one, other: one >= other,
    "lt_or_eq": lambda one, other: one <= other,
}


def _compared(number: Decimal, operator: str, bound: Decimal) -> bool | None:
    return _COMPARISONS[operator](number, bound) if operator in _COMPARISONS else None


_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "": lambda one, other: one == other,
    "contains": lambda one, other: other in one,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}


def _of_text(text: str, operator: str, operand: str) -> bool | None:
    if operator in _COMPARED:
        # In which order texts come nobody published; that one is neither before nor after itself needs no collation.
        return operator.endswith("_or_eq") if text == operand else None
    if set(operand) & set("%_\\") and operator in _TEXTS:
        return None  # wildcards that nobody published
    test = _TESTS.get(operator)
    if test is None:
        return None
    if test(text, operand):
        return True
    return None if test(fold(text), fold(operand)) else False


def _of_time(value: Json, operator: str, operand: str, kind: str) -> bool | None:
    bound, span = instant(operand), _span(value, kind)
    if bound is None or span is None:
        return None
    first, last = span  # the instant that is meant lies between the two, both included
    if operator == "":
        # A bare date may be taken for its midnight, or for the whole day.
        low, high = (bound - _DAY, bound + _DAY) if bare_date(operand) else (bound, bound)
        if first == last == bound and not bare_date(operand):
            return True
        return False if last < low or first > high else None
    ends = {_ordered(first, operator, bound), _ordered(last, operator, bound)}
    return ends.pop() if len(ends) == 1 else None


def _ordered(moment: datetime, operator: str, bound: datetime) -> bool:
    if operator in {"gt", "gt_or_eq"}:
        return moment > bound or (operator == "gt_or_eq" and moment == bound)
    return moment < bound or (operator == "lt_or_eq" and moment == bound)


def _span(value: Json, kind: str) -> tuple[datetime, datetime] | None:
    """The first and the last instant that a shown time may stand for: a fraction may be hidden, a day has no zone."""
    moment = instant(value)
    if moment is None:
        return None
    if not _EARLIEST < moment < _LATEST:
        return None
    if kind == "timestamp":
        return moment, moment if moment.microsecond else moment + timedelta(microseconds=999_999)
    return moment - _DAY, moment + (2 * _DAY if isinstance(value, str) and bare_date(value) else _DAY)


def requirement_of(condition: Condition) -> str:
    """The requirement that a row breaks when it does not satisfy the condition."""
    if "[" in condition.attribute:
        return "query-association"
    if condition.operator == "blank":
        return "query-blank"
    if condition.operator in _TEXTS:
        return "query-text"
    if condition.kind in {"timestamp", "date", "date-or-timestamp"}:
        return "query-date"
    if condition.kind in {"boolean", "flag"}:
        return "query-flag"
    by_operator = {"": "query-equality", "not_eq": "query-inequality", "in": "query-membership", "not_in": "query-exclusion"}
    return by_operator.get(condition.operator, "query-comparison")


def pointer_of(condition: Condition) -> str:
    """The JSON pointer of what a condition tests, below a row."""
    return "/" + "/".join(_steps(condition.attribute))


def spelled(conditions: Sequence[Condition]) -> str:
    """Conditions as a query spells them."""
    return "&".join(f"{condition.name}={condition.value}" for condition in conditions)
