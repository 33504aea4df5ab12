"""Which headers are kept of what was sent and received. An allow-list: a secret header nobody thought of is dropped by default."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_SENT = frozenset({"accept", "accept-language", "content-type", "host"})
_RECEIVED = frozenset(
    {
        "allow",
        "cache-control",
        "content-encoding",
        "content-language",
        "content-length",
        "content-type",
        "date",
        "deprecation",
        "etag",
        "last-modified",
        "location",
        "retry-after",
        "sunset",
        "transfer-encoding",
        "vary",
        "www-authenticate",
    }
)
_RATE = re.compile(r"(x-)?rate-?limit(-[a-z-]+)?")
_SCHEME = re.compile(r"[A-Za-z0-9-]{1,30}")

Pairs = tuple[tuple[str, str], ...]


def kept_of_request(headers: Iterable[tuple[str, str]]) -> Pairs:
    """What may be written down of a request's headers."""
    return tuple((name, value) for name, value in headers if name.lower() in _SENT)


def kept_of_response(headers: Iterable[tuple[str, str]]) -> Pairs:
    """What may be written down of a response's headers; addresses lose user info and query, challenges all but their scheme."""
    return tuple((name, _cleaned(name.lower(), value)) for name, value in headers if _is_kept(name.lower()))


def _is_kept(name: str) -> bool:
    return name in _RECEIVED or bool(_RATE.fullmatch(name))


def _cleaned(name: str, value: str) -> str:
    if name == "www-authenticate":
        scheme = _SCHEME.match(value)
        return scheme.group() if scheme else ""
    return without_secrets(value) if name == "location" else value


def without_secrets(url: str) -> str:
    """A URL without user info, query and fragment; empty when it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
