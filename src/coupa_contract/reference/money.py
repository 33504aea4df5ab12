"""The amounts that the instance works out itself: line totals, the gross total, what is left of it after discount and payments."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

from coupa_contract.reference.numerals import plain

# Wide enough for the product of the largest price and the largest quantity, exactly.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
_CHARGES = ("shipping-amount", "handling-amount", "misc-amount")
_CURRENCY_DIGITS = {"JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3}


def currency_digits(record: dict[str, Any]) -> int:
    """The number of fraction digits of the currency that an invoice is in."""
    return _CURRENCY_DIGITS.get((record.get("currency") or {}).get("code", ""), 2)


def rounded(amount: Decimal, digits: int) -> Decimal:
    """An amount rounded half up to a number of fraction digits."""
    return amount.quantize(Decimal(1).scaleb(-digits), context=_EXACT)


def _amount(record: dict[str, Any], *names: str) -> Decimal:
    return next((Decimal(record[name]) for name in names if record.get(name) is not None), Decimal(0))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _line_total(line: dict[str, Any], digits: int) -> Decimal:
    quantity = line.get("quantity")
    price = _amount(line, "price")
    return rounded(price if quantity is None else price * Decimal(quantity), digits)


def _share_out(line: dict[str, Any], total: Decimal, digits: int) -> None:
    """Gives each allocation of a line its share of the total; the last one takes what rounding left over."""
    rest = total
    allocations = line.get("account-allocations") or []
    for allocation in allocations[:-1]:
        share = rounded(total * _amount(allocation, "pct") / 100, digits)
        allocation["amount"] = plain(share)
        rest -= share
    if allocations:
        allocations[-1]["amount"] = plain(rest)


def taxes(record: dict[str, Any]) -> Decimal:
    """The tax of an invoice: its lines' when it is taxed by line, else the header's."""
    if record.get("line-level-taxation"):
        return _sum(_amount(line, "tax-amount") for line in record.get("invoice-lines") or [])
    return _amount(record, "tax-amount")


def with_totals(record: dict[str, Any]) -> dict[str, Any]:
    """The invoice with its amounts worked out (FACTS 6.6, A1 to A11); changes `record` in place and returns it."""
    digits = currency_digits(record)
    with localcontext(_EXACT):
        lines = record.get("invoice-lines") or []
        for line in lines:
            total = _line_total(line, digits)
            line["total"] = plain(total)
            _share_out(line, total, digits)
        net = _sum(_amount(line, "total") for line in lines)
        charges = _sum(_amount(record, name) for name in _CHARGES)
        charges += _sum(_amount(charge, "amount", "total") for charge in record.get("invoice-charges") or [])
        tax = taxes(record)
        gross = net + charges + tax
        discount = _amount(record, "discount-amount")
        # The discount falls on goods and tax alike, in proportion.
        tax_after = tax - rounded(tax * discount / gross, digits) if gross else tax
        gross_after = gross - discount
        paid = _sum(_amount(payment, "amount", "amount-paid") for payment in record.get("payments") or [])
        amounts = {
            "gross-total": gross,
            "total-with-taxes": gross,
            "gross-total-less-discount": gross_after,
            "total-taxes-less-discount": tax_after,
            "net-total-less-discount": gross_after - tax_after,
            "amount-due": gross - paid,
            "amount-due-less-discount": gross_after - paid,
            "discount-due-less-discount": gross_after - paid,
        }
    record.update({name: plain(amount) for name, amount in amounts.items()})
    record["line-count"] = len(lines)
    return record
