"""The stream is written as the run goes, and read back whole or with the place where it is not."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from coupa_contract.errors import UsageError
from coupa_contract.report.run import gather
from coupa_contract.report.stream import StreamError, StreamWriter, read_stream
from coupa_contract.runner.events import Event, Notice, Progress, RunFooter, RunHeader, to_record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.ndjson"


FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")


def interrupted_after(event: Event) -> Iterator[Event]:
    yield event
    raise KeyboardInterrupt


def written(path: Path, events: Iterable[Event]) -> Path:
    with StreamWriter(path) as writer:
        for event in events:
            writer.write(event)
    return path


def test_what_was_written_is_read(path: Path, events: list[Event]) -> None:
    """A stream tells the same run as the events that went into it."""
    assert read_stream(written(path, events)) == gather(events)


def test_each_line_is_there_at_once(path: Path, header: RunHeader) -> None:
    """A run that is killed leaves what it had found."""
    with StreamWriter(path) as writer:
        writer.write(header)
        assert json.loads(path.read_text())["record"] == "header"


def test_progress_is_left_out(path: Path, header: RunHeader) -> None:
    """The stream holds what was found, not how far the run was."""
    assert len(written(path, [header, Progress(1, 2, 3)]).read_text().splitlines()) == 1


def test_target_text_cannot_break_a_line(path: Path, header: RunHeader) -> None:
    """Line separators and lone surrogates that a target sends travel as escapes."""
    notice = Notice("a\nb\u2028c\ud800")
    assert read_stream(written(path, [header, notice])).notices == (notice,)
    assert len(path.read_bytes().splitlines()) == 2


def test_an_older_stream_stays_until_the_run_begins(path: Path, header: RunHeader) -> None:
    """A run that never starts destroys nothing; one that starts replaces all of it."""
    path.write_text("older\n" * 1000)
    with StreamWriter(path):
        assert path.read_text() == "older\n" * 1000
    assert path.read_text() == "older\n" * 1000
    assert read_stream(written(path, [header])).header == header


def test_a_run_that_never_starts_leaves_no_file(path: Path) -> None:
    """An empty file would look like a run."""
    with StreamWriter(path):
        assert path.exists()
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path) -> None:
    """A folder, or a file in a folder that is not there, is one sentence at once."""
    with pytest.raises(UsageError, match=r"cannot write the output file .*: it is a folder"):
        StreamWriter(tmp_path)
    with pytest.raises(UsageError, match=r"the folder .*missing does not exist"):
        StreamWriter(tmp_path / "missing" / "run.ndjson")


@needs_full
def test_a_full_disk_does_not_interrupt_the_run(header: RunHeader, footer: RunFooter) -> None:
    """Writing goes quiet, so that changes are still put back, and the sentence comes at the end."""
    with pytest.raises(StreamError, match="no space left on device; what was found before is kept"):
        written(FULL, [header, footer])


def test_a_disk_that_fills_up_leaves_whole_lines(path: Path, header: RunHeader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a line is taken back, so that what is kept can be read."""
    write = os.write

    def half(file: int, data: memoryview) -> int:
        if b"notice" in bytes(data):
            write(file, data[:10])
            raise OSError(28, "No space left on device")
        return write(file, data)

    writer = StreamWriter(path)
    writer.write(header)
    monkeypatch.setattr(os, "write", half)
    writer.write(Notice("the straw"))
    writer.close()
    assert path.read_bytes().endswith(b"}\n")
    assert read_stream(path).header == header


@needs_full
def test_another_error_is_not_hidden_by_a_failed_stream(header: RunHeader) -> None:
    """When the run itself ends with an error, that is the one to tell."""
    with pytest.raises(KeyboardInterrupt):
        written(FULL, interrupted_after(header))


def test_a_stream_cut_in_a_line_is_truncated(path: Path, events: list[Event]) -> None:
    """The last line may be half there: then the run is what came before."""
    whole = written(path, events).read_bytes()
    path.write_bytes(whole[:-20])
    run = read_stream(path)
    assert run.truncated
    assert run.findings == gather(events).findings


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "is empty"),
        ("HEADER\nnonsense\nFOOTER\n", "line 2: not a JSON object"),
        ("HEADER\n\nFOOTER\n", "line 2: not a JSON object"),
        ("HEADER\n[]\n", "line 2: the record is not a JSON object"),
        ('HEADER\n{"record":"notice"}\n', "line 2: the record lacks text"),
        ("FOOTER\n", "line 1: a stream has one header"),
        ("HEADER\nHEADER\n", "line 2: a stream has one header"),
        ("HEADER\nFOOTER\nFOOTER\n", "line 3: there is something after the footer"),
        ("%PDF-1.7", "line 1: not a JSON object"),
        ("[" * 100_000 + "\n", "line 1: not a JSON object"),
    ],
)
def test_what_is_no_stream_names_file_and_line(path: Path, header: RunHeader, footer: RunFooter, lines: str, sentence: str) -> None:
    """A file that is not one whole run is refused with its place."""
    for word, event in (("HEADER", header), ("FOOTER", footer)):
        lines = lines.replace(word, json.dumps(to_record(event)))
    path.write_text(lines)
    with pytest.raises(UsageError) as caught:
        read_stream(path)
    assert str(path) in str(caught.value)
    assert sentence in str(caught.value)


def test_a_newer_format_is_refused(path: Path, header: RunHeader) -> None:
    """The format of the header is checked, not only written."""
    path.write_text(json.dumps({**to_record(header), "format": 99}))
    with pytest.raises(UsageError, match="is in format 99"):
        read_stream(path)


def test_a_missing_file_is_one_sentence(path: Path) -> None:
    """So is a folder."""
    with pytest.raises(UsageError, match="does not exist"):
        read_stream(path)
    with pytest.raises(UsageError, match="it is a folder"):
        read_stream(path.parent)
