"""The suite finds each planted fault, and blames the requirement that the fault breaks."""

from __future__ import annotations

import re

import pytest
from planted import BY_NAME, FAULTS, MISSED, TEN
from planted.asking import TryOut
from planted.fault import Fault
from planted.trying import Trial

from coupa_contract.contract import load_contract

NEEDS_QUICK = {"paid-is-ignored"}  # one of a hundred conditions, of which a brief run asks for two dozen
OTHERS = [
    pytest.param(fault, id=fault.name, marks=[pytest.mark.xfail(reason=MISSED[fault.name])] if fault.name in MISSED else [])
    for fault in FAULTS
    if fault.name not in TEN
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "effort"),
    [
        *((name, "quick" if name in NEEDS_QUICK else "brief") for name in TEN),
        *(pytest.param(name, "quick", marks=pytest.mark.exhaustive) for name in TEN if name not in NEEDS_QUICK),
    ],
)
def test_a_fault_is_found_by_its_requirement_and_by_no_other_that_binds(try_out: TryOut, name: str, effort: str) -> None:
    """The whole suite finds the fault by the requirement that it breaks, and blames no other that binds."""
    fault = BY_NAME[name]
    seen = try_out(Trial(fault.dialect, name, effort=effort))
    assert fault.requirement in seen.findings, seen
    assert seen.musts <= {fault.requirement}, seen.told()
    assert not seen.errors


@pytest.mark.exhaustive
@pytest.mark.parametrize("fault", OTHERS)
def test_a_fault_is_found_by_the_properties_of_its_area(try_out: TryOut, fault: Fault) -> None:
    """The properties of an area find a fault in it, and blame nothing else that binds but what follows from it."""
    seen = try_out(Trial(fault.dialect, fault.name, fault.areas, effort=fault.effort))
    assert fault.requirement in seen.findings, seen
    assert seen.musts <= {fault.requirement, *fault.also}, seen.told()
    assert not seen.errors


def test_the_ten_are_of_ten_kinds() -> None:
    """No two of the ten break the same requirement."""
    assert len({BY_NAME[name].requirement for name in TEN}) == len(TEN) == 10


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_breaks_a_requirement_of_its_dialect(fault: Fault) -> None:
    """A fault has a name, a sentence on what it costs, and a requirement that can be judged where it is planted."""
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", fault.name)
    assert fault.loses.endswith(".")
    requirement = load_contract(fault.dialect).requirements[fault.requirement]
    assert not requirement.untestable
    assert not requirement.dialects or fault.dialect in requirement.dialects


def test_names_are_unique() -> None:
    """No two faults share a name."""
    assert len(BY_NAME) == len(FAULTS)
