"""Numbers: read strictly, printed without exponent, and turned into text that sorts as they do. No binary floats."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMERAL = re.compile(r"[+-]?\d{1,90}(?:\.\d{1,90})?", re.ASCII)
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_MOST_DIGITS = 90


def parse_numeral(text: str) -> Decimal:
    """The number that a text spells: digits, an optional sign, an optional fraction, no exponent. Raises ValueError."""
    if not _NUMERAL.fullmatch(text):
        raise ValueError("not a number")
    return Decimal(text)


def is_sizable(number: Decimal) -> bool:
    """Whether a number can be written out in a reasonable number of digits (`1e999999` cannot)."""
    return number.is_finite() and -_MOST_DIGITS < number.adjusted() < _MOST_DIGITS and len(number.as_tuple().digits) <= 2 * _MOST_DIGITS


def plain(number: Decimal) -> str:
    """The decimal spelling, without exponent and without a negative zero."""
    text = format(number, "f")
    return text[1:] if number.is_zero() and text.startswith("-") else text


def trimmed(number: Decimal) -> str:
    """The shortest decimal spelling of the same number."""
    text = plain(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def fits(number: Decimal, precision: int, scale: int) -> bool:
    """Whether `decimal(precision, scale)` holds a number exactly; trailing zeros do not count."""
    whole, _, fraction = trimmed(abs(number)).partition(".")
    return len(fraction) <= scale and len(whole.lstrip("0")) <= precision - scale


def sortable_numeral(number: Decimal) -> str:
    """Text that sorts, byte by byte, as the number does, and is equal only for equal numbers.

    >>> sorted(["10", "-2.5", "2.5", "-10", "0"], key=lambda text: sortable_numeral(Decimal(text)))
    ['-10', '-2.5', '0', '2.5', '10']
    """
    whole, _, fraction = trimmed(abs(number)).partition(".")
    whole = whole.lstrip("0")
    magnitude = f"{len(whole):02d}{whole}{fraction}"
    if number >= 0:
        return "1" + magnitude
    # The mirror image of the magnitude; the tilde puts the shorter of two mirrored fractions last.
    return "0" + magnitude.translate(_COMPLEMENT) + "~"
