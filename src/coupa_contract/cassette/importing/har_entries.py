"""HAR 1.2, as browsers, proxies and Schemathesis write it. Source: the HAR 1.2 specification, sections `entries`, `postData`, `content`."""

from __future__ import annotations

import json
import re
from typing import Any

from coupa_contract.cassette.importing.compression import base64_body, text_body, unpacked
from coupa_contract.cassette.importing.foreign import ForeignExchange, Pairs, UnusableError, member, moment, seconds

_BODILESS = frozenset({204, 205, 304})
_TRUNCATED = re.compile(r"truncat", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{4,}={0,2}")


def read_entry(entry: Any, place: str) -> ForeignExchange:
    """One entry. Raises UnusableError with the reason for which it cannot be imported."""
    request, response = member(entry, "request", dict, "request"), member(entry, "response", dict, "response")
    status = member(response, "status", int, "status")
    if status < 100:
        raise UnusableError("it got no answer")
    sent, received = _headers(request), _headers(response)
    body, exact = _request_body(request, sent)
    return ForeignExchange(
        place,
        member(request, "method", str, "method"),
        member(request, "url", str, "URL"),
        sent,
        body,
        exact,
        status,
        received,
        unpacked(_response_body(response, status, request["method"]), received),
        moment(entry.get("startedDateTime")),
        seconds(entry.get("time")) / 1000,
    )


def _headers(side: dict[str, Any]) -> Pairs:
    found = side.get("headers", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise UnusableError("its headers have another form")
    headers = tuple((each.get("name"), each.get("value")) for each in found)
    if not all(isinstance(text, str) for pair in headers for text in pair):
        raise UnusableError("its headers have another form")
    return tuple((name, value) for name, value in headers if not name.startswith(":"))  # HTTP/2's own


def _request_body(request: dict[str, Any], headers: Pairs) -> tuple[bytes | None, bool]:
    data = request.get("postData")
    if data is None:
        return None, False
    if not isinstance(data, dict):
        raise UnusableError("its request's body has another form")
    text = data.get("text")
    if data.get("encoding") == "base64" or data.get("_encoding") == "base64":
        return base64_body(text), True
    if not isinstance(text, str):  # a form told by its fields only
        return None, False
    if _is_base64_of_json(text, headers):
        return base64_body(text), True  # Schemathesis with `preserve_bytes`: HAR has no word for it in a request
    return text_body(text), False


def _is_base64_of_json(text: str, headers: Pairs) -> bool:
    kind = next((value.lower() for name, value in headers if name.lower() == "content-type"), "")
    if "json" not in kind or len(text) % 4 or not _BASE64.fullmatch(text):
        return False
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def _response_body(response: dict[str, Any], status: int, method: str) -> bytes:
    content = response.get("content") or {}
    if not isinstance(content, dict):
        raise UnusableError("its content has another form")
    text, size = content.get("text"), content.get("size")
    if _TRUNCATED.search(str(content.get("comment") or "")):
        raise UnusableError("its body was cut off when it was recorded")
    if text is None:
        if status in _BODILESS or method.upper() == "HEAD" or size == 0:
            return b""
        raise UnusableError("its body was not kept")
    if content.get("encoding") == "base64":
        return base64_body(text)
    if not isinstance(text, str):
        raise UnusableError("its content has another form")
    body = text_body(text)
    if isinstance(size, int) and size > len(body) and _is_broken_json(content, body):
        raise UnusableError("its body was cut off when it was recorded")
    return body


def _is_broken_json(content: dict[str, Any], body: bytes) -> bool:
    if "json" not in str(content.get("mimeType", "")).lower():
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return True
    return False
