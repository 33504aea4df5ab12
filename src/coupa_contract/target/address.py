"""The path and query of a URL that may leave, read in the strictest way; anything that two servers could read differently has none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

# RFC 3986, with the brackets of the query language; no fragment, no backslash, nothing outside ASCII.
_URL_CHARACTERS = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\[\]-]|%[0-9A-Fa-f]{2})*")
# What the transport itself leaves unencoded in a query: in a write nothing else may stand there.
_PLAIN_QUERY = re.compile(r"(?:[A-Za-z0-9._~,\[\]-]|%[0-9A-Fa-f]{2})+=(?:[A-Za-z0-9._~,\[\]-]|%[0-9A-Fa-f]{2})*")
# A proxy or a framework may decode once more, or take these for separators.
_SLIPPERY = re.compile(r"[/\\%;?#\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Address:
    """The path below the base URL as spelled, and the query's decoded pairs. `plain`: the query is spelled as the transport does it."""

    path: str
    query: tuple[tuple[str, str], ...]
    plain: bool


def address_below(base_url: str, url: str) -> Address | None:
    """The address of a URL below exactly that base URL, or None: another host, port or scheme, user info, or any slippery spelling."""
    if not url.startswith(base_url + "/") or not _URL_CHARACTERS.fullmatch(url, len(base_url)):
        return None
    path, mark, query = url[len(base_url) :].partition("?")
    if not all(map(_is_safe, path.split("/")[1:])):
        return None
    pairs = [pair for pair in query.split("&") if pair] if mark else []
    return Address(path, tuple(_decoded(pair) for pair in pairs), all(map(_PLAIN_QUERY.fullmatch, pairs)) and "&&" not in query)


def _is_safe(segment: str) -> bool:
    value = unquote(segment, errors="replace")
    return value not in {"", ".", ".."} and not _SLIPPERY.search(value)


def _decoded(pair: str) -> tuple[str, str]:
    name, _, value = pair.replace("+", " ").partition("=")
    return unquote(name), unquote(value)
