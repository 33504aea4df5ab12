"""What is proposed for the shipped recording of `core-r39` agrees with the dialect that was written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from coupa_contract.cassette.traffic import LeftOut, open_traffic
from coupa_contract.cassette.traffic.observing import observe_traffic
from coupa_contract.contract import Contract, load_contract
from coupa_contract.drift.comparing import compare
from coupa_contract.drift.documented import facts_of_contract
from coupa_contract.drift.drift import Drift, DriftClass
from coupa_contract.drift.facts import Facts, PlaceFacts
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.proposing import Proposals, propose
from coupa_contract.model import Interaction

RECORDING = Path(__file__).parents[3] / "cassettes" / "reference" / "core-r39"


class Proposed(NamedTuple):
    """The recording, what drifted, and what is proposed."""

    observed: Facts
    drifts: tuple[Drift, ...]
    proposals: Proposals


@pytest.fixture(scope="module")
def proposed() -> Proposed:
    """The published document against the recording."""
    contract = load_contract()
    observed = facts_of_shape(observe_traffic([RECORDING], contract), "core-r39")
    drifts = compare(facts_of_contract(contract), observed).drifts
    return Proposed(observed, drifts, propose(contract, drifts, observed, bodies))


def bodies() -> Iterator[Interaction]:
    """The traffic of the recording."""
    for source in open_traffic(RECORDING, load_contract()):
        yield from (each for _, each in source.exchanges() if not isinstance(each, LeftOut))


def test_whatever_was_seen_has_a_proved_edit(proposed: Proposed) -> None:
    """Each drift above `unseen` can be edited away, and those that are merely unseen say that nothing has to be."""
    seen = {each.fingerprint for each in proposed.drifts if each.drift_class is not DriftClass.UNSEEN}
    assert set(proposed.proposals.actions) == seen
    assert set(proposed.proposals.refused) == {each.fingerprint for each in proposed.drifts} - seen


def test_the_written_overlay_ends_the_drift(proposed: Proposed, tmp_path: Path) -> None:
    """With the file that is written, as `--overlay` reads it, the same recording shows no drift but what is unseen."""
    path = tmp_path / "drift.yaml"
    path.write_text(proposed.proposals.text, encoding="utf-8")
    known = replace(proposed.observed, unknown={})  # calls of operations that the overlay adds
    left = compare(facts_of_contract(load_contract(overlays=[path])), known).drifts
    assert [each.rule for each in left if each.drift_class is not DriftClass.UNSEEN] == []


def test_a_snapshot_alone_gives_the_same_targets(proposed: Proposed) -> None:
    """Without bodies the proof rests on what was counted, and the same nodes are edited."""
    alone = propose(load_contract(), proposed.drifts, proposed.observed)
    assert set(alone.actions) == set(proposed.proposals.actions)
    components = "$.components.schemas.DecimalOrNull", "$.components.schemas.Decimal"
    for each in (alone, proposed.proposals):
        assert {action["target"] for action in each.overlay["actions"]} >= set(components)


def test_the_proposal_agrees_with_the_dialect(proposed: Proposed) -> None:
    """Where both change a place of the published document, the dialect permits what the proposal adds: types, null and forms."""
    contract = load_contract()
    patched = Contract(contract.dialect, proposed.proposals.document, contract.folder)
    published, ours, theirs = (facts_of_contract(each) for each in (contract, patched, load_contract("core-r39")))
    changed = 0
    for name, place, mine, dialect in _both(ours, theirs):
        was = _place(published, name, place)
        if mine == was:
            continue
        changed += 1
        added = set(mine.types) - set(was.types)
        assert not dialect.types or added <= {*dialect.types, *(["integer"] if "number" in dialect.types else [])}, place
        assert dialect.null or not mine.null or was.null, place
        assert not dialect.forms or not mine.forms or set(mine.forms) - set(was.forms) <= set(dialect.forms), place
    assert changed > 500


def _both(ours: Facts, theirs: Facts) -> Iterator[tuple[tuple[str, tuple[str, str]], str, PlaceFacts, PlaceFacts]]:
    for name, operation in ours.operations.items():
        for key, answer in operation.answers.items():
            dialect = theirs.operations[name].answers.get(key) if name in theirs.operations else None
            for pointer in sorted(answer.places.keys() & (dialect.places.keys() if dialect else set())):
                assert dialect is not None
                yield (name, key), pointer, answer.places[pointer], dialect.places[pointer]


def _place(facts: Facts, name: tuple[str, tuple[str, str]], pointer: str) -> PlaceFacts:
    """What a document says of a place; nothing when it does not know it."""
    answer = facts.operations[name[0]].answers.get(name[1])
    return answer.places.get(pointer, PlaceFacts()) if answer else PlaceFacts()
