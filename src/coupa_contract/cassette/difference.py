"""In what two requests differ, said in few words. Values are shortened; what may not be written down is not shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from coupa_contract.cassette.canonical import BytePairs, CanonicalBody, CanonicalRequest
from coupa_contract.model import canonical_json
from coupa_contract.target.headers import kept_of_request

_SHOWN = 40  # characters of a value
_ABSENT = object()


def differences(asked: CanonicalRequest, recorded: CanonicalRequest) -> Iterator[str]:
    """Each member in which they differ, such as `query limit is "10", recorded "50"`; nothing when they are equal."""
    if asked.method != recorded.method:
        yield f"method is {asked.method}, recorded {recorded.method}"
    if asked.path != recorded.path:
        yield f"path is {_path(asked)}, recorded {_path(recorded)}"
    yield from _in_query(asked.query, recorded.query)
    yield from _in_headers(dict(asked.headers), dict(recorded.headers))
    if asked.media_type != recorded.media_type:
        yield f"media type is {_quoted(asked.media_type or _ABSENT)}, recorded {_quoted(recorded.media_type or _ABSENT)}"
    if asked.body != recorded.body:
        yield f"body {_in_body(asked.body, recorded.body)}"
    if asked.credential is not recorded.credential:
        yield f"credential is {asked.credential}, recorded {recorded.credential}"


def _in_query(asked: BytePairs, recorded: BytePairs) -> Iterator[str]:
    for name in sorted({name for name, _ in (*asked, *recorded)}):
        mine, theirs = ([value for each, value in pairs if each == name] for pairs in (asked, recorded))
        if mine != theirs:
            yield f"query {_text(name)} is {_values(mine)}, recorded {_values(theirs)}"


def _in_headers(asked: dict[str, str], recorded: dict[str, str]) -> Iterator[str]:
    for name in sorted({*asked, *recorded}):
        if asked.get(name) == recorded.get(name):
            continue
        if kept_of_request([(name, "")]):
            yield f"header {name} is {_quoted(asked.get(name, _ABSENT))}, recorded {_quoted(recorded.get(name, _ABSENT))}"
        else:
            yield f"header {shortened(name)} differs"


def _in_body(asked: CanonicalBody, recorded: CanonicalBody) -> str:
    match asked, recorded:
        case ("json", str(mine)), ("json", str(theirs)):
            pointer, one, other = _first(*(json.loads(text, parse_float=Decimal) for text in (mine, theirs)))
            return f"{shortened(pointer) or 'as a whole'} is {_quoted(one)}, recorded {_quoted(other)}"
        case ("multipart", tuple(mine_parts)), ("multipart", tuple(their_parts)):
            if len(mine_parts) != len(their_parts):
                return f"has {len(mine_parts) - 2} parts, recorded {len(their_parts) - 2}"
            return f"differs in part {next(i for i, pair in enumerate(zip(mine_parts, their_parts, strict=True)) if pair[0] != pair[1])}"
    if not asked[1] or not recorded[1]:
        return "is absent, recorded one" if recorded[1] else "is there, recorded none"
    return "differs"


def _first(asked: Any, recorded: Any, pointer: str = "") -> tuple[str, Any, Any]:
    """The first place in which two unequal JSON values differ, with what stands there."""
    match asked, recorded:
        case dict(), dict():
            pairs = ((name, asked.get(name, _ABSENT), recorded.get(name, _ABSENT)) for name in sorted({*asked, *recorded}))
        case list(), list():
            both = zip_longest(asked, recorded, fillvalue=_ABSENT)
            pairs = ((str(position), *pair) for position, pair in enumerate(both))
        case _:
            return pointer, asked, recorded
    for name, mine, theirs in pairs:
        if _spelled(mine) != _spelled(theirs):
            return _first(mine, theirs, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    raise AssertionError("the values are equal")


def _spelled(value: Any) -> str:
    """1, 1.0 and true are three values."""
    return "" if value is _ABSENT else canonical_json(value)


def _path(request: CanonicalRequest) -> str:
    return shortened("/".join(map(_text, request.path)), 3 * _SHOWN)


def _values(values: list[bytes]) -> str:
    return _quoted(" and ".join(map(_text, values)) if values else _ABSENT)


def _quoted(value: Any) -> str:
    return "absent" if value is _ABSENT else shortened(value if isinstance(value, str) else canonical_json(value))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "backslashreplace")


def shortened(text: str, limit: int = _SHOWN) -> str:
    """The text on one line, printable, and cut when it is longer than that."""
    plain = "".join(character if character.isprintable() else repr(character)[1:-1] for character in text[: limit + 1])
    return plain if len(text) <= limit else plain[: limit - 1] + "…"
