"""The journal of one item while it is recorded: each scenario is on the disk before the next begins."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from coupa_contract.cassette.fields import Place
from coupa_contract.cassette.files import told
from coupa_contract.cassette.lines import Part, decoded, encoded
from coupa_contract.cassette.names import stem
from coupa_contract.cassette.recording import Ending, RecordedItem, RecordedScenario
from coupa_contract.errors import RecordingError
from coupa_contract.model import Interaction

SUFFIX = ".jsonl"
Clean: TypeAlias = Callable[[RecordedScenario], RecordedScenario]
Scan: TypeAlias = Callable[[bytes, str], None]


def no_scan(data: bytes, where: str) -> None:
    """Finds nothing: for what is known to hold no secrets."""


class ItemWriter:
    """Writes the journal of one item below the path of a staging; used by the process that runs the item.

    `clean` makes of a scenario what may be written, and `scan` refuses what may not: both before anything touches the disk.
    """

    def __init__(self, path: Path | str, item: RecordedItem, clean: Clean, scan: Scan = no_scan) -> None:
        self.item, self._clean, self._scan = item, clean, scan
        self._path = Path(path) / f"{stem(item.name)}{SUFFIX}"
        self._size = 0
        try:
            self._path.open("xb").close()
        except FileExistsError as error:
            raise RecordingError(f"{item.name} was recorded twice in one run; run each item once, or record into another folder") from error
        except OSError as error:
            raise RecordingError(f"{self._path}: cannot be written ({error.strerror or error}); record into another folder") from error
        self._write(item)

    def add(self, scenario: RecordedScenario) -> None:
        """Writes a scenario. Raises RecordingError; what was written before is kept."""
        self._write(self._clean(scenario))

    def end(self, ending: Ending) -> None:
        """Says that the item is whole."""
        self._write(ending)

    def _write(self, part: Part) -> None:
        line = encoded(part)
        self._scan(line, self.item.name)
        with told(self._path, "written"), self._path.open("r+b") as file:
            file.seek(self._size)
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(self._size)  # half a line would stand before the next one
                raise
        self._size += len(line)


def journals(folder: Path) -> list[Path]:
    """The journals of a folder, by name."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def parts(path: Path) -> Iterator[Part]:
    """What a journal holds up to its ending, or up to where it was cut off. Raises RecordingError when it cannot be opened."""
    with told(path, "read"), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                part = decoded(line, Place(str(path), number))
            except RecordingError:
                return
            if not line.endswith(b"\n") or isinstance(part, RecordedItem) != (number == 1):
                return
            yield part


@dataclass(frozen=True, slots=True)
class Extent:
    """How much journals hold."""

    items: int
    scenarios: int
    interactions: int

    def __str__(self) -> str:
        return f"{_counted(self.scenarios, 'scenario')} of {_counted(self.items, 'item')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def extent(folder: Path) -> Extent:
    """How much the journals of a folder hold."""
    items = scenarios = interactions = 0
    for path in journals(folder):
        found = [part for part in parts(path) if isinstance(part, RecordedScenario)]
        items += bool(found)
        scenarios += len(found)
        interactions += sum(isinstance(exchange, Interaction) for scenario in found for exchange in scenario.exchanges)
    return Extent(items, scenarios, interactions)
