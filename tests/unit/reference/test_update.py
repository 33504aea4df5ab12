"""PUT and PATCH, and what they refuse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coupa_contract.reference.stamps import parse_moment

from .conftest import Caller, errors

TOUCHED = {"updated-at", "updated-by", "lock-version-key"}


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """The members that differ, the marks of every update apart."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - TOUCHED


def draft(caller: Caller, place: int = 0) -> dict[str, Any]:
    """A draft that no other test of this module uses, when places differ."""
    row: dict[str, Any] = [row for row in caller.rows(status="draft") if row["invoice-lines"] and not row["is-credit-note"]][place]
    return row


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_update_is_stored_and_leaves_the_rest_alone(caller: Caller, method: str) -> None:
    """What was named changes, in the answer and when it is read again; nothing else does."""
    before = draft(caller)
    response = caller.put(before["id"], {"supplier-note": f"by {method} 🚀 “e\u0301”", "internal_note": "snake"}, method)
    after = caller.show(before["id"])
    assert response.status_code == 200
    assert response.json()["supplier-note"] == after["supplier-note"] == f"by {method} 🚀 “e\u0301”"
    assert after["internal-note"] == "snake"
    assert changed(before, after) <= {"supplier-note", "internal-note"}


def test_time_runs_forward(caller: Caller) -> None:
    """Each update is later than the one before, to the second."""
    number = draft(caller, 1)["id"]
    stamps = [parse_moment(caller.put(number, {"comments": text}).json()["updated-at"]) for text in "abc"]
    assert stamps == sorted(set(stamps))


def test_read_only_members_are_passed_over(caller: Caller) -> None:
    """They are neither obeyed nor refused, whatever they hold."""
    before = draft(caller, 2)
    body = {
        "id": 1,
        "status": "approved",
        "created-at": "2001-01-01T00:00:00Z",
        "created-by": {"id": 2},
        "gross-total": {"not": "a number"},
    }
    assert caller.put(before["id"], body).status_code == 200
    assert changed(before, caller.show(before["id"])) == set()


def test_numbers_come_as_text_or_as_number(caller: Caller) -> None:
    """Both are stored as the same decimal."""
    number = draft(caller, 3)["id"]
    for value in ("12.50", 12.5):
        assert caller.put(number, {"shipping-amount": value}).status_code == 200
        assert Decimal(str(caller.show(number)["shipping-amount"])) == Decimal("12.5")


def test_totals_follow_the_lines(caller: Caller) -> None:
    """A changed price changes the total of its line, and the totals of the invoice by as much."""
    before = next(row for row in caller.rows(status="draft") if not row["is-credit-note"] and row["currency"]["code"] in ("USD", "EUR"))
    line = before["invoice-lines"][0]
    assert caller.put(before["id"], {"invoice-lines": [{"id": line["id"], "price": "7.25", "quantity": "3"}]}).status_code == 200
    after = caller.show(before["id"])
    assert Decimal(str(after["invoice-lines"][0]["total"])) == Decimal("21.75")
    difference = Decimal("21.75") - Decimal(str(line["total"]))
    assert Decimal(str(after["gross-total"])) == Decimal(str(before["gross-total"])) + difference
    assert [other["id"] for other in after["invoice-lines"]] == [other["id"] for other in before["invoice-lines"]]


