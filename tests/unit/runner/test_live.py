"""Live runs: what is drawn, what is kept, and how a finding becomes small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from coupa_contract.model import Case, Finding, Witness
from coupa_contract.runner.api import Api
from coupa_contract.runner.item import Stage, run_item
from coupa_contract.runner.live import seed_of
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import ATTRIBUTE, Property, judges, scenarios
from coupa_contract.runner.result import ItemResult
from coupa_contract.runner.seam import Planned

MakeStage = Callable[..., Stage]


def numbers(_: Any) -> st.SearchStrategy[int]:
    return st.integers(0, 1000)


def prop(function: Callable[..., None], *requirements: str, writes: bool = False, **draws: Any) -> Property:
    found: Property = getattr(
        judges(*(requirements or ("paging-limit-is-honoured",)), writes=writes)(scenarios(**draws)(function)), ATTRIBUTE
    )
    return found


def ok(case: Case) -> tuple[int, Any]:
    return 200, []


def run(stage: Stage, each: Property, **fixed: Any) -> ItemResult:
    return run_item(stage, "test_module::test_item", each, fixed)


def finding_at(pointer: str) -> Finding:
    return Finding("paging-limit-is-honoured", "listInvoices", pointer, "less", "more")


def ask(api: Api, number: int) -> None:
    api.call("listInvoices", query=[("offset", str(number))])


def test_every_scenario_runs_although_the_first_has_a_finding(make_stage: MakeStage) -> None:
    """A finding does not end an item: the other scenarios still count."""

    def every(api: Api, number: int) -> None:
        ask(api, number)
        api.judge([finding_at(f"/{'low' if number < 500 else 'high'}")])

    result = run(make_stage(ok), prop(every, number=numbers))
    assert result.scenarios == 6
    assert sum(finding.count for finding in result.findings.values()) == 6


def test_a_finding_carries_its_smallest_example(make_stage: MakeStage) -> None:
    """The arguments of a finding are shrunk, and what is shown recurred."""

    def large(api: Api, number: int) -> None:
        ask(api, number)
        api.judge([finding_at("")] if number >= 17 else [])

    (finding,) = run(make_stage(ok, effort="standard"), prop(large, number=numbers)).findings.values()
    assert finding.evidence.smallest
    assert finding.evidence.recurred
    assert finding.evidence.arguments == '{"number": 17}'
    assert "offset=17" in str(finding.evidence.curl) or finding.evidence.curl


def test_what_does_not_recur_keeps_its_first_evidence(make_stage: MakeStage) -> None:
    """A target that answers otherwise the second time leaves the first evidence, and the result says so."""
    state = {"left": 3}

    def fickle(api: Api, number: int) -> None:
        ask(api, number)
        state["left"] -= 1
        api.judge([finding_at("")] if state["left"] == 0 else [])

    (finding,) = run(make_stage(ok), prop(fickle, number=numbers)).findings.values()
    assert not finding.evidence.smallest
    assert finding.count == 1


def test_shrinking_stays_within_its_budget(make_stage: MakeStage) -> None:
    """Looking for a smaller example sends no more requests than the effort allows."""

    def large(api: Api, number: int) -> None:
        ask(api, number)
        api.judge([finding_at("")] if number >= 17 else [])

    stage = make_stage(ok)
    run(stage, prop(large, number=numbers))
    effort = stage.setting.effort
    assert len(stage.answers.asked) <= effort.scenarios + effort.shrink_requests + 1  # type: ignore[attr-defined]


def test_writes_are_never_repeated(make_stage: MakeStage) -> None:
    """A property that writes is not run again to find a smaller example."""

    def write(api: Api, number: int) -> None:
        ask(api, number)
        api.judge([finding_at("")])

    stage = make_stage(ok)
    run(stage, prop(write, writes=True, number=numbers))
    assert len(stage.answers.asked) == stage.setting.effort.scenarios  # type: ignore[attr-defined]


def test_the_same_seed_asks_the_same(make_stage: MakeStage) -> None:
    """Two runs with one seed send the same cases in the same order; another seed sends others."""

    def every(api: Api, number: int) -> None:
        ask(api, number)

    asked = []
    for seed in (4, 4, 5):
        stage = make_stage(ok, seed=seed)
        run(stage, prop(every, number=numbers))
        asked.append(stage.answers.asked)  # type: ignore[attr-defined]
    assert asked[0] == asked[1] != asked[2]


def test_items_have_seeds_of_their_own() -> None:
    """Two items of a run do not draw the same values."""
    assert seed_of(1, "one") != seed_of(1, "two")


def test_later_draws_are_arguments_too(make_stage: MakeStage) -> None:
    """What is drawn after an answer stands among the arguments, each under a name of its own."""

    def later(api: Api, number: int) -> None:
        ask(api, number)
        for _ in range(2):
            api.draw("more", st.just(7))
        api.judge([finding_at("")])

    (finding,) = run(make_stage(ok), prop(later, writes=True, number=numbers)).findings.values()
    assert '"more": 7' in finding.evidence.arguments
    assert '"more-2": 7' in finding.evidence.arguments


def test_a_fault_of_ours_is_an_error_and_not_a_finding(make_stage: MakeStage) -> None:
    """An exception in a property is reported as our error, with its place."""

    def broken(api: Api) -> None:
        raise ZeroDivisionError("oops")

    result = run(make_stage(ok), prop(broken))
    assert result.outcome == "error"
    assert "ZeroDivisionError: oops (broken" in result.reason
    assert not result.findings


def test_without_a_witness_an_item_is_vacuous(make_stage: MakeStage) -> None:
    """A property that never met what it is about says what the target lacked."""

    def lacking(api: Api) -> None:
        api.witness(False, "the target has no draft")

    result = run(make_stage(ok), prop(lacking))
    assert (result.outcome, result.reason) == ("vacuous", "the target has no draft")


def test_with_a_witness_and_no_finding_an_item_passes(make_stage: MakeStage) -> None:
    """Only a witness makes a pass."""

    def met(api: Api) -> None:
        api.judge([Witness("paging-limit-is-honoured", 3)])

    result = run(make_stage(ok), prop(met))
    assert result.outcome == "passed"
    assert result.witnesses["paging-limit-is-honoured"] == 3


def test_an_expired_token_that_nobody_has_is_no_error(make_stage: MakeStage) -> None:
    """Without an expired token at hand the property is vacuous, and nothing is sent."""
    from coupa_contract.model import Credential

    def expired(api: Api) -> None:
        api.call("listInvoices", credential=Credential.EXPIRED)

    stage = make_stage(ok)
    assert "COUPA_EXPIRED_TOKEN" in run(stage, prop(expired)).reason
    assert not stage.answers.asked  # type: ignore[attr-defined]


def test_results_travel_as_json(make_stage: MakeStage) -> None:
    """What a worker sends is what the controlling side reads."""

    def every(api: Api, number: int) -> None:
        ask(api, number)
        api.judge([finding_at("/0/id"), Witness("paging-limit-is-honoured")])
        api.witness(number < 500, "too large")

    result = run(make_stage(ok), prop(every, number=numbers))
    assert ItemResult.from_json(result.to_json()) == result


def test_a_plan_is_gone_through_once(make_stage: MakeStage) -> None:
    """Each planned value has its scenario, in order, and none comes twice; the finding's evidence names the value that showed it."""

    def every(api: Api, word: str) -> None:
        ask(api, len(word))
        api.judge([finding_at("")] if word == "ccc" else [])

    stage = make_stage(ok, effort="standard")
    result = run(stage, prop(every, word=lambda setting: Planned(("a", "bb", "ccc", "dddd"))))
    assert result.scenarios == 4
    assert [dict(case.query)["offset"] for case in stage.answers.asked][:4] == ["1", "2", "3", "4"]  # type: ignore[attr-defined]
    (finding,) = result.findings.values()
    assert finding.evidence.arguments == '{"word": "ccc"}'
    assert finding.evidence.recurred


def test_a_plan_goes_with_what_is_drawn(make_stage: MakeStage) -> None:
    """Beside a drawn argument a plan begins again when it ends."""
    seen: list[str] = []

    def every(api: Api, word: str, number: int) -> None:
        seen.append(word)

    run(make_stage(ok), prop(every, word=lambda setting: Planned(("a", "b")), number=numbers))
    assert seen == ["a", "b", "a", "b", "a", "b"]


def test_a_property_has_as_many_scenarios_as_it_is_worth(make_stage: MakeStage) -> None:
    """What a property says counts, not what the effort says."""
    found: Property = getattr(judges("paging-limit-is-honoured", tries=Tries(1, 3, 5, 7))(scenarios(number=numbers)(ask)), ATTRIBUTE)
    assert [run(make_stage(ok, effort=effort), found).scenarios for effort in ("brief", "quick", "standard", "thorough")] == [1, 3, 5, 7]
