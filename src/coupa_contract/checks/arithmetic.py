"""Judges whether amounts add up: with `Decimal`, the currency's digits as tolerance, and the guards that real invoices need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal, localcontext

from coupa_contract.checks.answers import Invoice, found, invoices
from coupa_contract.checks.values import blank, instant
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.precision import as_decimal
from coupa_contract.model import Interaction, Json, Outcome, Witness

TOTALS = ("arithmetic-gross-is-total-with-taxes", "arithmetic-gross-is-net-plus-tax", "arithmetic-discount-is-taken-off")
LINES = (
    "arithmetic-line-count",
    "arithmetic-line-numbers-are-unique",
    "arithmetic-line-total",
    "arithmetic-tax-lines-add-up",
    "arithmetic-allocations-add-up",
    "arithmetic-line-currency",
)
FACTS = ("arithmetic-credit-note-names-its-original", "arithmetic-due-after-invoiced", "arithmetic-paid-has-a-date")

# Where an invoice is not finished, its totals need not be either.
_UNFINISHED = frozenset({"new", "draft", "processing", "invalid", "rejected"})
# Currencies whose smallest unit is not a hundredth (ISO 4217).
_DIGITS = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_BENDS = ("bulk-price", "discount-amount", "net-weight", "price-per-uom", "weight-uom", "adjustment-type")
_LARGEST = 40  # digits before the point: beyond, nothing is added up
_EXACT = 200  # digits: enough for a product of two such amounts

# A statement about amounts: requirement, pointer below the invoice, expected, seen.
Sum = tuple[str, str, Decimal, Decimal, Decimal]


def totals(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether the totals of each invoice fit each other."""
    for pointer, invoice in invoices(interaction):
        if invoice.get("status") not in _UNFINISHED:
            yield from _judged(interaction, pointer, _sums_of_header(invoice))


def _judged(interaction: Interaction, pointer: str, sums: Iterable[Sum]) -> Iterator[Outcome]:
    with localcontext(prec=_EXACT):  # consumed in here: a generator keeps no context between its yields
        judged = [
            (requirement, place, expected, seen, abs(expected - seen) <= tolerance)
            for requirement, place, expected, seen, tolerance in sums
        ]
    for requirement, place, expected, seen, fits in judged:
        yield Witness(requirement)
        if not fits:
            yield found(interaction, requirement, pointer + place, describe(expected), describe(seen))


def _sums_of_header(invoice: Invoice) -> Iterator[Sum]:
    gross, with_taxes = amount(invoice, "gross-total"), amount(invoice, "total-with-taxes")
    less, net = amount(invoice, "gross-total-less-discount"), amount(invoice, "net-total-less-discount")
    taxes, discount = amount(invoice, "total-taxes-less-discount"), amount(invoice, "discount-amount")
    lines = invoice.get("invoice-lines")
    each = unit(invoice)
    tolerance = each * max(1, len(lines) if isinstance(lines, list) else 1)
    if gross is not None and with_taxes is not None:
        yield TOTALS[0], "/gross-total", with_taxes, gross, each
    if less is not None and net is not None and taxes is not None:
        yield TOTALS[1], "/gross-total-less-discount", net + taxes, less, tolerance
    if gross is not None and less is not None and discount is not None:
        yield TOTALS[2], "/gross-total-less-discount", gross - discount, less, each


def amount(record: Invoice, name: str) -> Decimal | None:
    """An amount of a record, or None where it is absent, null, no number, or too large to add up exactly."""
    value = as_decimal(record.get(name))
    return value if value is not None and value.is_finite() and abs(value.adjusted()) < _LARGEST else None


def unit(invoice: Invoice) -> Decimal:
    """The smallest unit of an invoice's currency: as the currency says, else by its code; one where a projection leaves both out."""
    currency = invoice.get("currency")
    digits: Json = currency.get("decimals") if isinstance(currency, dict) else None
    if not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 6:
        code = _code(invoice)
        digits = _DIGITS.get(code.upper(), 2) if code else 0
    return Decimal(1).scaleb(-digits)


