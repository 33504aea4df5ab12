"""Drifts of members: which there are, where, and how often."""

from __future__ import annotations

from typing import Any

from drifted.plant import ADDITIVE, BREAKING, RECORDING, RISKY, Planted
from drifted.rewriting import Change, Rewrite, body, chosen, every, in_turn, invoices, members, objects, shows_invoices


def _with(name: str, value: Any) -> Change:
    return lambda holder: holder.update({name: value})


def _without(*names: str, every_nth: int = 1) -> Change:
    def change(holder: dict[str, Any]) -> None:
        if chosen(holder, every_nth):
            for name in names:
                holder.pop(name, None)

    return change


def _otherwise(change: Change, *names: str) -> Rewrite:
    """The change of whole invoices; a projection that asks for one of the names by the old contract does not get it."""
    projected = invoices(_without(*names), whole=False)
    return in_turn(invoices(change), every(lambda each: each.case.projected, lambda each: projected((each,))[0]))


def _renamed(old: str, new: str) -> Change:
    def change(holder: dict[str, Any]) -> None:
        if old in holder:
            holder[new] = holder.pop(old)

    return change


def _moved(name: str, into: str, *more: str) -> Change:
    def change(invoice: dict[str, Any]) -> None:
        invoice[into] = {each: invoice.pop(each) for each in (name, *more) if each in invoice}

    return change


def _with_underscores(value: Any) -> Any:
    if isinstance(value, dict):
        return {name.replace("-", "_"): _with_underscores(child) for name, child in value.items()}
    return [_with_underscores(item) for item in value] if isinstance(value, list) else value


def _moved_up(invoice: dict[str, Any]) -> None:
    if isinstance(invoice.get("supplier"), dict):
        invoice["supplier-number"] = invoice["supplier"].pop("number", None)


def _record(holder: dict[str, Any]) -> None:
    holder["risk"] = {"score": 17, "reasons": [{"code": "late", "weight": 3}], "by": {"id": 4, "login": "ada"}}


