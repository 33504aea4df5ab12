"""Drifts of types: what stands where something else stood."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from coupa_contract.contract import load_contract
from drifted.plant import ADDITIVE, BREAKING, RECORDING, Planted
from drifted.rewriting import Rewrite, in_turn, invoices, members, objects, scalars


@cache
def _amounts_of(dialect: str) -> frozenset[str]:
    """The names of all members that the document calls decimals or floats."""
    schemas = load_contract(dialect=dialect).document["components"]["schemas"]
    scalars_ = ("Decimal", "DecimalOrNull", "Float", "FloatOrNull")
    return frozenset(
        name
        for schema in schemas.values()
        for name, node in schema.get("properties", {}).items()
        if any(str(node.get("$ref", "")).endswith(f"/{scalar}") for scalar in scalars_)
    )


def _amounts_as_text(name: str, value: Any) -> Any:
    """Also where an amount has no fraction, so that it is an integer to JSON."""
    is_amount = name in _amounts_of("published") and isinstance(value, int | Decimal) and not isinstance(value, bool)
    return format(Decimal(value), "f") if is_amount else value


def _amounts_as_numbers(name: str, value: Any) -> Any:
    return Decimal(value) if name in _amounts_of("core-r39") and isinstance(value, str) else value


def _deep_lists(change: Callable[[list[Any]], Any]) -> Rewrite:
    """Replaces every list within an invoice."""

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return change([walk(item) for item in value])
        return {name: walk(child) for name, child in value.items()} if isinstance(value, dict) else value

    def below(invoice: dict[str, Any]) -> None:
        invoice.update({name: walk(child) for name, child in invoice.items()})

    return invoices(below, whole=False)


def _text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _by_number(items: Any) -> Any:
    return {str(number): item for number, item in enumerate(items, 1)} if isinstance(items, list) else items


def _two_kinds(invoice: dict[str, Any]) -> None:
    """Every second line is one of another kind, with members of its own."""
    for number, line in enumerate(invoice.get("invoice-lines") or ()):
        if (number + invoice["id"]) % 2:
            for name in ("quantity", "price", "uom", "tax-code", "tax-rate", "tax-amount", "commodity"):
                line.pop(name, None)
            line |= {"milestone": "delivered", "percent-complete": 50, "retention": None}


PLANTED = (
    Planted(
        "flag-as-letter",
        "Whether an invoice is paid is a letter.",
        invoices(members("paid", lambda value: "Y" if value else "N"), whole=False),
        "response-type-changed",
        BREAKING,
        ("showInvoice", "/paid"),
    ),
    Planted(
        "id-as-record",
        "A line's number is a record.",
        objects("invoice-lines", members("line-num", lambda value: {"value": value})),
        "response-scalar-became-object",
        BREAKING,
        ("showInvoice", "/invoice-lines/*/line-num"),
    ),
    Planted(
        "note-as-flag",
        "Whether there is a comment, instead of the comment.",
        invoices(members("comments", bool), whole=False),
        "response-type-changed",
        BREAKING,
        ("showInvoice", "/comments"),
    ),
    Planted(
        "type-widened",
        "Every third status is a number.",
        invoices(members("status", lambda _: 7, every_nth=3), whole=False),
        "response-type-widened",
        BREAKING,
        ("showInvoice", "/status"),
    ),
    Planted(
        "type-narrowed",
        "An invoice's number is text, where it was text or a number.",
        invoices(lambda invoice: None),
        "response-type-narrowed",
        ADDITIVE,
        ("showInvoice", "/invoice-number"),
        (RECORDING,),
        invoices(members("invoice-number", lambda _: 4711, every_nth=2), whole=False),
    ),
    Planted(
        "null-appeared",
        "Every third line has no total.",
        objects("invoice-lines", members("total", lambda _: None, every_nth=3)),
        "response-null-appeared",
        BREAKING,
        ("listInvoices", "/*/invoice-lines/*/total"),
    ),
    Planted(
        "null-association",
        "Every second invoice has null for its supplier.",
        invoices(members("supplier", lambda _: None, every_nth=2), whole=False),
        "response-null-appeared",
        BREAKING,
        ("showInvoice", "/supplier"),
    ),
    Planted(
        "null-vanished",
        "Comments are never null any more, but empty.",
        invoices(members("comments", lambda value: value or "", nulls=True), whole=False),
        "response-null-vanished",
        ADDITIVE,
        ("showInvoice", "/comments"),
        (RECORDING,),
        invoices(members("comments", lambda value: value or None, nulls=True), whole=False),
    ),
    Planted(
        "decimals-as-text",
        "All decimals are texts.",
        scalars(_amounts_as_text),
        "response-number-became-text",
        BREAKING,
        ("showInvoice", "/invoice-lines/*/price"),
        (RECORDING,),
    ),
    Planted(
        "total-as-text",
        "The total of an invoice is a text.",
        invoices(members("gross-total", _text), whole=False),
        "response-number-became-text",
        BREAKING,
        ("showInvoice", "/gross-total"),
    ),
    Planted(
        "identifier-as-text",
        "The identifier of a supplier is a text.",
        objects("supplier", members("id", str), whole=False),
        "response-number-became-text",
        BREAKING,
        ("showInvoice", "/supplier/id"),
    ),
    Planted(
        "decimals-as-numbers",
        "All decimals are numbers, where they were texts.",
        scalars(_amounts_as_numbers),
        "response-text-became-number",
        BREAKING,
        ("showInvoice", "/invoice-lines/*/price"),
        dialect="core-r39",
    ),
    Planted(
        "lines-by-number",
        "Lines are an object by number instead of an array.",
        invoices(members("invoice-lines", _by_number), whole=False),
        "response-array-became-object",
        BREAKING,
        ("showInvoice", "/invoice-lines"),
    ),
    Planted(
        "many-suppliers",
        "An invoice has an array of suppliers.",
        invoices(members("supplier", lambda value: [value]), whole=False),
        "response-object-became-array",
        BREAKING,
        ("showInvoice", "/supplier"),
    ),
    Planted(
        "supplier-by-id",
        "An invoice names its supplier by the identifier alone.",
        invoices(members("supplier", lambda value: value["id"]), whole=False),
        "response-object-became-scalar",
        BREAKING,
        ("showInvoice", "/supplier"),
    ),
    Planted(
        "currency-by-code",
        "An invoice and its lines name their currency by its code.",
        in_turn(
            invoices(members("currency", lambda value: value["code"]), whole=False),
            objects("invoice-lines", members("currency", lambda value: value["code"]), whole=False),
        ),
        "response-object-became-scalar",
        BREAKING,
        ("showInvoice", "/currency"),
    ),
    Planted(
        "payment-method-as-record",
        "The way of payment is a record.",
        invoices(members("payment-method", lambda value: {"id": 3, "name": value}), whole=False),
        "response-scalar-became-object",
        BREAKING,
        ("showInvoice", "/payment-method"),
    ),
    Planted(
        "two-kinds-of-lines",
        "Every second line is of another kind, with other members.",
        invoices(_two_kinds),
        "response-member-alternatives-appeared",
        BREAKING,
        ("showInvoice", "/invoice-lines/*"),
        (RECORDING,),
    ),
    Planted(
        "fractions-became-numbers",
        "Decimals are numbers where they have a fraction, and texts where they have none.",
        scalars(lambda name, value: _amounts_as_numbers(name, value) if "." in str(value) else value),
        "response-type-widened",
        BREAKING,
        ("showInvoice", "/gross-total"),
        dialect="core-r39",
    ),
    Planted(
        "null-for-an-empty-list",
        "A list that has no item is null.",
        _deep_lists(lambda value: value or None),
        "response-null-appeared",
        BREAKING,
        ("showInvoice", "/tags"),
        (RECORDING,),
        dialect="core-r39",
    ),
)
