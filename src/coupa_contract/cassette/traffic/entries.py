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


def exchange_of(text: bytes, value: Any, place: str) -> ForeignExchange | LeftOut:
    """The exchange of an entry. `value` is what orjson made of the text, None when it could not."""
    try:
        if value is None or _keys_in(text) != _members(value):
            value = _strictly(text)
        return read_entry(value, place)
    except UnusableError as reason:
        return LeftOut(place, str(reason), _told(value))


def interaction_or_not(exchange: ForeignExchange | LeftOut, contract: Contract, base: Base | None) -> Interaction | LeftOut:
    """The interaction that an exchange is, or why it is none; an operation that the document lacks is told by its general path."""
    if isinstance(exchange, LeftOut):
        return exchange
    try:
        return interaction_of(exchange, contract, base)
    except UnusableError as reason:
        what = general_path(exchange, contract, base) if str(reason) == NO_OPERATION else ""
        return LeftOut(exchange.place, str(reason), what)


def _keys_in(text: bytes) -> int:
    """How many keys an object's text has, as its quotes and colons tell; where they do not, the text is read again more slowly.

    `":` ends a key unless the quote is escaped, or opens a value that begins with a colon (HTTP/2's own headers).
    """
    return text.count(b'":') - text.count(b'\\":') - text.count(b':":') - text.count(b': ":')


def _members(value: Any) -> int:
    found = 0
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if each.__class__ is dict:
            found += len(each)
            each = each.values()
        elif each.__class__ is not list:
            continue
        waiting += [inner for inner in each if inner.__class__ is dict or inner.__class__ is list]
    return found


def _strictly(text: bytes) -> Any:
    try:
        return strictly(text)
    except ValueError as error:
        raise UnusableError(f"it is not JSON: {error}") from error


def _told(value: Any) -> str:
    request = value.get("request") if isinstance(value, dict) else None
    method = request.get("method") if isinstance(request, dict) else None
    return method if isinstance(method, str) and method.isalpha() and len(method) < 20 else ""
