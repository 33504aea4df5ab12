"""Where a recording's files lie while it is made, and the lock that keeps a second writer out."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import fasteners  # type: ignore[import-untyped]

from coupa_contract.cassette.files import sync_folder, told
from coupa_contract.cassette.manifest import NAME
from coupa_contract.errors import RecordingError

STAGING = ".recording"
_HELD: set[Path] = set()  # POSIX locks do not keep a process out of its own files


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one recording."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """What makes a folder a recording."""
        return self.folder / NAME

    @property
    def staging(self) -> Path:
        """Everything that is not yet part of the recording."""
        return self.folder / STAGING

    @property
    def run(self) -> Path:
        """The journals of the run that records now, or that was killed."""
        return self.staging / "run"

    @property
    def new(self) -> Path:
        """Finished files that wait to be put into place."""
        return self.staging / "new"

    @property
    def ready(self) -> Path:
        """Stands as soon as `new` is whole: from then on the new recording counts."""
        return self.staging / "ready"

    def asides(self) -> list[Path]:
        """Journals of recordings that were cut off, oldest first."""
        if not self.staging.is_dir():
            return []
        found = [path for path in self.staging.iterdir() if path.name.startswith("aside-")]
        return sorted(found, key=lambda path: int(path.name.rpartition("-")[2]))

    def put_aside(self) -> Path:
        """Keeps the journals of `run` where no other run touches them."""
        last = max((int(path.name.rpartition("-")[2]) for path in self.asides()), default=0)
        aside = self.staging / f"aside-{last + 1}"
        with told(self.run, "renamed"):
            self.run.rename(aside)
        sync_folder(self.staging)
        return aside

    def drop(self, path: Path) -> None:
        """Removes a folder of the staging."""
        with told(path, "removed"):
            if path.exists():
                shutil.rmtree(path)


def _acquired(path: Path) -> fasteners.InterProcessLock | None:
    """The lock, or None when another process holds it."""
    while True:
        lock = fasteners.InterProcessLock(path)
        with told(path, "locked"):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not lock.acquire(blocking=False):
                lock.lockfile.close()
                return None
            with contextlib.suppress(FileNotFoundError):
                if os.name != "posix" or os.fstat(lock.lockfile.fileno()).st_ino == path.stat().st_ino:
                    return lock
        lock.release()  # whoever held it before has removed the file that we locked


@contextlib.contextmanager
def locked(layout: Layout, wait_s: float = 0.0) -> Iterator[None]:
    """Keeps every other writer out. Raises RecordingError when one is there."""
    path = layout.staging / "lock"
    own = path.parent.parent.resolve()
    deadline = time.monotonic() + wait_s
    made = not layout.folder.exists()
    lock = None
    while own in _HELD or (lock := _acquired(path)) is None:
        if time.monotonic() >= deadline:
            raise RecordingError(f"{layout.folder}: another run is recording here; wait for its end or choose another folder")
        time.sleep(0.05)
    _HELD.add(own)
    try:
        yield
    finally:
        _HELD.discard(own)
        _leave(layout, path, made)
        lock.release()


def _leave(layout: Layout, lock: Path, made: bool) -> None:
    """Removes the staging when nothing but the lock is left in it, and the folder when it was made for nothing."""
    with contextlib.suppress(OSError):
        if [path.name for path in layout.staging.iterdir()] == [lock.name]:
            lock.unlink()
            layout.staging.rmdir()
            if made:
                layout.folder.rmdir()  # refused by the system unless it is empty
