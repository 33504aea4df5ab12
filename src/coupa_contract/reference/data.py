"""The invoices of a new instance, drawn from a seed: the same seed gives the same bytes, and every timestamp lies in the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from coupa_contract.reference.catalogue import Catalogue
from coupa_contract.reference.details import fill, particulars
from coupa_contract.reference.draws import Draws
from coupa_contract.reference.elements import resources
from coupa_contract.reference.lines import draw_lines
from coupa_contract.reference.money import currency_digits, rounded, with_totals
from coupa_contract.reference.numerals import plain
from coupa_contract.reference.samples import APPROVAL_STATUS, CHARGE_TYPES, CHARGES, COARSE_CHARGES, IN_APPROVAL, PROFILES, RATES, STATUSES
from coupa_contract.reference.stamps import stored_day, stored_moment

Record = dict[str, Any]
# Long ago, so that nothing that is drawn lies in the future.
_FIRST = datetime(2023, 1, 9, 8, 0, tzinfo=UTC)


@dataclass(slots=True)
class Numbering:
    """Ids of nested records, each resource with its own sequence."""

    last: dict[str, int]

    def __call__(self, resource: str) -> int:
        self.last[resource] = self.last.get(resource, 0) + 1
        return self.last[resource]


@dataclass(slots=True)
class Drawing:
    """What drawing an invoice needs."""

    dialect: str
    draws: Draws
    catalogue: Catalogue
    number: Numbering
    profiles: Sequence[str] = PROFILES

    def record(self, resource: str) -> Record:
        """One of the catalogue's records."""
        return self.draws.one(self.catalogue.all(resource))

    def maybe(self, percent: int, resource: str) -> Record | None:
        """A record of the catalogue, or none."""
        return self.record(resource) if self.draws.chance(percent) else None

    @property
    def published(self) -> bool:
        """Whether amounts and references are as the published documents have them."""
        return self.dialect == "published"


def seeded_invoices(
    seed: int, dialect: str, statuses: Mapping[str, int] = STATUSES, profiles: Sequence[str] = PROFILES
) -> tuple[list[Record], Mapping[str, int]]:
    """The invoices by ascending id, so many of each status, drawn as `profiles` says, and the last id that each resource was given."""
    draws = Draws(seed)
    drawing = Drawing(dialect, draws, Catalogue(dialect), Numbering({}), profiles)
    shuffled = draws.shuffled([status for status, count in statuses.items() for _ in range(count)])
    invoices: list[Record] = []
    moment = _FIRST
    for status in shuffled:
        drawing.number("Invoice")
        if draws.chance(6):  # a gap: somebody deleted one
            drawing.number("Invoice")
        # Runs of invoices that were made in the same second.
        moment += timedelta(seconds=0 if draws.chance(20) else draws.between(1, 200_000))
        invoices.append(_invoice(drawing, status, moment, _original(drawing, invoices, status)))
    return invoices, drawing.number.last


def _original(drawing: Drawing, invoices: list[Record], status: str) -> Record | None:
    """The earlier invoice that the next one gives credit for, if it is to be a credit note."""
    earlier = [invoice for invoice in invoices if not invoice["is-credit-note"]]
    return drawing.draws.one(earlier) if earlier and status != "new" and drawing.draws.chance(9) else None


def _invoice(drawing: Drawing, status: str, moment: datetime, original: Record | None) -> Record:
    draws = drawing.draws
    number = drawing.number.last["Invoice"]
    profile = draws.one(drawing.profiles)
    invoice: Record = {"id": number, "invoice-number": _invoice_number(draws, number), "status": status, "profile": profile}
    _parties(drawing, invoice, original)
    _dates(drawing, invoice, moment)
    _credit(invoice, original)
    invoice["line-level-taxation"] = draws.chance(40)
    invoice["invoice-lines"] = draw_lines(drawing, invoice)
    if profile != "sparse":
        _charges(drawing, invoice)
    _taxes(drawing, invoice)
    with_totals(invoice)
    _discount(drawing, invoice)
    _progress(drawing, invoice, moment)
    particulars(drawing, invoice)
    if profile == "full":
        fill(drawing, invoice, "Invoice")
    with_totals(invoice)
    if profile != "sparse":
        _supplier_total(drawing, invoice)
    del invoice["profile"]
    known = resources(drawing.dialect)["Invoice"]
    return {name: invoice[name] for name in known if invoice.get(name) is not None}


