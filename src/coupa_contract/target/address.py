"""The path and query of a URL that may leave, read in the strictest way; anything that two servers could read differently has none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

# The path of RFC 3986; no fragment, no backslash, nothing outside ASCII.
_PATH = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,=:@/-]|%[0-9A-Fa-f]{2})*")
# What the transport itself leaves unencoded in a query. Servers do not agree on what anything else separates.
_TEXT = r"(?:[A-Za-z0-9._~,\[\]-]|%[0-9A-Fa-f]{2})*"
_QUERY = re.compile(rf"{_TEXT}={_TEXT}(?:&{_TEXT}={_TEXT})*")
# A proxy or a framework may decode once more, or take these for separators.
_SLIPPERY = re.compile(r"[/\\%;?#\x00-\x1f\x7f]")
# A number and a NUL, at which some servers end a text.
_CUT = re.compile(r"[0-9]{1,19}%00")


@dataclass(frozen=True, slots=True)
class Address:
    """The path below the base URL as it is spelled, and the query's pairs, decoded. `cut`: a NUL follows a number of the path."""

    path: str
    query: tuple[tuple[str, str], ...]
    cut: bool = False


def address_below(base_url: str, url: str) -> Address | None:
    """The address of a URL below exactly that base URL, or None: another host, port or scheme, user info, or any slippery spelling."""
    if not url.startswith(base_url + "/"):
        return None
    path, mark, query = url[len(base_url) :].partition("?")
    segments = path.split("/")[1:]
    cut = [bool(_CUT.fullmatch(segment)) for segment in segments]
    safe = (each or _is_safe(segment) for segment, each in zip(segments, cut, strict=True))
    if not _PATH.fullmatch(path) or not all(safe) or (mark and not _QUERY.fullmatch(query)):
        return None
    return Address(path, tuple(_decoded(pair) for pair in query.split("&")) if mark else (), any(cut))


def _is_safe(segment: str) -> bool:
    value = unquote(segment, errors="replace")
    return value not in {"", ".", ".."} and not _SLIPPERY.search(value)


def _decoded(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote(name), unquote(value)
