"""Changes string values inside a JSON text and leaves every other byte: the spelling of numbers, order, white space, repeated members."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from coupa_contract.cassette.secrecy.known import PLACEHOLDER

_TOKEN = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|([{}\[\]])|"', re.DOTALL)
_SCALAR = re.compile(r"\s*(?:(-?[0-9][^\s,}\]]*)|(true))")
_ESCAPED_BYTE = re.compile(r"\\udc([89a-f][0-9a-f])")
_SPECIAL = re.compile(r'["\\\x00-\x1f]')
_RAW_BYTE = re.compile("[\udc80-\udcff]")


class Place(NamedTuple):
    """Where a string value stands: the name of its member (an array's items have the array's) and of the object's own member."""

    name: str
    parent: str


# The new text of a string value; the same text leaves it as it is.
Change = Callable[[str, Place], str]


def rewritten(text: str, change: Change, is_secret: Callable[[str], bool], loose: Callable[[str], str]) -> str:
    """A JSON text (or what was meant to be one) with its string values changed.

    Members for which `is_secret` says so lose every scalar below them, each to a placeholder of its JSON type. `loose` changes what follows
    a quotation mark that nothing closes.
    """
    parts: list[str] = []
    done, name, hidden = 0, "", 0  # `hidden`: how many open containers belong to a secret member
    stack = [("", "", False)]  # of each open container: the member's name, that of the nearest object's own member, whether it is secret
    keys: dict[str, tuple[str, bool]] = {}
    secret = False
    for match in _TOKEN.finditer(text):
        raw, colon, bracket = match.groups()
        if colon:
            if raw not in keys:
                keys[raw] = (decoded(raw), is_secret(decoded(raw)))
            name, secret = keys[raw]
            if (secret or hidden) and (scalar := _SCALAR.match(text, match.end())):
                parts += [text[done : scalar.start(scalar.lastindex or 0)], "0" if scalar[1] else "false"]
                done = scalar.end()
        elif raw is not None:
            value = decoded(raw)
            new = (PLACEHOLDER if value else value) if hidden or secret else change(value, Place(name, stack[-1][1]))
            if new is not value and new != value:
                start, end = match.span(1)
                parts += [text[done:start], encoded(new, raw)]
                done = end
        elif bracket is None:
            start = match.start()
            parts += [text[done : start + 1], loose(text[start + 1 :])]
            return "".join(parts)
        elif bracket in "{[":
            stack.append((name, stack[-1][1] if bracket == "[" else name, secret))
            hidden += secret
            secret = secret and bracket == "["
        elif len(stack) > 1:
            name, _, secret = stack.pop()
            hidden -= secret
    parts.append(text[done:])
    return "".join(parts)


def decoded(raw: str) -> str:
    """The text that stands between two quotation marks of JSON; as it is where it is no JSON."""
    if "\\" not in raw:
        return raw
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw


def encoded(text: str, like: str) -> str:
    """The text between quotation marks, escaped as `like` was."""
    if "\\" not in like and not _SPECIAL.search(text):
        return text
    escapes = "\\u" in like
    spelled = json.dumps(text, ensure_ascii=escapes)[1:-1]
    if escapes and _RAW_BYTE.search(like):
        spelled = _ESCAPED_BYTE.sub(lambda match: chr(0xDC00 + int(match[1], 16)), spelled)
    return spelled.replace("/", "\\/") if "\\/" in like else spelled
