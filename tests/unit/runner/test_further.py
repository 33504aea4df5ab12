"""What more effort would add is worked out from this run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from coupa_contract.runner.events import AreaEffort, MoreEffort
from coupa_contract.runner.further import more_effort, scenarios_further
from coupa_contract.runner.plan import EFFORTS, RunPlan, Tries
from coupa_contract.runner.result import ItemResult

TRIES = Tries(1, 2, 12, 50)
CATALOGUE: Any = {name: SimpleNamespace(area=name.partition("-")[0]) for name in ("query-a", "paging-a", "update-a")}


@pytest.mark.parametrize(
    ("effort", "tries", "scenarios", "draws", "expected"),
    [
        ("quick", TRIES, 2, True, 12),
        ("standard", TRIES, 12, True, 50),
        ("quick", None, 6, True, 25),  # what the effort says
        ("quick", TRIES, 1, False, 1),  # nothing is drawn: there is one scenario
        ("standard", TRIES, 5, True, 5),  # there were no more than five
        ("thorough", TRIES, 50, True, 50),
    ],
)
def test_an_item_has_as_many_scenarios_as_it_is_worth(effort: str, tries: Tries | None, scenarios: int, draws: bool, expected: int) -> None:
    """At the next effort; those that had run out of things to draw have no more."""
    assert scenarios_further(EFFORTS[effort], tries, scenarios, draws=draws) == expected


def item(requirements: tuple[str, ...], scenarios: int, further: int, requests: int, elapsed_s: float = 1.0) -> ItemResult:
    return ItemResult("x", requirements, scenarios=scenarios, further=further, requests=requests, elapsed_s=elapsed_s)


ITEMS = (item(("query-a", "paging-a"), 10, 40, 20), item(("paging-a",), 2, 3, 10, 4.0), item(("update-a",), 1, 1, 5), item((), 1, 0, 3))


def test_scenarios_requests_and_time_grow_item_by_item() -> None:
    """Each item by its own factor, on top of what the run took; those that gain most come first, those that gain nothing are left out."""
    found = more_effort(RunPlan(), EFFORTS["quick"], ITEMS, CATALOGUE, 10.0)
    assert found == MoreEffort("standard", 13, 44, 80 + 15 + 5, 10.0 + 3.0 + 2.0, (AreaEffort("query", 10, 40), AreaEffort("paging", 2, 3)))


def test_workers_share_what_is_added() -> None:
    """Two workers take half the time for it."""
    found = more_effort(RunPlan(workers=2), EFFORTS["quick"], ITEMS, CATALOGUE, 10.0)
    assert found is not None
    assert found.elapsed_s == 12.5


def test_an_item_counts_for_an_area_that_was_asked_for() -> None:
    """A run that is limited to an area speaks of that one."""
    found = more_effort(RunPlan(areas=("paging",)), EFFORTS["quick"], ITEMS[:1], CATALOGUE, 10.0)
    assert found is not None
    assert found.areas == (AreaEffort("paging", 10, 40),)


@pytest.mark.parametrize(
    ("effort", "items"), [("thorough", ITEMS), ("quick", ITEMS[2:]), ("quick", ()), ("quick", (item(("query-a",), 6, 25, 0),))]
)
def test_where_nothing_is_added_nothing_is_said(effort: str, items: tuple[ItemResult, ...]) -> None:
    """At the highest effort, where nothing is left to draw, and where nothing was allowed to be sent."""
    assert more_effort(RunPlan(), EFFORTS[effort], items, CATALOGUE, 10.0) is None
