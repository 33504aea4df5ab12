"""A comparison on a terminal: the worst first, each with what to do, at any width, whatever a target sent."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from coupa_contract.drift.drift import DriftReport
from coupa_contract.report.drift.table import drift_screen

HERE = Path(__file__).parent


def drawn(report: DriftReport, width: int = 100, **terminal: object) -> str:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False, **terminal).print(drift_screen(report, Text("Closed.")), crop=False)  # type: ignore[arg-type]
    return file.getvalue()


def joined(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [80, 120])
def test_the_screen_is_pinned(report: DriftReport, width: int) -> None:
    """Every section at once, as text: whoever changes the table looks at it, narrow and wide."""
    assert drawn(report, width) == (HERE / f"drift_{width}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_nothing_is_longer_than_a_line(report: DriftReport, width: int) -> None:
    """Everything wraps at the width of the terminal, and nothing ends in spaces."""
    for line in drawn(report, width).splitlines():
        assert len(line) <= width
        assert line == line.rstrip()


def test_the_worst_comes_first(report: DriftReport) -> None:
    """Classes follow each other from breaking to unseen, then what was accepted, then what no longer is."""
    text = drawn(report)
    titles = ["Breaking", "Risky", "Additive", "Unseen", "Accepted", "No longer accepted", "Good to know"]
    places = [text.index(f"\n{title} ") for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize("terminal", [{}, {"force_terminal": True, "color_system": "truecolor"}])
def test_a_target_cannot_steer_the_terminal(report: DriftReport, terminal: dict[str, object]) -> None:
    """What it sent shows as it is: no control code, no markup, no direction mark of its own."""
    text = drawn(report, 200, **terminal)
    codes = {part.partition("m")[0] for part in text.split("\x1b[")[1:]}
    assert all(code.replace(";", "").isdigit() for code in codes)
    assert "\u202e" not in text
    assert "\\x1b[31mevil[/red]" in text


def test_places_are_three_and_a_count(report: DriftReport) -> None:
    """A cause with 41 places names the first three."""
    assert "price-2 and 38 more" in joined(drawn(report, 120))


def test_what_to_do_is_always_said(report: DriftReport) -> None:
    """Each drift has its fix in the table, beside it or below it."""
    for width in (80, 120):
        text = joined(drawn(report, width))
        assert "Expect null." in text
        assert "Record it, if it matters." in text


def test_many_drifts_are_cut_with_a_word(report: DriftReport) -> None:
    """Of a class with hundreds the first are shown, and the rest counted."""
    many = tuple(replace(report.drifts[3], places=(replace(report.drifts[3].places[0], operation=f"op{n}"),)) for n in range(213))
    assert "and 203 more (--format json has them all)" in drawn(replace(report, drifts=many))


def test_nothing_found_is_short(report: DriftReport) -> None:
    """Without drift there are the facts and the closing sentence."""
    text = drawn(DriftReport("the document", "a recording", ()))
    assert [line.split() for line in text.splitlines() if line.strip()][1:] == [
        ["observed", "a", "recording"],
        ["against", "the", "document"],
        ["Closed."],
    ]