def test_a_line_without_id_is_appended(caller: Caller) -> None:
    """With an id and a line number of its own."""
    before = draft(caller, 4)
    body = {"invoice-lines": [{"description": "One more", "price": "1", "quantity": 2}]}
    lines = caller.put(before["id"], body).json()["invoice-lines"]
    assert len(lines) == len(before["invoice-lines"]) + 1
    assert lines[-1]["line-num"] not in [line["line-num"] for line in lines[:-1]]
    assert lines[-1]["currency"] == before["currency"]
    assert caller.put(before["id"], {"invoice-lines": [{"id": lines[-1]["id"], "_delete": True}]}).json()["invoice-lines"] == lines[:-1]


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ({"supplier": {"number": "SUP-002"}}, "supplier", 2),
        ({"supplier": {"name": "株式会社山田商事"}}, "supplier", 3),
        ({"supplier": {"id": "4", "name": "not looked at"}}, "supplier", 4),
        ({"payment_term": {"code": "Net 60"}}, "payment-term", 2),
        ({"bill-to-address": {"location-code": "LOC1"}}, "bill-to-address", 2),
    ],
)
def test_a_reference_by_key(caller: Caller, body: dict[str, Any], name: str, expected: int) -> None:
    """A record is named by its id or a natural key."""
    response = caller.put(draft(caller, 5)["id"], body)
    assert response.status_code == 200, response.text
    assert response.json()[name]["id"] == expected


def test_a_tax_code_by_code_and_country(published: Caller, today: Caller) -> None:
    """It comes back as the dialect has it."""
    body = {"tax-code": {"code": "VAT7", "country": {"code": "DE"}}}
    assert published.put(draft(published, 6)["id"], body).json()["tax-code"] == "VAT7"
    assert today.put(draft(today, 6)["id"], body).json()["tax-code"]["code"] == "VAT7"


LINE = {"description": "a line", "price": 1, "quantity": 1}
IMPOSSIBLE: list[dict[str, Any]] = [
    *({"supplier": value} for value in ({"id": 999}, {"name": "Nobody"}, {}, None, "SUP-001", {"id": True})),
    *({"invoice-number": value} for value in ({"a": 1}, 5, "x" * 41, "", None)),
    *({"comments": value} for value in ("x" * 256, "\ud800", "a\0b")),
    *({"invoice-date": value} for value in ("2024-02-30", "soon", 20240101, "0000-01-01", "9999-12-31")),
    *({"shipping-amount": value} for value in ("0.00001", True, "12,5", "NaN", [1], "1" * 40, "")),
    *({"line-level-taxation": value} for value in ("yes", None, 1)),
    *({"invoice-lines": value} for value in ({}, None, [1], [{"id": 999999}], [{}], [{"description": "no price", "quantity": 1}])),
    {"exchange-rate": "1e999999"},
    {"tax-rate": "1e400"},
    {"payments": [7]},
    {"currency": {"code": "XYZ"}},
    {"paid": True},
    {"invoice-lines": [LINE | {"price": "9" * 26, "quantity": "9" * 24}]},
    {"invoice-lines": [LINE | {"line-num": 900}, LINE | {"line-num": 900}]},
]


@pytest.mark.parametrize("body", IMPOSSIBLE, ids=lambda body: repr(body)[:50])
def test_what_cannot_be_stored_is_refused_as_a_whole(caller: Caller, body: dict[str, Any]) -> None:
    """400 in the published shape, and the invoice is as it was, `updated-at` included."""
    number = next(row["id"] for row in caller.rows(status="draft") if not row.get("payment-date"))
    before = caller.show(number)
    response = caller.put(number, {"supplier-note": "must not stay", **body})
    assert response.status_code == 400
    assert errors(response)
    assert caller.show(number) == before


def test_the_currency_stays(caller: Caller) -> None:
    """Every amount would mean something else."""
    before = draft(caller)
    other = "EUR" if before["currency"]["code"] != "EUR" else "USD"
    assert caller.put(before["id"], {"currency": {"code": other}}).status_code == 400
    assert caller.put(before["id"], {"currency": {"code": before["currency"]["code"]}}).status_code == 200


def test_exported_is_a_command_of_its_own(caller: Caller) -> None:
    """`?exported=true` marks the invoice, ignores a body beside it, and can be repeated."""
    before = caller.rows(status="approved", exported="false")[0]
    response = caller.ask("PUT", f"/invoices/{before['id']}", {"exported": "true"}, json={"comments": "ignored"})
    assert response.status_code == 200
    after = caller.show(before["id"])
    assert changed(before, after) == {"exported", "last-exported-at"}
    assert caller.ask("PUT", f"/invoices/{before['id']}", {"exported": "true"}).status_code == 200
    assert caller.show(before["id"]) == after
    assert before["id"] in caller.ids(exported="true", status="approved")
    assert caller.ask("PUT", f"/invoices/{before['id']}", {"exported": "maybe"}).status_code == 400


