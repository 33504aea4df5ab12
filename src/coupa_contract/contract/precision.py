"""The named format `decimal(30,4)`: judged with `Decimal`, never with binary floats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

_NAMED = re.compile(r"decimal\((\d{1,4}),(\d{1,4})\)")
_NUMERIC = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Precision:
    """At most `digits` digits, of which at most `scale` after the point, as a database column holds them."""

    digits: int
    scale: int

    def __str__(self) -> str:
        return f"decimal({self.digits},{self.scale})"

    def holds(self, value: Decimal) -> bool:
        """Whether the value fits exactly; zeros at the end of a fraction do not count."""
        _, figures, exponent = value.as_tuple()
        if not isinstance(exponent, int):  # NaN, Infinity
            return False
        text = "".join(map(str, figures)).lstrip("0")
        if not text:
            return True
        # Only lengths are compared: 1E+999999999 must not become a number of a billion digits.
        exponent += len(text) - len(text.rstrip("0"))
        return -exponent <= self.scale and value.adjusted() + 1 <= self.digits - self.scale


@cache
def parse_precision(text: str) -> Precision | None:
    """The precision that a `format` names, or None for any other format.

    >>> parse_precision("decimal(30,4)")
    Precision(digits=30, scale=4)
    """
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    digits, scale = map(int, match.groups())
    return Precision(digits, scale) if digits > 0 and scale <= digits else None


def as_decimal(value: Any) -> Decimal | None:
    """The exact value of a JSON number or of a string that spells one, else None.

    >>> as_decimal("19.99"), as_decimal(True), as_decimal("1_000")
    (Decimal('19.99'), None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):  # an example from a YAML file, never a response
        return Decimal(repr(value))
    if isinstance(value, str) and _NUMERIC.fullmatch(value):
        try:
            return Decimal(value)
        except InvalidOperation:  # an exponent beyond what `Decimal` can hold
            return None
    return None
