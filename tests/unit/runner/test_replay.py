"""Replay: the same property, the same arguments, the same answers, the same outcomes; and by name what is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import strategies as st

from coupa_contract.cassette.arguments import encode
from coupa_contract.cassette.recording import Ending, Entry, Manifest, RecordedItem, RecordedScenario, Role, Values
from coupa_contract.errors import RecordingError, RefusedError
from coupa_contract.model import Case, Finding, Interaction, Witness
from coupa_contract.runner.api import Api
from coupa_contract.runner.events import ItemOutcome
from coupa_contract.runner.item import Stage, run_item
from coupa_contract.runner.properties import ATTRIBUTE, Property, judges, scenarios
from coupa_contract.runner.recorder import recorded
from coupa_contract.runner.replay import Nobody, Replaying
from coupa_contract.runner.result import ItemResult
from coupa_contract.runner.seam import Scenario

MakeStage = Callable[..., Stage]
ITEM = "test_module::test_item"
REQUIREMENT = "paging-limit-is-honoured"


@dataclass
class Kept:
    """A recording in memory: what a recorder was given is what a replay is served."""

    item: RecordedItem
    kept: list[RecordedScenario] = field(default_factory=list)
    ended: Ending = field(default_factory=Ending)

    def __call__(self, item: RecordedItem) -> Kept:
        self.item = item
        return self

    def keep(self, scenario: Scenario, cause: tuple[str, str, str] | None = None) -> None:
        self.kept.append(recorded(scenario, cause))

    def end(self, witnesses: Any, lacking: str = "", error: str = "") -> None:
        self.ended = Ending(dict(witnesses), lacking, error)

    @property
    def manifest(self) -> Manifest:
        return Manifest("target", Values.KEPT, (), (Entry(self.item, "item.yaml", "", len(self.kept), 0),))

    def scenarios(self, _: Entry) -> Iterator[RecordedScenario]:
        yield from self.kept

    def ending(self, _: Entry) -> Ending:
        return self.ended


@dataclass
class Recorders:
    item: Kept


def numbers(_: Any) -> st.SearchStrategy[int]:
    return st.integers(0, 1000)


def prop(function: Callable[..., None], **draws: Any) -> Property:
    found: Property = getattr(judges(REQUIREMENT)(scenarios(**draws)(function)), ATTRIBUTE)
    return found


def asking(*limits: int) -> Property:
    """A property that lists with these limits."""

    def function(api: Api) -> None:
        for limit in limits:
            api.list(limit=limit)
        api.judge([Witness(REQUIREMENT)])

    return prop(function)


def sized() -> Property:
    """A property that lists with a limit that is drawn."""

    def function(api: Api, size: int) -> None:
        api.list(limit=size)
        api.judge([Witness(REQUIREMENT)])

    return prop(function, size=numbers)


def live(stage: Stage, each: Property) -> tuple[ItemResult, Kept]:
    """Runs an item live, and records it."""
    kept = Kept(RecordedItem(ITEM))
    return run_item(replace(stage, recorder=Recorders(kept)), ITEM, each, {}), kept  # type: ignore[arg-type]


def again(stage: Stage, kept: Kept, each: Property, name: str = ITEM, **more: Any) -> ItemResult:
    """Replays what was kept; the stage's own answers are out of reach."""
    replaying = Replaying(kept, (stage.setting,), (frozenset({"valid"}),), **more)  # type: ignore[arg-type]
    return run_item(replace(stage, answers=Nobody(), replaying=replaying), name, each, {})


def finding_at(pointer: str) -> Finding:
    return Finding(REQUIREMENT, "listInvoices", pointer, "less", "more")


def same(first: ItemResult, second: ItemResult) -> bool:
    compared = ("scenarios", "requests", "findings", "witnesses", "lacking", "refused", "drift", "outcome")
    return all(getattr(first, name) == getattr(second, name) for name in compared)


