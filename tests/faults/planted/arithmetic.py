"""Faults in amounts that do not add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from planted.fault import Fault, Invoice, each_invoice

_NEWER = "core-r39"
_ASKED = ("shape",)  # amounts are judged of every invoice that comes; nothing is asked for their sake


def _gross_without_taxes(invoice: Invoice) -> Invoice:
    return {**invoice, "gross-total": f"{Decimal(invoice['gross-total']) + 7}"} if invoice.get("gross-total") else invoice


def _with_taxes_twice(invoice: Invoice) -> Invoice:
    name = "total-with-taxes"
    return {**invoice, name: f"{Decimal(invoice[name]) + 7}"} if invoice.get(name) else invoice


def _net_without_discount(invoice: Invoice) -> Invoice:
    name = "net-total-less-discount"
    return {**invoice, name: f"{Decimal(invoice[name]) + 700}"} if invoice.get(name) else invoice


def _one_line_too_many(invoice: Invoice) -> Invoice:
    return {**invoice, "line-count": invoice["line-count"] + 1} if isinstance(invoice.get("line-count"), int) else invoice


def _lines(invoice: Invoice, change: Any) -> Invoice:
    lines = invoice.get("invoice-lines")
    return {**invoice, "invoice-lines": [change(line) for line in lines]} if isinstance(lines, list) and lines else invoice


def _all_are_the_first(invoice: Invoice) -> Invoice:
    return _lines(invoice, lambda line: {**line, "line-num": 1} if "line-num" in line else line)


def _sign_lost(invoice: Invoice) -> Invoice:
    def line(told: Invoice) -> Invoice:
        taxes = told.get("tax-lines")
        if not isinstance(taxes, list):
            return told
        return {**told, "tax-lines": [{**tax, "amount": tax["amount"].removeprefix("-")} if tax.get("amount") else tax for tax in taxes]}

    return _lines(invoice, line)


def _whole_shares(invoice: Invoice) -> Invoice:
    def line(told: Invoice) -> Invoice:
        shares = told.get("account-allocations")
        if not isinstance(shares, list):
            return told
        return {
            **told,
            "account-allocations": [{**each, "pct": f"{Decimal(each['pct']):.0f}"} if each.get("pct") else each for each in shares],
        }

    return _lines(invoice, line)


def _before_it_was_invoiced(invoice: Invoice) -> Invoice:
    invoiced, due = invoice.get("invoice-date"), invoice.get("net-due-date")
    if not invoiced or not due:
        return invoice
    first, last = date.fromisoformat(invoiced[:10]), date.fromisoformat(due[:10])
    return {**invoice, "net-due-date": f"{first - (last - first)}{due[10:]}"}


def _blank(name: str, told: Invoice) -> Invoice:
    return {**told, name: None} if name in told else told


FAULTS = (
    Fault(
        "gross-is-off",
        "arithmetic-gross-is-total-with-taxes",
        "The supplier is paid another amount than the invoice comes to.",
        each_invoice(_gross_without_taxes),
        _NEWER,
        beside=_ASKED,
    ),
    Fault(
        "net-is-off",
        "arithmetic-gross-is-net-plus-tax",
        "The tax that is reported is not the tax that was paid.",
        each_invoice(_net_without_discount),
        _NEWER,
        beside=_ASKED,
    ),
    Fault(
        "line-count-is-off",
        "arithmetic-line-count",
        "An import that counts the lines refuses the invoice.",
        each_invoice(_one_line_too_many),
        _NEWER,
        beside=_ASKED,
    ),
    Fault(
        "lines-share-a-number",
        "arithmetic-line-numbers-are-unique",
        "A receipt is booked against the wrong line.",
        each_invoice(_all_are_the_first),
        beside=_ASKED,
    ),
    Fault(
        "totals-with-taxes-are-off",
        "arithmetic-gross-is-total-with-taxes",
        "A client that reads the total with taxes pays what no invoice comes to.",
        each_invoice(_with_taxes_twice),
        _NEWER,
        beside=_ASKED,
    ),
    Fault(
        "taxes-of-credit-notes-lose-their-sign",
        "arithmetic-tax-lines-add-up",
        "The tax of what was given back is reclaimed once more.",
        each_invoice(_sign_lost),
        _NEWER,
        beside=_ASKED,
        subtle=True,
    ),
    Fault(
        "shares-in-whole-per-cents",
        "arithmetic-allocations-add-up",
        "A hundredth of each line that three accounts share is booked nowhere.",
        each_invoice(_whole_shares),
        _NEWER,
        beside=_ASKED,
        subtle=True,
    ),
    Fault(
        "originals-have-no-date",
        "arithmetic-credit-note-names-its-original",
        "A tax office refuses a credit note that does not say which invoice it corrects.",
        each_invoice(lambda told: _blank("original-invoice-date", told)),
        beside=_ASKED,
    ),
    Fault(
        "due-before-it-was-invoiced",
        "arithmetic-due-after-invoiced",
        "Every invoice is overdue on the day it comes, and is paid without the days it had.",
        each_invoice(_before_it_was_invoiced),
        beside=_ASKED,
    ),
    Fault(
        "paid-on-no-day",
        "arithmetic-paid-has-a-date",
        "Nobody can say in which month an invoice was paid.",
        each_invoice(lambda told: _blank("payment-date", told) if told.get("paid") is True else told),
        beside=_ASKED,
    ),
)
