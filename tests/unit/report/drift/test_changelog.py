"""A history reads like a changelog: a heading an observation, a sentence a change."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from coupa_contract.drift.drift import DriftClass, DriftReport
from coupa_contract.drift.history import Chapter, Episode, chapters
from coupa_contract.report.drift.changelog import changelog, changelog_markdown


def told(report: DriftReport) -> tuple[Chapter, ...]:
    decimals, null, member, _ = report.drifts
    seen = frozenset({"listInvoices"})
    worse = replace(null, drift_class=DriftClass.BREAKING)
    return chapters(
        [
            Episode("january", "2026-01-31T00:00:00Z", (null, member), seen, 300),
            Episode("february", "2026-02-28T00:00:00Z", (null, member), seen, 400),
            Episode("march", "2026-03-31T00:00:00Z", (worse, decimals), seen, 500),
            Episode("april", "2026-04-30T00:00:00Z", (worse, decimals, member), seen, 600),
        ]
    )


def drawn(report: DriftReport, width: int = 100) -> str:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False).print(changelog(told(report), "the document"), crop=False)
    return file.getvalue()


def test_each_observation_says_what_it_changed(report: DriftReport) -> None:
    """New, worse, gone and back again stand under the observation that showed it; a quiet one says so."""
    text = drawn(report)
    lines = [line.strip() for line in text.splitlines()]
    heads = [line for line in lines if line in {"New", "Worse", "Gone", "Back again", "no change"} or line.startswith("2026")]
    assert heads == [
        "2026-01-31  january  300 interactions",
        "New",
        "2026-02-28  february  400 interactions",
        "no change",
        "2026-03-31  march  500 interactions",
        "New",
        "Worse",
        "Gone",
        "2026-04-30  april  600 interactions",
        "Back again",
    ]
    assert "breaking (it was risky)" in text


def test_it_fits_the_terminal(report: DriftReport) -> None:
    """It wraps, and nothing that a target sent steers the terminal."""
    text = drawn(report, 80)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "\x1b" not in text


def test_in_a_file_the_newest_comes_first(report: DriftReport) -> None:
    """As Markdown it is a changelog to be committed, and a target's text means nothing in it."""
    text = changelog_markdown(told(report), "the document")
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert heads == ["## 2026-04-30  april", "## 2026-03-31  march", "## 2026-02-28  february", "## 2026-01-31  january"]
    assert "No change." in text
    assert "<b>" not in text
    assert "@you" not in text
