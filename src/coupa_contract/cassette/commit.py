"""Puts a finished recording in the place of the old one: from `ready` on the new one counts, whoever has to carry on."""

from __future__ import annotations

import json

from coupa_contract.cassette import manifest as toml
from coupa_contract.cassette.fields import Fields, Place
from coupa_contract.cassette.files import read_whole, replace_durably, sync_folder, told, write_durably
from coupa_contract.cassette.journal import Scan
from coupa_contract.cassette.layout import Layout, locked
from coupa_contract.cassette.recording import Manifest

MANIFEST_LIMIT = 32 * 1024 * 1024  # bytes
_PATIENCE_S = 10.0  # for a commit that is under way


def read_manifest(layout: Layout, *, sealed: bool = True) -> Manifest:
    """The manifest of a folder. Raises RecordingError."""
    return toml.decoded(read_whole(layout.manifest, MANIFEST_LIMIT), str(layout.manifest), sealed=sealed)


def commit(layout: Layout, old: Manifest | None, new: Manifest, scan: Scan) -> None:
    """Replaces the old recording by the files in `new`. To be called under the lock."""
    data = toml.encoded(new)
    scan(data, toml.NAME)
    write_durably(layout.new / toml.NAME, data)
    files = [entry.file for entry in new.entries]
    sync_folder(layout.new)
    remove = [entry.file for entry in old.entries if entry.file not in files] if old else []
    replace_durably(layout.ready, json.dumps({"place": [*files, toml.NAME], "remove": remove}).encode())
    roll_forward(layout)


def _place(layout: Layout, file: str) -> None:
    source, target = layout.new / file, layout.folder / file
    if source.exists():
        with told(target, "replaced"):
            source.replace(target)
    elif not target.exists():
        raise Place(str(target)).error("it is missing from a recording that was being put into place", "record again")


def roll_forward(layout: Layout) -> None:
    """Finishes a commit, from wherever it was cut off. To be called under the lock."""
    place = Place(str(layout.ready))
    try:
        plan = json.loads(read_whole(layout.ready, MANIFEST_LIMIT))
    except ValueError as error:
        raise place.error("it is damaged", f"remove {layout.staging} and record again") from error
    fields = Fields(plan, place, "the plan")
    files, remove = fields.texts("place"), fields.texts("remove")
    for file in files + remove:
        if file != toml.NAME and not toml.is_file(file):
            raise place.error(f"{file!r} is no file of a recording", f"remove {layout.staging} and record again")
    for file in files:
        _place(layout, file)
    for file in remove:
        with told(layout.folder / file, "removed"):
            (layout.folder / file).unlink(missing_ok=True)
    sync_folder(layout.folder)
    layout.drop(layout.run)
    with told(layout.ready, "removed"):
        layout.ready.unlink()
    layout.drop(layout.new)


def settle(layout: Layout) -> None:
    """Finishes a commit that was cut off, if there is one. Raises RecordingError when it cannot be finished here."""
    if layout.ready.exists():
        with locked(layout, wait_s=_PATIENCE_S):
            if layout.ready.exists():
                roll_forward(layout)
