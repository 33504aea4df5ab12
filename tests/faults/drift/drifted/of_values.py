"""Drifts of values: their formats, words, lengths and digits."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from drifted.plant import ADDITIVE, BREAKING, DOCUMENT, RECORDING, RISKY, Planted
from drifted.rewriting import in_turn, invoices, members, objects, scalars

_DECIMAL = re.compile(r"-?[0-9]+[.][0-9]+")


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 25 and value[10] == "T"


def _with_z(_: str, value: Any) -> Any:
    return value[:19] + "Z" if _is_moment(value) else value


def _without_zone(_: str, value: Any) -> Any:
    return value[:19] if _is_moment(value) else value


def _as_date(name: str, value: Any) -> Any:
    return value[:10] if name.endswith("-at") and _is_moment(value) else value


def _as_moment(name: str, value: Any) -> Any:
    return f"{value}T00:00:00+00:00" if name.endswith("-date") and isinstance(value, str) and len(value) == 10 else value


def _custom(spell: Any) -> Any:
    return invoices(
        lambda invoice: invoice.update({"custom-fields": {spell(word): "x" for word in ("cost centre", "project code", "site name")}})
    )


PLANTED = (
    Planted(
        "dates-as-timestamps",
        "All dates are timestamps.",
        scalars(_as_moment),
        "response-date-became-timestamp",
        BREAKING,
        ("showInvoice", "/net-due-date"),
        (RECORDING,),
    ),
    Planted(
        "payment-dates-as-timestamps",
        "The date of a payment is a timestamp, where every source says date.",
        objects("payments", members("payment-date", lambda value: f"{value}T00:00:00+00:00")),
        "response-date-became-timestamp",
        BREAKING,
        ("showInvoice", "/payments/*/payment-date"),
    ),
    Planted(
        "timestamps-as-dates",
        "All timestamps are dates.",
        scalars(_as_date),
        "response-timestamp-became-date",
        BREAKING,
        ("showInvoice", "/created-at"),
    ),
    Planted(
        "timestamps-with-z",
        "All timestamps end in Z instead of an offset.",
        scalars(_with_z),
        "response-offset-changed",
        RISKY,
        ("showInvoice", "/created-at"),
        (RECORDING,),
    ),
    Planted(
        "timestamps-without-zone",
        "All timestamps lack their offset.",
        scalars(_without_zone),
        "response-format-lost",
        BREAKING,
        ("showInvoice", "/created-at"),
    ),
    Planted(
        "moment-in-words",
        "The creation date of an invoice is written for people.",
        invoices(members("created-at", lambda _: "Jan 5, 2024 at noon"), whole=False),
        "response-format-lost",
        BREAKING,
        ("showInvoice", "/created-at"),
    ),
    Planted(
        "mail-address-lost",
        "The mail address of a creator is a name.",
        objects("created-by", members("email", lambda _: "Ada of accounts"), whole=False),
        "response-format-lost",
        BREAKING,
        ("showInvoice", "/created-by/email"),
    ),
    Planted(
        "link-lost",
        "The link to an attachment is a bare name.",
        objects("attachments", members("file-url", lambda _: "note.pdf")),
        "response-format-lost",
        BREAKING,
        ("showInvoice", "/attachments/*/file-url"),
    ),
    Planted(
        "status-new",
        "Every second invoice has a status that nobody has published.",
        invoices(members("status", lambda _: "archived", every_nth=2), whole=False),
        "response-word-appeared",
        RISKY,
        ("showInvoice", "/status"),
    ),
    Planted(
        "document-type-new",
        "Every second invoice is of a type that nobody has published.",
        invoices(members("document-type", lambda _: "Debit Note", every_nth=2)),
        "response-word-appeared",
        RISKY,
        ("showInvoice", "/document-type"),
    ),
    Planted(
        "status-in-capitals",
        "All statuses are in capitals.",
        invoices(members("status", lambda value: str(value).upper()), whole=False),
        "response-word-case-changed",
        BREAKING,
        ("showInvoice", "/status"),
    ),
    Planted(
        "number-too-long",
        "Some invoice numbers are longer than the document permits.",
        invoices(members("invoice-number", lambda value: f"{value:*<60}", every_nth=3), whole=False),
        "response-length-exceeded",
        RISKY,
        ("showInvoice", "/invoice-number"),
        (DOCUMENT,),
    ),
    Planted(
        "total-too-precise",
        "The total has six digits after the point.",
        invoices(members("gross-total", lambda value: Decimal(value) + Decimal("0.000001")), whole=False),
        "response-precision-exceeded",
        RISKY,
        ("showInvoice", "/gross-total"),
        (DOCUMENT,),
    ),
    Planted(
        "total-too-large",
        "Some totals have more digits than the document permits.",
        invoices(members("gross-total", lambda _: Decimal("9" * 35 + ".5"), every_nth=2), whole=False),
        "response-precision-exceeded",
        RISKY,
        ("showInvoice", "/gross-total"),
        (DOCUMENT,),
    ),
    Planted(
        "code-against-its-pattern",
        "The code of a currency is written in small letters.",
        in_turn(
            objects("currency", members("code", str.lower), whole=False),
        ),
        "response-format-lost",
        BREAKING,
        ("showInvoice", "/currency/code"),
        (DOCUMENT,),
    ),
    Planted(
        "keys-as-titles",
        "The keys of custom fields are titles with spaces, where they were dashed.",
        _custom(str.title),
        "response-map-keys-changed",
        RISKY,
        ("showInvoice", "/custom-fields"),
        (RECORDING,),
        _custom(lambda word: word.replace(" ", "-")),
    ),
    Planted(
        "empty-text",
        "Every second due date is an empty text.",
        invoices(members("net-due-date", lambda _: "", every_nth=2), whole=False),
        "response-empty-text-appeared",
        BREAKING,
        ("showInvoice", "/net-due-date"),
    ),
    Planted(
        "milliseconds",
        "Timestamps have milliseconds.",
        scalars(lambda _, value: f"{value[:19]}.125{value[19:]}" if _is_moment(value) else value),
        "response-length-exceeded",
        ADDITIVE,
        ("showInvoice", "/created-at"),
        (RECORDING,),
    ),
    Planted(
        "more-digits",
        "All decimals have more digits after the point than the document permits.",
        scalars(lambda _, value: f"{value}5432109876543219" if isinstance(value, str) and _DECIMAL.fullmatch(value) else value),
        "response-precision-exceeded",
        RISKY,
        ("showInvoice", "/discount-amount"),
        (DOCUMENT,),
        dialect="core-r39",
    ),
)
