"""`cassettes convert`: the other encoding of the same recording."""

from __future__ import annotations

from pathlib import Path

from coupa_contract.cli.cassettes.places import the_one
from coupa_contract.cli.cassettes.rewriting import fresh, rewrite, scanner, source
from coupa_contract.cli.printing import written


def convert_recording(path: Path, encoding: str, out: Path | None) -> None:
    """Writes every scenario in that encoding; what would be too large to read as YAML stays as it is. Raises RecordingError."""
    recording = the_one(path)
    folder = fresh(out, recording.folder) if out is not None else recording.folder
    manifest = recording.manifest
    after = rewrite(folder, manifest, (source(recording, entry) for entry in manifest.entries), encoding, scanner())
    for entry in after.entries:
        if not entry.file.endswith(encoding):
            written(f"{entry.item.name} stays compressed: as YAML it would be too large to be read\n")
