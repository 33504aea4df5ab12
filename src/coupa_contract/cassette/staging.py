"""A recording while it is made: beside the old one, which stays until the new one is complete."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from coupa_contract.cassette import manifest as toml
from coupa_contract.cassette.building import YAML, Source, build
from coupa_contract.cassette.commit import MANIFEST_LIMIT, commit, read_manifest, roll_forward
from coupa_contract.cassette.files import read_whole, replace_durably, told
from coupa_contract.cassette.journal import Clean, ItemWriter, Scan, extent, journals, no_scan
from coupa_contract.cassette.layout import Layout, locked
from coupa_contract.cassette.merging import CUT_OFF, appended, journalled, merged_verdicts
from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Manifest, RecordedCassette, Session, Values
from coupa_contract.errors import RecordingError

__all__ = ["Clean", "ItemWriter", "Scan", "Staging", "recover", "staged"]

_ABOUT = "run.toml"  # what a run is about, for whoever recovers its journals


class Staging:
    """Where a run records. `path` travels to the workers; each writes the journals of its items there."""

    def __init__(self, layout: Layout, old: Manifest | None, append: bool, leftover: str) -> None:
        self._layout, self._old, self._append = layout, old, append
        self.path = layout.run
        self.leftover = leftover  # a sentence about an earlier recording that was cut off, or empty
        self.kept_aside = ""  # a sentence about this one, when it did not replace the old one

    def describe(self, target: str, values: Values, session: Session) -> None:
        """Writes down what the run is about, so that its journals can be recovered should it be killed."""
        stopped = session.stopped or "killed"
        data = toml.encoded(Manifest(target, values, (dataclasses.replace(session, complete=False, stopped=stopped),), ()))
        replace_durably(self.path / _ABOUT, data)
        if self._append:
            replace_durably(self.path / "append", b"")

    def finish(
        self,
        *,
        target: str,
        values: Values,
        session: Session,
        verdicts: Mapping[str, str],
        encoding: str = YAML,
        scan: Scan = no_scan,
    ) -> Manifest:
        """Makes the recording of the journals and puts it into place; returns its manifest.

        With a session that is not complete an existing recording stays, unless scenarios are appended to it: see `kept_aside`.
        What `scan` refuses is removed from the disk, journals and all. Raises RecordingError.
        """
        if session.complete and any(journalled(path).ending().error == CUT_OFF for path in journals(self.path)):
            session = dataclasses.replace(session, complete=False, stopped=session.stopped or "an item was cut off")
        about = Manifest(target, values, (session,), (), verdicts)
        if not extent(self.path).scenarios:
            raise RecordingError(f"{self._layout.folder}: nothing was recorded, so nothing is written; see why no scenario ran")
        if self._old is not None and not session.complete and not self._append:
            self.describe(target, values, session)
            self.close()
            return about
        return self.adopt(self.path, about, encoding, scan)

    def adopt(self, folder: Path, about: Manifest, encoding: str, scan: Scan) -> Manifest:
        """Makes the recording of the journals in a folder, appended to the old one where that was asked."""
        number = len(self._old.sessions) if self._old is not None and self._append else 0
        sources = [journalled(path, number) for path in journals(folder)]
        if self._old is not None and self._append:
            sources = appended(Recording(self._layout.folder, self._old), sources, about.target, about.values)
            sessions, verdicts = self._old.sessions + about.sessions, merged_verdicts(self._old.verdicts, about.verdicts)
            about = dataclasses.replace(about, sessions=sessions, verdicts=verdicts)
        return self.write(sources, about, encoding, scan)

    def write(self, cassettes: Iterable[RecordedCassette | Source], about: Manifest, encoding: str, scan: Scan) -> Manifest:
        """Builds the files of a recording and puts them into place; the entries of `about` are made anew."""
        layout = self._layout
        guarded = _Guard(scan)
        try:
            manifest = dataclasses.replace(about, entries=build(layout.new, cassettes, encoding, guarded))
            commit(layout, self._old, manifest, guarded)
        except BaseException:
            if not layout.ready.exists():
                layout.drop(layout.new)
            if guarded.refused:
                layout.drop(layout.run)
            raise
        self._old = manifest
        return manifest

    def close(self) -> None:
        """Keeps what was recorded and not finished."""
        if not self.path.is_dir() or self._layout.ready.exists():
            return
        found = extent(self.path)
        if not found.scenarios:
            self._layout.drop(self.path)
            return
        aside = self._layout.put_aside()
        self.kept_aside = (
            f"what was recorded ({found}) is kept in {aside}, and {self._layout.folder} stays as it was; {_advice(self._layout)}"
        )


class _Guard:
    """A scan that remembers whether it refused."""

    def __init__(self, scan: Scan) -> None:
        self._scan, self.refused = scan, False

    def __call__(self, data: bytes, where: str) -> None:
        try:
            self._scan(data, where)
        except RecordingError:
            self.refused = True
            raise


def _advice(layout: Layout) -> str:
    return f"`coupa-contract cassettes recover {layout.folder}` makes an incomplete recording of it, removing {layout.staging} drops it"


def _leftover(layout: Layout) -> str:
    """A sentence about what earlier runs left, which is put aside."""
    if layout.run.is_dir():
        if extent(layout.run).scenarios:
            layout.put_aside()
        else:
            layout.drop(layout.run)
    found = [extent(aside) for aside in layout.asides()]
    if not found:
        return ""
    told_of = " and ".join(str(part) for part in found)
    return f"{layout.folder}: an earlier recording was cut off after {told_of} (a scenario that was open is lost); {_advice(layout)}"


def _check_folder(layout: Layout) -> None:
    """Raises RecordingError when something else lives in the folder."""
    folder = layout.folder
    if folder.exists() and not folder.is_dir():
        raise RecordingError(f"{folder}: it is a file, not a folder; choose another folder")
    with told(folder, "read"):
        foreign = sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    if foreign and not layout.manifest.exists() and not layout.staging.is_dir():
        raise RecordingError(f"{folder}: it holds {foreign[0]} and no recording; choose a folder that is empty or new")


@contextlib.contextmanager
def staged(folder: Path | str, append: bool = False) -> Iterator[Staging]:
    """Begins a recording in a folder: takes its lock, finishes or puts aside what a killed run left.

    Raises RecordingError when another run records there, or when the folder holds something else or a recording that cannot be read.
    """
    layout = Layout(Path(folder))
    _check_folder(layout)
    with locked(layout):
        if layout.ready.exists():
            roll_forward(layout)
        layout.drop(layout.new)
        leftover = _leftover(layout)
        old = read_manifest(layout) if layout.manifest.exists() else None
        with told(layout.run, "written"):
            layout.run.mkdir()
        staging = Staging(layout, old, append, leftover)
        try:
            yield staging
        finally:
            staging.close()


def recover(folder: Path | str, into: Path | str | None = None, encoding: str = YAML, scan: Scan = no_scan) -> Manifest:
    """Makes an incomplete recording of the newest journals that a killed run left, and removes them.

    Where there is a recording already it goes `into` another folder, unless it was to be appended. Raises RecordingError.
    """
    layout = Layout(Path(folder))
    if not layout.staging.is_dir():
        raise RecordingError(f"{layout.folder}: nothing was left there by a recording that was cut off; name another folder")
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(staged(layout.folder, append=True))
        aside = next((path for path in reversed(layout.asides()) if extent(path).scenarios), None)
        if aside is None:
            raise RecordingError(f"{layout.folder}: nothing was left there by a recording that was cut off; name another folder")
        about = toml.decoded(read_whole(aside / _ABOUT, MANIFEST_LIMIT), str(aside / _ABOUT))
        staging = here if into is None else stack.enter_context(staged(into))
        if into is None and layout.manifest.exists() and not (aside / "append").exists():
            raise RecordingError(f"{layout.folder}: it holds another recording; recover into a folder of its own with `--into FOLDER`")
        manifest = staging.adopt(aside, about, encoding, scan)
        layout.drop(aside)
        return manifest
