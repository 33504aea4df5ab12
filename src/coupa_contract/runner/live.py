"""Live: Hypothesis draws the arguments, the target answers, and a finding is repeated with smaller arguments."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.strategies import DataObject, SearchStrategy

from coupa_contract.errors import CoupaContractError
from coupa_contract.model import Case, Credential, Interaction
from coupa_contract.runner.api import Lacking
from coupa_contract.runner.choices import Drawn, Names
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.result import Cause
from coupa_contract.runner.seam import Answers, Body, Choices, Draw, Planned, Scenario
from coupa_contract.runner.setting import Setting


class _Found(Exception):  # noqa: N818 - tells Hypothesis that the finding is there; it never leaves this module
    pass


class _ShrinkBudgetSpent(Exception):  # noqa: N818 - ends one attempt at a smaller example
    pass


class _Drawing:
    """Draws further arguments through Hypothesis and notes them beside the others."""

    def __init__(self, data: DataObject, arguments: dict[str, Any]) -> None:
        self._data = data
        self._arguments = arguments
        self._names = Names()

    def draw(self, name: str, strategy: SearchStrategy[Any]) -> Any:
        """One more argument."""
        value = self._data.draw(strategy, label=name)
        self._arguments[self._names.next(name)] = value
        return value


def _never_drawn(key: str) -> Lacking:
    return Lacking(f"the answers changed, so that the argument {key} was never drawn")


class _Memo:
    """Answers from what the item has already seen, if that still counts; asks the target for anything else, within a budget."""

    def __init__(self, known: dict[Case, Interaction] | None, live: Answers, budget: int) -> None:
        self._known = known
        self._live = live
        self._left = budget

    def answer(self, case: Case) -> Interaction:
        """The known interaction of that case, or a new one. Raises _ShrinkBudgetSpent."""
        if self._known is not None and case in self._known:
            return self._known[case]
        if self._left <= 0:
            raise _ShrinkBudgetSpent
        self._left -= 1
        answer = self._live.answer(case)
        if self._known is not None:
            self._known[case] = answer
        return answer

    def provides(self, credential: Credential) -> bool:
        """As the target does."""
        return self._live.provides(credential)


class Live:
    """Runs properties against a target.

    `keep` takes every scenario that counts, `smallest` a cause and the scenario with the smallest arguments that showed it, run once more;
    `small` are causes that were tried already. `tries`: how many scenarios the property is worth (None: as the effort says).
    """

    def __init__(
        self,
        setting: Setting,
        answers: Answers,
        keep: Callable[[Scenario], None],
        smallest: Callable[[Cause, Scenario], None],
        small: set[Cause],
        tries: Tries | None = None,
    ) -> None:
        self._setting = setting
        self._answers = answers
        self._keep = keep
        self._smallest = smallest
        self._small = small
        self._tries = tries

    def run(self, item: str, draws: Mapping[str, Draw], body: Body, *, repeatable: bool, stateful: bool = False) -> None:
        """Draws scenarios for an item and runs each. Raises what stopped the run (CoupaContractError)."""
        drawn = {name: draw(self._setting) for name, draw in draws.items()}
        plans = {name: each for name, each in drawn.items() if isinstance(each, Planned)}
        strategies = {name: each for name, each in drawn.items() if not isinstance(each, Planned)}
        first: dict[Cause, dict[str, Any]] = {}  # in the order in which they were seen, with the arguments that showed them
        seen: dict[Case, Interaction] = {}
        stopped: list[CoupaContractError] = []
        numbers = count()

        def scenario(arguments: dict[str, Any], choices: Choices, planned: Mapping[str, Any]) -> None:
            arguments.update(planned)
            try:
                done = body(arguments, choices)
            except CoupaContractError as error:
                stopped.append(error)  # raised below: Hypothesis would take it for a failing example and try it again
                return
            self._keep(done)
            seen.update((each.case, each) for each in done.interactions)
            for finding in done.findings:
                first.setdefault(finding.cause, dict(planned))

        def example(arguments: dict[str, Any], data: DataObject) -> None:
            if not stopped:
                number = next(numbers)
                scenario(arguments, _Drawing(data, arguments), {name: plan.at(number) for name, plan in plans.items()})

        times = self._times(plans, drawing=bool(strategies))
        self._drive(item, strategies, example, [Phase.explicit, Phase.generate], times)
        if plans and not strategies:
            # Nothing is drawn beforehand, so that Hypothesis has seen everything there is after one example.
            for number in range(1, times):
                self._drive(f"{item} #{number}", {}, example, [Phase.generate], 1)
        if stopped:
            raise stopped[0]
        if repeatable and drawn:
            for cause in [cause for cause in first if cause not in self._small][: self._setting.effort.shrunk_findings]:
                self._small.add(cause)
                self._shrink(item, strategies, first[cause], body, cause, None if stateful else dict(seen))

    def _times(self, plans: Mapping[str, Planned], *, drawing: bool) -> int:
        """How many scenarios: as many as the property is worth; a plan that nothing is drawn beside is not gone through twice."""
        effort = self._setting.effort
        wanted = self._tries.at(effort) if self._tries is not None else effort.scenarios
        if drawing:
            return wanted
        return min(wanted, max((len(plan.values) for plan in plans.values()), default=1))

    def _drive(
        self,
        item: str,
        strategies: Mapping[str, SearchStrategy[Any]],
        run: Callable[[dict[str, Any], DataObject], None],
        phases: list[Phase],
        times: int,
    ) -> None:
        """Calls `run` once for each example of Hypothesis; the same seed and item give the same examples."""

        @hypothesis.seed(seed_of(self._setting.plan.seed, item))
        @settings(
            max_examples=times if strategies else 1,
            database=None,  # a run depends on its seed, never on what an earlier run left
            deadline=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),  # a slow target is no fault of ours
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=hypothesis.Verbosity.quiet,
        )
        @given(data=st.data(), arguments=st.fixed_dictionaries(dict(strategies)))
        def example(data: DataObject, arguments: dict[str, Any]) -> None:
            run(dict(arguments), data)

        example()

    def _shrink(
        self,
        item: str,
        strategies: Mapping[str, SearchStrategy[Any]],
        planned: Mapping[str, Any],
        body: Body,
        cause: Cause,
        known: dict[Case, Interaction] | None,
    ) -> None:
        """Looks for smaller arguments with the same finding; then sees whether it is still there. `known`: None to ask anew each time."""
        memo = _Memo(known, self._answers, self._setting.effort.shrink_requests)
        smallest: list[dict[str, Any]] = []

        def attempt(arguments: dict[str, Any], data: DataObject) -> None:
            arguments.update(planned)
            try:
                done = body(arguments, _Drawing(data, arguments), memo)
            except _ShrinkBudgetSpent:
                return
            if cause in done.causes:
                smallest[:] = [arguments]
                raise _Found

        with contextlib.suppress(_Found, Flaky):  # Flaky: the target changed its mind; what recurs is seen below
            self._drive(item, strategies, attempt, [Phase.generate, Phase.shrink], self._setting.effort.scenarios)
        if smallest:
            self._smallest(cause, body(dict(smallest[0]), Drawn(smallest[0], _never_drawn)))


def seed_of(seed: int, item: str) -> int:
    """The seed of one item: the same on every machine, whatever else runs."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{item}".encode()).digest()[:8])
