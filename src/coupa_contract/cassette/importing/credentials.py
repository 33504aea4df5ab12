"""Credentials that stand in a foreign file: what is imported must not hold them anywhere, not even in a body that repeats them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from coupa_contract.cassette.importing.foreign import ForeignExchange, Pairs

_SHORTEST = 16  # a shorter value of a cookie is a setting, and might stand in any body
_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_WORDS = ("token", "api-key", "apikey", "secret", "session", "password")
_MEMBERS = frozenset({"access_token", "refresh_token", "id_token", "client_secret", "password"})


def credentials_in(exchanges: Iterable[ForeignExchange]) -> tuple[str, ...]:
    """The secret texts of headers, token requests and token answers, each once; placeholders of recorders are none."""
    found = dict.fromkeys(text for each in exchanges for text in _of_exchange(each))
    return tuple(text for text in found if len(text) >= _SHORTEST and text.isprintable() and " " not in text)


def _of_exchange(exchange: ForeignExchange) -> Iterator[str]:
    yield from _of_headers((*exchange.request_headers, *exchange.response_headers))
    for body in (exchange.request_body, exchange.response_body):
        if body and any(name.encode() in body for name in _MEMBERS):
            yield from _of_body(body)


def _of_headers(headers: Pairs) -> Iterator[str]:
    for name, value in headers:
        lower = name.lower()
        if lower in {"cookie", "set-cookie"}:
            yield from (part.partition("=")[2].strip() for part in value.split(";"))
        elif lower in _HEADERS or any(word in lower for word in _WORDS):
            yield value.rpartition(" ")[2]


def _of_body(body: bytes) -> Iterator[str]:
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        value = dict(parse_qsl(body.decode("utf-8", "replace")))
    if isinstance(value, dict):
        yield from (each for name, each in value.items() if name in _MEMBERS and isinstance(each, str))
