"""Values as YAML text for review: stable, no folded lines, literal blocks for text of several lines, quoted when in doubt."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

WIDTH = 120

_PRINTABLE = " -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_ONE_LINE = re.compile(f"[{_PRINTABLE}]*")
_LITERAL = re.compile(f"[{_PRINTABLE}\\n]*")
_NOT_PRINTABLE = re.compile(f"[^{_PRINTABLE}]")
_WORD = r"[A-Za-z0-9_./+*-]"
_PLAIN_IN_FLOW = re.compile(rf"[A-Za-z/](?:{_WORD}|; (?=[A-Za-z]))*")
_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9_./+*=%&?,;()\[\]{}~@$!-]|:(?=[A-Za-z0-9_/.:-])|; (?=[A-Za-z]))*")
# What YAML 1.1 takes for something else than text; numbers and dates never match a plain text here.
_TAKEN = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


class Flow(dict[str, Any]):
    """A mapping that stands on one line where it fits."""


def _double_quoted(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        code = ord(match[0])
        if 0xD800 <= code <= 0xDFFF:
            return match[0]  # half of a pair: no escape means it, so that writing it fails
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    return _NOT_PRINTABLE.sub(escaped, json.dumps(text, ensure_ascii=False))


def scalar(value: Any, *, flow: bool = False) -> str:
    """A scalar on one line."""
    match value:
        case None:
            return "null"
        case bytes():
            return f"!!binary '{base64.b64encode(value).decode()}'"
        case int() | float():
            return repr(value)
    text: str = value
    if (_PLAIN_IN_FLOW if flow else _PLAIN).fullmatch(text) and text[-1] != ":" and text.lower() not in _TAKEN:
        return text
    if _ONE_LINE.fullmatch(text):
        quoted = text.replace("'", "''")
        return f'"{text}"' if '"' not in text and "\\" not in text else f"'{quoted}'"
    return _double_quoted(text)


def is_literal(text: str) -> bool:
    """Whether text of several lines can stand as it is in a literal block, and no editor that trims lines would change it."""
    return (
        "\n" in text
        and text[0] not in " \t\n"
        and not text.endswith("\n\n")
        and " \n" not in text
        and "\t\n" not in text
        and text[-1] not in " \t"
        and _LITERAL.fullmatch(text) is not None
    )


def _block_scalar(value: Any, indent: int) -> str:
    pad = " " * indent
    if isinstance(value, bytes) and len(value) > 60:
        text = base64.b64encode(value).decode()
        return "!!binary |\n" + "\n".join(pad + text[at : at + 100] for at in range(0, len(text), 100))
    if isinstance(value, str) and is_literal(value):
        lines = re.sub(r"\n(?=[^\n])", f"\n{pad}", value.removesuffix("\n"))
        return f"{'|' if value.endswith(chr(10)) else '|-'}\n{pad}{lines}"
    return scalar(value)


def _in_flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {_in_flow(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_in_flow, value)) + "]"
    return scalar(value, flow=True)


def _fits(value: Any, indent: int) -> str | None:
    """The value on one line, if it may stand so."""
    if value and isinstance(value, dict) and not isinstance(value, Flow):
        return None
    if isinstance(value, list) and any(isinstance(member, dict) for member in value):
        return None
    text = _in_flow(value)
    return text if len(text) + indent <= WIDTH or not value else None


def block(value: dict[str, Any], indent: int = 0) -> str:
    """A mapping as lines, each ended by a line feed; the first line is not indented."""
    pad = " " * indent
    parts = []
    for key, member in value.items():
        name = scalar(key, flow=True)
        if isinstance(member, dict | list):
            flow = _fits(member, indent + len(name) + 2)
            if flow is not None:
                parts.append(f"{name}: {flow}\n")
            elif isinstance(member, dict):
                parts.append(f"{name}:\n{pad}  {block(member, indent + 2)}")
            else:
                parts.append(f"{name}:\n{sequence(member, indent + 2)}")
        else:
            parts.append(f"{name}: {_block_scalar(member, indent + 2)}\n")
    return pad.join(parts)


def sequence(values: list[Any], indent: int) -> str:
    """A list as lines, each ended by a line feed, all indented."""
    pad = " " * indent
    parts = []
    for value in values:
        flow = _fits(value, indent + 2) if isinstance(value, dict | list) else _block_scalar(value, indent + 2)
        if flow is None and isinstance(value, dict):
            parts.append(f"{pad}- {block(value, indent + 2)}")
        else:
            parts.append(f"{pad}- {_in_flow(value) if flow is None else flow}\n")
    return "".join(parts)
