"""A changed invoice is put back by the smallest update that does it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.requests import restoring_body

BEFORE: dict[str, Any] = {
    "id": 1,
    "status": "draft",
    "invoice-number": "INV-1",
    "invoice-date": "2024-03-15T00:00:00+03:00",
    "internal-note": "old",
    "exchange-rate": Decimal("1.50"),
    "supplier": {"id": 42, "name": "Acme"},
    "currency": {"id": 1, "code": "USD"},
    "contract": None,
    "comments": None,
    "paid": False,
    "payment-term": {"code": "Net 30"},
    "invoice-lines": [
        {"id": 101, "description": "Chair", "price": Decimal("500.00"), "account": {"id": 5, "code": "A"}},
        {"id": 102, "description": "Desk"},
    ],
}


def test_what_is_as_it_was_needs_no_update(shipped: Contract) -> None:
    """Nor does what no update can write: status, totals, stamps."""
    assert restoring_body(shipped, BEFORE, BEFORE) == {}
    assert restoring_body(shipped, BEFORE, {**BEFORE, "status": "approved", "updated-at": "x", "gross-total": 1}) == {}


@pytest.mark.parametrize(
    ("name", "now", "body"),
    [
        ("internal-note", "new", {"internal-note": "old"}),
        ("internal-note", None, {"internal-note": "old"}),
        ("comments", "new", {"comments": None}),
        ("invoice-date", "2024-03-16T00:00:00+03:00", {"invoice-date": "2024-03-15"}),
        ("exchange-rate", Decimal("1.51"), {"exchange-rate": Decimal("1.50")}),
        ("supplier", {"id": 43, "name": "Other"}, {"supplier": {"id": 42}}),
        ("payment-term", {"code": "Net 60"}, {"payment-term": {"code": "Net 30"}}),
        ("contract", {"id": 3}, {"contract": None}),
        ("paid", True, {"paid": False}),
    ],
)
def test_what_differs_is_sent_as_it_was(shipped: Contract, name: str, now: Any, body: dict[str, Any]) -> None:
    """A date without its time, a record by its id or natural key, null for what was empty."""
    assert restoring_body(shipped, BEFORE, {**BEFORE, name: now}) == body


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("exchange-rate", "1.5"),
        ("exchange-rate", Decimal("1.5000")),
        ("comments", ""),
        ("supplier", {"id": 42, "name": "Acme Ltd"}),
        ("contract", {}),
    ],
)
def test_another_spelling_of_the_same_is_no_difference(shipped: Contract, name: str, now: Any) -> None:
    """Amounts are compared as amounts, records by what names them, and null is empty."""
    body = restoring_body(shipped, BEFORE, {**BEFORE, name: now})
    assert body in ({}, {"contract": None})


def test_a_line_is_put_back_by_its_id(shipped: Contract) -> None:
    """Only its members that differ are sent, and no other line; one that is new or gone cannot be put back."""
    changed = [
        {"id": 102, "description": "Desk"},
        {"id": 101, "description": "Stool", "price": "500", "account": {"id": 6}},
        {"id": 103, "description": "New"},
    ]
    body = restoring_body(shipped, BEFORE, {**BEFORE, "invoice-lines": changed})
    assert body == {"invoice-lines": [{"id": 101, "description": "Chair", "account": {"id": 5}}]}
    assert restoring_body(shipped, BEFORE, {**BEFORE, "invoice-lines": []}) == {}


@pytest.mark.parametrize("now", [7, "x", [1], {"a": 1}, None])
def test_odd_answers_are_survived(now: Any) -> None:
    """An instance may put anything anywhere."""
    contract = load_contract()
    for name in BEFORE:
        assert isinstance(restoring_body(contract, BEFORE, {**BEFORE, name: now}), dict)
        assert isinstance(restoring_body(contract, {**BEFORE, name: now}, BEFORE), dict)
