"""Reads a body to its end, within a limit, whatever its length, its encoding or its pace."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from urllib3.exceptions import DecodeError

_CHUNK = 64 * 1024
_GZIP_OR_ZLIB, _BARE = 47, -15  # window bits, see `zlib.decompressobj`


class TooLargeError(ValueError):
    """A body, unpacked, is larger than the limit."""


def read_body(raw: Any, limit_bytes: int) -> bytes:
    """The body of a urllib3 response (or one like it), unpacked when it is gzip or deflate.

    Unpacking stops at the limit, so a small body that unpacks to gigabytes costs no memory. Raises TooLargeError, and urllib3's errors when
    the body does not arrive whole or is not packed as it says.
    """
    declared = raw.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limit_bytes:
        raise TooLargeError(f"it declares {int(declared):,} bytes")
    encoding = raw.headers.get("Content-Encoding", "").strip().lower()
    chunks = _chunks(raw)
    pieces, size = [], 0
    for piece in _unpacked(chunks) if encoding in {"gzip", "x-gzip", "deflate"} else chunks:
        size += len(piece)
        if size > limit_bytes:
            raise TooLargeError(f"it goes on after {limit_bytes:,} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _chunks(raw: Any) -> Iterator[bytes]:
    # read1 returns what is there; read would wait until a whole chunk has trickled in.
    while chunk := raw.read1(_CHUNK):
        yield chunk


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacks piece by piece; several packed streams in a row are one body (RFC 1952, 2.2)."""
    unpacker: Any = None
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if unpacker is None or unpacker.eof:
                unpacker = zlib.decompressobj(_GZIP_OR_ZLIB if waiting[:1] in b"\x1f\x78" else _BARE)
            try:
                yield unpacker.decompress(waiting, _CHUNK)
            except zlib.error as error:
                raise DecodeError("not packed as its Content-Encoding says") from error
            waiting = unpacker.unconsumed_tail or unpacker.unused_data
    if unpacker is not None and not unpacker.eof:
        raise DecodeError("the packed body ends early")