def _supplier_total(drawing: Drawing, invoice: Record) -> None:
    """What the supplier says that the total is: an integer as published, so only where it is one."""
    gross = Decimal(invoice["gross-total"])
    if not drawing.published:
        invoice["supplier-total"] = invoice["gross-total"]
    elif gross == gross.to_integral_value() and abs(gross) < 10**9:
        invoice["supplier-total"] = int(gross)


def _invoice_number(draws: Draws, number: int) -> str:
    form = draws.one(("INV-{0:06d}", "INV-{0:06d}", "{0:08d}", "R/{0}/2024", 'RÉ-{0} "ü"', "請求{0}", "{0}_100%", "A,{0}"))
    return form.format(number)


def _parties(drawing: Drawing, invoice: Record, original: Record | None) -> None:
    sparse = invoice["profile"] == "sparse"
    chance = 0 if sparse else 100 if invoice["profile"] == "full" else 70
    invoice["supplier"] = original["supplier"] if original else drawing.record("Supplier")
    invoice["currency"] = original["currency"] if original else drawing.record("Currency")
    invoice["created-by"] = drawing.record("User")
    invoice["updated-by"] = drawing.record("User")
    for name, resource in (
        ("payment-term", "PaymentTerm"), ("bill-to-address", "Address"), ("ship-to-address", "Address"), ("account-type", "AccountType"),
        ("requested-by", "User"), ("remit-to-address", "Address" if drawing.published else "RemitToAddress"),
    ):  # fmt: skip
        invoice[name] = drawing.maybe(chance, resource)
    for name, resource in (
        ("contract", "Contract"), ("shipping-term", "ShippingTerm"), ("supplier-remit-to", "SupplierRemitTo"),
        ("invoice-from-address", "SupplierRemitTo"), ("ship-from-address", "SupplierRemitTo"), ("destination-country", "Country"),
        ("origin-country", "Country"), ("legal-destination-country", "Country"), ("buyer-tax-registration", "TaxRegistration"),
        ("supplier-tax-registration", "TaxRegistration"), ("inbound-invoice", "InboundInvoice"),
    ):  # fmt: skip
        record = drawing.maybe(chance // 4 if chance < 100 else 100, resource)
        # The element table calls these two integers: the ids of the records.
        bare = drawing.published and name in ("shipping-term", "inbound-invoice")
        invoice[name] = record["id"] if record and bare else record


def _dates(drawing: Drawing, invoice: Record, moment: datetime) -> None:
    draws, dialect = drawing.draws, drawing.dialect
    day = moment.date() - timedelta(days=draws.below(20))
    invoice["invoice-date"] = stored_day(day, dialect)
    invoice["created-at"] = stored_moment(moment, dialect)
    later = timedelta(seconds=0 if draws.chance(30) else draws.between(1, 3_000_000))
    invoice["updated-at"] = stored_moment(moment + later, dialect)
    if invoice["profile"] != "sparse":
        term = invoice["payment-term"]
        days = 30 if term is None or term["code"] != "Due on receipt" else 0
        invoice["net-due-date"] = stored_day(day + timedelta(days=days), dialect, time(0) if drawing.published else time(23, 59, 59))
        if draws.chance(40):
            invoice["delivery-date"] = stored_day(day - timedelta(days=3), dialect, time(0) if drawing.published else time(14, 30))


def _credit(invoice: Record, original: Record | None) -> None:
    invoice["is-credit-note"] = original is not None
    invoice["document-type"] = "Credit Note" if original else "Invoice"
    if original:
        invoice["original-invoice-number"] = original["invoice-number"]
        invoice["original-invoice-date"] = original["invoice-date"]
        invoice["credit-reason"] = "Goods returned"


def _charges(drawing: Drawing, invoice: Record) -> None:
    draws = drawing.draws
    if draws.chance(25):
        name = "amount" if drawing.published else "total"
        invoice["invoice-charges"] = [
            {"id": drawing.number("InvoiceCharge"), "type": kind, name: draws.one(CHARGES), "account": drawing.maybe(50, "Account"),
             "line-num": position, "description": "Charge"}
            for position, kind in enumerate(CHARGE_TYPES[: draws.between(1, 3)], 1)
        ]  # fmt: skip
    else:
        for name in ("shipping-amount", "handling-amount", "misc-amount"):
            if draws.chance(50):
                coarse = drawing.published and name == "misc-amount"  # which only the element table speaks of: decimal(30,2)
                invoice[name] = draws.one(CHARGES if not coarse else COARSE_CHARGES)


def _taxes(drawing: Drawing, invoice: Record) -> None:
    """Tax at the header, when the lines carry none: base times rate, rounded half up (FACTS 6.6, A6)."""
    draws = drawing.draws
    if invoice["line-level-taxation"] or invoice["profile"] == "sparse":
        return
    code = drawing.record("TaxCode")
    digits = currency_digits(invoice)
    base = sum((Decimal(line["total"]) for line in with_totals(invoice)["invoice-lines"]), Decimal(0))
    amount = plain(rounded(base * Decimal(code["percentage"]) / 100, digits))
    invoice |= {"tax-amount": amount, "tax-rate": code["percentage"], "tax-code": code["code"] if drawing.published else code}
    if draws.chance(40):
        invoice["tax-lines"] = [_tax_line(drawing, code, amount, "TaxLine")]
    if draws.chance(20):
        invoice["withholding-tax-lines"] = [_tax_line(drawing, code, amount, "WithholdingTaxLine")]


def _tax_line(drawing: Drawing, code: Record, amount: str, resource: str) -> Record:
    """A tax line of that code and amount."""
    return {
        "id": drawing.number(resource), "amount": amount, "rate": code["percentage"], "code": code["code"],
        "description": code["description"],
    }  # fmt: skip


def _discount(drawing: Drawing, invoice: Record) -> None:
    term: Record | None = invoice.get("payment-term")
    if term is None or term["code"] != "2/10 Net 30":
        return
    digits = currency_digits(invoice)
    invoice["discount-percent"] = "2.0"
    invoice["discount-amount"] = plain(rounded(Decimal(invoice["gross-total"]) * 2 / 100, digits))
    day = date.fromisoformat(invoice["invoice-date"][:10]) + timedelta(days=10)
    invoice["discount-due-date"] = stored_day(day, drawing.dialect, time(0) if drawing.published else time(23, 59, 59))


def _progress(drawing: Drawing, invoice: Record, moment: datetime) -> None:
    """What the status leaves behind: approvals, payments, the export, a dispute."""
    draws, dialect, status = drawing.draws, drawing.dialect, invoice["status"]
    invoice |= {"exported": False, "paid": False, "supplier-created": draws.chance(50)}
    if invoice["profile"] != "sparse":
        invoice |= {"compliant": draws.chance(30), "canceled": status == "voided"}
    if status in IN_APPROVAL:
        invoice["approvals"] = list(_approvals(drawing, status, moment))
    if status in ("approved", "voided", "payable_adjustment") and draws.chance(50):
        invoice |= {"exported": True, "last-exported-at": stored_moment(moment + timedelta(days=2), dialect)}
        number = drawing.number("IntegrationHistoryRecord")
        invoice["current-integration-history-records"] = number if drawing.published else [{"id": number}]
    if status == "approved" and draws.chance(40):
        paid_on = stored_day(moment.date() + timedelta(days=30), dialect)
        payment = {"id": drawing.number("Payment"), "payment-date": paid_on, "notes": "Bank transfer"}
        payment["amount" if drawing.published else "amount-paid"] = invoice["gross-total"]
        invoice |= {"paid": True, "payment-date": paid_on, "payment-notes": "Paid in full, “thanks”", "payments": [payment]}
    if status in ("disputed", "abandoned"):
        invoice |= {"dispute-method": "Manual", "dispute-reasons": [drawing.record("DisputeReason")]}
    if status == "abandoned":
        invoice["abandon-reason"] = drawing.record("ReasonInsight")
    if status == "ap_hold":
        invoice["tolerance-failures"] = "Price tolerance exceeded by 5%, quantity_tolerance kept"
        invoice["failed-tolerances"] = [
            {"id": drawing.number("FailedTolerance"), "code": "price", "breach-amount": "5%", "resolved": False}
        ]
    if invoice["currency"]["code"] != "USD":
        invoice["exchange-rate"] = draws.one(RATES)


def _approvals(drawing: Drawing, status: str, moment: datetime) -> Iterator[Record]:
    for position in range(1, drawing.draws.between(1, 3) + 1):
        # The last one is still to decide; whoever came before has agreed.
        pending = status == "pending_approval" and (position > 1 or drawing.draws.chance(50))
        decision = "pending_approval" if pending else APPROVAL_STATUS.get(status, "approved")
        approver = drawing.record("User")
        yield {
            "id": drawing.number("Approval"), "status": decision, "approver": approver, "position": position, "type": "UserApproval",
            "approval-date": None if pending else stored_moment(moment + timedelta(hours=position), drawing.dialect),
            "approver-id": approver["id"],
        }  # fmt: skip
