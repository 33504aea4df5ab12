"""Reads a body to its end, within a limit, whatever its length, its encoding or its pace."""

from __future__ import annotations

from typing import Any

_CHUNK = 64 * 1024


class TooLargeError(ValueError):
    """A body, unpacked, is larger than the limit."""


def read_body(raw: Any, limit_bytes: int) -> bytes:
    """The decoded body of a urllib3 response. Raises TooLargeError, and urllib3's errors when it does not arrive whole.

    Decoding stops at the limit, so a small body that unpacks to gigabytes costs no memory.
    """
    declared = raw.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limit_bytes:
        raise TooLargeError(f"it declares {int(declared):,} bytes")
    chunks, size = [], 0
    # read1 returns what is there; read would wait until a whole chunk has trickled in.
    while chunk := raw.read1(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > limit_bytes:
            raise TooLargeError(f"it goes on after {limit_bytes:,} bytes")
        chunks.append(chunk)
    return b"".join(chunks)
