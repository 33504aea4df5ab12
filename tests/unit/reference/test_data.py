"""What a new instance holds."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.reference.data import seeded_invoices
from coupa_contract.reference.stamps import parse_moment

from .conftest import Caller

DIGEST = """
import hashlib, sys
from coupa_contract.reference.query import parse_query
from coupa_contract.reference.store import Store
store = Store(sys.argv[1], int(sys.argv[2]))
text = b"".join(store.list_printed(parse_query([("offset", str(offset))], sys.argv[1])) for offset in range(0, 300, 50))
print(hashlib.sha256(text).hexdigest())
"""


def digest(dialect: str, seed: int, hash_seed: str = "0") -> str:
    """The digest of every list, from a process of its own."""
    command = [sys.executable, "-c", DIGEST, dialect, str(seed)]
    return subprocess.run(command, env={"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True).stdout.strip()


def number(value: Any) -> Decimal:
    """A number, however its dialect spells it; nothing counts as zero."""
    return Decimal(str(value or 0))


# A change of the data changes these on purpose; another Python, platform or hash seed must not.
SNAPSHOT = {
    "published": "34ad8189dd90712325f1d80ad3786cc2973e4094cb575ce7f5ff58d0df9008f7",
    "core-r39": "4e5f6b1ba7fad35346ebafa2c544d9ba63fea79089e2e333a64c8e342ef156b3",
}


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_the_same_seed_gives_the_same_bytes(dialect: str) -> None:
    """In any process and on any machine; another seed gives others."""
    assert digest(dialect, 1, "1") == digest(dialect, 1, "2") == SNAPSHOT[dialect] != digest(dialect, 2)


def test_there_is_something_of_everything(caller: Caller) -> None:
    """At least 200 invoices, every status several times, and what else a test may look for."""
    rows = caller.base
    statuses = Counter(row["status"] for row in rows)
    assert len(rows) >= 200
    assert set(statuses) == set(load_contract("published").lifecycle.statuses)
    assert min(statuses.values()) >= 5
    assert min(statuses[name] for name in ("draft", "approved", "pending_approval")) >= 30
    assert sum(row["is-credit-note"] for row in rows) >= 5
    assert len({row["currency"]["code"] for row in rows}) >= 5
    assert len({row["supplier"]["id"] for row in rows}) >= 10
    for member in ("updated-at", "created-at", "gross-total"):
        assert max(Counter(row[member] for row in rows).values()) > 1, f"no two invoices share {member}"
    assert any("\u0301" in (row["comments"] or "") + row["supplier"]["name"] for row in rows)
    assert any(number(line["price"]) == Decimal("0.00000000000000000001") for row in rows for line in row["invoice-lines"])


def test_some_invoices_have_almost_nothing_and_some_almost_everything(caller: Caller) -> None:
    """Null-rich and null-poor rows."""
    filled = sorted(sum(value not in (None, [], "") for value in row.values()) for row in caller.base)
    assert filled[0] < 30
    assert filled[-1] > 70


def test_lines_are_of_both_kinds_today(today: Caller, published: Caller) -> None:
    """Amount lines have no quantity; as published every line has one."""
    kinds = Counter((line["type"], line["quantity"] is None) for row in today.everything() for line in row["invoice-lines"])
    assert set(kinds) == {("InvoiceQuantityLine", False), ("InvoiceAmountLine", True)}
    assert all(line["quantity"] is not None for row in published.everything() for line in row["invoice-lines"])


def test_everything_happened_in_the_past(caller: Caller) -> None:
    """And was created before it was updated."""
    for row in caller.base:
        assert parse_moment(row["created-at"]) <= parse_moment(row["updated-at"]) < datetime(2025, 1, 1, tzinfo=UTC)


def test_the_arithmetic_is_right(caller: Caller) -> None:
    """Lines, taxes, charges and discounts add up to the totals, in the digits of the currency."""
    with localcontext(prec=200):  # the largest totals have more digits than the 28 that are usual
        for row in caller.base:
            add_up(row)


def add_up(row: dict[str, Any]) -> None:
    """Every amount of an invoice follows from those below it."""
    lines = row["invoice-lines"]
    step = Decimal(1).scaleb(-{"JPY": 0, "KWD": 3}.get(row["currency"]["code"], 2))
    for line in lines:
        quantity = 1 if line["quantity"] is None else number(line["quantity"])
        assert abs(number(line["total"]) - number(line["price"]) * quantity) <= step / 2
        assert line["currency"] == row["currency"]
    assert len({line["line-num"] for line in lines}) == len(lines)
    charges = sum(number(row[name]) for name in ("shipping-amount", "handling-amount", "misc-amount"))
    charges += sum(number(charge.get("amount") or charge.get("total")) for charge in row["invoice-charges"])
    tax = sum(number(line["tax-amount"]) for line in lines) if row["line-level-taxation"] else number(row["tax-amount"])
    assert number(row["gross-total"]) == sum(number(line["total"]) for line in lines) + charges + tax
    assert number(row["gross-total-less-discount"]) == number(row["gross-total"]) - number(row["discount-amount"])
    for taxed in [row, *lines]:
        if taxed.get("tax-lines"):
            assert sum(number(line["amount"]) for line in taxed["tax-lines"]) == number(taxed["tax-amount"])
    assert not row["paid"] or row["payment-date"]
    if row["is-credit-note"]:
        assert row["document-type"] == "Credit Note"
        assert row["original-invoice-number"]
        assert row["original-invoice-date"]
        assert sum(number(line["total"]) for line in lines) <= 0


def test_no_supplier_has_a_number_twice() -> None:
    """As creating an invoice demands."""
    for dialect in ("published", "core-r39"):
        invoices, _ = seeded_invoices(3, dialect)
        assert max(Counter((invoice["supplier"]["id"], invoice["invoice-number"]) for invoice in invoices).values()) == 1
