"""What a single text or number looks like, remembered because they repeat."""

from __future__ import annotations

import sys
from decimal import Decimal

from coupa_contract.drift.cells import mark_of
from coupa_contract.drift.forms import digits_of, form_of

# Form, length, digits (-1 when it is no decimal), digits after the point, mark.
TextLook = tuple[str, int, int, int, int]
# Digits, digits after the point, mark.
NumberLook = tuple[int, int, int]

REMEMBERED = 20_000  # texts, and as many numbers
SHORT = 120  # characters of a text worth remembering
_LARGEST = sys.float_info.max


def look_at_text(text: str, known: dict[str, TextLook]) -> TextLook:
    """What a text looks like."""
    form = form_of(text)
    if form in {"decimal", "integer"}:
        digits, places = digits_of(text)
        look = (form, len(text), digits, places, mark_of(plain(Decimal(text))))
    else:
        look = (form, len(text), -1, -1, mark_of(text))
    if len(text) <= SHORT:
        if len(known) >= REMEMBERED:
            known.clear()
        known[text] = look
    return look


def look_at_float(value: float, known: dict[float, NumberLook]) -> NumberLook:
    """What a number of at most 15 digits looks like: those a float holds."""
    look = look_at_number(Decimal(repr(value)))
    if len(known) >= REMEMBERED:
        known.clear()
    known[value] = look
    return look


def look_at_integer(value: int, known: dict[int, int]) -> int:
    """The mark of a whole number."""
    mark = mark_of(spelled("-" if value < 0 else "", str(abs(value)), 0))
    if len(known) >= REMEMBERED:
        known.clear()
    known[value] = mark
    return mark


def look_at_number(value: Decimal) -> NumberLook:
    """What a number looks like; zeros at the end of a fraction do not count."""
    _, figures, exponent = value.as_tuple()
    mark = mark_of(plain(value))
    if not isinstance(exponent, int) or not any(figures):
        return 1, 0, mark
    text = "".join(map(str, figures))
    places = max(-exponent - (len(text) - len(text.rstrip("0"))), 0)
    return max(value.adjusted() + 1, 0) + places, places, mark


def figures_of(value: int) -> int:
    """How many digits; of a number of more than 4,000 only about."""
    return len(str(value)) if value.bit_length() < 13_000 else int(value.bit_length() * 0.30103) + 1


def as_float(value: int | Decimal) -> float:
    """The nearest float; the largest one for what is beyond."""
    try:
        return max(min(float(value), _LARGEST), -_LARGEST)
    except OverflowError:
        return _LARGEST if value > 0 else -_LARGEST


def plain(value: Decimal) -> str:
    """The number without zeros at the end: `12.50` and `1.25E1` are the same."""
    sign, figures, exponent = value.as_tuple()
    return spelled("-" if sign else "", "".join(map(str, figures)), exponent if isinstance(exponent, int) else 0)


def spelled(sign: str, figures: str, exponent: int) -> str:
    """The same from its parts; `figures` is a whole number."""
    kept = figures.strip("0")
    return f"{sign}{kept}e{exponent + len(figures) - len(figures.rstrip('0'))}" if kept else "0"
