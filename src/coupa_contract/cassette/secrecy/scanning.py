"""The last look before a file is put into place: refuses what must not be there, naming the place and never the value."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from backports import zstd

from coupa_contract.cassette.secrecy.entropy import is_key, is_text
from coupa_contract.cassette.secrecy.known import Known
from coupa_contract.cassette.secrecy.marks import FORMS
from coupa_contract.errors import RecordingError

_MAGIC = b"\x28\xb5\x2f\xfd"  # of a zstd frame (RFC 8878, 3.1.1)
_CHUNK = 4 * 1024 * 1024
_OVERLAP = 64 * 1024  # longer than any token
# A long text in double quotes is folded by YAML: at spaces, or anywhere behind a backslash.
_FOLD = re.compile(rb"\\\r?\n[ \t]*\\?")
_BINARY = re.compile(rb"!!binary \|-?\r?\n((?:[ \t]+[A-Za-z0-9+/=]+\r?\n?)+)|!!binary [\"']?([A-Za-z0-9+/=]+)")
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_FORMS = tuple((form.name, tuple(hint.encode() for hint in form.hints), re.compile(form.pattern.pattern.encode())) for form in FORMS)
_STANDARD = bytes.maketrans(b"-_", b"+/")


def scan(data: bytes, where: str, secrets: Sequence[str] = ()) -> None:
    """Raises RecordingError when something that looks like a secret is in `data`, the content of the file `where` (plain or zstd)."""
    for line, part in _parts(data):
        found = _found(part, _known(tuple(secrets)))
        if found is not None:
            what, at = found
            line += part.count(b"\n", 0, at)
            column = at - (part.rfind(b"\n", 0, at) + 1) + 1
            raise RecordingError(
                f"{where}, line {line}, column {column}: {what} would be written there, so nothing is; "
                "give it to the run as a credential, or leave out what sends it"
            )


@lru_cache(maxsize=4)
def _known(secrets: tuple[str, ...]) -> Known:
    return Known(secrets)


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The content in parts that overlap, each with the number of its first line."""
    if data[:4] != _MAGIC:
        yield 1, data
        return
    line, kept = 1, b""
    try:
        with zstd.ZstdFile(io.BytesIO(data)) as file:
            while chunk := file.read(_CHUNK):
                part = kept + chunk
                yield line, part
                cut = max(0, len(part) - _OVERLAP)
                line += part.count(b"\n", 0, cut)
                kept = part[cut:]
    except (zstd.ZstdError, EOFError) as error:
        raise RecordingError(f"a compressed file cannot be read back ({error}), so nothing is put into place") from None


def _found(data: bytes, known: Known) -> tuple[str, int] | None:
    """What is in the data and where, or None."""
    for view, offset in _views(data):
        met = _met(view, known)
        if met is not None:
            return met[0], met[1] if offset is None else offset
    blocks = [match.span() for match in _BINARY.finditer(data)]
    for match in _RUN.finditer(data):
        run = match[0]
        if run.islower():
            continue  # words, digests and uuids; what is encoded has both cases
        inside = _decoded(run)
        met = _met(inside, known) if is_text(inside) else None
        if met is not None:
            return met[0], match.start()
        if is_key(data, match.start(), match.end(), inside) and not any(start <= match.start() < end for start, end in blocks):
            return "a text like a key (long, and random)", match.start()
    return None


def _met(view: bytes, known: Known) -> tuple[str, int] | None:
    at = min(known.places(view), default=None) if known else None
    if at is not None:
        return "a credential of this run", at
    lower = view.lower()
    for name, hints, pattern in _FORMS:
        if any(hint in lower for hint in hints):
            match = pattern.search(view)
            if match:
                return name, match.start()
    return None


def _views(data: bytes) -> Iterator[tuple[bytes, int | None]]:
    """The data, and what it says when it is unfolded or decoded, with the place to tell; None where places are those of the data."""
    yield data, None
    for match in _BINARY.finditer(data):
        yield _decoded(re.sub(rb"\s", b"", match[1] or match[2])), match.start()
    escaped, percent = data.find(b"\\"), data.find(b"%")
    if escaped >= 0:
        yield data.replace(b"\\\\", b"\\").replace(b'\\"', b'"').replace(b"\\/", b"/").replace(b"\\n", b"\n"), escaped
    folded = _FOLD.search(data)
    if folded is not None:
        yield _FOLD.sub(b"", data), folded.start()
    if percent >= 0:
        yield unquote_to_bytes(data), percent


def _decoded(text: bytes) -> bytes:
    plain = text.rstrip(b"=").translate(_STANDARD)
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    return base64.b64decode(plain + b"=" * (-len(plain) % 4))
