"""Opens recordings: the manifest first, then each cassette, verified against its hash before anything of it is used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from coupa_contract.cassette import lines, yaml_form
from coupa_contract.cassette.building import Source, Tally
from coupa_contract.cassette.commit import read_manifest, settle
from coupa_contract.cassette.fields import Place
from coupa_contract.cassette.files import decompressed_lines, is_regular, read_whole, sha256_of, told
from coupa_contract.cassette.layout import STAGING, Layout
from coupa_contract.cassette.manifest import ACCEPT, NAME, is_file
from coupa_contract.cassette.recording import Ending, Entry, Kind, Manifest, RecordedCassette, RecordedItem, RecordedScenario
from coupa_contract.cassette.yaml_values import SIZE_LIMIT, too_large
from coupa_contract.errors import RecordingError


def find_recordings(path: Path | str) -> list[Path]:
    """The folders of recordings at and below a path, sorted. Raises RecordingError when there is none."""
    top = Path(path)
    if not top.exists():
        raise RecordingError(f"{top}: there is no such file or folder; name a folder that holds recordings")
    if top.is_file() and top.name == NAME:
        return [top.parent]
    found = []
    with told(top, "read"):
        for folder, inner, files in os.walk(top):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            if NAME in files or (Path(folder) / STAGING / "ready").exists():
                found.append(Path(folder))
    if not found:
        if (top / STAGING).is_dir():
            advice = f"`coupa-contract cassettes recover {top}` makes one of what was kept"
            raise RecordingError(f"{top}: the run that was to be recorded here was killed before there was a recording; {advice}")
        raise RecordingError(f"{top}: it holds no recording, as no {NAME} is in it or below it; record one or name another folder")
    return sorted(found)


def open_recording(folder: Path | str) -> Recording:
    """A recording; a commit that was cut off is finished first. Raises RecordingError."""
    layout = Layout(Path(folder))
    settle(layout)
    if not layout.manifest.exists():
        raise RecordingError(
            f"{layout.folder}: it holds no recording, as {NAME} is missing; restore it, record again or name another folder"
        )
    return Recording(layout.folder, read_manifest(layout))


def read_cassette(path: Path) -> Source:
    """A cassette of ours by itself, without a manifest that vouches for it. Raises RecordingError."""
    if path.name.endswith(".yaml"):
        cassette = _read_yaml(path)
        return Source.of(cassette)
    item = next(lines.decode_all(decompressed_lines(path), str(path)))
    if not isinstance(item, RecordedItem):
        raise Place(str(path), 1).error("the first line is not an item")
    return Source(item, lambda: _scenarios(path), lambda: _ending(path))


def _read_yaml(path: Path) -> RecordedCassette:
    if is_regular(path) and path.stat().st_size > SIZE_LIMIT:
        raise too_large(str(path), path.stat().st_size)
    return yaml_form.decoded(read_whole(path, SIZE_LIMIT), str(path))


def _scenarios(path: Path) -> Iterator[RecordedScenario]:
    return (part for part in lines.decode_all(decompressed_lines(path), str(path)) if isinstance(part, RecordedScenario))


def _ending(path: Path) -> Ending:
    return next(part for part in lines.decode_all(decompressed_lines(path), str(path)) if isinstance(part, Ending))


class Recording:
    """An open recording. What one cassette lacks costs the others nothing."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self._entries = {entry.item.name: entry for entry in manifest.entries}
        self._verified: dict[str, tuple[int, int, int]] = {}  # file -> what it looked like when its hash was right
        self._last: tuple[str, Source] | None = None  # the cassette that was read last; one, so that memory stays small

    def entry(self, name: str) -> Entry | None:
        """The cassette of an item, if there is one."""
        return self._entries.get(name)

    def look(self, session: int) -> RecordedScenario:
        """The first look at the target of a session. Raises RecordingError."""
        for entry in self.manifest.entries:
            if entry.item.kind is Kind.LOOK:
                for scenario in self.scenarios(entry):
                    if scenario.session == session:
                        return scenario
        raise RecordingError(f"{self.folder / NAME}: it holds no first look of session {session}; record again")

    def scenarios(self, entry: Entry) -> Iterator[RecordedScenario]:
        """The scenarios of a cassette in order, as a stream; its hash is verified before the first. Raises RecordingError."""
        tally = Tally()
        for scenario in self.source(entry).scenarios():
            yield tally.add(scenario)
        if tally.entry(entry.item, entry.file, entry.sha256) != entry:
            raise Place(str(self.folder / entry.file)).error(f"it does not hold what {NAME} says: counts or operations differ", ACCEPT)

    def ending(self, entry: Entry) -> Ending:
        """How the item ended. Raises RecordingError."""
        return self.source(entry).ending()

    def cassette(self, entry: Entry) -> RecordedCassette:
        """A cassette, whole in memory. Raises RecordingError."""
        return RecordedCassette(entry.item, tuple(self.scenarios(entry)), self.ending(entry))

    def source(self, entry: Entry) -> Source:
        """A cassette to be read as needed, verified. Raises RecordingError."""
        path = self.folder / entry.file
        fresh = self._verify(path, entry)
        if self._last is None or self._last[0] != entry.file or fresh:
            source = read_cassette(path)
            if source.item != entry.item:
                raise Place(str(path)).error(f"it is about {source.item.name} and not about {entry.item.name} as {NAME} says", ACCEPT)
            self._last = (entry.file, source)
        return self._last[1]

    def _verify(self, path: Path, entry: Entry) -> bool:
        """Compares the hash, once for each state of the file; whether it did."""
        if not path.exists():
            raise Place(str(path)).error(f"it is missing, and {NAME} lists it")
        if not is_regular(path):
            raise Place(str(path)).error("it is not a file")
        with told(path, "read"):
            state = path.stat()
        if not state.st_size:
            raise Place(str(path)).error("it is empty")
        if path.name.endswith(".yaml") and state.st_size > SIZE_LIMIT:
            raise too_large(str(path), state.st_size)
        seen = (state.st_ino, state.st_size, state.st_mtime_ns)
        if self._verified.get(entry.file) == seen:
            return False
        if sha256_of(path) != entry.sha256:
            problem = f"it does not have the sha256 that {NAME} says: it was edited, cut off or damaged"
            raise Place(str(path)).error(problem, ACCEPT)
        self._verified[entry.file] = seen
        return True

    def problems(self, *, deep: bool = False) -> list[RecordingError]:
        """What is wrong with its files: missing, left over; `deep` also reads every scenario."""
        listed = {entry.file for entry in self.manifest.entries}
        with told(self.folder, "read"):
            extra = sorted(path for path in self.folder.iterdir() if is_file(path.name) and path.name not in listed)
        found = [Place(str(path)).error(f"{NAME} does not list it", f"remove it, or {ACCEPT.partition(', or ')[2]}") for path in extra]
        for entry in self.manifest.entries:
            try:
                if deep:
                    for _ in self.scenarios(entry):
                        pass
                else:
                    self._verify(self.folder / entry.file, entry)
            except RecordingError as error:
                found.append(error)
        return found
