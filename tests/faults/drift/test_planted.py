"""Each planted drift is found: its kind, its class, its place, and as one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest
from drifted.base import recorded
from drifted.judging import base, documented, edited, notable, observed, told
from drifted.plant import DOCUMENT, RECORDING, Planted, PlantedInDocument
from drifted.planted import IN_DOCUMENTS, PLANTED

from coupa_contract.drift.catalogue import RULES
from coupa_contract.drift.drift import Drift
from coupa_contract.drift.facts import Facts

TRIALS = [(planted, against) for planted in PLANTED for against in planted.against]
MISSED = {"code-against-its-pattern-document": "a shape keeps forms and no values, so a pattern that is no form cannot be judged"}


def trial(planted: Planted, against: str) -> Any:
    """A parameter set; one that is known to be missed has to be missed, until somebody finds it."""
    name = f"{planted.name}-{against}"
    marks = [pytest.mark.xfail(strict=True, reason=MISSED[name])] if name in MISSED else []
    return pytest.param(planted, against, id=name, marks=marks)


@cache
def drifted(planted: Planted) -> Facts:
    """What is observed once the drift is there; both comparisons ask for it, one after the other."""
    return observed(planted.plant(recorded(planted.dialect)), planted.dialect)


def found_one(drifts: tuple[Drift, ...], planted: Planted | PlantedInDocument, also: Sequence[tuple[str, str]] = ()) -> None:
    """There is one drift, and it is the one that was planted (and `also` its twins in the other direction)."""
    assert sorted((each.rule, str(each.drift_class)) for each in drifts) == sorted([(planted.rule, planted.drift_class), *also]), told(
        drifts
    )
    places = {(place.operation, place.pointer) for each in drifts if each.rule == planted.rule for place in each.places}
    assert planted.place in places, told(drifts)


@pytest.mark.parametrize(("planted", "against"), [trial(planted, against) for planted, against in TRIALS])
def test_a_planted_drift_is_found(planted: Planted, against: str) -> None:
    """As one finding of the right kind and class at the right place, against the document and against the recording before it."""
    before, document = base(planted.dialect, planted.before), documented(planted.dialect)
    if against == RECORDING:
        found_one(notable(before, drifted(planted), document), planted)
        return
    known = {each.fingerprint for each in notable(document, before)}
    found_one(tuple(each for each in notable(document, drifted(planted)) if each.fingerprint not in known), planted)


@pytest.mark.parametrize("planted", IN_DOCUMENTS, ids=lambda planted: planted.name)
def test_a_drift_between_documents_is_found(planted: PlantedInDocument) -> None:
    """As one finding, when the document of the next release is compared with that of this one."""
    found_one(notable(edited(), edited(planted.edit)), planted, planted.also)


def test_there_are_enough_of_them() -> None:
    """Sixty and more, of every kind that the catalogue has a rule for, each under a name of its own."""
    names = [planted.name for planted in (*PLANTED, *IN_DOCUMENTS)]
    assert len(names) == len(set(names)) >= 60
    assert {planted.rule for planted in (*PLANTED, *IN_DOCUMENTS)} <= RULES.keys()
    assert {DOCUMENT, RECORDING} == {against for _, against in TRIALS}
