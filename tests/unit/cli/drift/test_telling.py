"""`drift log`, `drift show` and `drift rules`: told for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from coupa_contract.drift.catalogue import RULES

Told = tuple[int, str, str]


def test_a_log_tells_when_it_changed(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """Captures and snapshots of a folder come in order of time, each with what it changed."""
    captured("c.har", day=9, gross_total="19.5")
    captured("a.har", day=1)
    drift("observe", captured("b.har", day=5, surprise=1), "--snapshot", "middle.json")
    (folder / "b.har").unlink()
    code, out, err = drift("log", ".", "--dialect", "published")
    assert (code, err) == (0, "")
    heads = [line.split()[:2] for line in out.splitlines() if line.startswith("2026")]
    assert heads == [["2026-01-01", "a.har"], ["2026-01-05", "middle.json"], ["2026-01-09", "c.har"]]
    middle, last = out.index("middle.json"), out.index("c.har")
    assert middle < out.index("surprise") < last < out.index("Gone")


def test_a_log_can_be_committed(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """As Markdown the newest stands first."""
    out = drift(
        "log", captured("a.har", day=1), captured("b.har", day=2, gross_total="1.0"), "--dialect", "published", "--format", "markdown"
    )[1]
    assert [line for line in out.splitlines() if line.startswith("## ")] == ["## 2026-01-02  b.har", "## 2026-01-01  a.har"]


def test_an_operation_is_shown_side_by_side(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """What is documented stands beside what was observed, with the drift at its place."""
    code, out, _ = drift("show", "listInvoices", captured("a.har", gross_total="19.5"), "--dialect", "published")
    assert code == 0
    assert "documented" in out
    assert "observed" in out
    assert "gross-total" in out


def test_an_unknown_operation_is_one_sentence(drift: Callable[..., Told]) -> None:
    """With the nearest name."""
    code, _, err = drift("show", "listInvoice")
    assert code == 2
    assert "did you mean listInvoices?" in err


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_the_catalogue_has_every_rule(drift: Callable[..., Told], form: str) -> None:
    """All ids are in it, in each form."""
    code, out, _ = drift("rules", "--format", form)
    assert code == 0
    assert all(rule in out for rule in RULES)
    if form == "json":
        assert {rule["id"] for rule in json.loads(out)} == set(RULES)
