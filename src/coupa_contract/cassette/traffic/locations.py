"""Where traffic lies: a local path, or any URL that fsspec opens; compressed files open as what is in them."""

from __future__ import annotations

import contextlib
import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from backports import zstd

from coupa_contract.cassette.layout import STAGING
from coupa_contract.cassette.manifest import NAME
from coupa_contract.cassette.traffic.cut import CutOffError
from coupa_contract.errors import RecordingError

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_WINDOW_LOG_LIMIT = 27  # 128 MB: what a frame may ask a reader to keep
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Location:
    """A file or folder: a local path, or a URL with a path inside of what it opens. Picklable."""

    root: str
    inner: str = ""  # of a URL: the path in its file system

    def __str__(self) -> str:
        return self.root if not self.inner or self.root.endswith(self.inner.lstrip("/")) else f"{self.root} ({self.inner})"

    @classmethod
    def of(cls, text: str | Path | Location) -> Location:
        """The location that a user names. Raises RecordingError for a URL that nothing opens."""
        if isinstance(text, Location):
            return text
        if not is_url(str(text)):
            return cls(str(text))
        return cls(str(text), _file_system(str(text))[1])

    @property
    def is_local(self) -> bool:
        """Whether it is a path of this machine, to be opened without fsspec."""
        return not is_url(self.root)

    @property
    def path(self) -> Path:
        """The local path."""
        return Path(self.root)

    @property
    def last(self) -> str:
        """The last part of its path."""
        if self.is_local:
            return self.path.resolve().name
        inner = self.inner.rstrip("/").rpartition("/")[2]
        return inner or self.root.rpartition("::")[2].rstrip("/").rpartition("/")[2]

    def parts(self) -> tuple[str, ...]:
        """All parts of its path, to tell two of the same name apart."""
        if self.is_local:
            return self.path.resolve().parts[1:]
        return tuple(part for part in f"{self.root}/{self.inner}".split("/") if part and not part.endswith(":"))

    def is_folder(self) -> bool:
        """Whether files lie below it. Raises RecordingError when there is nothing at all."""
        with _told(self):
            if self.is_local:
                if not self.path.exists():
                    raise RecordingError(f"{self}: there is no such file or folder")
                return self.path.is_dir()
            files = _file_system(self.root)[0]
            if self.inner and not files.exists(self.inner):
                raise RecordingError(f"{self}: there is no such file or folder")
            return bool(files.isdir(self.inner)) if self.inner else True

    def is_recording(self) -> bool:
        """Whether a folder is a recording of ours."""
        if self.is_local:
            return (self.path / NAME).is_file() or (self.path / STAGING / "ready").exists()
        with _told(self):
            return bool(_file_system(self.root)[0].exists(f"{self.inner.rstrip('/')}/{NAME}".lstrip("/")))

    @property
    def parent(self) -> Location:
        """The folder that it lies in."""
        return Location(str(self.path.parent)) if self.is_local else Location(self.root, self.inner.rpartition("/")[0])

    def below(self, name: str) -> Location:
        """A file below a folder."""
        return Location(str(self.path / name)) if self.is_local else Location(self.root, f"{self.inner.rstrip('/')}/{name}".lstrip("/"))

    def files(self) -> Iterator[tuple[str, Location]]:
        """All files below a folder, each with its path below it (`/` between parts), sorted; hidden ones are not looked at."""
        with _told(self):
            for name, location in sorted(self._below()):
                if not any(part.startswith(".") for part in name.split("/")):
                    yield name, location

    def _below(self) -> Iterator[tuple[str, Location]]:
        if self.is_local:
            for folder, inner, names in os.walk(self.path, onerror=_raise):
                inner[:] = [each for each in inner if not each.startswith(".")]
                for each in names:
                    path = Path(folder) / each
                    yield path.relative_to(self.path).as_posix(), Location(str(path))
            return
        top = self.inner.strip("/")
        for found in _file_system(self.root)[0].find(self.inner):
            yield str(found).strip("/").removeprefix(top).lstrip("/"), Location(self.root, str(found))

    def size(self) -> int:
        """Bytes, as they lie there."""
        with _told(self):
            if self.is_local:
                return self.path.stat().st_size
            return int(_file_system(self.root)[0].size(self.inner) or 0)

    @contextlib.contextmanager
    def raw(self) -> Iterator[BinaryIO]:
        """The file as it lies there."""
        with _told(self):
            if self.is_local:
                with self.path.open("rb", buffering=_BUFFER) as file:
                    yield file
                return
            files = _file_system(self.root)[0]  # an archive is closed as soon as nobody holds it
            with files.open(self.inner, "rb") as remote:
                yield cast(BinaryIO, remote)

    @contextlib.contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file, decompressed. What the system or a decompressor refuses is a RecordingError."""
        with self.raw() as raw:
            start = raw.read(4)
            raw.seek(0)
            if start.startswith(_GZIP):
                yield cast(BinaryIO, BufferedReader(gzip.GzipFile(fileobj=raw), _BUFFER))
            elif start == _ZSTD:
                options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG_LIMIT}
                yield cast(BinaryIO, BufferedReader(cast(Any, zstd.ZstdFile(raw, "rb", options=options)), _BUFFER))
            else:
                yield raw

    def is_compressed(self) -> bool:
        """Whether it has to be read from its beginning."""
        with self.raw() as raw:
            start = raw.read(4)
        return start.startswith(_GZIP) or start == _ZSTD


def _raise(error: OSError) -> None:
    raise error


def is_url(text: str) -> bool:
    """Whether fsspec has to open it."""
    return "://" in text or "::" in text


def _file_system(url: str) -> tuple[Any, str]:
    import fsspec  # type: ignore[import-untyped]  # not at the top: local paths do without it

    try:
        files, inner = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError, OSError) as error:
        raise RecordingError(f"{url}: cannot be opened ({_words(error)}); is the URL right, and what opens it installed?") from error
    return files, str(inner)


@contextlib.contextmanager
def _told(location: Location) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError) as error:
        raise CutOffError(f"{location}: it cannot be decompressed: cut off or damaged ({_words(error)}); fetch it again", 0) from error
    except OSError as error:
        raise RecordingError(f"{location}: it cannot be read ({error.strerror or _words(error)}); check the place and try again") from error


def _words(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
