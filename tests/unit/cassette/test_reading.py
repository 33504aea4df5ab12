"""Recordings as they are read."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from coupa_contract.cassette import files, reading
from coupa_contract.cassette.reading import find_recordings, open_recording
from coupa_contract.cassette.recording import Kind, RecordedCassette
from coupa_contract.cassette.writing import update_hashes
from coupa_contract.errors import RecordingError

Sample = Callable[..., RecordedCassette]
ENCODINGS = pytest.mark.parametrize("encoding", ["yaml", "jsonl.zst"])


def refused(folder: Path, name: str = "test_query::test_rows") -> str:
    """The sentence with which a cassette of a recording is refused."""
    recording = open_recording(folder)
    with pytest.raises(RecordingError) as caught:
        list(recording.scenarios(recording.entry(name) or pytest.fail("not listed")))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_recordings_are_found_below_a_folder(tmp_path: Path, write: Callable[..., Path]) -> None:
    """Each folder with a manifest is one; hidden folders are not looked into."""
    first, second = write(folder="all/a/x"), write(folder="all/b")
    write(folder="all/.hidden")
    assert find_recordings(tmp_path / "all") == [first, second]
    assert find_recordings(second / "cassette.toml") == [second]
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordingError, match=r"it holds no recording, as no cassette.toml is in it or below it; record one"):
        find_recordings(tmp_path / "empty")
    with pytest.raises(RecordingError, match="there is no such file or folder"):
        find_recordings(tmp_path / "none")


def test_the_first_look_is_found_by_session(write: Callable[..., Path], sample_cassette: Sample) -> None:
    """And a recording without one says so."""
    look = sample_cassette("first-look", Kind.LOOK)
    both = tuple(dataclasses.replace(scenario, session=number) for number, scenario in enumerate(look.scenarios))
    recording = open_recording(write(dataclasses.replace(look, scenarios=both)))
    assert recording.look(1) == both[1]
    with pytest.raises(RecordingError, match=r"cassette.toml: it holds no first look of session 2; record again"):
        recording.look(2)


@ENCODINGS
def test_a_cassette_cut_off_or_damaged_anywhere_is_refused_by_its_hash(write: Callable[..., Path], encoding: str) -> None:
    """Every length, and a bit in every seventh byte; the sentence says how to accept an edit."""
    folder = write(encoding=encoding)
    path = folder / f"test_query.test_rows.{encoding}"
    whole = path.read_bytes()
    damaged = [whole[:length] for length in range(1, len(whole), 1 if encoding == "jsonl.zst" else 13)]
    damaged += [whole[:position] + bytes([whole[position] ^ 4]) + whole[position + 1 :] for position in range(0, len(whole), 7)]
    recording = open_recording(folder)
    entry = recording.manifest.entries[0]
    words = f"{path}: it does not have the sha256 that cassette.toml says: it was edited, cut off or damaged; restore it, or accept it"
    for data in damaged:
        path.write_bytes(data)
        with pytest.raises(RecordingError, match=re.escape(words)):
            next(recording.scenarios(entry))
    path.write_bytes(whole)
    assert len(list(recording.scenarios(entry))) == 2
    path.write_bytes(b"")
    assert refused(folder).startswith(f"{path}: it is empty; ")
    path.unlink()
    assert refused(folder).startswith(f"{path}: it is missing, and cassette.toml lists it; ")
    path.mkdir()
    assert refused(folder).startswith(f"{path}: it is not a file; ")


def test_a_compressed_cassette_without_a_hash_is_still_refused_when_cut_off_or_damaged(write: Callable[..., Path]) -> None:
    """Its frames have a checksum and its last line is an ending."""
    path = write(encoding="jsonl.zst") / "test_query.test_rows.jsonl.zst"
    whole = path.read_bytes()

    def read() -> None:
        list(reading.read_cassette(path).scenarios())

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(RecordingError, match=rf"^{re.escape(str(path))}(, line \d+)?: .+; .+"):
            read()
    for position in range(0, len(whole), 3):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 16]) + whole[position + 1 :])
        try:
            read()
        except RecordingError as error:
            assert str(error).startswith(str(path))  # noqa: PT017 - nothing but a sentence may come
        else:
            assert position < 18, "what was damaged is not even in the header"


@ENCODINGS
def test_what_is_intact_is_read_beside_what_is_broken(write: Callable[..., Path], sample_cassette: Sample, encoding: str) -> None:
    """One broken cassette costs the others nothing, and is named."""
    folder = write(sample_cassette("a"), sample_cassette("b"), sample_cassette("c"), encoding=encoding)
    (folder / f"b.{encoding}").write_bytes(b"broken")
    (folder / f"d.{encoding}").write_bytes((folder / f"a.{encoding}").read_bytes())
    recording = open_recording(folder)
    for entry in recording.manifest.entries:
        if entry.item.name != "b":
            assert recording.cassette(entry).scenarios == sample_cassette().scenarios
    for deep in (False, True):
        extra, broken = map(str, recording.problems(deep=deep))
        assert extra.startswith(f"{folder / f'd.{encoding}'}: cassette.toml does not list it; remove it, or accept it as it is with")
        assert broken.startswith(f"{folder / f'b.{encoding}'}: it does not have the sha256")


def test_a_manifest_that_disagrees_with_its_files_is_named(write: Callable[..., Path], sample_cassette: Sample) -> None:
    """Counts, and what a cassette is about, even where every hash is right."""
    folder = write(sample_cassette("a"), sample_cassette("b"))
    manifest = folder / "cassette.toml"

    def sealed(text: str) -> None:
        rest = text.partition("\n")[2]
        manifest.write_text(f'seal = "{hashlib.sha256(rest.encode()).hexdigest()}"\n{rest}')

    text = manifest.read_text()
    sealed(text.replace("interactions = 4", "interactions = 5", 1))
    assert refused(folder, "a").startswith(f"{folder / 'a.yaml'}: it does not hold what cassette.toml says: counts or operations differ; ")
    sealed(text.replace('name = "a"', 'name = "c"'))
    assert "it is about a and not about c as cassette.toml says; " in refused(folder, "c")
    (folder / "b.yaml").write_bytes((folder / "a.yaml").read_bytes())
    with pytest.raises(RecordingError, match=r"b.yaml: a is also in a.yaml; remove one of them"):
        update_hashes(folder)


def test_a_hash_is_taken_once_for_each_state_of_a_file(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a recording twice costs hashing it once."""
    folder = write()
    taken = []
    monkeypatch.setattr(reading, "sha256_of", lambda path: taken.append(path) or files.sha256_of(path))
    recording = open_recording(folder)
    for _ in range(3):
        recording.cassette(recording.manifest.entries[0])
    assert len(taken) == 1
    path = folder / recording.manifest.entries[0].file
    os.utime(path, (1, 1))
    recording.cassette(recording.manifest.entries[0])
    assert len(taken) == 2


