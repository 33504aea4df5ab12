"""Reads JSON bodies: quickly where that is exact, exactly where it is not; or says why a body cannot be read."""

from __future__ import annotations

import json
from typing import Any

import orjson

from coupa_contract.model import NotJsonError, parse_json

_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")


def read_body(body: bytes) -> tuple[Any, str]:
    """The value of a JSON body and "", or None and why not: `html`, `truncated`, `nested`, `not-utf-8`, `not-json`."""
    try:
        return orjson.loads(body), ""
    except orjson.JSONDecodeError:
        pass
    try:  # JSON that orjson refuses: unpaired surrogates, numbers beyond any float
        return parse_json(body), ""
    except NotJsonError as error:
        return None, _reason(body, error)


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