def lines(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether the lines of each invoice add up, are numbered and counted, and share its currency."""
    for pointer, invoice in invoices(interaction):
        found_lines = invoice.get("invoice-lines")
        if not isinstance(found_lines, list) or not all(isinstance(line, dict) for line in found_lines):
            continue
        records = [line for line in found_lines if isinstance(line, dict)]
        yield from _counted(interaction, pointer, invoice, records)
        for index, line in enumerate(records):
            place = f"{pointer}/invoice-lines/{index}"
            if invoice.get("status") not in _UNFINISHED:
                yield from _judged(interaction, place, _sums_of_line(line, unit(invoice)))
            yield from _currency(interaction, place, invoice, line)


def _counted(interaction: Interaction, pointer: str, invoice: Invoice, records: list[Invoice]) -> Iterator[Outcome]:
    count = invoice.get("line-count")
    if isinstance(count, int) and not isinstance(count, bool):
        yield Witness("arithmetic-line-count")
        if count != len(records):
            yield found(interaction, "arithmetic-line-count", pointer + "/line-count", f"{len(records)}, the number of lines", str(count))
    numbers = [number for line in records if isinstance(number := line.get("line-num"), int)]
    if len(numbers) > 1:
        yield Witness("arithmetic-line-numbers-are-unique")
        repeated = [number for number, times in Counter(numbers).items() if times > 1]
        if repeated:
            place = pointer + "/invoice-lines/*/line-num"
            yield found(interaction, "arithmetic-line-numbers-are-unique", place, "each number once", f"{repeated[0]} more than once")


def _sums_of_line(line: Invoice, each: Decimal) -> Iterator[Sum]:
    price, quantity, total = amount(line, "price"), amount(line, "quantity"), amount(line, "total")
    bent = any(not blank(line.get(name)) and amount(line, name) != 0 for name in _BENDS)
    plain = line.get("type") in {None, "InvoiceQuantityLine"} and not bent
    if plain and price is not None and quantity is not None and total is not None:
        yield "arithmetic-line-total", "/total", price * quantity, total, each
    taxes, tax = _amounts(line, "tax-lines", "amount"), amount(line, "tax-amount")
    if taxes and tax is not None:
        yield "arithmetic-tax-lines-add-up", "/tax-amount", sum(taxes, Decimal(0)), tax, each * len(taxes)
    shares, parts = _amounts(line, "account-allocations", "pct"), _amounts(line, "account-allocations", "amount")
    if shares:
        yield (
            "arithmetic-allocations-add-up",
            "/account-allocations/*/pct",
            Decimal(100),
            sum(shares, Decimal(0)),
            Decimal("0.01") * len(shares),
        )
    if parts and total is not None:
        yield "arithmetic-allocations-add-up", "/account-allocations/*/amount", total, sum(parts, Decimal(0)), each * len(parts)


def _amounts(line: Invoice, collection: str, name: str) -> list[Decimal]:
    """An amount of every record of a collection; empty where any lacks it."""
    records = line.get(collection)
    if not isinstance(records, list):
        return []
    values = [amount(record, name) if isinstance(record, dict) else None for record in records]
    return [] if None in values else [value for value in values if value is not None]


def _currency(interaction: Interaction, place: str, invoice: Invoice, line: Invoice) -> Iterator[Outcome]:
    header, own = _code(invoice), _code(line)
    if header and own:
        yield Witness("arithmetic-line-currency")
        if header != own:
            yield found(interaction, "arithmetic-line-currency", place + "/currency/code", header, own)


def _code(record: Invoice) -> str:
    currency = record.get("currency")
    code = currency.get("code") if isinstance(currency, dict) else None
    return code if isinstance(code, str) else ""


def plausible(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a credit note names its original, the due date follows the invoice date, and what is paid has a date of payment."""
    for pointer, invoice in invoices(interaction):
        finished = invoice.get("status") not in _UNFINISHED
        if invoice.get("document-type") == "Credit Note" and finished:
            for name in ("original-invoice-number", "original-invoice-date"):
                if name in invoice:
                    yield Witness(FACTS[0])
                    if blank(invoice[name]):
                        yield found(interaction, FACTS[0], f"{pointer}/{name}", "the invoice that it corrects", describe(invoice[name]))
        invoiced, due = instant(invoice.get("invoice-date")), instant(invoice.get("net-due-date"))
        if invoiced is not None and due is not None:
            yield Witness(FACTS[1])
            if due < invoiced - timedelta(days=1):  # a day has no zone
                seen = describe(invoice["net-due-date"])
                yield found(interaction, FACTS[1], f"{pointer}/net-due-date", f"not before {describe(invoice['invoice-date'])}", seen)
        if invoice.get("paid") is True and "payment-date" in invoice:
            yield Witness(FACTS[2])
            if blank(invoice["payment-date"]):
                yield found(interaction, FACTS[2], f"{pointer}/payment-date", "a date", describe(invoice["payment-date"]))
