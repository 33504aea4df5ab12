"""What a write may change besides what it names: the documented side effects, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coupa_contract.checks.fields import dashed

# Members that say that something happened, wherever they stand.
BOOKKEEPING = frozenset(
    {
        "updated-at",
        "updated-by",
        "lock-version-key",
        "lock-version",
        "current-integration-history-records",
        "integration-history-records",
    }
)

# Who made the invoice, and when.
ORIGIN = ("id", "created-at", "created-by")

# Computed from amounts, quantities, taxes and terms.
COMPUTED = frozenset(
    {
        "accounting-total",
        "amount-due",
        "amount-due-less-discount",
        "customer-accounting-tax",
        "customer-accounting-tax-less-discount",
        "discount-amount",
        "discount-due-date",
        "discount-due-less-discount",
        "failed-tolerances",
        "gross-total",
        "gross-total-as-money",
        "gross-total-less-discount",
        "handling-distribution-total",
        "line-count",
        "misc-distribution-total",
        "net-due-date",
        "net-total-less-discount",
        "origin-currency-gross",
        "origin-currency-net",
        "pct",
        "shipping-distribution-total",
        "tax-amount",
        "tax-amount-engine",
        "tax-code-engine",
        "tax-distribution-total",
        "tax-due-to-supplier",
        "tax-rate",
        "tax-rate-engine",
        "taxable-amount",
        "taxes-in-origin-country-currency",
        "tolerance-failures",
        "total",
        "total-tax",
        "total-taxes-less-discount",
        "total-with-taxes",
        "total-with-taxes-as-money",
        "withholding-amount",
        "amount",
    }
)

# What changes the amounts, the terms or who has to approve them.
_CALCULATING = frozenset(
    {
        "account",
        "account-allocations",
        "account-type",
        "currency",
        "discount-percent",
        "exchange-rate",
        "handling-amount",
        "invoice-charges",
        "invoice-date",
        "is-credit-note",
        "line-level-taxation",
        "misc-amount",
        "payment-term",
        "price",
        "quantity",
        "shipping-amount",
        "supplier",
        "tax-amount",
        "tax-code",
        "tax-lines",
        "tax-rate",
        "total",
        "type",
        "uom",
        "withholding-tax-lines",
        "withholding-tax-override",
    }
)
_FOLLOWING: Mapping[str, frozenset[str]] = {
    "supplier": frozenset(
        {"remit-to-address", "supplier-remit-to", "payment-term", "supplier-tax-registration", "invoice-from-address", "ship-from-address"}
    ),
    "currency": frozenset({"exchange-rate"}),
    "account": frozenset({"account-type", "account-allocations", "accounting-total-currency"}),
    "account-type": frozenset({"account", "account-allocations", "currency"}),
    "payments": frozenset({"paid", "payment-date", "payment-notes"}),
    "paid": frozenset({"payment-date", "payments"}),
    "payment-date": frozenset({"paid", "payments"}),
    "payment-notes": frozenset({"payments"}),
    "line-level-taxation": frozenset({"tax-lines", "tax-code"}),
    "tax-code": frozenset({"tax-lines"}),
    "bill-to-address": frozenset({"buyer-tax-registration", "legal-destination-country", "destination-country"}),
    "ship-to-address": frozenset({"destination-country", "legal-destination-country"}),
    "ship-from-address": frozenset({"origin-country"}),
    "is-credit-note": frozenset({"document-type"}),
}

# What documents an action, by its operation.
DOCUMENTED_BY: Mapping[str, frozenset[str]] = {
    "submitInvoice": frozenset({"approvals", "failed-tolerances", "tolerance-failures", "date-received", "account-allocations"}),
    "voidInvoice": frozenset(
        {
            "amount-due",
            "amount-due-less-discount",
            "tax-due-to-supplier",
            "approvals",
            "canceled",
            "exported",
            "last-exported-at",
            "paid",
            "payments",
            "abandon-reason",
        }
    ),
    "disputeInvoice": frozenset({"approvals", "dispute-reasons", "dispute-method", "comments", "failed-tolerances", "tolerance-failures"}),
    "withdrawInvoiceDispute": frozenset({"approvals", "dispute-reasons", "dispute-method"}),
    "abandonInvoice": frozenset({"approvals", "abandon-reason", "canceled"}),
    "revalidateInvoiceTolerances": frozenset({"approvals", "failed-tolerances", "tolerance-failures"}),
}
_APPROVING = frozenset({"approvals"})


def may_change(sent: Iterable[str]) -> frozenset[str]:
    """The names of the members, wherever they stand, that a change of these members may change as well."""
    names = frozenset(map(dashed, sent))
    allowed = set(BOOKKEEPING)
    if names & _CALCULATING:
        allowed |= COMPUTED | _APPROVING
    for name in names:
        allowed |= _FOLLOWING.get(name, frozenset())
    return frozenset(allowed)


def may_document(operation: str) -> frozenset[str]:
    """The names of the members that an action may change besides the status."""
    return BOOKKEEPING | DOCUMENTED_BY.get(operation, _APPROVING)
