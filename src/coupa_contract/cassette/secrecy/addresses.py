"""URLs: user info and query are where their secrets stand, the host is whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from coupa_contract.cassette.recording import ORIGIN
from coupa_contract.cassette.secrecy.known import PLACEHOLDER

_QUERY = re.compile(
    r"(\b[A-Za-z][A-Za-z0-9+.-]{1,20}:\\?/\\?/[^\s?#\"'<>]*)(?:\?(?!redacted\b)[^\s\"'<>]+|#(?!redacted\b)[^\s\"'<>]*(?:=|%3[Dd])[^\s\"'<>]*)"
)
_HOST = re.compile(r"(\b[A-Za-z][A-Za-z0-9+.-]{1,20}://)([^\s/?#\"'<>,;]*?)(?=[:.]*(?:[\s/?#\"'<>,;]|$))")
_SAFE = "[],"  # as the transport spells a query

OTHER_HOST = "other.invalid"
Pair = tuple[str, str]


def without_query(text: str) -> str:
    """A text whose URLs have lost their queries, where signatures stand."""
    return _QUERY.sub(rf"\1?{PLACEHOLDER}", text) if "://" in text or ":\\/" in text else text


def without_hosts(text: str, own: str = "") -> str:
    """A text whose URLs name no host: the target's becomes that of every recording, any other becomes `other.invalid`."""
    target = ORIGIN.rpartition("/")[2]

    def hidden(match: re.Match[str]) -> str:
        host = match[2].rpartition("@")[2]
        mine = host == target or (bool(own) and host.lower() == own.lower())
        return match[1] + (target if mine else OTHER_HOST)

    return _HOST.sub(hidden, text) if "://" in text else text


def requested(url: str, path: Callable[[str], str], value: Callable[[str, str], str]) -> str:
    """A path and query as on the wire, with each part of the path and each value of the query changed; what stays is spelled as it was."""
    place, mark, query = url.partition("?")
    segments = [_changed(each, lambda text: path(text), safe="!$&'()*+,;=:@~") for each in place.split("/")]
    pairs = [_pair(each, value) for each in query.split("&")] if mark else []
    return "/".join(segments) + mark + "&".join(pairs)


def _pair(pair: str, value: Callable[[str, str], str]) -> str:
    name, mark, spelled = pair.partition("=")
    return name + mark + _changed(spelled, lambda text: value(unquote(name, errors="surrogateescape"), text), safe=_SAFE)


def _changed(spelled: str, change: Callable[[str], str], safe: str) -> str:
    text = unquote(spelled, errors="surrogateescape")
    new = change(text)
    return spelled if new == text else quote(new, safe=safe, errors="surrogatepass")
