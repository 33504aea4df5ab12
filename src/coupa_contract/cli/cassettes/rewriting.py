"""Writing a recording anew: from what it holds, into a folder, past the scan, as one step."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from coupa_contract.cassette.manifest import NAME
from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Entry, Manifest
from coupa_contract.cassette.secrecy import credentials_of, scan
from coupa_contract.cassette.writing import LINES, YAML, Source, write_recording
from coupa_contract.cli.cassettes.places import called
from coupa_contract.cli.cassettes.progress import working
from coupa_contract.cli.printing import written
from coupa_contract.errors import RecordingError
from coupa_contract.report.text import counted

Scan = Callable[[bytes, str], None]


def scanner(secrets: Iterable[str] = ()) -> Scan:
    """Refuses what must not be written: these secrets, those of the environment, and what looks like one."""
    return functools.partial(scan, secrets=credentials_of(os.environ, secrets))


def source(recording: Recording, entry: Entry) -> Source:
    """A cassette of a recording, read and verified as it is needed, so that one at a time is in memory."""
    return Source(entry.item, lambda: recording.scenarios(entry), lambda: recording.ending(entry))


def encoding_of(recording: Recording) -> str:
    """The encoding in which most of a recording is written."""
    compressed = sum(entry.file.endswith(LINES) for entry in recording.manifest.entries)
    return LINES if compressed * 2 > len(recording.manifest.entries) else YAML


def fresh(folder: Path, *allowed: Path) -> Path:
    """A folder to write to. Raises RecordingError when it holds a recording already, other than those that are `allowed` to be replaced."""
    if (folder / NAME).exists() and folder.resolve() not in [each.resolve() for each in allowed]:
        raise RecordingError(f"{folder}: it holds a recording already; choose another folder, or put both together with `cassettes merge`")
    return folder


def rewrite(folder: Path, about: Manifest, sources: Iterable[Source], encoding: str, scan: Scan) -> Manifest:
    """Writes a recording and says so; what was there stays until the new one is whole. Raises RecordingError."""
    fields = {"target": about.target, "values": about.values, "sessions": about.sessions, "verdicts": about.verdicts}
    with working(f"writing {folder}") as say:
        manifest = write_recording(folder, fields, _told(sources, say), encoding, scan)
    written(f"{called(folder)}: {held(manifest)}\n")
    return manifest


def held(manifest: Manifest) -> str:
    """What a recording holds, in a few words."""
    scenarios = sum(entry.scenarios for entry in manifest.entries)
    interactions = sum(entry.interactions for entry in manifest.entries)
    return ", ".join([counted(len(manifest.entries), "item"), counted(scenarios, "scenario"), counted(interactions, "interaction")])


def _told(sources: Iterable[Source], say: Callable[[str], None]) -> Iterator[Source]:
    for each in sources:
        say(each.item.name)
        yield each
