"""Every requirement that checks can yield is seen to fire, and to stay silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_samples import SAMPLES
from check_samples.making import Make, Sample, findings, musts, outcomes, requirements, witnessed

from coupa_contract.checks.catalogue import BY_THE_RUNNER, EMITTED

_MAKES = {dialect: Make(dialect) for dialect in ("published", "core-r39")}
# Needs a document that says more than ours; see test_shape.py.
_FIRES_ELSEWHERE = {"shape-schema"}

each = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.requirement}: {sample.name}")


@each
def test_a_broken_requirement_is_found(sample: Sample) -> None:
    """What breaks a requirement is found, with a place and what was expected and seen, and no other binding requirement complains."""
    make = _MAKES[sample.dialect]
    said = outcomes(make, sample.breaks(make))
    assert sample.requirement in requirements(said), said
    assert musts(make, requirements(said)) <= {sample.requirement, *sample.also}
    for finding in findings(said):
        assert finding.expected
        assert finding.seen
        assert len(finding.expected) <= 200
        assert len(finding.seen) <= 200
        assert finding.pointer == "" or finding.pointer.startswith("/")
        assert finding.operation in make.contract.operations


@each
def test_a_kept_requirement_is_quiet(sample: Sample) -> None:
    """What keeps a requirement gives a witness and no finding; and nothing that is right breaks another requirement that binds."""
    make = _MAKES[sample.dialect]
    said = outcomes(make, sample.keeps(make))
    assert sample.requirement not in requirements(said), said
    assert sample.requirement in witnessed(said)
    assert musts(make, requirements(said)) <= set(sample.also)


def test_every_requirement_that_checks_yield_is_seen_to_fire() -> None:
    """The samples cover the catalogue; what the runner alone can yield is left to its own tests."""
    assert {sample.requirement for sample in SAMPLES} | _FIRES_ELSEWHERE == EMITTED - set(BY_THE_RUNNER)


def test_the_ids_are_pinned() -> None:
    """An id is for ever: adding one changes the snapshot, taking one away breaks a promise."""
    pinned = (Path(__file__).parent / "requirement_ids.txt").read_text(encoding="utf-8").split()
    assert sorted(_MAKES["published"].contract.requirements) == pinned