def test_a_replay_comes_to_the_same(make_stage: MakeStage) -> None:
    """Findings with their smallest examples, witnesses and counts are those of the run that was recorded; nothing is left over."""

    def function(api: Api, size: int) -> None:
        answer = api.list(limit=size)
        api.judge([Witness(REQUIREMENT)])
        if size > 10:
            api.judge([finding_at("/0")], answer)

    each = prop(function, size=numbers)
    stage = make_stage(lambda case: (200, [{"id": int(dict(case.query)["limit"])}]))
    before, kept = live(stage, each)
    after = again(stage, kept, each)
    assert any(scenario.role is Role.SMALLEST for scenario in kept.kept)
    assert same(before, after)
    assert (after.unrecorded, after.unserved, after.cassette) == ({}, 0, ITEM)


def test_values_drawn_after_an_answer_are_served_in_order(make_stage: MakeStage) -> None:
    """What a property draws when it has seen an answer comes from the recording like any other argument."""
    seen: list[list[int]] = []

    def function(api: Api) -> None:
        walk = [api.draw("step", st.integers(0, 10**6)) for _ in range(4)]
        seen.append(walk)
        api.list(offset=walk[-1])
        api.judge([Witness(REQUIREMENT)])

    each = prop(function)
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)
    assert again(stage, kept, each).outcome is ItemOutcome.PASSED
    assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]


def test_the_clock_is_the_recorded_one(make_stage: MakeStage) -> None:
    """A property sees the time of the recording, whenever it is replayed."""
    clocks = []

    def function(api: Api) -> None:
        clocks.append(api.now)
        api.judge([Witness(REQUIREMENT)])

    each = prop(function)
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)
    again(replace(stage, clock=lambda: pytest.fail("a replay looked at the clock")), kept, each)
    assert len(clocks) == 2
    assert clocks[0] == clocks[1]


def test_what_the_guard_kept_in_is_kept_in_again(make_stage: MakeStage) -> None:
    """A request that the guard refused is skipped for the same reason on replay."""

    def refuse(case: Case) -> tuple[int, Any]:
        raise RefusedError("no invoice may be changed", "--allow-writes")

    each = prop(lambda api: api.call("updateInvoice", 1, json={}) and None)
    stage = make_stage(refuse)
    before, kept = live(stage, each)
    after = again(stage, kept, each)
    assert before.refused == "no invoice may be changed (--allow-writes)"
    assert same(before, after)


def test_a_request_that_was_not_made_then_is_unrecorded(make_stage: MakeStage) -> None:
    """A property that asks for more now than when it was recorded gets no verdict, and the difference is named."""
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, asking(1))
    after = again(stage, kept, asking(2))
    assert after.outcome is ItemOutcome.UNRECORDED
    assert "limit" in after.reason
    assert after.lost == (REQUIREMENT,)


def test_an_unrecorded_request_that_a_property_swallows_still_shows(make_stage: MakeStage) -> None:
    """Even a property that copes with a missing answer is unrecorded."""
    from coupa_contract.errors import UnrecordedError

    def swallow(api: Api) -> None:
        try:
            api.list(limit=2)
        except UnrecordedError:
            api.judge([Witness(REQUIREMENT)])

    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, prop(lambda api: api.list(limit=1) and None))
    assert again(stage, kept, prop(swallow)).outcome is ItemOutcome.UNRECORDED


def test_an_argument_that_was_not_drawn_then_is_unrecorded(make_stage: MakeStage) -> None:
    """A property that draws something new cannot be repeated, and says what."""
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, prop(lambda api, size: api.list(limit=size) and None, size=numbers))
    after = again(stage, kept, prop(lambda api, size, place: api.list(limit=size) and None, size=numbers, place=numbers))
    assert "the property draws place" in after.reason


def test_a_property_that_the_recording_lacks_is_unrecorded(make_stage: MakeStage) -> None:
    """A property newer than the recording is unrecorded, by name; nothing that was judged before is lost by it."""
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, prop(lambda api: api.list() and None))
    after = again(stage, kept, prop(lambda api, size: None, size=numbers), name="test_module::test_newer")
    assert (after.outcome, after.lost) == (ItemOutcome.UNRECORDED, ())
    assert "no scenario of this property" in after.reason


