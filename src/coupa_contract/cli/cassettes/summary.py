"""A recording in a few figures, as the manifest tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Entry, Session
from coupa_contract.cli.cassettes.coverage import Coverage, coverage
from coupa_contract.cli.cassettes.places import called

_UNITS = ("bytes", "KB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class Summary:
    """What `list` says of a recording. `size` is bytes of all its cassettes on the disk."""

    path: str
    target: str
    values: str
    sessions: tuple[Session, ...]
    items: int
    scenarios: int
    interactions: int
    withheld: int
    size: int
    encodings: tuple[str, ...]
    coverage: Coverage

    @property
    def newest(self) -> Session:
        """The session that was recorded last."""
        return max(self.sessions, key=lambda session: session.recorded_at)


def summary(recording: Recording) -> Summary:
    """The figures of a recording; no cassette is read."""
    manifest = recording.manifest
    files = [recording.folder / entry.file for entry in manifest.entries]
    return Summary(
        called(recording.folder),
        manifest.target,
        manifest.values.value,
        manifest.sessions,
        len(manifest.entries),
        sum(entry.scenarios for entry in manifest.entries),
        sum(entry.interactions for entry in manifest.entries),
        sum(entry.withheld for entry in manifest.entries),
        sum(file.stat().st_size for file in files if file.is_file()),
        encodings(manifest.entries),
        coverage(manifest),
    )


def encodings(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """In which encodings the cassettes are written."""
    return tuple(sorted({"yaml" if entry.file.endswith(".yaml") else "jsonl.zst" for entry in entries}))


def size_text(size: int) -> str:
    """A size for people.

    >>> size_text(3_140_000)
    '3.1 MB'
    """
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{size:,} bytes"


def moment_text(recorded_at: str) -> str:
    """A moment for people, to the minute; as it is when it cannot be read."""
    moment = _moment(recorded_at)
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else recorded_at


def age_text(recorded_at: str, now: datetime) -> str:
    """How long ago that was, in the largest unit that fits; empty when it cannot be told.

    >>> age_text("2026-01-01T00:00:00+00:00", datetime(2026, 1, 4, 1, tzinfo=UTC))
    '3 days ago'
    """
    moment = _moment(recorded_at)
    if moment is None or moment > now:
        return ""
    days = (now - moment).days
    if days < 2:
        return ("today", "yesterday")[days]
    return f"{days} days ago" if days < 60 else f"{days // 30} months ago" if days < 730 else f"{days // 365} years ago"


def age_days(recorded_at: str, now: datetime) -> int | None:
    """The same in whole days."""
    moment = _moment(recorded_at)
    return None if moment is None else max(0, (now - moment).days)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
