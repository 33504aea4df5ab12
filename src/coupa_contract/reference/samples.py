"""What the drawn invoices are made of: statuses and how often, texts to trip over, amounts at the edges of their precision."""

from __future__ import annotations

# How many invoices are in each of the sixteen statuses: enough of those that actions start from.
STATUSES: dict[str, int] = {
    "draft": 44,
    "approved": 40,
    "pending_approval": 32,
    "pending_receipt": 20,
    "disputed": 14,
    "ap_hold": 14,
    "new": 10,
    "voided": 10,
    "on_hold": 8,
    "rejected": 8,
    "abandoned": 8,
    "booking_hold": 8,
    "pending_action": 8,
    "processing": 8,
    "invalid": 8,
    "payable_adjustment": 8,
}

# How much an invoice carries, as often as it is named: hardly more than it must, what most do, a value for everything.
PROFILES: tuple[str, ...] = ("sparse", "usual", "usual", "usual", "usual", "usual", "full")

TEXTS: tuple[str, ...] = (
    "Office desk chair, ergonomic",
    "Screws (50% off), box_of 100",
    "Naïve café résumé",
    "Cafe\u0301 with a combining accent",
    "日本語の請求書",
    "فاتورة رقم ١٢",
    "חשבונית מס׳ 7",
    "Rocket 🚀 & family 👩‍👩‍👧‍👦",
    "He said \"thanks\", she said 'no'",
    "Back\\slash / slash <b>bold</b> &amp;",
    "  leading and trailing  ",
    "line one\nline two\twith a tab",
    "100%_literal",
    "Żółć gęślą jaźń",
    "0",
    "null",
)

# (price, quantity): the ends of decimal(46,20) and decimal(30,6), and what binary floats cannot hold.
EDGES: tuple[tuple[str, str], ...] = (
    ("0.00000000000000000001", "1"),
    ("1234567890123456789012.12345678901234567890", "1"),
    ("0.1", "3"),
    ("1.005", "1"),
    ("99999999999999999999999.99", "1.0"),
    ("1.00", "999999999999999999999999.999999"),
    ("0.10", "0.000001"),
    ("2.675", "100.0"),
    ("0", "12"),
    ("9007199254740993.01", "1"),
)

RATES: tuple[str, ...] = ("1", "0.918273645", "0.000000001", "123456789012345678901.123456789", "157.25")

CHARGES: tuple[str, ...] = ("0.0", "12.50", "0.0001", "7.5", "250")

COARSE_CHARGES: tuple[str, ...] = ("0.0", "12.50", "7.5", "-0.01", "250")

CHARGE_TYPES: tuple[str, ...] = ("InvoiceShippingCharge", "InvoiceHandlingCharge", "InvoiceMiscCharge")

APPROVAL_STATUS: dict[str, str] = {"approved": "approved", "voided": "approved", "rejected": "rejected", "on_hold": "held"}

# Statuses that an invoice reaches only after somebody began to approve it.
IN_APPROVAL = frozenset({"pending_approval", "approved", "rejected", "on_hold", "voided", "payable_adjustment"})
