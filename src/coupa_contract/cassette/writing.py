"""Writes a recording from cassettes that exist already: converted, merged, scrubbed, imported. Also accepts one that was edited by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from coupa_contract.cassette import manifest as toml
from coupa_contract.cassette.building import LINES, YAML, Source, Tally
from coupa_contract.cassette.commit import read_manifest, settle
from coupa_contract.cassette.files import decompressed_lines, replace_durably, sha256_of
from coupa_contract.cassette.journal import Scan, no_scan
from coupa_contract.cassette.layout import Layout, locked
from coupa_contract.cassette.reading import read_cassette
from coupa_contract.cassette.recording import Entry, Manifest, RecordedCassette
from coupa_contract.cassette.staging import staged
from coupa_contract.errors import RecordingError

__all__ = ["LINES", "YAML", "Source", "update_hashes", "write_recording"]


def write_recording(
    folder: Path | str,
    manifest_fields: Mapping[str, Any],
    cassettes: Iterable[RecordedCassette | Source],
    encoding: str = YAML,
    scan: Scan = no_scan,
) -> Manifest:
    """Writes a recording, replacing what was there as one step; returns its manifest.

    `manifest_fields`: target, values, sessions and perhaps verdicts. Sources may stream from the very recording that is replaced.
    Raises RecordingError.
    """
    with staged(folder) as staging:
        return staging.write(cassettes, Manifest(**manifest_fields, entries=()), encoding, scan)


def update_hashes(folder: Path | str, scan: Scan = no_scan) -> Manifest:
    """Accepts the files of a recording as they are, also new ones: the manifest gets their hashes and counts. Raises RecordingError."""
    layout = Layout(Path(folder))
    settle(layout)
    with locked(layout):
        old = read_manifest(layout, sealed=False)
        listed = {entry.file for entry in old.entries}
        new = {path.name for path in layout.folder.iterdir() if toml.is_file(path.name)}
        entries: dict[str, Entry] = {}
        for file in sorted(listed | new):
            entry = _entry(layout.folder, file, scan)
            if entry.item.name in entries:
                raise RecordingError(
                    f"{layout.folder / file}: {entry.item.name} is also in {entries[entry.item.name].file}; remove one of them"
                )
            entries[entry.item.name] = entry
        manifest = dataclasses.replace(old, entries=tuple(entries.values()))
        data = toml.encoded(manifest)
        scan(data, toml.NAME)
        replace_durably(layout.manifest, data)
        return manifest


def _entry(folder: Path, file: str, scan: Scan) -> Entry:
    path = folder / file
    source, tally = read_cassette(path), Tally()
    for scenario in source.scenarios():
        tally.add(scenario)
    for number, data in enumerate([path.read_bytes()] if file.endswith(".yaml") else decompressed_lines(path), 1):
        scan(data, f"{file}, line {number}")
    return tally.entry(source.item, file, sha256_of(path))
