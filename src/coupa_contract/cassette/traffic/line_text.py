"""JSON lines, each an entry as in a HAR; a line that holds a `log` says something about the file and is no exchange."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import orjson

from coupa_contract.cassette.importing.foreign import ForeignExchange, LeftOut
from coupa_contract.cassette.traffic.cut import CutOffError
from coupa_contract.cassette.traffic.entries import exchange_of

LINE_LIMIT = 256 << 20  # bytes
Numbered = tuple[int, ForeignExchange | LeftOut]


def line_exchanges(file: BinaryIO, name: str, first: int = 1, size: int | None = None) -> Iterator[Numbered]:
    """The exchanges of the lines, each with its line's number; of a part that begins with line `first` and has `size` bytes.

    Raises RecordingError for a last line that was cut off.
    """
    number, left = first - 1, size
    while (left is None or left > 0) and (line := file.readline(LINE_LIMIT)):
        number += 1
        if left is not None:
            left -= len(line)
        place = f"line {number}"
        if len(line) == LINE_LIMIT and not line.endswith(b"\n"):
            while (rest := file.readline(LINE_LIMIT)) and not rest.endswith(b"\n"):
                left = left - len(rest) if left is not None else None
            left = left - len(rest) if left is not None else None
            yield number, LeftOut(place, f"it has more than {LINE_LIMIT >> 20} MB")
            continue
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if not text:
            continue
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            value = None
        if isinstance(value, dict) and "log" in value and "request" not in value:
            continue
        found = exchange_of(text, value, place)
        if value is None and isinstance(found, LeftOut) and not line.endswith(b"\n"):
            raise CutOffError(f"{name}: it was cut off after line {number - 1:,}; fetch it again", number - 1)
        yield number, found
