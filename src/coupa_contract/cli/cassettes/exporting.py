"""`cassettes export`: the interactions of a recording as a HAR file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from coupa_contract import __version__
from coupa_contract.cassette.files import told
from coupa_contract.cassette.har import har_text
from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import RecordedScenario, Refusal
from coupa_contract.cli.cassettes.places import the_one
from coupa_contract.cli.cassettes.progress import working
from coupa_contract.cli.printing import written
from coupa_contract.errors import UsageError
from coupa_contract.report.text import counted


def export_har(path: Path, file: Path) -> None:
    """Writes the file as a whole, or not at all. Raises RecordingError, and UsageError for a place that cannot be a file."""
    recording = the_one(path)
    if file.is_dir():
        raise UsageError(f"--har takes the file to write, and {file} is a folder: name a file in it")
    refused = 0
    with working(f"writing {file}") as say:

        def scenarios() -> Iterator[tuple[str, RecordedScenario]]:
            nonlocal refused
            for name, scenario in _scenarios(recording):
                say(name)
                refused += sum(isinstance(exchange, Refusal) for exchange in scenario.exchanges)
                yield name, scenario

        _replace(file, har_text(scenarios(), __version__))
    sent = sum(entry.interactions for entry in recording.manifest.entries)
    kept_in = f"; {counted(refused, 'request')} that the guard kept in {'is' if refused == 1 else 'are'} no traffic" if refused else ""
    written(f"{file}: {counted(sent, 'interaction')}{kept_in}\n")


def _scenarios(recording: Recording) -> Iterator[tuple[str, RecordedScenario]]:
    for entry in recording.manifest.entries:
        for scenario in recording.scenarios(entry):
            yield entry.item.name, scenario


def _replace(file: Path, pieces: Iterator[str]) -> None:
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with told(file, "written"), beside.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
            for piece in pieces:
                out.write(piece)
        with told(file, "replaced"):
            beside.replace(file)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
