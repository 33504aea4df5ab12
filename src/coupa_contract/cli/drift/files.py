"""The files of `drift`: read as text, written as one step."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from coupa_contract.drift.drift import Waiver
from coupa_contract.drift.waivers import waivers_of
from coupa_contract.errors import UsageError

_MOST = 64 << 20


def read(path: Path, what: str) -> str:
    """The text of a file. Raises UsageError."""
    try:
        if path.stat().st_size > _MOST:
            raise UsageError(f"{what} {path} is larger than {_MOST >> 20} MB, which no such file is")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{what} {path} is not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise UsageError(f"cannot read {what} {path}: {_why(error)}") from error


def write(path: Path, text: str, what: str) -> None:
    """Puts a text into a file; a reader sees the old one or the new one, whatever happens. Raises UsageError."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()  # through a symbolic link: the link stays
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe
            return
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise UsageError(f"cannot write {what} {path}: {_why(error)}") from error


def waivers(path: Path | None) -> tuple[Waiver, ...]:
    """The entries of a file of accepted drift; none without a file. Raises UsageError and AcceptedError."""
    return () if path is None else waivers_of(read(path, "the file of accepted drift"), str(path))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _why(error: OSError) -> str:
    return "it does not exist" if isinstance(error, FileNotFoundError) else (error.strerror or str(error)).lower()
