"""The files of drift are written as one step."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from coupa_contract.cli.drift.files import read, write
from coupa_contract.errors import UsageError


def test_a_file_is_replaced_whole(folder: Path) -> None:
    """The new text is there, the mode stays, nothing else is left in the folder."""
    path = folder / "a.json"
    path.write_text("old")
    path.chmod(0o640)
    write(path, "new", "the snapshot")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in folder.iterdir()] == ["a.json"]


def test_a_link_stays_a_link(folder: Path) -> None:
    """What a symbolic link leads to is replaced, and not the link."""
    (folder / "real.json").write_text("old")
    (folder / "link.json").symlink_to("real.json")
    write(folder / "link.json", "new", "the snapshot")
    assert (folder / "link.json").is_symlink()
    assert (folder / "real.json").read_text() == "new"


def test_a_failure_leaves_the_old_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is one sentence; the old file is as it was, and no half one lies beside it."""

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    path = folder / "a.json"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"cannot write the snapshot .*no space left on device"):
        write(path, "new", "the snapshot")
    assert path.read_text() == "old"
    assert [each.name for each in folder.iterdir()] == ["a.json"]


def test_a_file_that_is_no_text_is_one_sentence(folder: Path) -> None:
    """Bytes that are not UTF-8 are refused with the place."""
    (folder / "a.yaml").write_bytes(b"ab\xff")
    with pytest.raises(UsageError, match=r"is not UTF-8 \(byte 2\)"):
        read(folder / "a.yaml", "the file of accepted drift")
