"""Which recordings a command is about, and what they are called on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coupa_contract.cassette.reading import Recording, find_recordings, open_recording
from coupa_contract.errors import UsageError
from coupa_contract.resources import cassettes_folder


def folders(paths: Sequence[Path]) -> list[Path]:
    """The folders of the recordings at these paths, each once; by default of what ships. Raises RecordingError."""
    return list(dict.fromkeys(folder for path in paths or [cassettes_folder()] for folder in find_recordings(path)))


def the_one(path: Path) -> Recording:
    """The recording at a path. Raises RecordingError, and UsageError when there are several."""
    found = find_recordings(path)
    if len(found) > 1:
        some = ", ".join(called(folder) for folder in found[:3]) + (", …" if len(found) > 3 else "")
        raise UsageError(f"{path} holds {len(found)} recordings: name one of them, such as {some}")
    return open_recording(found[0])


def called(folder: Path) -> str:
    """A recording's folder as a reader would type it: below the working directory where that is shorter."""
    whole = folder.resolve()
    for root in (Path.cwd(), cassettes_folder().parent):
        if whole.is_relative_to(root) and whole != root:
            return str(whole.relative_to(root))
    return str(folder)
