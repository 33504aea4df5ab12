"""JSON bodies made readable by moving whitespace only, and the exact bytes restored from that."""

from __future__ import annotations

import json
import re
from enum import StrEnum

WIDTH = 132  # what fits stays on one line; the cassette indents by eight more

# A string, a mark of punctuation, or a run of anything else between white space.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]|[^\s"\[\]{},:]+')
# The same, coarser: only what may hold white space of its own is told apart.
_SOLID = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"]+')
_SPACED = {",": ", ", ":": ": "}
_WORDS = frozenset({"null", "true", "false"})


class Whitespace(StrEnum):
    """How a body was spaced over the wire, when that is what restores it."""

    COMPACT = "compact"  # none at all, as most servers send
    SPACED = "spaced"  # after each comma and colon, as Python's json writes


def restored(pretty: str, whitespace: Whitespace) -> str:
    """The text as it went over the wire."""
    if whitespace is Whitespace.COMPACT:
        return "".join(_SOLID.findall(pretty))
    return "".join([_SPACED.get(token, token) for token in _TOKEN.findall(pretty)])


def prettied(text: str) -> tuple[str, Whitespace] | None:
    """The text laid out for reading and how to restore it, or None when it cannot be restored exactly or is short enough as it is."""
    if len(text) <= WIDTH or text[0] not in "[{" or "\n" in text:
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError, ArithmeticError):
        return None
    pretty = _laid_out(_TOKEN.findall(text))
    for whitespace in Whitespace:
        if restored(pretty, whitespace) == text:
            return pretty, whitespace
    return None


def _extents(tokens: list[str]) -> tuple[dict[int, int], list[int]]:
    """For each opening bracket the position of its closing one; for each token the width of all before it when on one line."""
    closes: dict[int, int] = {}
    widths, width = [0], 0
    opened: list[int] = []
    for position, piece in enumerate(tokens):
        if piece in "[{":
            opened.append(position)
        elif piece in "]}":
            closes[opened.pop()] = position
        width += len(_SPACED.get(piece, piece))
        widths.append(width)
    return closes, widths


def _words(tokens: list[str], comma: int) -> bool:
    """Whether the members on both sides of a comma are flags or null: of those several share a line."""
    return tokens[comma - 1] in _WORDS and tokens[comma + 2 : comma + 3] == [":"] and tokens[comma + 3] in _WORDS


def _laid_out(tokens: list[str]) -> str:
    """Brackets that fit stay on one line; of the others each member has a line of its own, if it has more to tell than a flag."""
    closes, widths = _extents(tokens)
    parts: list[str] = []
    indent, column, position = 0, 0, 0
    while position < len(tokens):
        piece = tokens[position]
        close = closes.get(position)
        if close is not None:
            flat = widths[close + 1] - widths[position]
            if close == position + 1 or column + flat < WIDTH:
                parts += [_SPACED.get(piece, piece) for piece in tokens[position : close + 1]]
                column += flat
                position = close + 1
                continue
            indent += 2
            parts.append(f"{piece}\n{' ' * indent}")
            column = indent
        elif piece in "]}":
            indent -= 2
            parts.append(f"\n{' ' * indent}{piece}")
            column = indent + 1
        elif piece == "," and _words(tokens, position) and column + widths[min(position + 5, len(tokens))] - widths[position] < WIDTH:
            parts.append(", ")
            column += 2
        elif piece == ",":
            parts.append(f",\n{' ' * indent}")
            column = indent
        else:
            spaced = _SPACED.get(piece, piece)
            parts.append(spaced)
            column += len(spaced)
        position += 1
    return "".join(parts)