def test_payments_are_added_never_edited(caller: Caller) -> None:
    """In any of the three wrappings; what is paid is no longer due."""
    before = caller.rows(status="approved", paid="false")[0]
    number = before["id"]
    for body in ([{"amount-paid": "1.00"}], {"payment": {"amount-paid": "1.00"}}, {"payment": [{"amount-paid": "1.00"}]}):
        assert caller.put(number, {"payments": body}).status_code == 200
    after = caller.show(number)
    assert len(after["payments"]) == len(before["payments"]) + 3
    due = "amount-due-less-discount"
    assert Decimal(str(after[due])) == Decimal(str(before[due])) - 3
    first = after["payments"][-1]
    caller.put(number, {"payments": [{"id": first["id"], "amount-paid": "9.00"}]})
    assert caller.show(number)["payments"][-1] == first


def test_an_invoice_that_is_over_takes_only_payments(caller: Caller) -> None:
    """A voided invoice is not edited."""
    number = caller.ids(status="voided")[0]
    assert caller.put(number, {"comments": "too late"}).status_code == 400
    assert caller.put(number, {"payment-notes": "refunded"}).status_code == 200


def test_accounts_of_lines(caller: Caller) -> None:
    """`update_line_accounts` changes accounts and nothing else that it is given."""
    before = draft(caller, 7)
    line = before["invoice-lines"][0]
    body = {"comments": "ignored", "invoice-lines": [{"id": line["id"], "account": {"code": "1500-000-99"}, "price": "999"}]}
    response = caller.ask("PUT", f"/invoices/{before['id']}/update_line_accounts", json=body)
    assert response.status_code == 200
    after = caller.show(before["id"])
    assert after["invoice-lines"][0]["account"]["code"] == "1500-000-99"
    assert after["invoice-lines"][0]["price"] == line["price"]
    assert changed(before, after) == {"invoice-lines"}
    assert (
        caller.ask("PUT", f"/invoices/{before['id']}/update_line_accounts", json={"invoice-lines": [{"account": {"id": 1}}]}).status_code
        == 400
    )


NEW = {
    "supplier": {"name": "Acme Office Supplies"}, "invoice-number": "NEW-1", "invoice-date": "2024-03-15", "currency": {"code": "KWD"},
    "invoice-lines": [{"description": "Chair", "price": "1.0005", "quantity": "1", "type": "InvoiceQuantityLine"}],
}  # fmt: skip


def test_a_new_invoice_is_a_draft(today: Caller) -> None:
    """It has an id, its totals, and the day that was sent."""
    response = today.ask("POST", "/invoices", json=NEW)
    assert response.status_code == 201, response.text
    invoice = today.show(response.json()["id"])
    assert (invoice["status"], invoice["gross-total"], invoice["invoice-date"][:10]) == ("draft", "1.001", "2024-03-15")
    assert errors(today.ask("POST", "/invoices", json=NEW)) == {"invoice-number": ["invoice-number has already been taken."]}
    assert today.ask("POST", "/invoices", json={**NEW, "supplier": {"id": 2}}).status_code == 201


@pytest.mark.parametrize("missing", ["supplier", "invoice-number", "invoice-date"])
def test_a_new_invoice_needs(today: Caller, missing: str) -> None:
    """A supplier, a number and a date."""
    body = {name: value for name, value in NEW.items() if name != missing} | (
        {} if missing == "invoice-number" else {"invoice-number": "NEW-2"}
    )
    assert set(errors(today.ask("POST", "/invoices", json=body))) == {missing}


def test_no_new_invoice_as_published(published: Caller) -> None:
    """The published table has no POST."""
    response = published.ask("POST", "/invoices", json=NEW)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
