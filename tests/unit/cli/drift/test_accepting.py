"""`drift accept` keeps what was decided, with its reason; `drift report` respects it until its day."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Told = tuple[int, str, str]
FILE = Path("spec") / "accepted-drift.yaml"


@pytest.fixture
def ids(drift: Callable[..., Told], captured: Callable[..., Path]) -> list[str]:
    """The breaking drifts of a capture in which a number is a text."""
    _, out, _ = drift("report", captured("a.har", gross_total="19.5"), "--dialect", "published", "--format", "json")
    records = [json.loads(line) for line in out.splitlines()]
    return [each["fingerprint"] for each in records if each["record"] == "drift-found" and each["drift"]["drift_class"] == "breaking"]


def accept(drift: Callable[..., Told], *arguments: str) -> Told:
    return drift("accept", *arguments, "--observed", "a.har", "--dialect", "published")


def test_accepted_drift_fails_nothing(drift: Callable[..., Told], ids: list[str]) -> None:
    """Once all that breaks is accepted the report is green, and lists it apart with the reason."""
    code, out, err = accept(drift, *ids, "--reason", "the client reads both")
    assert (code, err) == (0, "")
    assert out.count("accepted ") == len(ids)
    assert FILE.read_text(encoding="utf-8").count("the client reads both") == len(ids)
    code, out, _ = drift("report", "a.har", "--dialect", "published")
    assert code == 0
    assert "the client reads both" in out
    assert drift("report", "a.har", "--dialect", "published", "--accepted", "/dev/null")[0] == 1


def test_expired_drift_fails_again(drift: Callable[..., Told], ids: list[str]) -> None:
    """After its day an entry is reported as expired, and the drift counts."""
    accept(drift, *ids, "--reason", "for now", "--until", "2999-12-31")
    FILE.write_text(FILE.read_text(encoding="utf-8").replace("2999-12-31", "2020-12-31"), encoding="utf-8")
    code, out, _ = drift("report", "a.har", "--dialect", "published")
    assert code == 1
    assert "expired, counts again" in " ".join(out.split())


def test_an_entry_whose_drift_is_gone_is_reported(drift: Callable[..., Told], ids: list[str], captured: Callable[..., Path]) -> None:
    """What no longer occurs can go, and fails nothing."""
    accept(drift, *ids, "--reason", "for now")
    code, out, _ = drift("report", captured("b.har"), "--dialect", "published")
    assert code == 0
    assert "did not occur, can go" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["abcd", "--reason", "x"], "no drift that was found has the id 'abcd'"),
        (["abcd"], "--reason"),
        (["abcd", "--reason", " "], "--reason is empty"),
        (["abcd", "--reason", "x", "--until", "soon"], "--until takes a date"),
        (["abcd", "--reason", "x", "--until", "2020-01-01"], "is over"),
    ],
)
def test_a_wrong_acceptance_changes_nothing(drift: Callable[..., Told], ids: list[str], arguments: list[str], sentence: str) -> None:
    """One sentence, code 2, no file."""
    assert ids
    code, _, err = accept(drift, *arguments)
    assert code == 2
    assert sentence in err
    assert err.count("\n") == 1
    assert not FILE.exists()


def test_another_file_can_be_named(drift: Callable[..., Told], ids: list[str]) -> None:
    """On the command line, or in the configuration that other options live in."""
    accept(drift, ids[0], "--reason", "x", "--accepted", "ours.yaml")
    assert not FILE.exists()
    Path("coupa-contract.toml").write_text('accepted = "ours.yaml"\n')
    assert "accepted" in drift("report", "a.har", "--dialect", "published", "--format", "markdown")[1].splitlines()[0]