def test_a_renamed_property_finds_its_cassette(make_stage: MakeStage) -> None:
    """A property that states the same of the same arguments under another name is replayed from its old cassette."""
    each = sized()
    stage = make_stage(lambda case: (200, []))
    before, kept = live(stage, each)
    after = again(stage, kept, each, name="test_module::test_renamed", items={"test_module::test_renamed"})
    assert same(before, after)
    assert after.cassette == ITEM


def test_a_cassette_that_has_its_property_serves_no_other(make_stage: MakeStage) -> None:
    """A new property does not get the recording of an old one that is still there."""
    each = prop(lambda api, size: api.list(limit=size) and None, size=numbers)
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)
    after = again(stage, kept, each, name="test_module::test_twin", items={ITEM, "test_module::test_twin"})
    assert after.outcome is ItemOutcome.UNRECORDED


def test_an_operation_that_left_the_document_fails_by_name(make_stage: MakeStage) -> None:
    """A recorded operation that the document has no more is an error that names it."""
    each = prop(lambda api: api.list() and None)
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)
    (scenario,) = kept.kept
    left = [replace(one, case=replace(one.case, operation="shredInvoice")) for one in scenario.exchanges if isinstance(one, Interaction)]
    kept.kept = [replace(scenario, exchanges=tuple(left))]
    after = again(stage, kept, each)
    assert after.outcome is ItemOutcome.ERROR
    assert "shredInvoice" in after.reason


def test_what_was_withheld_is_unrecorded_and_counted(make_stage: MakeStage) -> None:
    """A scenario that no pseudonym survives is not judged, and its reason is told with its count."""
    each = sized()
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)
    kept.kept = [replace(one, exchanges=(), arguments="{}", withheld="a name was searched") for one in kept.kept]
    after = again(stage, kept, each)
    assert after.outcome is ItemOutcome.UNRECORDED
    assert after.reason == f"a name was searched ({len(kept.kept)} scenarios)"


def test_recorded_requests_that_nobody_asks_for_are_counted(make_stage: MakeStage) -> None:
    """A property that asks for less than it did is judged by what it asks for, and the rest is counted."""
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, asking(1, 2))
    after = again(stage, kept, asking(1))
    assert (after.outcome, after.unserved) == (ItemOutcome.PASSED, 1)


def test_an_error_of_then_is_an_error_now(make_stage: MakeStage) -> None:
    """An item that ended with a fault of ours when it was recorded does not come back as a pass."""

    def broken(api: Api) -> None:
        api.list()
        raise ZeroDivisionError("division by zero")

    each = prop(broken)
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)
    after = again(stage, kept, prop(lambda api: api.list() and None))
    assert after.outcome is ItemOutcome.ERROR
    assert "ZeroDivisionError" in after.reason


@pytest.mark.parametrize("keep_going", [False, True])
def test_a_broken_cassette_ends_the_replay_unless_told_to_go_on(make_stage: MakeStage, keep_going: bool) -> None:
    """What cannot be read ends the run with 2; with --keep-going only its item, and the exit code stays."""
    each = prop(lambda api: api.list() and None)
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)

    class Torn(Kept):
        def scenarios(self, _: Entry) -> Iterator[RecordedScenario]:
            raise RecordingError("item.yaml is cut off in line 7: record again")
            yield

    after = again(stage, Torn(kept.item), each, keep_going=keep_going)
    assert after.exit_code == 2
    assert bool(after.stopped) is not keep_going
    assert "item.yaml is cut off in line 7" in after.reason


def test_arguments_are_kept_as_they_were_drawn(make_stage: MakeStage) -> None:
    """The arguments of a scenario are written as JSON text that gives them back."""
    each = prop(lambda api, size: api.list(limit=size) and None, size=numbers)
    stage = make_stage(lambda case: (200, []))
    _, kept = live(stage, each)
    asked = [dict(case.query)["limit"] for case in stage.answers.asked]  # type: ignore[attr-defined]
    assert [scenario.arguments for scenario in kept.kept] == [encode({"size": int(limit)}) for limit in asked]
