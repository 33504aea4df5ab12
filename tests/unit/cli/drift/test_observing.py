"""`drift observe` adds to a snapshot, as one step, and never the same traffic twice unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coupa_contract.drift.snapshot import from_text

Told = tuple[int, str, str]


def interactions(path: Path) -> int:
    return sum(source.interactions for source in from_text(path.read_text(encoding="utf-8"), "s").sources.values())


def test_a_snapshot_is_made(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """The first time it begins with what is there, and says so in one line."""
    code, out, err = drift("observe", captured("a.har"), "--snapshot", "s.json")
    assert (code, err) == (0, "")
    assert out.startswith("s.json: 40 interactions of 1 source added; it holds 40 interactions of 1 operation in ")
    assert interactions(folder / "s.json") == 40


def test_what_is_new_is_added(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """Another file adds to it; the result is that of both at once."""
    one, other = captured("a.har"), captured("b.har", 20, 3)
    drift("observe", one, "--snapshot", "s.json")
    assert drift("observe", other, "--snapshot", "s.json")[0] == 0
    drift("observe", one, other, "--snapshot", "both.json")
    assert (folder / "s.json").read_bytes() == (folder / "both.json").read_bytes()


def test_the_same_traffic_is_refused_twice(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """Counting double has to be asked for; nothing is changed otherwise."""
    drift("observe", captured("a.har"), "--snapshot", "s.json")
    before = (folder / "s.json").read_bytes()
    code, _, err = drift("observe", "a.har", "--snapshot", "s.json")
    assert code == 2
    assert "s.json holds a.har already" in err
    assert "--again" in err
    assert (folder / "s.json").read_bytes() == before
    assert drift("observe", "a.har", "--snapshot", "s.json", "--again")[0] == 0
    assert interactions(folder / "s.json") == 80


def test_a_file_that_is_written_anew_is_another_source(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """The same name on another day is new traffic, each day once."""
    for day in (2, 3, 4):
        assert drift("observe", captured("nightly.har", 10, day), "--snapshot", "s.json")[0] == 0
    assert interactions(folder / "s.json") == 30
    for day in (2, 3, 4):
        assert drift("observe", captured("nightly.har", 10, day), "--snapshot", "s.json")[0] == 2


def test_another_dialect_needs_another_snapshot(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """What was observed by one document is not added to what was observed by another."""
    drift("observe", captured("a.har"), "--snapshot", "s.json")
    code, _, err = drift("observe", captured("b.har"), "--snapshot", "s.json", "--dialect", "core-r39")
    assert code == 2
    assert "the dialect published" in err


def test_traffic_of_nothing_known_says_so(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """Without a single known operation the code is 3."""
    assert drift("observe", captured("a.har", path="/elsewhere"), "--snapshot", "s.json")[0] == 3


@pytest.mark.parametrize("content", ["", "{}", '{"kind":"coupa-contract shape","format":99}', "x" * 100])
def test_a_damaged_snapshot_is_left_alone(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path, content: str) -> None:
    """A file that is no snapshot of this version is refused with one sentence and stays as it is."""
    (folder / "s.json").write_text(content)
    code, _, err = drift("observe", captured("a.har"), "--snapshot", "s.json")
    assert code == 2
    assert err.count("\n") == 1
    assert (folder / "s.json").read_text() == content
    assert [path.name for path in folder.iterdir() if path.name.startswith(".s")] == []
