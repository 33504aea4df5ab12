"""Bodies as foreign tools keep them: as text, as base64, compressed as they arrived, or decoded with a header that still says otherwise."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from coupa_contract.cassette.importing.foreign import Pairs, UnusableError

_MOST_BYTES = 64 * 1024 * 1024  # of one body, unpacked
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_LOST = "\ufffd"


def text_body(text: str) -> bytes:
    """The bytes of a body kept as text. Raises UnusableError when the text is plainly not what the bytes were."""
    if _LOST in text:
        raise UnusableError("its body was not kept byte for byte")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnusableError("its body holds half of a character") from error


def base64_body(text: Any) -> bytes:
    """The bytes of a body kept as base64. Raises UnusableError."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (AttributeError, binascii.Error, ValueError) as error:
        raise UnusableError("its body is not the base64 that the file says") from error


def unpacked(body: bytes, headers: Pairs) -> bytes:
    """A body without its Content-Encoding; one that was unpacked by who recorded it stays. Raises UnusableError."""
    named = [each.strip().lower() for name, value in headers if name.lower() == "content-encoding" for each in value.split(",")]
    for encoding in reversed([each for each in named if each not in {"", "identity"}]):
        body = _without(encoding, body)
    return body


def _without(encoding: str, body: bytes) -> bytes:
    if not body:
        return body
    if encoding in {"gzip", "x-gzip"}:
        return _inflated(body, zlib.MAX_WBITS | 16, encoding) if body.startswith(_GZIP) else _already(body, encoding)
    if encoding == "zstd":
        return _unzstd(body) if body.startswith(_ZSTD) else _already(body, encoding)
    if encoding == "deflate":
        for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
            try:
                return _inflated(body, bits, encoding)
            except UnusableError:
                continue
    return _already(body, encoding)


def _already(body: bytes, encoding: str) -> bytes:
    """A body that is text is no compressed one: whoever recorded it unpacked it and kept the header."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableError(f"its body is not the {encoding} that its header says") from error
    return body


def _inflated(body: bytes, bits: int, encoding: str) -> bytes:
    unpacker = zlib.decompressobj(bits)
    try:
        found = unpacker.decompress(body, _MOST_BYTES + 1)
    except zlib.error as error:
        raise UnusableError(f"its body is not the {encoding} that its header says") from error
    if len(found) > _MOST_BYTES:
        raise UnusableError(f"its body unpacks to more than {_MOST_BYTES:,} bytes")
    if not unpacker.eof:
        raise UnusableError(f"its {encoding} body was cut off")
    return found


def _unzstd(body: bytes) -> bytes:
    from backports import zstd

    unpacker = zstd.ZstdDecompressor()
    try:
        found: bytes = unpacker.decompress(body, _MOST_BYTES + 1)
    except zstd.ZstdError as error:
        raise UnusableError("its body is not the zstd that its header says") from error
    if len(found) > _MOST_BYTES:
        raise UnusableError(f"its body unpacks to more than {_MOST_BYTES:,} bytes")
    if not unpacker.eof:
        raise UnusableError("its zstd body was cut off")
    return found
