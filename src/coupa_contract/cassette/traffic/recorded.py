"""The interactions of our own recordings and cassettes, wherever they lie."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from coupa_contract.cassette.manifest import NAME
from coupa_contract.cassette.reading import Recording, open_recording, read_cassette
from coupa_contract.cassette.recording import RecordedScenario
from coupa_contract.cassette.traffic.locations import Location
from coupa_contract.model import Interaction


def recorded_at(location: Location) -> str:
    """When the first session of a recording was made, ISO 8601 in UTC; "" for a cassette by itself, which does not say."""
    with _at_hand(location) as path:
        if not path.is_dir():
            first = min((scenario.now for scenario in read_cassette(path).scenarios()), default=None)
            return utc_text(first) if first is not None else ""
        sessions = (session.recorded_at for session in open_recording(path).manifest.sessions)
        return min((utc_text(found) for text in sessions if (found := _moment(text)) is not None), default="")


def recorded_interactions(location: Location) -> Iterator[tuple[int, Interaction]]:
    """All interactions of a recording, cassette by cassette, numbered from 1. Raises RecordingError."""
    with _at_hand(location) as path:
        scenarios = _all(open_recording(path)) if path.is_dir() else iter(read_cassette(path).scenarios())
        exchanges = (each for scenario in scenarios for each in scenario.exchanges)
        yield from enumerate((each for each in exchanges if isinstance(each, Interaction)), 1)


def utc_text(moment: datetime) -> str:
    """A point in time as texts that sort as time goes by."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _all(recording: Recording) -> Iterator[RecordedScenario]:
    for entry in recording.manifest.entries:
        yield from recording.scenarios(entry)


@contextlib.contextmanager
def _at_hand(location: Location) -> Iterator[Path]:
    """The folder or cassette as a local path; what lies elsewhere is copied for as long as it is read."""
    if location.is_local:
        yield location.path.parent if location.path.name == NAME else location.path
        return
    if location.last == NAME:
        location = location.parent
    with tempfile.TemporaryDirectory(prefix="coupa-contract-") as folder:
        if not location.is_folder():
            yield _copied(location, Path(folder) / location.last)
            return
        for name, each in location.files():
            if "/" not in name:
                _copied(each, Path(folder) / name)
        yield Path(folder)


def _copied(location: Location, path: Path) -> Path:
    with location.raw() as file, path.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
    return path
