"""Notes, scans and attachments of a drawn invoice, and values for whatever a null-poor one still lacks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from coupa_contract.reference.elements import Element, Kind, resources
from coupa_contract.reference.samples import TEXTS
from coupa_contract.reference.scans import sample_scan
from coupa_contract.reference.stamps import parse_moment, stored_day, stored_moment

if TYPE_CHECKING:
    from coupa_contract.reference.data import Drawing

Record = dict[str, Any]
# Members that mean something: a made-up value would contradict the rest of the invoice.
_MEANINGFUL = frozenset(
    {
        "payment-date",
        "payment-notes",
        "original-invoice-number",
        "original-invoice-date",
        "credit-reason",
        "last-exported-at",
        "discount-amount",
        "discount-percent",
        "discount-due-date",
        "tax-amount",
        "tax-rate",
        "tax-code",
        "abandon-reason",
        "dispute-method",
        "tolerance-failures",
        "image-scan",
        "image-scan-url",
        "image-scan-file-name",
        "image-scan-file-size",
        "image-scan-content-type",
        "shipping-amount",
        "handling-amount",
        "misc-amount",
        "quantity",
        "line-type",
        "credit-note-differences-with-original-invoice",
        "delivery-date",
        "net-due-date",
        "order-line-id",
        "price-per-uom",
        "net-weight",
        "lock-version-key",
        "currency-id",
        "exchange-rate",
        "supplier-total",
        "inbound-invoice",
        "shipping-term",
        "current-integration-history-records",
        "discount-due-less-discount",
    }
)


def particulars(drawing: Drawing, invoice: Record) -> None:
    """Adds notes, tags, an attachment and a scan, each to some invoices."""
    draws = drawing.draws
    if invoice["profile"] == "sparse":
        return
    for name in ("comments", "internal-note", "supplier-note", "payment-order-reference"):
        if draws.chance(40):
            invoice[name] = draws.one(TEXTS)
    if draws.chance(10):
        invoice["comments"] = ""
    if draws.chance(20):
        invoice["tags"] = [drawing.record("Tag")]
        invoice["taggings"] = [{"id": drawing.number("Tagging")}]
    if draws.chance(15):
        name = "file-name" if drawing.published else "file-file-name"
        number = drawing.number("Attachment")
        invoice["attachments"] = [{"id": number, name: f"note {number}.pdf", "file-url": f"https://files.example.com/{number}.pdf"}]
    if draws.chance(20):
        invoice |= sample_scan(invoice["id"]).members
    elif draws.chance(8):
        invoice["image-scan-url"] = f"https://scans.example.com/{invoice['id']}.pdf"
    if invoice["is-credit-note"] and draws.chance(30):
        invoice["credit-note-differences-with-original-invoice"] = "99999999999999999999999999.9999"
    if not drawing.published:
        invoice["currency-id"] = invoice["currency"]["id"]
        invoice["lock-version-key"] = draws.between(1, 9)
        if draws.chance(30):
            invoice["custom-fields"] = {"cost-reference": draws.one(("", "CC-4711", "CC_4712")), "reviewed": draws.chance(50)}


def fill(drawing: Drawing, record: Record, resource: str) -> None:
    """Gives every member that has no value one, of nested records too, so that some invoices are null-poor."""
    if resource == "InvoiceLine" and not record.get("account-allocations"):
        record["account-allocations"] = [{"id": drawing.number("InvoiceLineAllocation"), "pct": "100", "amount": record["total"]}]
    for element in resources(drawing.dialect)[resource].values():
        value = record.get(element.name)
        if element.kind is Kind.COLLECTION:
            _fill_items(drawing, element, value or [])
        elif value is None and element.name not in _MEANINGFUL:
            record[element.name] = _related(drawing, element) if element.kind is Kind.REFERENCE else _value(drawing, record, element)


def _fill_items(drawing: Drawing, element: Element, items: list[Record]) -> None:
    """Fills the members of a collection that are this invoice's own; those of the catalogue are everybody's."""
    if not drawing.catalogue.all(element.resource):
        for item in items[:1]:
            fill(drawing, item, element.resource)


def _related(drawing: Drawing, element: Element) -> Record | None:
    """A record of the catalogue, if it has such records."""
    return drawing.record(element.resource) if drawing.catalogue.all(element.resource) else None


def _value(drawing: Drawing, record: Record, element: Element) -> Any:
    draws = drawing.draws
    moment = parse_moment(record.get("created-at") or "2023-06-01")
    match element.kind:
        case Kind.STRING:
            return draws.one(TEXTS)[: element.size[0]].strip() or "x"
        case Kind.DECIMAL:
            _, scale = element.size
            return draws.one(("0", "1.5", "250.25", "0.0001"[: scale + 2] if scale else "1"))
        case Kind.FLOAT:
            return draws.one(("0.0", "8.25", "2.5"))
        case Kind.FLAG:
            return draws.chance(50)
        case Kind.TIMESTAMP:
            return stored_moment(moment - timedelta(days=draws.below(9)), drawing.dialect)
        case Kind.DATE:
            return stored_day(moment.date(), drawing.dialect)
        case _:
            return draws.between(1, 99)
