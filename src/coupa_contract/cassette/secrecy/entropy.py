"""Tells keys from words, digests and ids: long, of mixed kinds of characters, and without the rhythm of a language."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

_SHORTEST, _LONGEST = 28, 160  # a run that is longer is a file in base64, and no key
_BITS = 4.0  # of Shannon entropy a character: English has as much over 40 characters, but hardly ever all kinds of characters
_KINDS = (re.compile(rb"[A-Z]"), re.compile(rb"[a-z]"), re.compile(rb"[0-9]"))
_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"II*\0", b"MM\0*", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_HEX = re.compile(rb"[0-9a-f]+|[0-9A-F]+")
_SPLIT = re.compile(rb"[/_+-]")
_PART_OF_MORE = frozenset(b"+/_=%\\.-")  # beside a run: a path, a longer name, an escape
_PRINTABLE = bytes([*b"\t\r\n", *range(32, 127)])


def is_key(data: bytes, start: int, end: int, inside: bytes) -> bool:
    """Whether the run of base64 characters at `start` is like a key; `inside` is what it decodes to.

    None are: digests in hex, uuids, paths, names, and what is base64 of a text or a file.
    """
    text = data[start:end].rstrip(b"=")
    if not _SHORTEST <= len(text) <= _LONGEST or (start and data[start - 1] in _PART_OF_MORE) or (data[end : end + 1] in {b"\\", b"%"}):
        return False
    if not all(kind.search(text) for kind in _KINDS) or _bits(text) < _BITS:
        return False
    longest = max(_SPLIT.split(text), key=len)
    if len(longest) < 16 or _HEX.fullmatch(text.replace(b"-", b"")):
        return False
    return not is_text(inside) and not inside.startswith(_FILES) and _changes(longest) >= 0.25


def is_text(inside: bytes) -> bool:
    """Whether decoded bytes are a text, in UTF-8 or another encoding; of random bytes hardly four in ten are printable."""
    return len(inside) >= 8 and len(inside.translate(None, _PRINTABLE)) <= 0.25 * len(inside)


def _bits(text: bytes) -> float:
    counts = Counter(text)
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())


def _changes(text: bytes) -> float:
    """How often the kind of character changes from one to the next: seldom in CamelCase and in words with a number."""
    kinds = [0 if 48 <= byte < 58 else 1 if byte < 97 else 2 for byte in text]
    return sum(one != other for one, other in pairwise(kinds)) / (len(text) - 1)
