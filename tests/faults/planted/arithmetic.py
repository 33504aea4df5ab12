"""Faults in amounts that do not add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from planted.fault import Fault, Invoice, each_invoice

_NEWER = "core-r39"
_ASKED = ("shape",)  # amounts are judged of every invoice that comes; nothing is asked for their sake


def _gross_without_taxes(invoice: Invoice) -> Invoice:
    return {**invoice, "gross-total": f"{Decimal(invoice['gross-total']) + 7}"} if invoice.get("gross-total") else invoice


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
)
