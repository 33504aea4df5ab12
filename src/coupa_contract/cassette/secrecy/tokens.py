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
    stack: list[tuple[str, bool, bool]] = []  # of each open container: the member's name, whether an array, whether secret
    for match in _TOKEN.finditer(text):
        start = match.start()
        if start < done:
            continue
        bracket, raw = match[3], match[1]
        if bracket is not None:
            if bracket in "{[":
                secret = bool(name) and is_secret(name)
                stack.append((name, bracket == "[", secret))
                hidden += secret
            elif stack:
                name, _, secret = stack.pop()
                hidden -= secret
        elif raw is None:
            parts += [text[done : start + 1], loose(text[start + 1 :])]
            return "".join(parts)
        elif match[2] is not None:
            name = decoded(raw)
            if hidden or is_secret(name):
                scalar = _SCALAR.match(text, match.end())
                if scalar:
                    parts += [text[done : scalar.start(scalar.lastindex or 0)], "0" if scalar[1] else "false"]
                    done = scalar.end()
        else:
            value = decoded(raw)
            if hidden or (name and is_secret(name)):
                new = PLACEHOLDER if value else value
            else:
                new = change(value, Place(name, next((each[0] for each in reversed(stack) if not each[1]), "")))
            if new is not value and new != value:
                parts += [text[done : start + 1], encoded(new, raw)]
                done = match.end(1)
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
    escapes = "\\u" in like
    spelled = json.dumps(text, ensure_ascii=escapes)[1:-1]
    if escapes and _RAW_BYTE.search(like):
        spelled = _ESCAPED_BYTE.sub(lambda match: chr(0xDC00 + int(match[1], 16)), spelled)
    return spelled.replace("/", "\\/") if "\\/" in like else spelled
