"""When two values of the API say the same: by kind, not by spelling."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from coupa_contract.contract.precision import as_decimal
from coupa_contract.model import Json

NUMBERS = frozenset({"decimal", "float", "integer", "identifier", "number"})
DATES = frozenset({"date", "date-or-timestamp"})
FLAGS = frozenset({"flag", "boolean"})

# Letters that collations fold and Unicode does not decompose.
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHORT, _REMEMBERED = 100, 4096  # letters of a text that is worth remembering, and how many are: the same ones are compared again and again
_FLAG_TEXTS = {"true": True, "false": False}


def blank(value: Json) -> bool:
    """Whether a value says nothing: null, the empty text, an empty collection."""
    return value is None or value in ("", [], {})


def flag(value: Json) -> bool | None:
    """The flag that a value spells (`true`, `"true"`, 1), or None."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _FLAG_TEXTS.get(value.lower())
    return bool(value) if value in (0, 1) else None


def whole_number(text: str) -> int | None:
    """The number that a text of at most 18 digits spells, or None.

    >>> whole_number("50"), whole_number("-1"), whole_number("1e3")
    (50, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def bare_date(text: str) -> bool:
    """Whether a text is a date without a time."""
    return bool(_DATE.fullmatch(text))


def instant(value: Json) -> datetime | None:
    """The instant of an ISO 8601 text, midnight UTC of a bare date, or None. A time without an offset counts as UTC."""
    return _instant(value) if isinstance(value, str) and len(value) <= _SHORT else None


@lru_cache(_REMEMBERED)
def _instant(text: str) -> datetime | None:
    if not _DATE.match(text):
        return None
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def printed_date(value: Json) -> date | None:
    """The calendar day that a date or timestamp shows, in its own offset."""
    if not isinstance(value, str) or instant(value) is None:
        return None
    return date.fromisoformat(value[:10])


def fold(text: str) -> str:
    """A text as the most forgiving collation sees it: without case, accents and surrounding spaces.

    >>> fold("Łódź "), fold("STRASSE") == fold("Straße")
    ('lodz', True)
    """
    return _short_folded(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(each for each in decomposed if not unicodedata.combining(each)).strip()


_short_folded = lru_cache(_REMEMBERED)(_folded)


def plain_text(text: str) -> str:
    """A text as it may be stored: composed, with plain line ends, without surrounding white space."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def same_scalar(one: Json, other: Json, kind: str = "") -> bool:
    """Whether two scalars of a kind say the same: `"1.0"` and 1, `"true"` and true, one instant in two offsets, null and the empty text."""
    if (blank(one) and blank(other)) or one is other:
        return True
    if kind in FLAGS or isinstance(one, bool) or isinstance(other, bool):
        return one == other if flag(one) is None or flag(other) is None else flag(one) == flag(other)
    if kind in NUMBERS or _is_number(one) or _is_number(other):
        return _same_number(one, other)
    if not isinstance(one, str) or not isinstance(other, str):
        return one == other
    if kind in DATES | {"timestamp"} or (not kind and instant(one) and instant(other)):
        return _same_time(one, other, kind)
    return plain_text(one) == plain_text(other)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _same_number(one: Json, other: Json) -> bool:
    first, second = as_decimal(one), as_decimal(other)
    return one == other if first is None or second is None else first == second


def _same_time(one: str, other: str, kind: str) -> bool:
    first, second = instant(one), instant(other)
    if first is None or second is None:
        return one == other
    if abs(first - second) < timedelta(seconds=1):
        return True
    # A day that was sent without an offset comes back as midnight of the company's zone.
    return (kind in DATES or bare_date(one) or bare_date(other)) and printed_date(one) == printed_date(other)