@ENCODINGS
def test_a_gigabyte_of_nothing_is_refused_at_once(write: Callable[..., Path], encoding: str) -> None:
    """Nothing of it is held in memory."""
    folder = write(encoding=encoding)
    path = folder / f"test_query.test_rows.{encoding}"
    os.truncate(path, 1 << 30)
    tracemalloc.start()
    sentences = [refused(folder)]
    with pytest.raises(RecordingError) as caught:
        list(reading.read_cassette(path).scenarios())
    sentences.append(str(caught.value))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 << 20
    if encoding == "yaml":
        for sentence in sentences:
            assert (
                sentence
                == f"{path}: it has 1024 MB, and a YAML cassette has at most 64 MB; restore it, or record with `--encoding jsonl.zst`"
            )


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a line without end nor a frame that asks for a gigabyte of memory is obeyed."""
    monkeypatch.setattr(files, "LINE_LIMIT", 1 << 20)
    path = tmp_path / "bomb.jsonl.zst"
    path.write_bytes(zstd.compress(b" " * (256 << 20)))
    tracemalloc.start()
    with pytest.raises(RecordingError, match=r"bomb.jsonl.zst, line 1: the line has more than 1 MB; "):
        reading.read_cassette(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20
    options: dict[int, int] = {zstd.CompressionParameter.window_log: 30}
    compressor = zstd.ZstdCompressor(options=options)
    path.write_bytes(compressor.compress(b"x" * 1000) + compressor.flush())
    with pytest.raises(RecordingError, match=r"bomb.jsonl.zst: it cannot be decompressed: "):
        reading.read_cassette(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"version: 1\ninteractions: []\n...\n",
            "its metadata holds no `coupa-contract`: it is a cassette of another tool; if another tool made it, import it",
        ),
        (
            b"{}\n...\n",
            "it is not a vcrpy cassette of version 1; if another tool made it, import it with `coupa-contract cassettes import`",
        ),
        (b"- 1\n...\n", "the document is [1], not an object; "),
    ],
)
def test_a_cassette_of_another_tool_is_told_apart(tmp_path: Path, data: bytes, words: str) -> None:
    """And the sentence says how to import it."""
    (tmp_path / "a.yaml").write_bytes(data)
    with pytest.raises(RecordingError, match=re.escape(words)):
        reading.read_cassette(tmp_path / "a.yaml")
    (tmp_path / "a.jsonl.zst").write_bytes(b"\x1f\x8b" + data)
    with pytest.raises(RecordingError, match=r"a.jsonl.zst: it is not compressed with zstd; "):
        reading.read_cassette(tmp_path / "a.jsonl.zst")
