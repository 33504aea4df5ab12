"""Samples of amounts that add up, and of those that do not."""

from __future__ import annotations

from check_samples.making import Sample

R39 = "core-r39"
_LINE = "invoice-lines/0"

SAMPLES = (
    Sample(
        "arithmetic-gross-is-total-with-taxes",
        "two cents apart",
        lambda m: m.show({"total-with-taxes": "119.02"}),
        lambda m: m.show({"total-with-taxes": "119.01"}),
        R39,
    ),
    Sample(
        "arithmetic-gross-is-net-plus-tax",
        "tax left out",
        lambda m: m.show({"net-total-less-discount": "95.80", "total-taxes-less-discount": "8.20"}),
        lambda m: m.show({"net-total-less-discount": "95.80", "total-taxes-less-discount": "18.2"}),
        R39,
    ),
    Sample(
        "arithmetic-discount-is-taken-off",
        "put on",
        lambda m: m.show({"gross-total-less-discount": 124}),
        lambda m: m.show({"gross-total-less-discount": 114}),
    ),
    Sample(
        "arithmetic-discount-is-taken-off",
        "not judged of a draft",
        lambda m: m.list([m.invoice({"gross-total-less-discount": 124})]),
        lambda m: m.list([m.invoice({"gross-total-less-discount": 124, "status": "draft"}), m.invoice({"id": 3})]),
    ),
    Sample("arithmetic-line-count", "one too few", lambda m: m.show({"line-count": 1}), lambda m: m.show({"line-count": 2}), R39),
    Sample(
        "arithmetic-line-numbers-are-unique",
        "twice the first",
        lambda m: m.show({"invoice-lines/1/line-num": 1}),
        lambda m: m.show({"invoice-lines/1/line-num": 20}),
    ),
    Sample(
        "arithmetic-line-total",
        "not the product",
        lambda m: m.show({f"{_LINE}/total": 40}),
        lambda m: m.show({f"{_LINE}/price": 40.004}),
    ),
    Sample(
        "arithmetic-tax-lines-add-up",
        "half of it",
        lambda m: m.show({f"{_LINE}/tax-lines": [{"id": 1, "amount": "7.60"}]}),
        lambda m: m.show({f"{_LINE}/tax-lines": [{"id": 1, "amount": "7.60"}, {"id": 2, "amount": "7.6"}]}),
        R39,
    ),
    Sample(
        "arithmetic-allocations-add-up",
        "shares over a hundred",
        lambda m: m.show({f"{_LINE}/account-allocations": [{"id": 1, "pct": "60"}, {"id": 2, "pct": "60"}]}),
        lambda m: m.show({f"{_LINE}/account-allocations": [{"id": 1, "pct": "33.33"}, {"id": 2, "pct": "66.67"}]}),
        R39,
    ),
    Sample(
        "arithmetic-allocations-add-up",
        "amounts under the total",
        lambda m: m.show({f"{_LINE}/account-allocations": [{"id": 1, "amount": "60.00"}]}),
        lambda m: m.show({f"{_LINE}/account-allocations": [{"id": 1, "amount": "60.00"}, {"id": 2, "amount": "20"}]}),
        R39,
    ),
    Sample(
        "arithmetic-line-currency",
        "another",
        lambda m: m.show({f"{_LINE}/currency/code": "USD"}),
        lambda m: m.show({f"{_LINE}/currency": {"id": 1, "code": "EUR"}}),
    ),
    Sample(
        "arithmetic-credit-note-names-its-original",
        "no number",
        lambda m: m.show({"document-type": "Credit Note", "original-invoice-date": "2024-01-01"}),
        lambda m: m.show({"document-type": "Credit Note", "original-invoice-date": "2024-01-01", "original-invoice-number": "INV-1"}),
    ),
    Sample(
        "arithmetic-due-after-invoiced",
        "a month before",
        lambda m: m.show({"net-due-date": "2024-02-15T23:59:59+01:00"}),
        lambda m: m.show({"net-due-date": "2024-03-14T23:59:59+01:00"}),
    ),
    Sample(
        "arithmetic-paid-has-a-date",
        "none",
        lambda m: m.show({"paid": True}),
        lambda m: m.show({"paid": True, "payment-date": "2024-04-01"}),
    ),
)
