"""What is drawn beside conditions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from coupa_contract.contract import load_contract
from coupa_contract.runner.api import Lacking
from coupa_contract.runner.drawing import one_of, rows, sizes, telling_rows
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.setting import Look, Setting

Looked = Callable[..., Setting]

EMPTY = Setting(RunPlan(), load_contract("published"), Look(), "http://127.0.0.1:9", True, "cc-test")


@pytest.mark.parametrize("draw", [rows, telling_rows])
def test_an_empty_target_is_lacking(draw: object) -> None:
    """Where no invoice was seen there is nothing to draw from, and it says so."""
    with pytest.raises(Lacking, match="lists no invoice"):
        draw(EMPTY)  # type: ignore[operator]


def test_sizes_begin_at_their_edges() -> None:
    """Both edges of a range are drawn before long."""
    seen: set[int] = set()

    @given(sizes(1, 50)(EMPTY))
    @settings(max_examples=40, database=None)
    def collect(size: int) -> None:
        seen.add(size)

    collect()
    assert {1, 50} <= seen <= set(range(1, 51))


def test_words_come_in_turn() -> None:
    """All words come before one comes again, and the seed says which is the first."""
    planned = one_of("a", "b", "c")(EMPTY)
    assert planned.values == ("b", "c", "a")  # seed 1
    assert [planned.at(number) for number in range(4)] == ["b", "c", "a", "b"]


def test_the_first_invoices_have_every_status(looked: Looked) -> None:
    """A few invoices show what many would: each status is among those that come before any that adds nothing."""
    here = looked("published")
    by_id = {row["id"]: row for row in here.look.rows}
    planned = telling_rows(here).values
    assert sorted(planned) == sorted(by_id)
    statuses = {row["status"] for row in here.look.rows}
    assert {by_id[identifier]["status"] for identifier in planned[: 3 * len(statuses)]} == statuses
