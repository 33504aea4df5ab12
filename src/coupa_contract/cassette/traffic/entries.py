"""One HAR entry from its JSON text: a foreign exchange, or what is left out and why. Strict where orjson is not."""

from __future__ import annotations

from typing import Any

from coupa_contract.cassette.importing.bases import Base
from coupa_contract.cassette.importing.foreign import ForeignExchange, LeftOut, UnusableError
from coupa_contract.cassette.importing.har_entries import read_entry
from coupa_contract.cassette.importing.mapping import NO_OPERATION, general_path, interaction_of
from coupa_contract.cassette.importing.texts import strictly
from coupa_contract.contract import Contract
from coupa_contract.model import Interaction

_DEEP = "it is nested too deeply to be read"
_REASONS = {
    "stands twice": "a member stands twice in one of its objects",
    "nested too deeply": _DEEP,
    "not a JSON number": "it holds NaN or Infinity, which are not JSON",
    "not UTF-8": "it is not UTF-8",
    "Exceeds the limit": "it holds a number of thousands of digits",
}


def exchange_of(text: bytes, value: Any, place: str) -> ForeignExchange | LeftOut:
    """The exchange of an entry. `value` is what orjson made of the text, None when it could not."""
    try:
        if value is None or not _names_once(text, value):
            value = _strictly(text)
        return read_entry(value, place)
    except UnusableError as reason:
        return LeftOut(place, str(reason), _told(value))
    except RecursionError:
        return LeftOut(place, _DEEP, _told(value))


def interaction_or_not(exchange: ForeignExchange | LeftOut, contract: Contract, base: Base | None) -> Interaction | LeftOut:
    """The interaction that an exchange is, or why it is none; an operation that the document lacks is told by its general path."""
    if isinstance(exchange, LeftOut):
        return exchange
    try:
        return interaction_of(exchange, contract, base)
    except UnusableError as reason:
        what = general_path(exchange, contract, base) if str(reason) == NO_OPERATION else ""
        return LeftOut(exchange.place, str(reason), what)


def _names_once(text: bytes, value: Any) -> bool:
    """Whether an object's text has as many keys as its value; where the quotes and colons do not tell, it is False, and costs time only.

    `":` ends a key unless the quote is escaped, or opens a value that begins with a colon (HTTP/2's own headers).
    """
    keys, members = text.count(b'":') - text.count(b'\\":'), _members(value)
    return keys == members or keys - text.count(b':":') - text.count(b': ":') == members


def _members(value: Any) -> int:
    inner = value
    found = 0
    if value.__class__ is dict:
        found, inner = len(value), value.values()
    for each in inner:
        if each.__class__ is dict and len(each) == 2 and each.get("name").__class__ is str is each.get("value").__class__:
            found += 2  # a header, a cookie, a part of a query: most of an entry
        elif each.__class__ is dict or each.__class__ is list:
            found += _members(each)
    return found


def _strictly(text: bytes) -> Any:
    """The value, or the reason in words that hold nothing of the text: reasons are counted, and kept."""
    try:
        return strictly(text)
    except ValueError as error:
        said = str(error)
    for mark, reason in _REASONS.items():
        if mark in said:
            raise UnusableError(reason)
    raise UnusableError("it is not JSON")


def _told(value: Any) -> str:
    request = value.get("request") if isinstance(value, dict) else None
    method = request.get("method") if isinstance(request, dict) else None
    return method if isinstance(method, str) and method.isalpha() and len(method) < 20 else ""
