"""Arithmetic and life cycle are judged only where nothing legitimate bends them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from check_samples.making import Make, findings

from coupa_contract.checks import lifecycle, update
from coupa_contract.checks.arithmetic import unit
from coupa_contract.checks.effects import may_change

_LINE = "invoice-lines/0"


@pytest.mark.parametrize(
    "changes",
    [
        {f"{_LINE}/total": 70, f"{_LINE}/bulk-price": {"id": 1}},
        {f"{_LINE}/total": 70, f"{_LINE}/discount-amount": 10},
        {f"{_LINE}/total": 70, f"{_LINE}/net-weight": "3"},
        {f"{_LINE}/total": 70, f"{_LINE}/type": "InvoiceAmountLine"},
        {f"{_LINE}/total": 70, "status": "draft"},
        {"gross-total-less-discount": 10, "status": "invalid"},
        {"document-type": "Credit Note", "status": "draft"},
        {"net-due-date": "2024-03-14T12:00:00Z"},
        {"paid": False, "payment-date": None},
        {f"{_LINE}/total": Decimal("80.009")},
        {"gross-total": Decimal("1E+999")},
    ],
)
def test_a_documented_exception_never_fires(published: Make, changes: dict[str, Any]) -> None:
    """Bulk prices, discounts, weights, amount lines, unfinished invoices, a day's zone, half a cent: no finding of arithmetic."""
    said = findings(published.judged(published.show(changes)))
    assert [each for each in said if each.requirement.startswith("arithmetic-")] == []


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        ({"code": "EUR"}, "0.01"),
        ({"code": "JPY"}, "1"),
        ({"code": "KWD"}, "0.001"),
        ({"code": "EUR", "decimals": 4}, "0.0001"),
        ({"code": "JPY", "decimals": True}, "1"),
        ({"code": "jpy"}, "1"),
        ({"id": 3}, "1"),
        (None, "1"),
    ],
)
def test_the_tolerance_is_the_smallest_unit_of_the_currency(currency: Any, expected: str) -> None:
    """As the currency itself says, else by its code; a projection may leave it out, and then it may be any."""
    assert unit({"currency": currency}) == Decimal(expected)


@pytest.mark.parametrize(
    ("operation", "old", "new", "status"),
    [
        ("voidInvoice", "draft", "draft", 200),  # the sources contradict each other
        ("submitInvoice", "approved", "approved", 200),  # nobody published it
        ("voidInvoice", "approved", "approved", 400),  # a tenant's rules may refuse what is legal
        ("submitInvoice", "draft", "awaiting_robot", 200),  # a status that nobody published yet
        ("flipInvoiceToAdvanceShipNotice", "approved", "draft", 200),  # no action on the status
        ("voidInvoice", "approved", "voided", 200),
    ],
)
def test_only_what_a_source_states_is_judged(published: Make, operation: str, old: str, new: str, status: int) -> None:
    """Unknown moves, refusals of legal ones and unpublished statuses raise nothing."""
    answer = published.answer(operation, {"errors": {}} if status >= 400 else published.invoice({"status": new}), status)
    before, after = published.invoice({"status": old}), published.invoice({"status": new})
    assert findings(lifecycle.status_moved(operation, answer, before, after, published.contract)) == []


@pytest.mark.parametrize("status", [None, 7])
def test_a_hidden_status_is_not_judged(published: Make, status: object) -> None:
    """An answer without a status tells nothing of its moves."""
    answer, invoice = published.answer("voidInvoice", {}), published.invoice({"status": status})
    assert list(lifecycle.status_moved("voidInvoice", answer, invoice, invoice, published.contract)) == []


def test_a_refused_action_is_not_asked_what_else_it_changed(published: Make) -> None:
    """What a refusal changes is another requirement's business."""
    answer = published.answer("voidInvoice", {"errors": {}}, 400)
    outcomes = lifecycle.action_changed_nothing_else("voidInvoice", answer, {"comments": "a"}, {"comments": "b"}, published.contract)
    assert list(outcomes) == []


def test_side_effects_follow_from_what_was_sent() -> None:
    """A note changes no total; a price may; a supplier may bring its own terms."""
    assert "gross-total" not in may_change(["comments"])
    assert "gross-total" in may_change(["price"])
    assert {"payment-term", "net-due-date"} <= may_change(["supplier"])
    assert "updated-at" in may_change([])


def test_an_added_line_is_not_mistaken_for_a_change_of_another(published: Make) -> None:
    """A line that is sent without an id is added; the collection grows, and that was asked for."""
    sent = {"invoice-lines": [{"description": "Desk", "quantity": 1, "price": 5}]}
    added = [
        *published.invoice()["invoice-lines"],
        {"id": 103, "line-num": 3, "description": "Desk", "quantity": 1, "price": 5, "total": 5},
    ]
    after = published.invoice({"invoice-lines": added, "gross-total": 125})
    assert findings(update.update_left_the_rest_alone(sent, published.invoice(), after, published.contract)) == []


def test_a_line_that_goes_when_another_is_changed_is_found(published: Make) -> None:
    """Partial means partial: lines that an update does not name stay."""
    sent = {"invoice-lines": [{"id": 101, "description": "Desk"}]}
    after = published.invoice({"invoice-lines": published.invoice({f"{_LINE}/description": "Desk"})["invoice-lines"][:1]})
    found = findings(update.update_left_the_rest_alone(sent, published.invoice(), after, published.contract))
    assert [(each.requirement, each.pointer) for each in found] == [("update-leaves-the-rest-alone", "/invoice-lines")]
