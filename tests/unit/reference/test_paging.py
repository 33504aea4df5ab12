"""Pages and orders."""

from __future__ import annotations

import pytest

from .conftest import Caller


@pytest.mark.parametrize("limit", [1, 7, 49, 50])
def test_pages_partition_the_base(caller: Caller, limit: int) -> None:
    """Pages of any size hold every row once, in order."""
    ids: list[int] = []
    while page := caller.ids(limit=str(limit), offset=str(len(ids)), fields='["id"]'):
        assert len(page) <= limit
        ids += page
    assert ids == sorted(set(ids)) == [row["id"] for row in caller.everything()]


def test_a_page_has_at_most_fifty_rows(caller: Caller) -> None:
    """The limit is capped, and fifty without one."""
    assert len(caller.ids()) == len(caller.ids(limit="5000")) == 50


def test_an_offset_past_the_end_is_empty(caller: Caller) -> None:
    """However far past."""
    assert caller.rows(offset="1000") == caller.rows(offset="9" * 25) == []


@pytest.mark.parametrize(
    "attribute", ["id", "updated_at", "gross-total", "invoice-number", "supplier[name]", "comments", "paid", "net-due-date"]
)
def test_descending_is_the_reverse_of_ascending(caller: Caller, attribute: str) -> None:
    """Ties are broken by id, in the direction of the order."""
    ascending = caller.every_id(("order_by", attribute), ("dir", "asc"))
    descending = caller.every_id(("order_by", attribute), ("dir", "desc"))
    assert ascending == descending[::-1]


def test_numbers_are_ordered_as_numbers(caller: Caller) -> None:
    """Not as texts, and exactly, whatever their size."""
    totals = [row["gross-total"] for row in caller.everything(("order_by", "gross_total"))]
    numbers = [float(total) for total in totals]
    assert numbers == sorted(numbers)
    assert numbers[0] < -100
    assert numbers[-1] > 10**20


def test_texts_are_ordered_by_code_point(caller: Caller) -> None:
    """As Python orders them."""
    names = [row["supplier"]["name"] for row in caller.everything(("order_by", "supplier[name]"))]
    assert names == sorted(names)
