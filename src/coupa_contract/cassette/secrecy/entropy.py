"""Tells keys from words, digests and ids: long, of mixed kinds of characters, and without the rhythm of a language."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from itertools import pairwise

_RUN = re.compile(rb"(?<![A-Za-z0-9+/_=%\\-])[A-Za-z0-9+/_-]{28,}={0,2}(?![A-Za-z0-9+/_=-])")
_BLOCK = re.compile(rb"!!binary \|-?\r?\n(?:[ \t]+[A-Za-z0-9+/=]+(?:\r?\n|$))+|!!binary [\"']?[A-Za-z0-9+/=]+")
_LONGEST = 160  # a run that is longer is a file in base64, and no key
_BITS = 4.0  # of Shannon entropy a character; English in lower case has about 4.1 over 40 characters, but one kind of character only
_KINDS = (re.compile(rb"[A-Z]"), re.compile(rb"[a-z]"), re.compile(rb"[0-9]"))
_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"II*\0", b"MM\0*", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_HEX = re.compile(rb"[0-9a-f]+|[0-9A-F]+")
_SPLIT = re.compile(rb"[/_+-]")


def key_like(data: bytes) -> int | None:
    """The offset of the first text like a key, or None. Digests in hex, uuids, paths and what is base64 of a text or a file are none."""
    blocks = [(match.start(), match.end()) for match in _BLOCK.finditer(data)]
    for match in _RUN.finditer(data):
        if not any(start <= match.start() < end for start, end in blocks) and _is_key(match[0]):
            return match.start()
    return None


def _is_key(run: bytes) -> bool:
    text = run.rstrip(b"=")
    if len(text) > _LONGEST or not all(kind.search(text) for kind in _KINDS) or _bits(text) < _BITS:
        return False
    longest = max(_SPLIT.split(text), key=len)
    if len(longest) < 20 or _HEX.fullmatch(text.replace(b"-", b"")):
        return False  # words with dashes, paths, identifiers of several parts
    return not _is_payload(text) and _changes(longest) >= 0.25


def _bits(text: bytes) -> float:
    counts = Counter(text)
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())


def _changes(text: bytes) -> float:
    """How often the kind of character changes from one to the next: seldom in CamelCase and in words with a number."""
    kinds = [0 if 48 <= byte < 58 else 1 if byte < 97 else 2 for byte in text]
    return sum(one != other for one, other in pairwise(kinds)) / (len(text) - 1)


def _is_payload(text: bytes) -> bool:
    """Whether it is base64 of a text or of a file: those are looked at as what they are."""
    try:
        inside = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    if inside.startswith(_FILES):
        return True
    printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in inside)
    return printable >= 0.95 * len(inside)
