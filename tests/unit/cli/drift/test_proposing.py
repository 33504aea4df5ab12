"""`drift report --propose` writes an overlay that `spec --overlay` applies, and says why there is no edit for the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coupa_contract.cli import main

Told = tuple[int, str, str]


def test_the_edit_ends_the_drift(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """The overlay is valid, and with it the same traffic no longer drifts where it was edited."""
    har = captured("a.har", gross_total="19.5")
    code, out, _ = drift("report", har, "--dialect", "published", "--propose", "edit.yaml", "--only", "response-number-became-text")
    assert code == 1
    assert "can be edited away, with proof, in edit.yaml." in " ".join(out.split())
    assert main(["spec", "--overlay", "edit.yaml", "--check"]) == 0
    code, out, _ = drift("report", har, "--dialect", "published", "--overlay", "edit.yaml")
    assert code == 0
    assert "the published document with edit.yaml" in out
    assert "response-number-became-text" not in out


def test_nothing_is_written_for_nothing(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """Where no drift can be edited away there is no file, and a sentence says so."""
    captured("a.har")
    code, out, _ = drift("report", "a.har", "--dialect", "published", "--propose", "edit.yaml", "--only", "response-status-never-observed")
    assert code == 0
    assert "edit.yaml is not written" in " ".join(out.split())
    assert not (folder / "edit.yaml").exists()


@pytest.mark.parametrize("arguments", [("--against", "a.har"), ("--against", "s.json")])
def test_only_our_document_is_edited(drift: Callable[..., Told], captured: Callable[..., Path], arguments: tuple[str, ...]) -> None:
    """Two observations have no document that an edit could make true."""
    drift("observe", captured("a.har"), "--snapshot", "s.json")
    code, _, err = drift("report", "a.har", "--propose", "edit.yaml", *arguments)
    assert code == 2
    assert "--propose edits the document that ships" in err
