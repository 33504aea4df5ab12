"""`convert`, `merge`, `prune`, `scrub` and `export`: what comes out, and that nothing is lost when they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.recording import Kind, RecordedCassette, RecordedScenario, Values
from coupa_contract.cli.cassettes.suite import items_of_suite

from .conftest import NOW, ROWS, cassette, later, listed, manifest_of, record, shown

Say = Callable[..., Any]
Bytes = Callable[[Path], dict[str, bytes]]
KEY = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
SECRET = cassette(ROWS, RecordedScenario(0, NOW, exchanges=(shown(1, f'{{"note": "{KEY}"}}'.encode()),)))


def look(session: int = 0) -> RecordedCassette:
    return cassette("look", RecordedScenario(0, NOW, exchanges=(listed(),), session=session), kind=Kind.LOOK)


def held(folder: Path) -> list[RecordedCassette]:
    recording = open_recording(folder)
    return [recording.cassette(entry) for entry in recording.manifest.entries]


def test_converting_there_and_back_loses_nothing(say: Say, recording: Path, bytes_of: Bytes) -> None:
    """The same bytes, in place as well as elsewhere."""
    before = bytes_of(recording)
    said = say("cassettes", "convert", "staging", "--to", "jsonl.zst")
    assert (said.code, said.out) == (0, "staging: 1 item, 3 scenarios, 3 interactions\n")
    assert not list(recording.glob("*.yaml"))
    assert say("cassettes", "convert", "staging", "--to", "yaml", "--out", "again").code == 0
    assert bytes_of(recording.parent / "again") == before
    assert say("cassettes", "convert", "staging", "--to", "yaml").code == 0
    assert bytes_of(recording) == before


def test_nothing_is_written_over_another_recording(say: Say, recording: Path, folder: Path, bytes_of: Bytes) -> None:
    """Nor over anything else."""
    other = record(folder / "other", target="other")
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("years of work")
    before = bytes_of(folder)
    for command in ("convert staging --to yaml --out", "scrub staging --out", "merge staging other --name x --into"):
        for place in ("third", "mine"):
            record(folder / "third", cassette("test_a::test_b"), target="third") if not (folder / "third").exists() else None
            said = say("cassettes", *command.split(), place)
            assert said.code == 2
            assert place in said.err
    assert {name: data for name, data in bytes_of(folder).items() if not name.startswith("third")} == before
    assert other.exists()


def test_a_damaged_recording_stays_as_it_is(say: Say, recording: Path, bytes_of: Bytes) -> None:
    """Nothing is dropped from it on the way."""
    path = next(recording.glob("*.yaml"))
    path.write_bytes(path.read_bytes()[:-40])
    before = bytes_of(recording)
    for words in (["convert", "staging", "--to", "jsonl.zst"], ["scrub", "staging"], ["export", "staging", "--har", "x.har"]):
        said = say("cassettes", *words)
        assert said.code == 2
        assert f"staging/{path.name}" in said.err
    assert bytes_of(recording) == before
    assert [each.name for each in recording.parent.iterdir()] == ["staging"]


def test_merging_adds_sessions(say: Say, folder: Path) -> None:
    """Items of the same name become one, scenarios say which session they saw, the first look of each is kept."""
    record(folder / "a", look(), cassette())
    record(folder / "b", look(), cassette("test_a::test_b"), cassette(), sessions=[later(seed=8)])
    said = say("cassettes", "merge", "a", "b", "--into", "both")
    assert (said.code, said.out) == (0, "both: 3 items, 11 scenarios, 11 interactions\n")
    manifest = manifest_of(folder / "both")
    assert [session.seed for session in manifest.sessions] == [7, 8]
    by_name = {each.item.name: each for each in held(folder / "both")}
    assert [each.session for each in by_name["look"].scenarios] == [0, 1]
    assert [each.session for each in by_name[ROWS].scenarios] == [0, 0, 0, 1, 1, 1]
    assert by_name[ROWS].ending.witnesses == {"query-condition-is-obeyed": 6}
    assert open_recording(folder / "both").look(1).session == 1
    assert say("cassettes", "verify", "both").code == 0


def test_merging_into_one_of_them_replaces_it(say: Say, folder: Path) -> None:
    """As one step."""
    record(folder / "a")
    record(folder / "b")
    assert say("cassettes", "merge", "a", "b", "--into", "a").code == 0
    assert len(manifest_of(folder / "a").sessions) == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"target": "other"},
            "the target is 'staging' in one and 'other' in the other; if it is one target, say what it is called with --name",
        ),
        ({"sessions": [later(dialect="core-r39")]}, "the dialect is 'published' in one and 'core-r39' in the other"),
        ({"values": Values.PSEUDONYMS}, "personal values is 'kept' in one and 'pseudonyms' in the other"),
    ],
)
def test_what_does_not_belong_together_is_not_merged(say: Say, folder: Path, changes: dict[str, Any], sentence: str) -> None:
    """One sentence says why."""
    record(folder / "a")
    record(folder / "b", **changes)
    said = say("cassettes", "merge", "a", "b", "--into", "both")
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert not (folder / "both").exists()


def test_merging_takes_two(say: Say, recording: Path) -> None:
    """Different ones."""
    for paths in (["staging"], ["staging", "staging"], ["staging", "./staging/cassette.toml"]):
        assert "two or more different recordings" in say("cassettes", "merge", *paths, "--into", "x").err


def test_pruning_drops_what_no_property_uses(say: Say, folder: Path, bytes_of: Bytes) -> None:
    """The look and imported traffic stay; --dry-run changes nothing."""
    name, requirements = next(iter(items_of_suite().items()))
    used = cassette(name)
    record(folder / "a", look(), used, cassette("imported::har", kind=Kind.INTERACTIONS), cassette("test_gone::test_gone"))
    before = bytes_of(folder / "a")
    said = say("cassettes", "prune", "a", "--dry-run")
    assert said.out == "would drop test_gone::test_gone: 3 scenarios, 3 interactions\n"
    assert bytes_of(folder / "a") == before
    said = say("cassettes", "prune", "a")
    assert said.out.splitlines()[-1] == "a: 3 items, 7 scenarios, 7 interactions"
    assert {entry.item.name for entry in manifest_of(folder / "a").entries} == {"look", name, "imported::har"}
    assert say("cassettes", "prune", "a").out == "a: every item is used\n"
    assert requirements


def test_pruning_keeps_a_property_that_was_renamed(say: Say, folder: Path) -> None:
    """Another name with the same requirements is the same property."""
    _, requirements = next(iter(items_of_suite().items()))
    renamed = cassette("test_old::test_name")
    renamed = RecordedCassette(type(renamed.item)("test_old::test_name", Kind.PROPERTY, requirements), renamed.scenarios, renamed.ending)
    record(folder / "a", renamed)
    assert say("cassettes", "prune", "a").out == "a: every item is used\n"


def test_pruning_never_empties_a_recording(say: Say, folder: Path, bytes_of: Bytes) -> None:
    """That is a folder to remove."""
    gone = cassette("test_gone::test_gone")
    gone = RecordedCassette(type(gone.item)(gone.item.name, Kind.PROPERTY, ("judged-no-more",)), gone.scenarios, gone.ending)
    record(folder / "a", gone)
    before = bytes_of(folder / "a")
    said = say("cassettes", "prune", "a")
    assert said.code == 2
    assert "no item of it is used any more" in said.err
    assert bytes_of(folder / "a") == before


@pytest.mark.parametrize("encoding", ["yaml", "jsonl.zst"])
def test_scrubbing_gives_pseudonyms(say: Say, folder: Path, encoding: str) -> None:
    """In place; amounts, statuses and ids stay, and what was scrubbed once stays as it is."""
    recording = record(folder / "a", encoding=encoding)
    assert say("cassettes", "scrub", "a").code == 0
    assert manifest_of(recording).values is Values.PSEUDONYMS
    (once,) = held(recording)
    body = once.scenarios[0].exchanges[1].response.body.decode()  # type: ignore[union-attr]
    assert "Lovelace" not in body
    assert json.loads(body)["status"] == "paid"
    assert say("cassettes", "scrub", "a").code == 0
    assert held(recording) == [once]
    assert say("cassettes", "verify", "a").code == 0


def test_scrubbing_takes_secrets_out(say: Say, folder: Path) -> None:
    """Afterwards the recording is sound."""
    record(folder / "a", SECRET)
    assert say("cassettes", "verify", "a").code == 2
    assert say("cassettes", "scrub", "a", "--out", "b").code == 0
    assert say("cassettes", "verify", "b").code == 0
    assert say("cassettes", "verify", "a").code == 2


def test_a_secret_is_never_copied(say: Say, folder: Path) -> None:
    """Whatever writes a recording refuses it, and leaves nothing behind."""
    record(folder / "a", SECRET)
    said = say("cassettes", "convert", "a", "--to", "jsonl.zst", "--out", "b")
    assert said.code == 2
    assert "dozjgNryP4J3" not in said.err
    assert not (folder / "b").exists()


def test_exporting_writes_a_har_file(say: Say, recording: Path, folder: Path) -> None:
    """What the guard kept in is counted; a folder is no file."""
    said = say("cassettes", "export", "staging", "--har", "x.har")
    assert (said.code, said.out) == (0, "x.har: 3 interactions; 1 request that the guard kept in is no traffic\n")
    assert len(json.loads((folder / "x.har").read_text())["log"]["entries"]) == 3
    assert "is a folder" in say("cassettes", "export", "staging", "--har", "staging").err
    assert "cannot be written" in say("cassettes", "export", "staging", "--har", "nowhere/x.har").err


def test_recovering_needs_something_left(say: Say, recording: Path) -> None:
    """One sentence."""
    said = say("cassettes", "recover", "staging")
    assert said.code == 2
    assert "nothing was left there" in said.err
