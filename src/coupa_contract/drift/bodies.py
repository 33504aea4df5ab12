"""Reads JSON bodies quickly and exactly, or says why they cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson

from coupa_contract.model import NotJsonError, parse_json

_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")
_LONG = 16  # digits and points: a float tells 15 digits
_RUN = b"0" * _LONG
_FLAT = bytes(48 if chr(code) in "0123456789." else 32 for code in range(256))
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]{0,4000})(\.[0-9]{1,4000})?([eE][-+]?[0-9]{1,6})?(?=[],}\s]|\Z)")
_BEFORE = b":,[ \n\r\t"
_STANDIN = "\0number\0"


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON body. Where a number has more digits than a float holds, `value` has a text instead, and `long` the number by that text."""

    value: Any = None
    long: Mapping[str, int | Decimal] = field(default_factory=dict)
    reason: str = ""  # why it cannot be read: html, truncated, nested, not-utf-8, not-json


def read_body(body: bytes) -> Body:
    """The value of a JSON body, with every number as it was sent, as far as its digits go."""
    try:
        flat = body.translate(_FLAT)
        start = flat.find(_RUN)
        return Body(orjson.loads(body)) if start < 0 else _with_standins(body, flat, start)
    except orjson.JSONDecodeError:
        pass
    try:  # JSON that orjson refuses: unpaired surrogates, numbers beyond any float; and texts that look like long numbers in a list
        return Body(parse_json(body))
    except NotJsonError as error:
        return Body(reason=_reason(body, error))


def _with_standins(body: bytes, flat: bytes, start: int) -> Body:
    """Reads a body that may hold long numbers. Raises orjson.JSONDecodeError when it is not JSON, or when one stands within a text.

    A quotation mark that is put into a text ends it, and no JSON goes on with what comes then: so nothing in a text is ever replaced.
    """
    parts: list[bytes] = []
    long: dict[str, int | Decimal] = {}
    done = 0
    while start >= 0:
        begin = start - 1 if start and body[start - 1] == 45 else start
        match = _NUMBER.match(body, begin)
        if match and (not begin or body[begin - 1] in _BEFORE):
            text = match[0].decode("ascii")
            standin = f"{_STANDIN}{text}"
            long[standin] = Decimal(text) if match[1] or match[2] else int(text)
            parts += [body[done:begin], b'"\\u0000number\\u0000', match[0], b'"']
            done = match.end()
        start = flat.find(b" ", start)
        start = flat.find(_RUN, start) if start >= 0 else -1
    return Body(orjson.loads(b"".join([*parts, body[done:]])), long)


def _reason(body: bytes, error: NotJsonError) -> str:
    """Why a body is no JSON."""
    start = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP) or (start.startswith(b"<") and b"<html" in start):
        return "html"
    cause = error.__cause__
    if isinstance(cause, RecursionError):
        return "nested"
    if isinstance(cause, UnicodeDecodeError):
        return "truncated" if cause.reason == "unexpected end of data" and start[:1] in b"[{" else "not-utf-8"
    if isinstance(cause, json.JSONDecodeError) and start[:1] and start[:1] in b'[{"':
        ended = cause.pos >= len(cause.doc.rstrip()) or cause.msg.startswith("Unterminated string")
        return "truncated" if ended and not cause.msg.startswith("Extra data") else "not-json"
    return "not-json"
