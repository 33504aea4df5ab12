"""What the next higher effort would add to a run: scenarios by area, requests, and time at the pace of this run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coupa_contract.model import Requirement
from coupa_contract.runner.events import AreaEffort, MoreEffort
from coupa_contract.runner.plan import Effort, RunPlan, Tries, following
from coupa_contract.runner.result import ItemResult


def scenarios_further(effort: Effort, tries: Tries | None, scenarios: int, *, draws: bool) -> int:
    """How many scenarios an item that had so many would have at the next effort; as many where nothing is left to draw."""
    more = following(effort)
    if more is None or not draws or scenarios < _wanted(effort, tries):
        return scenarios
    return max(scenarios, _wanted(more, tries))


def _wanted(effort: Effort, tries: Tries | None) -> int:
    return tries.at(effort) if tries is not None else effort.scenarios


def more_effort(
    plan: RunPlan, effort: Effort, results: Iterable[ItemResult], catalogue: Mapping[str, Requirement], elapsed_s: float
) -> MoreEffort | None:
    """What the next effort would add to the items that sent anything; None when that is nothing. `elapsed_s`: what this run took."""
    more = following(effort)
    areas: dict[str, AreaEffort] = {}
    requests = 0.0
    for result in results:
        if more is None or not result.further or not result.requests:
            continue
        times = result.further / result.scenarios
        requests += result.requests * times
        elapsed_s += result.elapsed_s * (times - 1) / plan.workers
        all_areas = [catalogue[name].area for name in result.requirements]
        area = next((each for each in all_areas if each in plan.areas), all_areas[0])
        known = areas.get(area, AreaEffort(area, 0, 0))
        areas[area] = AreaEffort(area, known.now + result.scenarios, known.then + result.further)
    grown = sorted((each for each in areas.values() if each.then > each.now), key=lambda each: each.now - each.then)
    if more is None or not grown:
        return None
    now, then = (sum(getattr(each, name) for each in areas.values()) for name in ("now", "then"))
    return MoreEffort(more.name, now, then, round(requests), round(elapsed_s, 1), tuple(grown))
