"""The lines of a drawn invoice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coupa_contract.reference.money import currency_digits, rounded, with_totals
from coupa_contract.reference.numerals import plain
from coupa_contract.reference.samples import EDGES, TEXTS

if TYPE_CHECKING:
    from coupa_contract.reference.data import Drawing

Record = dict[str, Any]
_PRICES = ("499.00", "10", "19.99", "0.50", "1250.5", "3.333", "10.00", "100.00")
_QUANTITY = "InvoiceQuantityLine"
_QUANTITIES = ("1", "2", "10", "1.0", "12.5", "0.25", "100")


def draw_lines(drawing: Drawing, invoice: Record) -> list[Record]:
    """The lines of an invoice: mostly one to three, sometimes many, none of a sparse new one, and the same one of many a sparse one."""
    draws = drawing.draws
    sparse = invoice["profile"] == "sparse"
    if sparse and invoice["status"] == "new":
        return []
    if sparse and draws.chance(40):
        return [
            _line(drawing, invoice, 1) | {"price": "-100.00" if invoice["is-credit-note"] else "100.00", "quantity": "1", "type": _QUANTITY}
        ]
    count = draws.between(5, 8) if draws.chance(8) else draws.between(1, 3)
    lines = [_line(drawing, invoice, position * (10 if draws.chance(10) else 1)) for position in range(1, count + 1)]
    _renumber(lines)
    # Totals are needed before taxes, and taxes before the header's totals.
    with_totals({"invoice-lines": lines, "currency": invoice["currency"]})
    for line in lines:
        if invoice["line-level-taxation"] and not sparse:
            _tax(drawing, invoice, line)
        if not drawing.published and draws.chance(30):
            line["account-allocations"] = _allocations(drawing, line)
    return lines


def _renumber(lines: list[Record]) -> None:
    """Line numbers may have gaps but never repeat."""
    last = 0
    for line in lines:
        last = line["line-num"] = max(last + 1, line["line-num"])


def _line(drawing: Drawing, invoice: Record, position: int) -> Record:
    draws = drawing.draws
    price, quantity = draws.one(EDGES) if draws.chance(6) else (draws.one(_PRICES), draws.one(_QUANTITIES))
    if invoice["is-credit-note"]:
        price = plain(-Decimal(price))
    line: Record = {
        "id": drawing.number("InvoiceLine"), "line-num": position, "type": _QUANTITY, "description": draws.one(TEXTS),
        "price": price, "quantity": quantity, "currency": invoice["currency"], "created-at": invoice["created-at"],
        "updated-at": invoice["updated-at"],
    }  # fmt: skip
    if not drawing.published and draws.chance(20):
        line |= {"type": "InvoiceAmountLine", "quantity": None}
    if invoice["profile"] != "sparse":
        line |= {"account": drawing.maybe(80, "Account"), "commodity": drawing.maybe(40, "Commodity"), "status": "new"}
        line["uom"] = drawing.maybe(80, "Uom") if line["quantity"] is not None else None
        if draws.chance(35):
            order = draws.between(1, 90)
            header = str(1000 + order)
            line |= {"order-line-id": 57_000 + order, "order-header-num": header, "order-line-num": "1", "po-number": header}
        if draws.chance(15):
            line["tags"] = [drawing.record("Tag")]
    return line


def _tax(drawing: Drawing, invoice: Record, line: Record) -> None:
    code = drawing.record("TaxCode")
    digits = currency_digits(invoice)
    amount = rounded(Decimal(line["total"]) * Decimal(code["percentage"]) / 100, digits)
    line |= {"tax-amount": plain(amount), "tax-rate": code["percentage"], "tax-code": code["code"] if drawing.published else code}
    if not drawing.published:
        line["tax-lines"] = [
            {"id": drawing.number("TaxLine"), "amount": plain(amount), "rate": code["percentage"], "code": code["code"],
             "description": code["description"], "tax-code": code}
        ]  # fmt: skip


def _allocations(drawing: Drawing, line: Record) -> list[Record]:
    shares = drawing.draws.one((("100",), ("50", "50"), ("33.3333333333", "33.3333333333", "33.3333333334")))
    return [
        {"id": drawing.number("InvoiceLineAllocation"), "pct": share, "amount": line["total"], "account": drawing.record("Account")}
        for share in shares
    ]
