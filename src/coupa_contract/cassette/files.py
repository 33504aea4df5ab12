"""Files of a recording on disk: read with a limit, written whole or not at all, hashed; what the system refuses is a RecordingError."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from backports import zstd

from coupa_contract.cassette.fields import Place
from coupa_contract.cassette.lines import LINE_LIMIT
from coupa_contract.errors import RecordingError

_REMEDIES = {
    errno.ENOSPC: "make room on the disk; what was recorded before is kept",
    errno.EDQUOT: "make room in the quota; what was recorded before is kept",
    errno.EROFS: "choose a folder that can be written",
    errno.EACCES: "check its permissions or choose another folder",
    errno.EPERM: "check its permissions or choose another folder",
}
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_WINDOW_LOG_LIMIT = 27  # 128 MB: what a frame may ask a reader to keep


@contextlib.contextmanager
def told(path: Path, doing: str) -> Iterator[None]:
    """Turns what the system refuses into a RecordingError that names the file."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "check the disk and try again")
        raise RecordingError(f"{path}: cannot be {doing} ({error.strerror or error}); {remedy}") from error


def is_regular(path: Path) -> bool:
    """Whether a path is a file that can be read to its end."""
    with contextlib.suppress(OSError):
        return stat.S_ISREG(path.stat().st_mode)
    return False


def read_whole(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most `limit`. Raises RecordingError."""
    if not path.exists():
        raise Place(str(path)).error("it is missing")
    if not is_regular(path):
        raise Place(str(path)).error("it is not a file")
    with told(path, "read"), path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise Place(str(path)).error(f"it has {size >> 20} MB, and at most {limit >> 20} MB are read")
        return file.read(limit + 1)


def sha256_of(path: Path) -> str:
    """The hash of a file, read piece by piece."""
    with told(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder durable, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some file systems refuse it, and there is nothing else to do
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_durably(path: Path, data: bytes) -> None:
    """Writes a new file and waits until it is on the disk."""
    with told(path, "written"), path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_durably(path: Path, data: bytes) -> None:
    """Puts a file in the place of another; at each moment one of them is there, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        write_durably(beside, data)
        with told(path, "replaced"):
            beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextlib.contextmanager
def compressing(path: Path) -> Iterator[zstd.ZstdFile]:
    """A new file to which compressed bytes are written; it is on the disk when the block ends."""
    with told(path, "written"), path.open("wb") as file:
        options: dict[int, int] = {zstd.CompressionParameter.compression_level: 9, zstd.CompressionParameter.checksum_flag: 1}
        with zstd.ZstdFile(file, "wb", options=options) as compressed:
            yield compressed
        file.flush()
        os.fsync(file.fileno())


def decompressed_lines(path: Path) -> Iterator[bytes]:
    """The lines of a compressed file, one by one. Raises RecordingError where it cannot be decompressed."""
    place = Place(str(path))
    if not is_regular(path):
        raise place.error("it is missing" if not path.exists() else "it is not a file")
    with told(path, "read"), path.open("rb") as raw:
        start = raw.read(4)
        if not start:
            raise place.error("it is empty")
        if start != _ZSTD_MAGIC:
            raise place.error("it is not compressed with zstd")
        raw.seek(0)
        try:
            options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG_LIMIT}
            with zstd.ZstdFile(raw, "rb", options=options) as file:
                yield from _lines(file, place.file)
        except (zstd.ZstdError, EOFError) as error:
            raise place.error(f"it cannot be decompressed: cut off or damaged ({error})") from error


def _lines(file: zstd.ZstdFile, name: str) -> Iterator[bytes]:
    number = 0
    while line := file.readline(LINE_LIMIT + 1):
        number += 1
        if len(line) > LINE_LIMIT:
            raise Place(name, number).error(f"the line has more than {LINE_LIMIT >> 20} MB")
        if not line.endswith(b"\n"):
            raise Place(name, number).error("the line does not end: the file was cut off")
        yield line
