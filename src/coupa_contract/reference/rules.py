"""What has to hold of an invoice after a change; a change that breaks it is refused as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from coupa_contract.reference.elements import Kind, resources
from coupa_contract.reference.money import with_totals
from coupa_contract.reference.numerals import fits
from coupa_contract.reference.refusals import invalid

Record = dict[str, Any]
_LINE_TYPES = ("InvoiceQuantityLine", "InvoiceAmountLine")


def completed(invoice: Record, dialect: str) -> Record:
    """The changed invoice with whatever follows from the change. Raises RefusalError (400) when it cannot be."""
    for name in ("invoice-number", "invoice-date", "supplier", "currency"):
        if not (invoice.get(name) or "") or (isinstance(invoice[name], str) and not invoice[name].strip()):
            raise invalid(name, f"{name} can't be blank.")
    if invoice.get("is-credit-note") and not (invoice.get("original-invoice-number") and invoice.get("original-invoice-date")):
        raise invalid("original-invoice-number", "A credit note names the number and the date of the original invoice.")
    if invoice.get("paid") and not invoice.get("payment-date"):
        raise invalid("payment-date", "An invoice that is paid has a payment date.")
    _complete_lines(invoice)
    invoice["document-type"] = "Credit Note" if invoice.get("is-credit-note") else "Invoice"
    with_totals(invoice)
    _check_sizes(invoice, "Invoice", dialect)
    return {name: invoice[name] for name in resources(dialect)["Invoice"] if invoice.get(name) is not None}


def _complete_lines(invoice: Record) -> None:
    seen: set[int] = set()
    lines = invoice.setdefault("invoice-lines", [])
    for line in lines:
        if line.get("line-num") is None:
            line["line-num"] = max((other.get("line-num") or 0 for other in lines), default=0) + 1
        line["currency"] = invoice["currency"]
        if line.setdefault("type", _LINE_TYPES[0]) not in _LINE_TYPES:
            raise invalid("invoice-lines.type", f"type is {' or '.join(_LINE_TYPES)}.")
        needed = ("description", "price", "quantity") if line["type"] == _LINE_TYPES[0] else ("description", "price")
        for name in needed:
            if not str(line.get(name) or "").strip():
                raise invalid(f"invoice-lines.{name}", f"{name} can't be blank.")
        if line["line-num"] < 1 or line["line-num"] in seen:
            raise invalid("invoice-lines.line-num", "line-num is below 1, or has already been taken.")
        seen.add(line["line-num"])


def _check_sizes(record: Record, resource: str, dialect: str) -> None:
    """No amount that was worked out is larger than its member holds."""
    known = resources(dialect)
    for name, element in known[resource].items():
        value = record.get(name)
        if value is None:
            continue
        if element.kind is Kind.DECIMAL and not fits(Decimal(value), *element.size):
            raise invalid(name, f"{name} would have more digits than decimal({element.size[0]},{element.size[1]}) holds.")
        if element.kind is Kind.COLLECTION:
            for item in value:
                _check_sizes(item, element.resource, dialect)
