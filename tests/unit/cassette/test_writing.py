"""Recordings written anew from what is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cassette import building, lines, writing
from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.recording import Manifest, RecordedCassette
from coupa_contract.errors import RecordingError, UsageError

Sample = Callable[..., RecordedCassette]


def convert(folder: Path, encoding: str) -> Manifest:
    """Writes a recording in another encoding, streaming from itself."""
    recording = open_recording(folder)
    manifest = recording.manifest
    fields = {"target": manifest.target, "values": manifest.values, "sessions": manifest.sessions, "verdicts": manifest.verdicts}
    return writing.write_recording(folder, fields, [recording.source(entry) for entry in manifest.entries], encoding)


def test_to_lines_and_back_changes_no_byte(write: Callable[..., Path], sample_cassette: Sample) -> None:
    """Converted in place, both ways, manifest and all."""
    folder = write(sample_cassette("a"), sample_cassette("b"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    convert(folder, "jsonl.zst")
    assert sorted(path.name for path in folder.iterdir()) == ["a.jsonl.zst", "b.jsonl.zst", "cassette.toml"]
    convert(folder, "yaml")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_edit_is_accepted_when_somebody_says_so(write: Callable[..., Path], sample_cassette: Sample) -> None:
    """Then hashes and counts are those of the files, also of a file that is new."""
    folder, other = write(sample_cassette("a")), write(sample_cassette("b"), folder="other")
    path = folder / "a.yaml"
    path.write_bytes(path.read_bytes().replace(b"Gr\xc3\xb6\xc3\x9fe 1", b"Edited 1"))
    (folder / "b.yaml").write_bytes((other / "b.yaml").read_bytes())
    assert len(open_recording(folder).problems()) == 2
    manifest = writing.update_hashes(folder)
    assert [entry.file for entry in manifest.entries] == ["a.yaml", "b.yaml"]
    assert open_recording(folder).manifest == manifest
    assert not open_recording(folder).problems(deep=True)
    path.write_bytes(b"broken")
    with pytest.raises(RecordingError, match=r"a\.yaml, line 2: .*; "):
        writing.update_hashes(folder)
    assert open_recording(folder).manifest == manifest


def test_what_is_too_large_for_yaml_becomes_lines(
    write: Callable[..., Path], sample_cassette: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only that cassette; the recording stays one."""
    monkeypatch.setattr(building, "SIZE_LIMIT", 100)
    folder = write(sample_cassette("a"))
    assert [entry.file for entry in open_recording(folder).manifest.entries] == ["a.jsonl.zst"]


def test_what_does_not_read_back_is_never_put_into_place(
    tmp_path: Path, about: dict[str, Any], sample: RecordedCassette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours is found when it happens, not on the day of the replay."""
    monkeypatch.setattr(lines, "_with_bytes", lambda record, place: record["exchanges"].pop())
    with pytest.raises(RecordingError, match="what was written does not read back as what was recorded; report this"):
        writing.write_recording(tmp_path / "r", about, [sample], "jsonl.zst")
    assert not (tmp_path / "r").exists()


def test_an_item_is_there_once_and_an_encoding_exists(tmp_path: Path, about: dict[str, Any], sample: RecordedCassette) -> None:
    """Wrong use is said before anything is replaced."""
    with pytest.raises(RecordingError, match="test_query::test_rows is there twice; a recording holds each item once"):
        writing.write_recording(tmp_path / "r", about, [sample, sample])
    with pytest.raises(UsageError, match=r"json is no encoding of recordings; choose one of yaml, jsonl.zst"):
        writing.write_recording(tmp_path / "r", about, [sample], "json")
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("encoding", ["yaml", "jsonl.zst"])
def test_everything_is_shown_to_the_scan(tmp_path: Path, about: dict[str, Any], sample: RecordedCassette, encoding: str) -> None:
    """Texts, bodies that are not text, arguments as they are, and the manifest."""
    seen: list[tuple[bytes, str]] = []
    writing.write_recording(tmp_path / "r", about, [sample], encoding, lambda data, where: seen.append((data, where)))
    for secret in (b"target.invalid" if encoding == "yaml" else b"/api/invoices/7.pdf", b"%PDF\xff", b'{"limit": "it\'s"}', b"reference"):
        assert any(secret in data for data, _ in seen), secret
    assert {where.partition(",")[0] for _, where in seen} == {f"test_query.test_rows.{encoding}", "cassette.toml"}
