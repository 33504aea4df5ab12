"""Where two invoices differ: records by their id, and those that show none in any order."""

from __future__ import annotations

from typing import Any

import pytest

from coupa_contract.checks.comparison import differences

ONE, TWO = {"line-num": 1, "quantity": "2.0"}, {"line-num": 2, "quantity": "5"}


def pointers(before: Any, after: Any) -> list[str]:
    """The places of the differences."""
    kinds = {"/lines/0/quantity": "decimal", "/lines/1/quantity": "decimal"}
    return [each.pointer for each in differences({"lines": before}, {"lines": after}, lambda pointer: kinds.get(pointer, ""), common=True)]


@pytest.mark.parametrize(
    "after",
    [
        [ONE, TWO],
        [TWO, ONE],
        [{"line-num": 2, "quantity": 5}, {"line-num": 1, "quantity": 2}],
        [{"line-num": 2}, {"line-num": 1}],
    ],
)
def test_records_without_ids_come_in_any_order(after: Any) -> None:
    """Which of them is which cannot be told, but each has its twin."""
    assert pointers([{"id": 10, **ONE}, {"id": 11, **TWO}], after) == []


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ([ONE, {"line-num": 2, "quantity": 6}], ["/lines/1/quantity"]),
        ([ONE, ONE], ["/lines/1/line-num", "/lines/1/quantity"]),
        ([{"line-num": 1, "quantity": 5}, {"line-num": 2, "quantity": 2}], ["/lines/0/quantity", "/lines/1/quantity"]),
        ([ONE], ["/lines"]),
    ],
)
def test_a_record_without_a_twin_is_told(after: Any, found: list[str]) -> None:
    """One that came twice, one with another's value, one too few."""
    assert pointers([{"id": 10, **ONE}, {"id": 11, **TWO}], after) == found


def test_records_with_ids_are_matched_by_them() -> None:
    """Whatever their order."""
    before = [{"id": 10, **ONE}, {"id": 11, **TWO}]
    assert pointers(before, before[::-1]) == []
    assert pointers(before, [{"id": 11, **ONE}, {"id": 10, **TWO}]) != []
