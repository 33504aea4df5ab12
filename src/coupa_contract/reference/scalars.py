"""Values of plain members in a request: checked, and turned into what is stored."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from coupa_contract.reference.elements import Element, Kind
from coupa_contract.reference.numerals import fits, is_sizable, parse_numeral, plain, trimmed
from coupa_contract.reference.refusals import invalid
from coupa_contract.reference.stamps import parse_day, parse_moment, stored_day, stored_moment

_LARGEST_INTEGER = 2**63 - 1
# The company's documents bear a day, whatever time a request gives.
_DAYS = frozenset({"invoice-date", "original-invoice-date"})
_YEARS = range(1900, 3000)


def stored(element: Element, value: Any, label: str, dialect: str) -> Any:
    """A value as it is stored. Raises RefusalError (400) when the member cannot hold it."""
    match element.kind:
        case Kind.STRING:
            return _string(element, value, label)
        case Kind.FLAG:
            return _flag(value, label)
        case Kind.DECIMAL:
            return _decimal(element, value, label)
        case Kind.FLOAT:
            return _float(value, label)
        case Kind.TIMESTAMP | Kind.DATE:
            return _moment(element, value, label, dialect)
        case _:
            return _integer(value, label)


def _string(element: Element, value: Any, label: str) -> str:
    if not isinstance(value, str):
        raise invalid(label, f"{label} is a text.")
    if len(value) > element.size[0]:
        raise invalid(label, f"{label} is too long (maximum is {element.size[0]} characters).")
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise invalid(label, f"{label} holds something that is not text.")
    return value


def _flag(value: Any, label: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise invalid(label, f"{label} is true or false.")


def _number(value: Any, label: str) -> Decimal:
    """A number, sent as such or as a text."""
    try:
        if isinstance(value, str):
            return parse_numeral(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Decimal(value)
            if is_sizable(number):
                return number
    except ValueError:
        pass  # refused below, like every other type
    raise invalid(label, f"{label} is not a number.")


def _decimal(element: Element, value: Any, label: str) -> str:
    number = _number(value, label)
    precision, scale = element.size
    if not fits(number, precision, scale):
        raise invalid(label, f"{label} has more digits than decimal({precision},{scale}) holds.")
    spelling = plain(number)
    return spelling if len(spelling.partition(".")[2]) <= scale else trimmed(number)


def _float(value: Any, label: str) -> str:
    number = _number(value, label)
    if number and not Decimal("1e-9") <= abs(number) < Decimal("1e12"):
        raise invalid(label, f"{label} is out of range.")
    return plain(Decimal(repr(float(number))))


def _integer(value: Any, label: str) -> int:
    number = _number(value, label)
    if number != number.to_integral_value() or abs(number) > _LARGEST_INTEGER:
        raise invalid(label, f"{label} is not an integer, or too large.")
    return int(number)


def _moment(element: Element, value: Any, label: str, dialect: str) -> str:
    if not isinstance(value, str):
        raise invalid(label, f"{label} is a date or a timestamp.")
    try:
        moment: datetime = parse_moment(value)
        is_day = len(value) == len("YYYY-MM-DD")
        if moment.year not in _YEARS:
            raise invalid(label, f"{label} is out of range.")
        if is_day or element.name in _DAYS or (element.kind is Kind.DATE and dialect == "published"):
            # The day as it was written: in another zone it would be another day.
            return stored_day(parse_day(value[:10]), dialect)
        return stored_moment(moment, dialect)
    except (ValueError, OverflowError):
        raise invalid(label, f"{label} is neither a date nor a timestamp.") from None
