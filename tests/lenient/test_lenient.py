"""Lenient is not wrong: an instance that keeps the contract in its own way is not complained about."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import small_instance
from habits import With
from judging import credentials, judged, told
from variants import SINGLE, TOGETHER, Variant

from coupa_contract.model import VerdictKind
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.report.run import Run

# What the small instance does that a run tells of at a level below must, and why that is right.
SMALL_ARGUED = {"shape-status-value": "The invoice schema closes the list of statuses, so a client has to know of a new one; level may."}


def quiet(run: Run, argued: Mapping[str, str]) -> None:
    """Asserts that a run judged something, found nothing that is not argued for, and had no error."""
    levels = {seen.finding.requirement: seen.level for seen in run.findings}
    assert levels.keys() == argued.keys(), "\n".join(told(run))
    assert "must" not in levels.values()
    assert run.footer is not None
    assert run.footer.complete
    assert not run.verdicts_of(VerdictKind.ERROR), "\n".join(told(run))
    assert len(run.verdicts_of(VerdictKind.PASS)) > 60


def assert_quiet(variant: Variant, folder: Path, seed: int, effort: str = "quick") -> None:
    """Judges a variant, all writes included."""
    options = ("--disposable", "--seed", str(seed), "--effort", effort)
    with running(With(create_app(variant.dialect, seed), *variant.habits)) as instance:
        run = judged(folder, instance.url, *options, credentials=credentials(instance))
    quiet(run, variant.argued)


@pytest.mark.slow
@pytest.mark.parametrize("effort", ["brief", pytest.param("quick", marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("variant", TOGETHER, ids=lambda variant: variant.name)
def test_habits_that_go_together_are_no_faults(variant: Variant, effort: str, tmp_path: Path) -> None:
    """An instance with several lenient habits is judged to conform."""
    assert_quiet(variant, tmp_path, 1 + TOGETHER.index(variant), effort)


@pytest.mark.exhaustive
@pytest.mark.parametrize("variant", SINGLE, ids=lambda variant: variant.name)
def test_a_habit_is_no_fault(variant: Variant, tmp_path: Path) -> None:
    """An instance with a single lenient habit is judged to conform, so that no habit hides behind another."""
    assert_quiet(variant, tmp_path, seed=101 + SINGLE.index(variant))


@pytest.mark.slow
@pytest.mark.parametrize("effort", ["brief", pytest.param("quick", marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_a_small_instance_of_its_own_keeps_the_contract(dialect: str, effort: str, tmp_path: Path) -> None:
    """An implementation that shares nothing with the reference instance is judged to conform, in the dialect that it speaks."""
    own = {"COUPA_CLIENT_ID": "me", "COUPA_CLIENT_SECRET": "mine", "COUPA_EXPIRED_TOKEN": small_instance.EXPIRED_TOKEN}
    with small_instance.serving(small_instance.SmallInstance(dialect)) as url:
        run = judged(tmp_path, url, "--disposable", "--effort", effort, credentials=own)
    assert run.header is not None
    assert run.header.dialect == dialect
    quiet(run, SMALL_ARGUED)


def test_the_small_instance_imports_the_standard_library_only() -> None:
    """It can share no deciding code with what judges it, nor with the reference instance."""
    tree = ast.parse(Path(small_instance.__file__).read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_every_habit_that_goes_together_is_also_tried_alone() -> None:
    """A stack of habits hides nothing, for the exhaustive tests take it apart."""
    assert {habit for variant in TOGETHER for habit in variant.habits} <= {habit for variant in SINGLE for habit in variant.habits}
