"""Samples of what the members of an answer look like."""

from __future__ import annotations

from decimal import Decimal

from check_samples.making import Sample

R39 = "core-r39"
_LINE = "invoice-lines/0"

SAMPLES = (
    Sample("shape-decimal", "a string", lambda m: m.show({"gross-total": "119.00"}), lambda m: m.show({"gross-total": 119})),
    Sample("shape-decimal", "of a line", lambda m: m.show({f"{_LINE}/price": "40.00"}), lambda m: m.show({f"{_LINE}/price": 40})),
    Sample(
        "shape-decimal",
        "a number where strings are spoken",
        lambda m: m.show({"gross-total": Decimal("119.00")}),
        lambda m: m.show({"gross-total": "119"}),
        R39,
    ),
    Sample(
        "shape-decimal",
        "a group mark",
        lambda m: m.show({"shipping-amount": "1,000.00"}),
        lambda m: m.show({"shipping-amount": "-1000.00"}),
        R39,
    ),
    Sample("shape-float", "a flag", lambda m: m.show({"tax-rate": True}), lambda m: m.show({"tax-rate": 19})),
    Sample("shape-integer", "an id in quotes", lambda m: m.show({"id": "17"}), lambda m: m.show({"id": 2**53 + 1})),
    Sample("shape-flag", "a word", lambda m: m.show({"paid": "false"}), lambda m: m.show({"paid": False})),
    Sample(
        "shape-timestamp",
        "no offset",
        lambda m: m.show({"created-at": "2024-03-15T10:30:00"}),
        lambda m: m.show({"created-at": "2024-03-15T09:30:00Z"}),
    ),
    Sample(
        "shape-date",
        "day before month",
        lambda m: m.show({"invoice-date": "15/03/2024"}),
        lambda m: m.show({"invoice-date": "2024-03-15"}),
    ),
    Sample("shape-text", "a number", lambda m: m.show({"invoice-number": 17}), lambda m: m.show({"invoice-number": "17"})),
    Sample("shape-reference", "a name", lambda m: m.show({"supplier": "Acme"}), lambda m: m.show({"supplier": {"id": 42}})),
    Sample("shape-collection", "one record", lambda m: m.show({"tags": {"id": 1}}), lambda m: m.show({"tags": [{"id": 1, "name": "a"}]})),
    Sample("shape-null", "no number", lambda m: m.show({"invoice-number": None}), lambda m: m.show({"payment-date": None})),
    Sample("shape-required", "no supplier", lambda m: m.show(without=["supplier"]), lambda m: m.show(without=["comments"])),
    Sample(
        "shape-required",
        "not bound by a projection",
        lambda m: m.list([m.invoice(without=["invoice-date"])]),
        lambda m: m.show(),
    ),
    Sample("shape-length", "a long number", lambda m: m.show({"invoice-number": "1" * 41}), lambda m: m.show({"invoice-number": "1" * 40})),
    Sample(
        "shape-precision",
        "a fifth decimal",
        lambda m: m.show({"shipping-amount": Decimal("1.00001")}),
        lambda m: m.show({"shipping-amount": Decimal("1.00010")}),
    ),
    Sample("shape-status-value", "a seventeenth", lambda m: m.show({"status": "paid"}), lambda m: m.show({"status": "payable_adjustment"})),
    Sample(
        "shape-document-type-value",
        "another kind",
        lambda m: m.show({"document-type": "Receipt"}),
        lambda m: m.show({"document-type": "Invoice"}),
    ),
    Sample(
        "shape-line-type-value",
        "a third type",
        lambda m: m.show({f"{_LINE}/type": "InvoiceFreeLine"}),
        lambda m: m.show({f"{_LINE}/type": "InvoiceQuantityLine"}),
        R39,
    ),
    Sample("shape-currency-code", "small letters", lambda m: m.show({"currency/code": "eur"}), lambda m: m.show({"currency/code": "USD"})),
    Sample(
        "shape-scan-url",
        "a path",
        lambda m: m.show({"image-scan-url": "file:///scans/17.pdf"}),
        lambda m: m.show({"image-scan-url": "http://scans.example/17.pdf"}),
    ),
    Sample("shape-format", "no address", lambda m: m.show({"created-by/email": "ann"}), lambda m: m.show({"created-by/email": ""})),
    Sample(
        "shape-names-are-dashed",
        "an underscore",
        lambda m: m.show({"invoice_date": "2024-03-15", "custom_of_ours": 1}),
        lambda m: m.show({"custom_of_ours": 1}),
    ),
    Sample(
        "shape-names-are-dashed",
        "an underscore below",
        lambda m: m.list([m.invoice({f"{_LINE}/line_num": 1})]),
        lambda m: m.list([m.invoice({f"{_LINE}/line_of_ours": 1})]),
    ),
)
