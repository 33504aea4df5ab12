"""Recordings in the hands of plain vcrpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import vcr  # type: ignore[import-untyped]
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from coupa_contract.cassette.recording import ORIGIN, RecordedCassette
from coupa_contract.cassette.vcr_door import RecordingPersister, StrictSerializer
from coupa_contract.errors import RecordingError
from coupa_contract.model import Interaction


def opened(recorder: Any, path: Path) -> Any:
    """A cassette that only replays."""
    return recorder.use_cassette(str(path), record_mode="none", allow_playback_repeats=True)


def answered(cassette: RecordedCassette) -> list[Interaction]:
    """Its interactions in order."""
    return [exchange for scenario in cassette.scenarios for exchange in scenario.exchanges if isinstance(exchange, Interaction)]


@pytest.fixture(autouse=True)
def no_cassette_stays_open() -> Iterator[None]:
    """One that does would record every request of every later test of this process, and compare each with all before it."""
    yield
    assert HTTPConnectionPool.ConnectionCls is HTTPConnection


@pytest.fixture
def ours() -> Any:
    """vcrpy with our persister and serializer."""
    recorder = vcr.VCR(serializer="strict")
    recorder.register_persister(RecordingPersister)
    recorder.register_serializer("strict", StrictSerializer)
    return recorder


def test_plain_vcrpy_replays_a_yaml_cassette(write: Callable[..., Path], sample: RecordedCassette) -> None:
    """All its interactions through requests, also those that came compressed, and what stands beside them."""
    path = write() / "test_query.test_rows.yaml"
    with opened(vcr, path) as cassette:
        for interaction in answered(sample):
            response = requests.request(interaction.request.method, ORIGIN + interaction.request.url, timeout=5)
            if interaction.response is None:
                assert response.status_code == 0
            elif interaction.response.is_json:
                assert response.json() == interaction.response.json
            else:
                assert response.content == interaction.response.body
        assert len(cassette) == 4
        assert cassette.all_played
        metadata = cassette.get_metadata("coupa-contract", None)
    assert metadata["item"] == {"name": "test_query::test_rows", "kind": "property", "requirements": ["rows-obey"], "arguments": ["limit"]}
    assert [scenario["arguments"] for scenario in metadata["scenarios"]] == [scenario.arguments for scenario in sample.scenarios]


@pytest.mark.parametrize("encoding", ["yaml", "jsonl.zst"])
def test_our_persister_serves_both_encodings_with_the_bytes_of_the_wire(
    write: Callable[..., Path], ours: Any, sample: RecordedCassette, encoding: str
) -> None:
    """And says the same beside them as the YAML does to everybody."""
    folder = write(encoding=encoding)
    with opened(ours, folder / f"test_query.test_rows.{encoding}") as cassette:
        for interaction in answered(sample):
            response = requests.request(interaction.request.method, ORIGIN + interaction.request.url, timeout=5)
            assert (response.content or b"") == (interaction.response.body if interaction.response else b"")
        metadata = cassette.get_metadata("coupa-contract", None)
    with opened(vcr, write(folder="plain") / "test_query.test_rows.yaml") as plain:
        assert plain.get_metadata("coupa-contract", None) == metadata


def test_a_damaged_cassette_is_never_an_empty_one(tmp_path: Path, ours: Any) -> None:
    """vcrpy itself would record over it."""
    for name, data in {
        "empty.yaml": b"",
        "cut.yaml": b"interactions:\n- req",
        "odd.yaml": b"\xff",
        "empty.jsonl.zst": b"",
        "no.yaml": b"7",
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RecordingError, match=rf"{name}.*: .*; "), ours.use_cassette(str(tmp_path / name), record_mode="once"):
            pass
        assert (tmp_path / name).read_bytes() == data


def test_vcrpy_changes_no_recording(write: Callable[..., Path], ours: Any) -> None:
    """Its own cassettes it may write, whole or not at all."""
    folder = write()
    path = folder / "test_query.test_rows.yaml"
    before = path.read_bytes()
    refused = ours.use_cassette(str(path), record_mode="all")
    with pytest.raises(RecordingError, match="vcrpy may read this recording, not change it"), refused as cassette:
        cassette.append(*next(zip(cassette.requests, cassette.responses, strict=True)))
    cassette.dirty = False
    refused.__exit__(None, None, None)  # vcrpy takes its patches back only once it has saved
    assert path.read_bytes() == before
    recorder = vcr.VCR()
    recorder.register_persister(RecordingPersister)
    with recorder.use_cassette(str(folder.parent / "own" / "a.yaml"), record_mode="once") as cassette:
        cassette.append(
            vcr.request.Request("GET", "http://a/", None, {}),
            {"status": {"code": 200, "message": ""}, "headers": {}, "body": {"string": b"x"}},
        )
    with opened(recorder, folder.parent / "own" / "a.yaml"):
        assert requests.get("http://a/", timeout=5).text == "x"
    assert [file.name for file in (folder.parent / "own").iterdir()] == ["a.yaml"]
