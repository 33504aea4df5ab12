"""`cassettes list`, and the group itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cli.cassettes.summary import age_days, age_text, moment_text, size_text

from .conftest import cassette, later, record

Say = Callable[..., Any]


def test_the_group_explains_itself(say: Say) -> None:
    """Without a command it says which there are, as --help does."""
    bare, asked = say("cassettes"), say("cassettes", "--help")
    assert (bare.code, bare.out.strip()) == (0, asked.out.strip())
    for name in ("list", "show", "verify", "prune", "convert", "merge", "scrub", "recover", "import", "export"):
        assert f"\n  {name} " in bare.out
        assert say("cassettes", name, "--help").out.startswith(f"Usage  coupa-contract cassettes {name}")


def test_a_recording_is_told_in_four_lines(say: Say, recording: Path) -> None:
    """Target, dialect, values; when and how it was recorded; what it holds; what it covers."""
    said = say("cassettes", "list", "staging")
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0] == "staging"
    assert lines[1] == "  target    staging · published (asked) · values kept"
    assert lines[2].startswith("  recorded  2026-03-01 09:30 UTC, ")
    assert lines[2].endswith(" · effort quick, seed 7")
    assert lines[3].startswith("  holds     1 item · 3 scenarios · 3 interactions · ")
    assert lines[4].startswith("  covers    2 of 12 operations · 1 of ")


def test_what_is_not_whole_is_noted(say: Say, folder: Path) -> None:
    """A session that was cut off, and sessions beyond the first."""
    record(folder / "a", sessions=[later(), later(complete=False, stopped="interrupted")])
    out = say("cassettes", "list", "a").out
    assert "2 sessions" in out
    assert "note      a session was cut off: interrupted" in out


def test_json_and_markdown_say_the_same(say: Say, folder: Path) -> None:
    """For tools, and for a page."""
    record(folder / "all" / "a")
    record(folder / "all" / "b", cassette("test_a::test_b"), encoding="jsonl.zst", target="x|y")
    first, second = json.loads(say("cassettes", "list", "all", "--format", "json").out)
    assert (first["path"], first["items"], first["scenarios"], first["interactions"]) == ("all/a", 1, 3, 3)
    assert (second["target"], second["encodings"], second["recorded_at"]) == ("x|y", ["jsonl.zst"], "2026-03-01T09:30:00+00:00")
    assert first["coverage"]["operations"] == 2
    lines = say("cassettes", "list", "all", "--format", "markdown").out.splitlines()
    assert len(lines) == 4
    assert all(line.replace("\\|", "").count("|") == 11 for line in lines)


def test_a_recording_that_cannot_be_read_hides_no_other(say: Say, folder: Path) -> None:
    """The others are listed, the sentence names the file, the exit code is 2."""
    record(folder / "all" / "a")
    (record(folder / "all" / "b") / "cassette.toml").write_text("")
    said = say("cassettes", "list", "all")
    assert said.code == 2
    assert said.out.startswith("all/a\n")
    assert "all/b/cassette.toml: it is empty" in said.err


def test_a_place_without_recordings_is_wrong_usage(say: Say, folder: Path) -> None:
    """Never an empty list."""
    (folder / "empty").mkdir()
    for place in ("empty", "nowhere"):
        said = say("cassettes", "list", place)
        assert (said.code, said.out) == (2, "")
        assert place in said.err


def test_nothing_is_wider_than_the_terminal(say: Say, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns every line fits."""
    monkeypatch.setenv("COLUMNS", "80")
    for words in (("list", "staging"), ("show", "staging"), ("show", "staging", "rows"), ("show", "staging", "rows", "--scenario", "0")):
        assert all(len(line) <= 80 for line in say("cassettes", *words).out.splitlines())


def test_sizes_and_ages_are_for_people() -> None:
    """The largest unit that fits."""
    assert [size_text(each) for each in (1, 999, 1500, 3_140_000, 5_000_000_000_000)] == [
        "1 bytes",
        "999 bytes",
        "1.5 KB",
        "3.1 MB",
        "5000.0 GB",
    ]
    now = datetime(2026, 6, 1, tzinfo=UTC)
    days = ["2026-06-01", "2026-05-31", "2026-05-01", "2026-01-01", "2023-01-01", "2027-01-01", "odd"]
    assert [age_text(each, now) for each in days] == ["today", "yesterday", "31 days ago", "5 months ago", "3 years ago", "", ""]
    assert (age_days("2026-05-30T12:00:00+02:00", now), age_days("odd", now)) == (1, None)
    assert moment_text("odd") == "odd"
