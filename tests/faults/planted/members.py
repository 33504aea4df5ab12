"""Faults in how members are spelled: every list and every show tells them alike, and wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp

from planted.fault import Fault, Invoice, each_invoice

_NEWER = "core-r39"
_WIDTH = 300  # characters of a column: more than any source gives a comment

Plant = Callable[[Starlette], ASGIApp]


def _with(name: str, change: Callable[[Any], Any]) -> Plant:
    """Changes one member wherever an invoice tells it with a value."""
    return each_invoice(lambda told: {**told, name: change(told[name])} if told.get(name) else told)


def _below(name: str, key: str, change: Callable[[Any], Any]) -> Plant:
    """Changes one member of a record that an invoice refers to."""
    return _with(name, lambda record: {**record, key: change(record[key])} if isinstance(record, dict) and record.get(key) else record)


def _digits_as_a_number(number: str) -> int | str:
    return int(number) if number.isascii() and number.isdigit() else number


def _named_twice(invoice: Invoice) -> Invoice:
    return {**invoice, "invoice_number": invoice["invoice-number"]} if "invoice-number" in invoice else invoice


def _amount_lines(lines: Any) -> Any:
    return [{**line, "type": "AmountLine"} if line.get("type") == "InvoiceAmountLine" else line for line in lines]


FAULTS = (
    Fault(
        "rates-with-a-percent-sign",
        "shape-float",
        "A client cannot read the rate, and books the invoice without tax.",
        _with("tax-rate", lambda rate: f"{rate} %"),
    ),
    Fault(
        "invoice-numbers-as-numbers",
        "shape-text",
        "An invoice number loses its leading zeros, and the supplier does not know it any more.",
        _with("invoice-number", _digits_as_a_number),
    ),
    Fault(
        "terms-by-their-code",
        "shape-reference",
        "A client that looks for the terms of payment in their record finds a text, and pays at once.",
        _with("payment-term", lambda term: term.get("code") if isinstance(term, dict) else term),
    ),
    Fault(
        "comments-fill-their-column",
        "shape-length",
        "An import refuses each invoice with a comment, for it is longer than its column.",
        _with("comments", lambda text: text.ljust(_WIDTH)),
    ),
    Fault(
        "statuses-as-labels",
        "shape-status-value",
        "A client that stops payment of what is on hold does not know the label on the screen for a status.",
        _with("status", lambda status: "On Hold" if status == "on_hold" else status),
    ),
    Fault(
        "credit-notes-in-one-word",
        "shape-document-type-value",
        "A credit note is not known for one, and is paid.",
        _with("document-type", lambda kind: "CreditNote" if kind == "Credit Note" else kind),
    ),
    Fault(
        "amount-lines-by-another-name",
        "shape-line-type-value",
        "A client multiplies the price of an amount line by a quantity that it has not.",
        _with("invoice-lines", _amount_lines),
        dialect=_NEWER,
    ),
    Fault(
        "currencies-in-small-letters",
        "shape-currency-code",
        "A bank refuses the payment, for it knows no currency of that name.",
        _below("currency", "code", str.lower),
    ),
    Fault(
        "scans-without-a-host",
        "shape-scan-url",
        "A link to the original of an invoice leads nowhere.",
        _with("image-scan-url", lambda url: url.partition("//")[2].partition("/")[2]),
    ),
    Fault(
        "addresses-without-a-host",
        "shape-format",
        "A question about an invoice is mailed to nobody.",
        _below("created-by", "email", lambda address: address.partition("@")[0]),
    ),
    Fault(
        "numbers-under-two-names",
        "shape-names-are-dashed",
        "Half of the clients read a name that the next release takes away.",
        each_invoice(_named_twice),
    ),
)
