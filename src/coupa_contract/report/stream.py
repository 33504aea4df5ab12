"""The stream of a run: one JSON object a line, written as it goes, read back whole."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from coupa_contract.errors import UsageError
from coupa_contract.report.run import Run, gather
from coupa_contract.runner.events import Event, Progress, RecordError, RunFooter, RunHeader, from_record, to_record


class StreamError(UsageError):
    """The stream can no longer be written; every whole line so far is kept."""


class StreamWriter:
    """Writes events to `path` as they come, each line flushed.

    Opening proves that the file can be written; an older file keeps its content until the first event replaces it, so that
    a run which never starts destroys nothing. A line that cannot be written (a full disk) never interrupts the run, which may
    have changes to put back: the rest is dropped, `failure` says why, and leaving the context raises it.
    Raises UsageError when the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new = not path.exists()
        self._written = 0
        self._open = True
        self.failure: StreamError | None = None
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise UsageError(f"cannot write the output file {path}: {_why(error, path)}; name another with --output") from error
        self._regular = stat.S_ISREG(os.fstat(self._file).st_mode)

    def write(self, event: Event) -> None:
        """Appends one line (`Progress` is for terminals and left out)."""
        if isinstance(event, Progress) or self.failure is not None:
            return
        # ASCII, so that neither a lone surrogate nor a line separator in a target's text can break a line.
        line = (json.dumps(to_record(event), allow_nan=False, separators=(",", ":")) + "\n").encode("ascii")
        try:
            self._append(line)
        except OSError as error:
            self._drop_half_line()
            self.failure = StreamError(f"cannot go on writing {self._path}: {_why(error, self._path)}; what was found before is kept in it")
        else:
            self._written += len(line)

    def _append(self, line: bytes) -> None:
        if self._written == 0 and self._regular:
            os.ftruncate(self._file, 0)
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def _drop_half_line(self) -> None:
        if self._regular:
            with contextlib.suppress(OSError):  # a reader copes with half a line as well
                os.ftruncate(self._file, self._written)

    def close(self) -> None:
        """Closes the file, once, and removes it when it is new and nothing was written."""
        if not self._open:
            return
        self._open = False
        os.close(self._file)
        if self._new and self._regular and self._written == 0:
            self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
        if self.failure is not None and error is None:
            raise self.failure


def _why(error: OSError, path: Path) -> str:
    if isinstance(error, FileNotFoundError):
        return f"the folder {path.parent} does not exist"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    return (error.strerror or str(error)).lower()


def read_stream(path: Path) -> Run:
    """The run that a stream tells; one without footer is `truncated`, also when its last line is only half there.

    Raises UsageError, with file and line number, when it cannot be read or is not a stream of this version.
    """
    return gather(_events(path))


def _events(path: Path) -> Iterator[Event]:
    number = 0
    last: Event | None = None
    for number, line in enumerate(_lines(path), start=1):
        try:
            event = from_record(json.loads(line))
        except RecordError as error:
            raise UsageError(f"{path}, line {number}: the record {error}; is it the --output of a run?") from error
        except (ValueError, RecursionError) as error:
            if not line.endswith(b"\n") and number > 1:
                return  # the last line, cut off in the middle
            raise UsageError(f"{path}, line {number}: not a JSON object on one line; is it the --output of a run?") from error
        if isinstance(event, RunHeader) != (number == 1):
            raise UsageError(f"{path}, line {number}: a stream has one header, in its first line; is it one whole run?")
        if isinstance(last, RunFooter):
            raise UsageError(f"{path}, line {number}: there is something after the footer; is it more than one run?")
        yield event
        last = event
    if number == 0:
        raise UsageError(f"{path} is empty; it should hold the --output of a run")


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        why = "it does not exist" if isinstance(error, FileNotFoundError) else _why(error, path)
        raise UsageError(f"cannot read {path}: {why}") from error
