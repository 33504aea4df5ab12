"""The form of a text: what a client that parses it relies on."""

from __future__ import annotations

import re

FORMS = (
    "empty",
    "date",  # 2024-05-01
    "timestamp-z",  # 2024-05-01T12:00:00Z
    "timestamp-offset",  # 2024-05-01T12:00:00+02:00
    "timestamp-local",  # 2024-05-01T12:00:00
    "decimal",  # 12.50
    "integer",  # 12
    "boolean",  # true
    "uri",
    "uuid",
    "email",
    "text",  # anything else
)

_LONGEST = 2_000  # of a text that can have a form: an address of more characters is a text
_DIGITS = frozenset("0123456789")
_NUMERIC = re.compile(r"[-+]?([0-9]+)(?:\.([0-9]+))?(?:[eE][-+]?[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_TIMESTAMP = re.compile(
    _DATE.pattern
    + r"[T ](?:[01][0-9]|2[0-4]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:[.,][0-9]{1,12})?)?"
    + r"(?:([Zz])|( ?[-+][0-9]{2}:?(?:[0-9]{2})?))?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s\"<>]+")
_EMAIL = re.compile(r"[^\s@\"<>,;:]{1,200}@[^\s@\"<>,;:.]{1,63}(?:\.[^\s@\"<>,;:.]{1,63}){1,10}")


_KEYS = (
    ("one word", re.compile(r"[a-z][a-z0-9]*")),
    ("words with dashes", re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")),
    ("words with underscores", re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")),
    ("words in camel case", re.compile(r"[A-Za-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+")),
)


def form_of_key(text: str) -> str:
    """How a key of a map is written: as a value of some form, or how its words are joined; "text" for anything else.

    >>> form_of_key("site-code"), form_of_key("Site Code"), form_of_key("siteCode"), form_of_key("17")
    ('words with dashes', 'text', 'words in camel case', 'integer')
    """
    form = form_of(text)
    if form != "text" or len(text) > _LONGEST:
        return form
    return next((name for name, pattern in _KEYS if pattern.fullmatch(text)), form)


def form_of(text: str) -> str:
    """The form of a text, one of `FORMS`; any text has one.

    >>> form_of("2024-05-01"), form_of("-12.50"), form_of("12 "), form_of("")
    ('date', 'decimal', 'text', 'empty')
    """
    if not text:
        return "empty"
    size = len(text)
    if size > _LONGEST:
        return "text"
    first = text[0]
    if first in _DIGITS or (first in "+-" and size > 1):
        return _of_figures(text, size)
    if text in {"true", "false"}:
        return "boolean"
    return _of_letters(text, size)


def _of_figures(text: str, size: int) -> str:
    """The form of what begins with a digit or a sign."""
    if text.isdigit() and text.isascii():
        return "integer"
    if size >= 10 and text[4] == "-":
        if size == 10:
            if _DATE.fullmatch(text):
                return "date"
        elif match := _TIMESTAMP.fullmatch(text):
            return "timestamp-z" if match[1] else "timestamp-offset" if match[2] else "timestamp-local"
    if match := _NUMERIC.fullmatch(text):
        return "integer" if match[2] is None and "e" not in text and "E" not in text else "decimal"
    return _of_letters(text, size)


def _of_letters(text: str, size: int) -> str:
    if size == 36 and text[8] == "-" and _UUID.fullmatch(text):
        return "uuid"
    if "://" in text:
        return "uri" if _URI.fullmatch(text) else "text"
    if "@" in text and text[0] != "@" and _EMAIL.fullmatch(text):
        return "email"
    return "text"


def digits_of(text: str) -> tuple[int, int]:
    """Digits in all and after the point of a text of the form `decimal` or `integer`, as spelled; zeros in front do not count.

    >>> digits_of("-0012.50"), digits_of("0.05"), digits_of("0")
    ((4, 2), (2, 2), (1, 0))
    """
    mantissa, _, exponent = text.lstrip("+-").lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    places = max(len(fraction) - int(exponent or 0), 0)
    before = max(len(whole.lstrip("0")) + int(exponent or 0), 0)
    return before + places or 1, places
