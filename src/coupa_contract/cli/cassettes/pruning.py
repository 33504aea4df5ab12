"""`cassettes prune`: drops what no property of today's suite uses any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from coupa_contract.cassette.recording import Entry, Kind
from coupa_contract.cli.cassettes.places import called, the_one
from coupa_contract.cli.cassettes.progress import working
from coupa_contract.cli.cassettes.rewriting import encoding_of, rewrite, scanner, source
from coupa_contract.cli.cassettes.suite import items_of_suite
from coupa_contract.cli.printing import written
from coupa_contract.errors import RecordingError
from coupa_contract.report.text import counted, plain


def prune_recording(path: Path, *, dry_run: bool) -> None:
    """Names each item that goes. Raises RecordingError, also when nothing would be left."""
    recording = the_one(path)
    with working("reading the suite"):
        today = items_of_suite()
    entries = recording.manifest.entries
    unused = unused_entries(entries, today)
    for entry in unused:
        scenarios, interactions = counted(entry.scenarios, "scenario"), counted(entry.interactions, "interaction")
        written(f"{'would drop' if dry_run else 'drops'} {plain(entry.item.name)}: {scenarios}, {interactions}\n")
    if not unused:
        written(f"{called(recording.folder)}: every item is used\n")
        return
    kept = [entry for entry in entries if entry not in unused]
    if all(entry.item.kind is Kind.LOOK for entry in kept):
        raise RecordingError(f"{called(recording.folder)}: no item of it is used any more; remove the folder, or record again")
    if not dry_run:
        rewrite(recording.folder, recording.manifest, (source(recording, entry) for entry in kept), encoding_of(recording), scanner())


def unused_entries(entries: Sequence[Entry], today: Mapping[str, tuple[str, ...]]) -> list[Entry]:
    """The entries that no property uses: neither one of that name, nor one that is new by name and judges the same requirements."""
    recorded = {entry.item.name for entry in entries}
    renamed = {requirements for name, requirements in today.items() if name not in recorded}
    return [
        entry
        for entry in entries
        if entry.item.kind is Kind.PROPERTY and entry.item.name not in today and entry.item.requirements not in renamed
    ]
