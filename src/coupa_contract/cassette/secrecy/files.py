"""Bodies that are files: scans are somebody's papers, and nothing is judged of them but that they are there."""

from __future__ import annotations

_MAGICS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"PK\x03\x04", b"BM", b"\x1f\x8b")
_MARK = b" bytes were left out\n"
_LOOKED_AT = 4096
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b")


def is_file(body: bytes) -> bool:
    """Whether a body is no text: it begins as a file does, or holds bytes that no text holds."""
    start = body[:_LOOKED_AT]
    if start.startswith(_MAGICS[:-2]) or b"\0" in start:
        return not _is_wide_text(start)
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return start.startswith(_MAGICS[-1]) or controls * 20 > len(start)


def _is_wide_text(start: bytes) -> bool:
    """UTF-16 or UTF-32 text is refused by every check as JSON; it is taken for a file all the same, unless it is empty of letters."""
    return not start.strip(b"\0 \r\n\t")


def left_out(body: bytes) -> bytes:
    """What stands for a file: its first bytes, by which its type is told, and how long it was."""
    if body.endswith(_MARK):
        return body
    magic = next((each for each in _MAGICS if body.startswith(each)), b"\0")
    return magic + b"%d" % len(body) + _MARK
