"""Files to upload as image scans: small pictures, each of one colour, in the multipart form that the document describes."""

from __future__ import annotations

import struct
import zlib

BOUNDARY = "9d1f0c7a"
MEDIA_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def upload(content: bytes) -> bytes:
    """A multipart body with one file in it."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="scan.png"\r\nContent-Type: image/png\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def picture(grey: int) -> bytes:
    """A PNG file of 8 by 8 pixels of that grey (0 to 255)."""
    rows = b"".join(b"\0" + bytes([grey] * 8) for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
