"""`cassettes verify`: what makes a recording one that can be trusted."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cassette.recording import RecordedScenario
from coupa_contract.model import Case

from .conftest import NOW, ROWS, cassette, listed, manifest_of, record, shown

Say = Callable[..., Any]
FILE = "test_query.test_rows_obey_a_condition.yaml"
KEY = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"


@pytest.mark.parametrize("encoding", ["yaml", "jsonl.zst"])
def test_a_sound_recording_is_one_line(say: Say, folder: Path, encoding: str) -> None:
    """Exit code 0."""
    record(folder / "a", encoding=encoding)
    said = say("cassettes", "verify", "a")
    assert (said.code, said.out, said.err) == (0, "a: sound, 1 item, 3 scenarios, 3 interactions\n", "")


def test_every_recording_is_verified(say: Say, folder: Path) -> None:
    """One that is not sound does not hide the next."""
    record(folder / "all" / "a")
    (record(folder / "all" / "b") / FILE).unlink()
    record(folder / "all" / "c")
    said = say("cassettes", "verify", "all")
    assert said.code == 2
    assert said.out.splitlines() == [f"all/{name}: sound, 1 item, 3 scenarios, 3 interactions" for name in ("a", "c")]
    assert f"all/b/{FILE}: it is missing" in said.err


def test_files_that_belong_to_no_item_are_told(say: Say, recording: Path) -> None:
    """They would never be replayed."""
    (recording / "more.yaml").write_text("version: 1\n")
    said = say("cassettes", "verify", "staging")
    assert said.code == 2
    assert "staging/more.yaml: cassette.toml does not list it" in said.err


def test_a_file_that_was_edited_is_accepted_only_on_request(say: Say, recording: Path) -> None:
    """It must parse and pass; then its hash is written down."""
    path = recording / FILE
    path.write_text(path.read_text().replace("Ada Lovelace Ltd", "Grace Hopper Ltd"))
    assert "it does not have the sha256" in say("cassettes", "verify", "staging").err
    said = say("cassettes", "verify", "staging", "--update-hashes")
    assert (said.code, said.out) == (0, "staging: sound, 1 item, 3 scenarios, 3 interactions; its hashes are up to date\n")
    assert say("cassettes", "verify", "staging").code == 0


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("version: 1", "version: [", "line 4: not well-formed YAML"),
        ("Ada Lovelace Ltd", KEY, "stands there; `cassettes scrub` takes it out"),
        ("session: 0", "session: 7", "it belongs to session 7"),
    ],
)
def test_a_file_that_was_spoilt_is_not_accepted(
    say: Say, folder: Path, bytes_of: Callable[[Path], dict[str, bytes]], old: str, new: str, sentence: str
) -> None:
    """Nothing is changed then."""
    recording = record(folder / "staging", cassette(ROWS, RecordedScenario(0, NOW, exchanges=(shown(),))))
    path = recording / FILE
    text = path.read_text()
    spoilt = (
        text.replace(old, new)
        if old in text
        else re.sub(r"^( *)- number: 0\n", r"\1- number: 0\n\1  session: 7\n", text, flags=re.MULTILINE)
    )
    assert spoilt != text
    path.write_text(spoilt)
    before = bytes_of(recording)
    said = say("cassettes", "verify", "staging", "--update-hashes")
    assert said.code == 2
    assert sentence in said.err
    assert bytes_of(recording) == before


def test_a_secret_is_named_by_its_place(say: Say, folder: Path) -> None:
    """Never by its value."""
    record(folder / "a", cassette(ROWS, RecordedScenario(0, NOW, exchanges=(shown(1, f'{{"note": "{KEY}"}}'.encode()),))))
    said = say("cassettes", "verify", "a")
    assert said.code == 2
    assert f"a/{FILE}, line " in said.err
    assert "dozjgNryP4J3" not in said.err


def test_a_known_credential_is_found(say: Say, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the environment, whatever they look like."""
    monkeypatch.setenv("COUPA_TOKEN", "plain words only")
    record(folder / "a", cassette(ROWS, RecordedScenario(0, NOW, exchanges=(shown(1, b'{"note": "plain words only"}'),))))
    assert "a credential of this run stands there" in say("cassettes", "verify", "a").err


def test_a_scenario_that_cannot_be_served_is_named(say: Say, folder: Path) -> None:
    """Its operation has left the document, say."""
    gone = dataclasses.replace(listed(), case=Case("listInvoicesOfOld"))
    record(folder / "a", cassette(ROWS, RecordedScenario(4, NOW, exchanges=(shown(), gone))))
    said = say("cassettes", "verify", "a")
    assert said.code == 2
    assert f"a/{FILE}, scenario 4: request 2 cannot be served" in said.err
    assert "listInvoicesOfOld" in said.err


def test_a_manifest_that_was_edited_is_accepted_on_request(say: Say, recording: Path) -> None:
    """To give the target another name, for one."""
    path = recording / "cassette.toml"
    path.write_text(path.read_text().replace('target = "staging"', 'target = "demo"'))
    assert say("cassettes", "verify", "staging").code == 2
    assert say("cassettes", "verify", "staging", "--update-hashes").code == 0
    assert manifest_of(recording).target == "demo"
