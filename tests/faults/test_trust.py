"""A finding can be trusted: none on what conforms, however the suite is run, and each can be seen again by what it prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from planted import kept_runs

_FOLDER = Path(__file__).parent


def trusted(*options: str) -> str:
    """What a few runs against conforming instances say, in a process of their own."""
    command = [sys.executable, "-m", "planted.trust", "--brief", "0", "--quick", "0", "--standard", "0", "--thorough", "0", *options]
    done = subprocess.run(command, cwd=_FOLDER, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_another_way_raises_no_alarm() -> None:
    """A seed of its own, reads only, recorded and replayed; `tox -e trust` goes through the others."""
    assert "1 runs, 0 with an alarm" in trusted("--brief", "1", "--first", "71")


@pytest.mark.slow
def test_an_instance_that_others_change_raises_no_alarm() -> None:
    """Invoices that somebody else changes while they are judged are no fault."""
    assert "1 runs, 0 with an alarm" in trusted("--brief", "1", "--busy", "--first", "5")


def test_what_runs_said_is_kept_and_told(tmp_path: Path) -> None:
    """A line for each run; the table tells how many there were, how many of the suite that ran last, and how many were loud."""
    path = tmp_path / "trust.jsonl"
    assert list(kept_runs.section(kept_runs.read(path))) == []
    run = {"digest": "older", "busy": False, "effort": "quick", "seed": 1, "said": ["query-flag at listInvoices"]}
    for told in (
        run,
        run | {"seed": 2, "said": []},
        run | {"digest": "latest", "said": []},
        run | {"digest": "latest", "busy": True, "said": []},
    ):
        kept_runs.keep(told, path)
    assert [row for row in kept_runs.section(kept_runs.read(path)) if row.startswith("| quick")] == [
        "| quick | 3 | 1 | 1 |",
        "| quick, busy | 1 | 1 | 0 |",
    ]
    said = "Alarms in 2 runs on instances that conform (1 at quick, 1 at quick while a second client wrote): 0."
    assert kept_runs.summary(kept_runs.read(path)) == said


def test_the_readme_says_how_often_there_was_an_alarm() -> None:
    """What the README says of conforming instances is what was kept."""
    assert kept_runs.summary(kept_runs.read()) in (_FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
