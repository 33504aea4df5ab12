"""File names of cassettes: portable, and different for different items."""

from __future__ import annotations

import hashlib
import re

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}(::[a-z0-9_][a-z0-9_-]{0,79})?")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # devices of Windows, with any suffix


def stem(name: str) -> str:
    """The file name of an item without its suffix; an item whose name cannot be spelled exactly gets a part of its name's hash.

    >>> stem("test_query::test_rows_obey_a_flag")
    'test_query.test_rows_obey_a_flag'
    """
    spelled = name.replace("::", ".")
    if _PLAIN.fullmatch(name) and not _RESERVED.match(spelled):
        return spelled
    legible = re.sub(r"[^a-z0-9_.]+", "-", spelled.lower()).strip("-.")[:80] or "item"
    if _RESERVED.match(legible):
        legible = f"item-{legible}"
    return f"{legible}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
