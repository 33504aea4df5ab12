"""Every requirement that can be judged is seen to fire."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_samples import SAMPLES
from planted import FAULTS
from planted.asking import TryOut
from planted.trying import Trial

from coupa_contract.contract import load_contract

BY_A_TEST_BELOW = {"shape-dialect", "shape-schema"}

# What an instance breaks although it conforms: a rule of the user's own.
_STRICTER = """\
overlay: 1.0.0
info: {title: stricter, version: "1"}
actions:
  - target: $.components.schemas.Invoice.properties.id
    update: {maximum: 3}
"""


def test_every_requirement_that_can_be_judged_is_seen_to_fire() -> None:
    """Each id is broken by a sample (tests/unit/checks), a planted fault (test_faults.py) or a test below, or says why it cannot be."""
    judged = {name for name, requirement in load_contract().requirements.items() if not requirement.untestable}
    fired = {sample.requirement for sample in SAMPLES} | {fault.requirement for fault in FAULTS} | BY_A_TEST_BELOW
    assert fired == judged


@pytest.mark.slow
@pytest.mark.parametrize(("spoken", "judged_by"), [("core-r39", "published"), ("published", "core-r39")])
def test_another_dialect_is_one_finding(try_out: TryOut, spoken: str, judged_by: str) -> None:
    """An instance that plainly speaks another dialect than the one it is judged by gets one finding, which names both."""
    seen = try_out(Trial(spoken, areas=("shape",), judged_by=judged_by))
    assert set(seen.findings) == {"shape-dialect"}, seen.told()
    assert seen.levels["shape-dialect"] == "should"
    assert all(spoken in line and judged_by in line for line in seen.findings["shape-dialect"])


@pytest.mark.slow
def test_a_rule_of_ones_own_is_judged(try_out: TryOut, tmp_path: Path) -> None:
    """What a user's overlay adds to the document is found to be broken, and nothing else is."""
    overlay = tmp_path / "stricter.yaml"
    overlay.write_text(_STRICTER, encoding="utf-8")
    seen = try_out(Trial(areas=("shape",), overlays=(str(overlay),)))
    assert set(seen.findings) == {"shape-schema"}, seen.told()
