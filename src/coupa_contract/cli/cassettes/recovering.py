"""`cassettes recover`: an incomplete recording of what a killed run left behind."""

from __future__ import annotations

from pathlib import Path

from coupa_contract.cassette.staging import recover
from coupa_contract.cli.cassettes.places import called
from coupa_contract.cli.cassettes.rewriting import fresh, held, scanner
from coupa_contract.cli.printing import written


def recover_recording(path: Path, into: Path | None) -> None:
    """Says what could be kept. Raises RecordingError when nothing was left."""
    if into is not None:
        fresh(into)
    manifest = recover(path, into, scan=scanner())
    written(f"{called(into or path)}: {held(manifest)}, of a run that was cut off\n")
