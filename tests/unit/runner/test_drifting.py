"""A run with drift says how what it saw differs from the document, in the same stream, and fails when it was asked to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from coupa_contract.cassette.traffic.observing import observe_traffic
from coupa_contract.contract import load_contract
from coupa_contract.drift.comparing import compare
from coupa_contract.drift.documented import facts_of_contract
from coupa_contract.drift.drift import DriftClass, Waiver
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.waivers import with_waivers
from coupa_contract.errors import CoupaContractError
from coupa_contract.resources import cassettes_folder
from coupa_contract.runner.events import DriftFound, Event, Progress, RunFooter, RunHeader, WaiverOver, to_record
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.run import execute

pytestmark = pytest.mark.slow

OTHER = "core-r39"  # recorded in this dialect, and judged by the published document: a lot has drifted


def recording(name: str) -> str:
    return str(cassettes_folder() / "reference" / name)


def replayed(name: str, **options: object) -> tuple[list[Event], RunFooter]:
    heard: list[Event] = []
    plan = RunPlan(replay=recording(name), drift=True, fail_on="never", allow_unrecorded=True, **options)  # type: ignore[arg-type]
    footer = execute(plan, heard.append)
    return heard, footer


def drifts(heard: list[Event]) -> list[DriftFound]:
    return [event for event in heard if isinstance(event, DriftFound)]


@pytest.fixture(scope="module")
def drifted() -> tuple[list[Event], RunFooter]:
    return replayed(OTHER, dialect="published", areas=("query",))


def test_what_keeps_to_the_document_has_drifted_nowhere():
    heard, footer = replayed("published", areas=("query",), fail_on_drift="additive")
    assert [event.drift.message for event in drifts(heard) if event.drift.drift_class is not DriftClass.UNSEEN] == []
    assert footer.exit_code == 0


def test_another_dialect_is_drift_that_fails_the_run_and_stands_in_its_stream(drifted: tuple[list[Event], RunFooter]):
    heard, footer = drifted
    worst = drifts(heard)[0]
    assert worst.drift.drift_class is DriftClass.BREAKING
    assert footer.exit_code == 1
    assert footer.drift["breaking"] == sum(event.drift.drift_class is DriftClass.BREAKING for event in drifts(heard))
    header = next(event for event in heard if isinstance(event, RunHeader))
    assert (header.against, header.fail_on_drift) == ("the published document", "breaking")


def test_a_drift_has_the_same_id_in_a_run_as_in_a_report(drifted: tuple[list[Event], RunFooter]):
    shape = observe_traffic([recording(OTHER)], load_contract("published"))
    reported = compare(
        facts_of_contract(load_contract("published")), facts_of_shape(shape, OTHER, load_contract("published").operations)
    ).drifts
    known = {each.rule: each.fingerprint for each in reported if each.cause}
    met = {event.drift.rule: event.fingerprint for event in drifts(drifted[0]) if event.drift.cause}
    assert met["response-status-never-observed"] == known["response-status-never-observed"]
    assert met["response-member-never-observed"] == known["response-member-never-observed"]


def test_two_workers_see_the_same_drift_as_one(drifted: tuple[list[Event], RunFooter]):
    heard, _ = replayed(OTHER, dialect="published", areas=("query",), workers=2)
    assert [to_record(event) for event in drifts(heard)] == [to_record(event) for event in drifts(drifted[0])]


def test_accepted_drift_is_told_apart_and_fails_nothing(drifted: tuple[list[Event], RunFooter], tmp_path: Path):
    every = [event for event in drifts(drifted[0]) if event.drift.drift_class is DriftClass.BREAKING]
    text = with_waivers("", "accepted.yaml", [Waiver(event.fingerprint, "known since spring", event.drift.rule) for event in every])
    file = tmp_path / "accepted.yaml"
    file.write_text(text)
    heard, footer = replayed(OTHER, dialect="published", areas=("query",), accepted=str(file))
    assert footer.exit_code == 0
    assert {event.fingerprint for event in drifts(heard) if event.waiver} == {event.fingerprint for event in every}


def test_a_run_of_some_areas_says_of_no_accepted_drift_that_it_is_gone(tmp_path: Path):
    file = tmp_path / "accepted.yaml"
    file.write_text(with_waivers("", "accepted.yaml", [Waiver("0123456789ab", "seen elsewhere")]))
    heard, _ = replayed("published", areas=("query",), accepted=str(file))
    assert not [event for event in heard if isinstance(event, WaiverOver)]


def test_a_file_of_accepted_drift_that_cannot_be_read_ends_the_run_before_anything_is_judged(tmp_path: Path):
    file = tmp_path / "accepted.yaml"
    file.write_text("- no fingerprint")
    with pytest.raises(CoupaContractError, match=r"accepted\.yaml"):
        replayed("published", areas=("query",), accepted=str(file))


def test_without_drift_nothing_is_said_of_it(tmp_path: Path):
    heard: list[Event] = []
    shutil.copytree(recording("published"), tmp_path / "copy")
    footer = execute(RunPlan(replay=str(tmp_path / "copy"), areas=("error",), allow_unrecorded=True), heard.append)
    assert not drifts(heard)
    assert not footer.drift
    assert all("drift-found" not in json.dumps(to_record(event)) for event in heard if not isinstance(event, Progress))
