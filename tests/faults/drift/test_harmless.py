"""What means nothing raises nothing."""

from __future__ import annotations

import pytest
from drifted.base import recorded, shipped
from drifted.harmless import HARMLESS, Harmless
from drifted.judging import base, documented, notable, observed, told
from drifted.plant import DOCUMENT, RECORDING

from coupa_contract.drift.drift import Drift, DriftClass
from coupa_contract.drift.facts import Facts

ADDITIONS = {"published": set(), "core-r39": {("response-member-appeared", "additive")}}


def alarms(old: Facts, new: Facts, document: Facts | None = None) -> tuple[Drift, ...]:
    """The drifts that somebody would be called for."""
    return tuple(each for each in notable(old, new, document) if each.drift_class is not DriftClass.ADDITIVE)


@pytest.mark.parametrize("harmless", HARMLESS, ids=lambda harmless: harmless.name)
def test_a_variation_is_no_drift(harmless: Harmless) -> None:
    """Neither against the document nor against the recording of which it is a variation."""
    varied = observed(harmless.vary(recorded(harmless.dialect)), harmless.dialect)
    sides = {DOCUMENT: documented(harmless.dialect), RECORDING: base(harmless.dialect, harmless.before)}
    for against in harmless.against:
        found = alarms(sides[against], varied, sides[DOCUMENT])
        assert not found, f"{against}: {told(found)}"


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_the_reference_instance_keeps_to_the_document(dialect: str) -> None:
    """What is recorded here and what ships; what today's dialect adds to records that belong to other resources is an addition."""
    for traffic in (recorded(dialect), shipped(dialect)):
        found = notable(documented(dialect), observed(traffic, dialect))
        assert {(each.rule, str(each.drift_class)) for each in found} <= ADDITIONS[dialect], told(found)


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
@pytest.mark.parametrize("seed", [8, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in (13, 21))])
def test_recordings_of_two_seeds_do_not_differ(dialect: str, seed: int) -> None:
    """In either direction: another seed is another tenant's data and the same API."""
    other = observed(recorded(dialect, seed), dialect)
    for old, new in ((base(dialect), other), (other, base(dialect))):
        found = notable(old, new, documented(dialect))
        assert not found, told(found)


def test_there_are_enough_of_them() -> None:
    """Twenty-five and more, each under a name of its own."""
    assert len(HARMLESS) == len({harmless.name for harmless in HARMLESS}) >= 25
