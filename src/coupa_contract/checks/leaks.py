"""Finds values of an invoice in a text that should hold none: only such as nothing but the invoice can have put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import unquote

from coupa_contract.checks.answers import Invoice
from coupa_contract.model import Json, Request

_SHORTEST = 6  # characters; anything shorter turns up by chance
_MIXED = 8  # characters, of a text with letters and digits
_LONG = 16  # from here on a text is taken for the invoice's own, whatever it is
_DIGITS = 4  # of a number, without zeros at either end
_NAMING = frozenset({"invoice-number", "name", "display-name", "number", "email", "login", "po-number"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")  # a date alone may be today's, or a version's


def told_values(body: bytes, invoice: Invoice, known: str, besides: bytes = b"") -> Iterator[str]:
    """Names of the members whose values a body tells; what was `known` to whoever asked, or stands in `besides`, does not count."""
    text, other = _plain(body), _plain(besides)
    seen: dict[str, str] = {}
    for name, value in _leaves("", invoice):
        if value not in known and value not in seen:
            seen[value] = name
    for value, name in seen.items():
        if _holds(text, value) and not _holds(other, value):
            yield name


def known(request: Request) -> str:
    """What a request says itself: its path and query, its headers and its body."""
    parts = (unquote(request.url), *(value for _, value in request.headers), (request.body or b"").decode("utf-8", "replace"))
    return "\n".join(parts)


def _plain(body: bytes) -> str:
    return body.decode("utf-8", "replace").replace("\\/", "/")


def _holds(text: str, value: str) -> bool:
    return value in text and re.search(rf"(?<![\w.]){re.escape(value)}(?![\w]|\.\d)", text) is not None


def _leaves(name: str, value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(key, each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(name, each)
    elif value is not None and not isinstance(value, bool) and _distinctive(name, value):
        yield name, str(value)


def _distinctive(name: str, value: int | Decimal | str) -> bool:
    text = str(value)
    if not isinstance(value, str) or re.fullmatch(r"-?[\d.]+", text):
        return len(text) >= _SHORTEST and len(text.strip("-0.").replace(".", "")) >= _DIGITS
    if len(text) < _SHORTEST or _DATE.fullmatch(text):
        return False
    mixed = any(each.isdigit() for each in text) and any(each.isalpha() for each in text)
    return (mixed and len(text) >= _MIXED) or name in _NAMING or len(text) >= _LONG
