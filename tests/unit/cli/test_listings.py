"""`spec` and `requirements` print the contract for people and tools."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from coupa_contract.contract import load_contract
from coupa_contract.resources import spec_folder

Say = Callable[..., Any]
OVERLAY = """
overlay: 1.0.0
info: {title: mine, version: "1"}
actions:
  - target: $.info
    update: {title: Another title}
"""


def test_the_published_document_is_printed_with_its_comments(say: Say) -> None:
    """As published, it is the very file that was written by hand."""
    assert say("spec").out == (spec_folder() / "openapi.yaml").read_text(encoding="utf-8")


def test_a_resolved_document_is_yaml_of_the_same_value(say: Say, folder: Path) -> None:
    """With an overlay, what is printed is what the run judges by."""
    (folder / "mine.yaml").write_text(OVERLAY)
    said = say("spec", "--overlay", "mine.yaml")
    document = load_contract("published", [Path("mine.yaml")]).document
    assert (said.code, yaml.safe_load(said.out)) == (0, document)
    assert "title: Another title" in said.out
    assert "&id" not in said.out


def test_an_overlay_that_matches_nothing_names_its_action(say: Say, folder: Path) -> None:
    """Exit code 2, one line."""
    (folder / "nowhere.yaml").write_text(OVERLAY.replace("$.info", "$.nowhere"))
    said = say("spec", "--overlay", "nowhere.yaml")
    assert (said.code, said.out) == (2, "")
    assert "action 1 of nowhere.yaml" in said.err


def test_the_check_says_what_was_valid(say: Say) -> None:
    """One line with counts and the digest that a run's header carries."""
    said = say("spec", "--check")
    assert said.out.startswith("valid OpenAPI 3.1: dialect published, 12 operations")
    assert load_contract().digest[:12] in said.out


def test_the_account_of_sources_counts_each_table(say: Say) -> None:
    """Rows, how many are in the document, and a reason for each that is not."""
    out = say("spec", "--sources").out
    assert "endpoints         12               12         0" in out
    left_out = out.partition("Left out, and why:")[2].strip().splitlines()
    assert left_out[0].startswith("facts:")
    assert all(line.strip() for line in left_out)


def test_sources_and_check_exclude_each_other(say: Say) -> None:
    """Two questions at once are refused."""
    assert say("spec", "--sources", "--check").code == 2


def test_requirements_as_json_hold_every_field(say: Say) -> None:
    """A tool gets what the catalogue says."""
    listed = json.loads(say("requirements", "--format", "json").out)
    assert [each["id"] for each in listed] == list(load_contract().requirements)
    assert {"id", "area", "level", "sentence", "operations", "sources"} <= listed[0].keys()


def test_requirements_of_one_area(say: Say) -> None:
    """`--area` leaves the others out, in every format."""
    assert {each["area"] for each in json.loads(say("requirements", "-k", "paging", "--format", "json").out)} == {"paging"}
    assert "shape-" not in say("requirements", "-k", "paging").out


def test_requirements_as_markdown_are_a_table_an_area(say: Say) -> None:
    """A wiki page can be made of it: every row has three cells."""
    lines = say("requirements", "--format", "markdown").out.splitlines()
    assert lines[:2] == ["## shape", ""]
    assert all(line.replace("\\|", "").count("|") == 4 for line in lines if line.startswith("|"))


def test_requirements_as_a_table_wrap_at_the_terminal(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Level, id and sentence, within 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    out = say("requirements").out
    assert max(map(len, out.splitlines())) <= 80
    assert all(identifier in out for identifier in load_contract().requirements)


def test_an_unknown_area_names_the_nearest(say: Say) -> None:
    """A typing mistake is one line."""
    said = say("requirements", "--area", "pagin")
    assert (said.code, said.err) == (2, "coupa-contract: there is no area pagin; did you mean paging?\n")