PLANTED = (
    Planted(
        "member-at-the-root",
        "Every invoice has a new member.",
        invoices(_with("e-invoicing-id", "E-1")),
        "response-member-appeared",
        ADDITIVE,
        ("showInvoice", "/e-invoicing-id"),
    ),
    Planted(
        "member-in-a-line",
        "Every line has a new member.",
        objects("invoice-lines", _with("period-months", 3)),
        "response-member-appeared",
        ADDITIVE,
        ("listInvoices", "/*/invoice-lines/*/period-months"),
    ),
    Planted(
        "member-in-an-association",
        "The supplier that an invoice names says which group it belongs to.",
        objects("supplier", _with("enterprise-code", "G-7")),
        "response-member-appeared",
        ADDITIVE,
        ("showInvoice", "/supplier/enterprise-code"),
    ),
    Planted(
        "member-with-members",
        "Every invoice has a new record, which has members itself.",
        invoices(_record),
        "response-member-appeared",
        ADDITIVE,
        ("showInvoice", "/risk"),
    ),
    Planted(
        "member-in-every-user",
        "Users have a new member wherever one is named.",
        in_turn(*(objects(name, _with("employee-number", "17")) for name in ("created-by", "updated-by", "requested-by", "approver"))),
        "response-member-appeared",
        ADDITIVE,
        ("showInvoice", "/created-by/employee-number"),
    ),
    Planted(
        "member-of-one-operation",
        "Only what an update answers has a new member.",
        invoices(_with("warnings", ["late"]), operation="updateInvoice"),
        "response-member-appeared",
        ADDITIVE,
        ("updateInvoice", "/warnings"),
    ),
    Planted(
        "member-gone",
        "An invoice does not say any more whether it was paid.",
        invoices(_without("paid"), whole=False),
        "response-member-disappeared",
        RISKY,
        ("showInvoice", "/paid"),
        (RECORDING,),
    ),
    Planted(
        "required-member-gone",
        "An invoice has no number any more, which the document requires.",
        invoices(_without("invoice-number"), whole=False),
        "response-member-disappeared",
        RISKY,
        ("showInvoice", "/invoice-number"),
    ),
    Planted(
        "member-of-a-line-gone",
        "Lines have no quantity any more, which the document requires.",
        objects("invoice-lines", _without("quantity")),
        "response-member-disappeared",
        RISKY,
        ("listInvoices", "/*/invoice-lines/*/quantity"),
    ),
    Planted(
        "record-gone",
        "An invoice does not name its creator any more, nor anything of them.",
        invoices(_without("created-by"), whole=False),
        "response-member-disappeared",
        RISKY,
        ("showInvoice", "/created-by"),
        (RECORDING,),
    ),
    Planted(
        "required-member-optional",
        "Every third invoice lacks the supplier, which the document requires.",
        invoices(_without("supplier", every_nth=3)),
        "response-member-became-optional",
        RISKY,
        ("showInvoice", "/supplier"),
    ),
    Planted(
        "member-optional",
        "Every second line lacks its total.",
        objects("invoice-lines", _without("total", every_nth=2)),
        "response-member-became-optional",
        RISKY,
        ("showInvoice", "/invoice-lines/*/total"),
        (RECORDING,),
    ),
    Planted(
        "member-always",
        "An invoice always says whether it is exported; before, every second one did.",
        invoices(lambda invoice: None),
        "response-member-always-present",
        ADDITIVE,
        ("showInvoice", "/exported"),
        (RECORDING,),
        invoices(_without("exported", every_nth=2)),
    ),
    Planted(
        "member-renamed",
        "What was the creation date has another name.",
        _otherwise(_renamed("created-at", "creation-timestamp"), "created-at"),
        "response-member-renamed",
        BREAKING,
        ("showInvoice", "/created-at"),
        (RECORDING,),
    ),
    Planted(
        "required-member-renamed",
        "What was the invoice's number has another name.",
        _otherwise(_renamed("invoice-number", "supplier-invoice-number"), "invoice-number"),
        "response-member-renamed",
        BREAKING,
        ("showInvoice", "/invoice-number"),
        (RECORDING,),
    ),
    Planted(
        "record-renamed",
        "What was the supplier is a vendor, with the same members.",
        _otherwise(_renamed("supplier", "vendor"), "supplier"),
        "response-member-renamed",
        BREAKING,
        ("showInvoice", "/supplier"),
        (RECORDING,),
    ),
    Planted(
        "member-of-a-line-renamed",
        "A line's price is called its unit price.",
        objects("invoice-lines", _renamed("price", "unit-price")),
        "response-member-renamed",
        BREAKING,
        ("listInvoices", "/*/invoice-lines/*/price"),
        (RECORDING,),
    ),
    Planted(
        "member-moved-down",
        "The total stands in a record of totals.",
        _otherwise(_moved("gross-total", "totals"), "gross-total"),
        "response-member-moved",
        BREAKING,
        ("showInvoice", "/gross-total"),
        (RECORDING,),
    ),
    Planted(
        "member-moved-up",
        "The supplier's number stands beside the supplier.",
        invoices(_moved_up),
        "response-member-moved",
        BREAKING,
        ("showInvoice", "/supplier/number"),
        (RECORDING,),
    ),
    Planted(
        "every-name-with-underscores",
        "Names of members are written with underscores, at every level.",
        body(shows_invoices, _with_underscores),
        "response-member-renamed",
        BREAKING,
        ("showInvoice", "/invoice-date"),
        dialect="core-r39",
    ),
    Planted(
        "renamed-in-every-record",
        "The code of a currency has another name, wherever a currency is named.",
        objects("currency", _renamed("code", "iso")),
        "response-member-renamed",
        BREAKING,
        ("showInvoice", "/currency/code"),
        (RECORDING,),
        dialect="core-r39",
    ),
    Planted(
        "words-of-a-name-in-another-order",
        "The total has a name of the same words, and other values.",
        in_turn(
            invoices(members("gross-total", lambda _: "77.25"), whole=False),
            invoices(_renamed("gross-total", "total-gross"), whole=False),
        ),
        "response-member-renamed",
        BREAKING,
        ("showInvoice", "/gross-total"),
        (RECORDING,),
        dialect="core-r39",
    ),
)
