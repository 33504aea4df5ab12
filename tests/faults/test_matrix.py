"""The kill matrix that is published is what the suite does."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import BY_NAME, FAULTS
from planted.asking import TryOut
from planted.matrix import PAGE, ROOT, SEED, killed_at, page, read, summary, tried
from planted.silence import VARIANTS

from coupa_contract.resources import suite_folder

# A filter and an update; others are run whole by test_faults.py.
SAMPLE = ("range-takes-its-end", "only-put-stores-notes")


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_the_matrix_is_what_the_suite_does(try_out: TryOut, name: str) -> None:
    """A fault of the sample is found at quick, or not, as the matrix says, and by the requirement that it says."""
    kept = read()["faults"][name]["quick"]
    found = tried(BY_NAME[name], "quick", try_out)
    assert (found["killed"], found["expected"]) == (kept["killed"], kept["expected"]), found


def test_every_fault_and_every_lenient_variant_is_in_the_matrix() -> None:
    """None is left out, not even one that nothing finds."""
    matrix = read()
    assert matrix["seed"] == SEED
    assert set(matrix["faults"]) == set(BY_NAME)
    assert set(matrix["variants"]) == {variant.name for variant in VARIANTS}
    assert all("quick" in runs for runs in matrix["variants"].values())


def test_the_page_is_drawn_from_the_matrix() -> None:
    """Nobody edited one without the other."""
    assert PAGE.read_text(encoding="utf-8") == page(read())


def test_the_readme_shows_its_totals() -> None:
    """What the README says of the matrix is what is in it."""
    assert summary(read()) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_are_enough_faults() -> None:
    """At least a hundred, thirty of them subtle, in every area that has an oracle."""
    assert len(FAULTS) >= 100
    assert sum(fault.subtle for fault in FAULTS) >= 30
    areas = {fault.areas[0] for fault in FAULTS}
    assert areas >= {"shape", "error", "query", "paging", "projection", "consistency", "update", "lifecycle", "access", "arithmetic"}


def test_most_faults_are_found() -> None:
    """More than nine in ten at quick effort, nearly all at standard: what is found may grow, and must not shrink."""
    runs = read()["faults"]
    at = [killed_at(runs[fault.name]) for fault in FAULTS]
    assert at.count("quick") >= 0.95 * len(FAULTS)
    assert at.count("quick") + at.count("standard") >= 0.98 * len(FAULTS)


def test_no_oracle_knows_a_fault() -> None:
    """Nothing that judges names what is planted."""
    judging = [*Path(suite_folder()).rglob("*.py"), *(Path(__file__).parent.parent.parent / "src").rglob("*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in judging}
    assert not [(name, path) for name in BY_NAME if name.count("-") > 1 for path, text in texts.items() if name in text]
    assert not [path for path, text in texts.items() if "planted" in text and "tests/faults" in text]
