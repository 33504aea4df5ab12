"""A comparison as Markdown: one table, details folded away, and nothing of a target's text means anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.drift.drift import DriftReport
from coupa_contract.report.drift.escaping import code, sentence, text
from coupa_contract.report.drift.markdown import drift_markdown


def test_the_table_has_a_row_for_each_drift_that_changes_something(report: DriftReport) -> None:
    """What merely was not seen is folded away; each row has four cells, whatever a target sent."""
    rows = [line for line in drift_markdown(report).splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 3
    assert {row.replace("\\|", "").count("|") for row in rows} == {5}


def test_everything_is_somewhere(report: DriftReport) -> None:
    """All fingerprints, reasons and notes can be found, those of accepted drift as well."""
    told = drift_markdown(report)
    for drift in [*report.drifts, *(drift for drift, _ in report.accepted)]:
        assert drift.fingerprint in told
    for words in ("treats null as absent", "expired, counts again", "did not occur, can go", "8 answers could not be read"):
        assert words in told
    assert told.count("<details>") == told.count("</details>") == 7


@pytest.mark.parametrize("danger", ["\x1b", "<b>", "@you", "![i]", "https://evil", "\u202e", "#1 "])
def test_a_target_marks_nothing_up(report: DriftReport, danger: str) -> None:
    """No tag, mention, reference, link or control of a target's survives."""
    assert danger not in drift_markdown(report)


@given(st.text(st.characters(exclude_categories=[])))
def test_prose_stays_on_its_line_and_in_its_cell(foreign: str) -> None:
    """Any text becomes one line without a bare pipe, tag or backtick."""
    told = text(foreign)
    bare = told.replace("\\\\", "").replace("\\|", "").replace("\\`", "")
    assert "\n" not in told
    assert not set(bare.replace("<!-- -->", "")) & set("|`<>")


@given(st.text(st.characters(exclude_categories=[]), min_size=1))
def test_code_stays_in_its_span(foreign: str) -> None:
    """Any name becomes one span that nothing in it can end."""
    told = code(foreign)
    inside = told[1:-1] if told.startswith("`") else told.removeprefix("<code>").removesuffix("</code>")
    assert "\n" not in told
    assert not set(inside) & set("`|<>")


def test_a_long_report_is_cut_in_the_table_only(report: DriftReport) -> None:
    """More than forty rows are counted; the details have all of them."""
    many = tuple(replace(report.drifts[1], places=(replace(report.drifts[1].places[0], pointer=f"/{n}"),)) for n in range(50))
    told = drift_markdown(replace(report, drifts=many))
    assert "… and 10 more" in told
    assert all(each.fingerprint in told for each in many)


def test_names_in_our_sentences_are_code() -> None:
    """What a message sets in backticks is code, unless a name with a backtick in it makes that doubtful."""
    assert sentence("A number became a text: at 2 places (`/a*b`, `/c|d`).") == (
        "A number became a text: at 2 places (`/a*b`, <code>/c&#124;d</code>)."
    )
    assert sentence("A name: `a`b`.") == "A name: \\`a\\`b\\`."
    assert "…" in sentence("x" * 700)
