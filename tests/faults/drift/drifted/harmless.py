"""Variations of a recording that no client could complain of."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from coupa_contract.model import Interaction
from drifted.base import Traffic, recorded
from drifted.plant import DOCUMENT, RECORDING, same
from drifted.rewriting import (
    Each,
    Rewrite,
    answer,
    body,
    every,
    headers,
    in_turn,
    invoices,
    is_json,
    members,
    parsed,
    refuses,
    shows_invoices,
    status_of,
)

_REQUIRED = frozenset({"invoice-number", "invoice-date", "supplier", "currency", "invoice-lines", "description", "quantity", "price"})


@dataclass(frozen=True, slots=True)
class Harmless:
    """A variation, and of what (`before` of the base) it is one."""

    name: str
    sentence: str
    vary: Rewrite
    before: Rewrite = same
    dialect: str = "published"
    against: tuple[str, ...] = (DOCUMENT, RECORDING)


def _respelled(spell: Callable[[Any], bytes]) -> Each:
    def change(each: Interaction) -> Interaction:
        assert each.response is not None
        return answer(each, body=spell(json.loads(each.response.body, parse_float=_Spelled)))

    return change


class _Spelled(float):
    """A number with a fraction that Python writes as it reads it: not more digits than a binary number holds."""


def _is_exact(each: Interaction) -> bool:
    """Whether nothing in the body has more digits than a binary number holds."""
    if not is_json(each) or not each.response:
        return False
    return json.dumps(json.loads(each.response.body)) == json.dumps(
        json.loads(json.dumps(json.loads(each.response.body, parse_float=Decimal), default=float))
    )


def _deep(change: Callable[[str, Any], Any]) -> Rewrite:
    """Replaces values from the leaves upwards."""

    def walk(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: walk(key, child) for key, child in value.items()}
        elif isinstance(value, list):
            value = [walk(name, item) for item in value]
        return change(name, value)

    return body(shows_invoices, lambda value: walk("", value))


def _turned(_: str, value: Any) -> Any:
    return dict(reversed(value.items())) if isinstance(value, dict) else value


def _null_is_absent(_: str, value: Any) -> Any:
    return {name: child for name, child in value.items() if child is not None or name in _REQUIRED} if isinstance(value, dict) else value


def _some_null_absent() -> Callable[[str, Any], Any]:
    met = 0

    def change(_: str, value: Any) -> Any:
        nonlocal met
        if not isinstance(value, dict):
            return value
        met += 1
        return {name: child for name, child in value.items() if child is not None or (met + len(name)) % 2}

    return change


def _other_date(_: str, value: Any) -> Any:
    if not isinstance(value, str) or len(value) not in {10, 25} or value[4:5] != "-" or not value[:4].isdigit():
        return value
    return (date.fromisoformat(value[:10]) + timedelta(days=411)).isoformat() + value[10:]


def _other_id(name: str, value: Any) -> Any:
    return value + 70_000 if name in {"id", "order-line-id"} and isinstance(value, int) else value


def _other_text(name: str, value: Any) -> Any:
    if name in {"description", "internal-note", "supplier-note", "payment-notes"} and isinstance(value, str):
        return f"Something else: {value[::-1]}"[:200]
    return value


def _other_amount(name: str, value: Any) -> Any:
    return Decimal("77.25") if name in {"gross-total", "price", "total"} and isinstance(value, Decimal | int) else value


def _other_currency(name: str, value: Any) -> Any:
    return {**value, "code": "PLN"} if name == "currency" and isinstance(value, dict) else value


def _other_status(invoice: dict[str, Any]) -> None:
    if invoice.get("status") == "approved":
        invoice["status"] = "pending_receipt"


def _with_custom_fields(*names: str) -> Rewrite:
    return invoices(lambda invoice: invoice.update({"custom-fields": dict.fromkeys(names, f"value of {invoice['id']}")}))


def _with_fields(fields: Callable[[int], dict[str, Any]]) -> Rewrite:
    return invoices(lambda invoice: invoice.update({"custom-fields": fields(invoice["id"])}))


def _with_note(note: str | None, operation: str) -> Rewrite:
    return invoices(lambda invoice: invoice.update({"internal-note": note}), operation=operation)


def _one(value: dict[str, str], **changes: str) -> dict[str, str]:
    return {**value, **{name.replace("_", "-"): text for name, text in changes.items()}}


def _projected(traffic: Traffic) -> Traffic:
    """Every read asks for three members only, and gets them."""

    def cut(row: Any) -> Any:
        return {name: row[name] for name in ("id", "status", "gross-total") if name in row}

    def change(each: Interaction) -> Interaction:
        assert each.response is not None
        value = parsed(each.response.body)
        made = [cut(row) for row in value] if isinstance(value, list) else cut(value)
        asked = replace(each, case=replace(each.case, query=(*each.case.query, ("fields", '["id","status","gross_total"]'))))
        return answer(asked, body=_bytes(made))

    return every(lambda each: shows_invoices(each) and not each.case.projected and each.request.method == "GET", change)(traffic)


def _limited(traffic: Traffic) -> Traffic:
    """Every change asks for the id alone, and gets it."""

    def change(each: Interaction) -> Interaction:
        assert each.response is not None
        made = {"id": parsed(each.response.body)["id"]}
        asked = replace(each, case=replace(each.case, query=(*each.case.query, ("return_object", "limited"))))
        return answer(asked, body=_bytes(made))

    return every(lambda each: shows_invoices(each) and not each.case.projected and each.request.method != "GET", change)(traffic)


def _bytes(value: Any) -> bytes:
    return json.dumps(value, default=float).encode()


def _zipped(each: Interaction) -> Interaction:
    """As it looks once it was unzipped: the body as before, the headers as they came."""
    assert each.response is not None
    own = {name.lower(): value for name, value in each.response.headers}
    size = len(gzip.compress(each.response.body))
    return answer(each, headers=tuple(_one(own, content_encoding="gzip", content_length=str(size)).items()))


def _list_rows(change: Callable[[list[Any]], Any]) -> Rewrite:
    return body(lambda each: shows_invoices(each) and each.case.operation == "listInvoices", change)


def _rows_where(keep: Callable[[Any], bool]) -> Rewrite:
    return _list_rows(lambda rows: [row for row in rows if keep(row)])


def _more_lines(invoice: dict[str, Any]) -> None:
    lines = invoice.get("invoice-lines") or []
    invoice["invoice-lines"] = (lines * 12)[:12]


def _other_errors(value: Any) -> Any:
    return {"errors": {f"{name}-2": [f"Please look at {text}"[:200] for text in texts] for name, texts in value["errors"].items()}}


def _case_of(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


HARMLESS = (
    Harmless("member-order", "Members in the reverse order.", _deep(_turned)),
    Harmless(
        "whitespace",
        "Bodies are indented, and end in a line feed.",
        every(_is_exact, _respelled(lambda value: json.dumps(value, indent=4).encode() + b"\r\n")),
    ),
    Harmless("escapes", "All characters beyond ASCII are escaped.", every(_is_exact, _respelled(lambda value: json.dumps(value).encode()))),
    Harmless("null-is-absent", "A member that was null is not there.", _deep(_null_is_absent)),
    Harmless("null-is-sometimes-absent", "Every second member that was null is not there.", _deep(_some_null_absent())),
    Harmless("absent-is-null", "A member that was not there is null.", same, _deep(_null_is_absent)),
    Harmless("null-is-absent-core", "A member that was null is not there, in today's dialect.", _deep(_null_is_absent), dialect="core-r39"),
    Harmless("projected-reads", "All reads ask for three members.", _projected),
    Harmless("limited-changes", "All changes ask for the id alone.", _limited),
    Harmless("fewer-rows", "Half of the invoices are not there.", _rows_where(lambda row: row["id"] % 2 == 0)),
    Harmless("hardly-a-row", "Lists hold one invoice at most.", _list_rows(lambda rows: rows[:1])),
    Harmless("empty-lists", "All lists are empty.", _list_rows(lambda rows: [])),
    Harmless(
        "no-empty-list",
        "No array of an invoice is empty.",
        _deep(lambda _, value: {name: child for name, child in value.items() if child != []} if isinstance(value, dict) else value),
        against=(DOCUMENT,),
    ),
    Harmless(
        "another-tenants-fields",
        "A tenant has defined other custom fields.",
        _with_custom_fields("cost-center", "project", "approved-by"),
        _with_custom_fields("region", "site-code"),
    ),
    Harmless(
        "another-tenants-records",
        "A tenant has defined other custom fields, which are of other types, null and records too.",
        _with_fields(lambda number: {"paid-by": None if number % 2 else {"id": 9, "login": "ada"}, "weight": 1.25, "scans": ["a"]}),
        _with_fields(lambda number: {"region": f"R{number}", "project": {"id": number, "name": "P", "external-ref-num": "X"}}),
        against=(RECORDING,),
    ),
    Harmless(
        "null-in-another-operation",
        "What an update answers holds null where it held none, and lists always did.",
        in_turn(_with_note(None, "listInvoices"), _with_note(None, "updateInvoice")),
        in_turn(_with_note(None, "listInvoices"), _with_note("Call first", "updateInvoice")),
        against=(RECORDING,),
    ),
    Harmless("custom-fields", "A tenant has defined custom fields, where none were.", _with_custom_fields("region", "site-code")),
    Harmless("other-seed", "Another instance, with other invoices.", lambda _: recorded("published", 8)),
    Harmless("other-seed-core", "Another instance of today's dialect.", lambda _: recorded("core-r39", 8), dialect="core-r39"),
    Harmless(
        "sparser-invoices",
        "Another instance, whose invoices carry less.",
        lambda _: recorded("published", 9, ("sparse", "sparse", "usual", "usual")),
    ),
    Harmless("other-ids", "All identifiers are larger.", _deep(_other_id)),
    Harmless("other-texts", "Texts for people are others.", _deep(_other_text)),
    Harmless("other-amounts", "Amounts are others.", _deep(_other_amount)),
    Harmless("other-currency", "All currencies are others.", _deep(_other_currency)),
    Harmless("other-dates", "All dates are others.", _deep(_other_date)),
    Harmless("other-status", "Invoices are in other statuses, which the document knows.", invoices(_other_status), against=(DOCUMENT,)),
    Harmless("more-lines", "Every invoice has twelve lines.", invoices(_more_lines)),
    Harmless("other-errors", "Refusals are about other members, in other words.", body(refuses, _other_errors)),
    Harmless("even-half", "Every second interaction.", lambda traffic: traffic[::2]),
    Harmless("odd-half", "Every other second interaction.", lambda traffic: traffic[1::2]),
    Harmless("shows-only", "One operation only.", lambda traffic: tuple(each for each in traffic if each.case.operation == "showInvoice")),
    Harmless(
        "lists-only", "Another operation only.", lambda traffic: tuple(each for each in traffic if each.case.operation == "listInvoices")
    ),
    Harmless("no-refusals", "Nothing was refused.", lambda traffic: tuple(each for each in traffic if status_of(each) < 400)),
    Harmless("one-interaction", "A single interaction.", lambda traffic: traffic[5:6]),
    Harmless("backwards", "The last interaction comes first.", lambda traffic: traffic[::-1]),
    Harmless("three-times", "Everything three times.", lambda traffic: traffic * 3),
    Harmless(
        "other-header-values",
        "Another server at another time.",
        headers(lambda each: True, lambda own: _one(own, server="nginx/1.27", date="Tue, 05 Jan 2027 10:00:00 GMT")),
    ),
    Harmless(
        "header-case",
        "Names of headers in capitals.",
        every(
            lambda each: True,
            lambda each: answer(
                each, headers=tuple((_case_of(name), value) for name, value in each.response.headers) if each.response else ()
            ),
        ),
    ),
    Harmless(
        "media-type-spelling",
        "The content type is spelled otherwise.",
        headers(is_json, lambda own: _one(own, content_type='Application/JSON;charset="UTF-8"')),
    ),
    Harmless("zipped", "Answers came compressed.", every(is_json, _zipped)),
    Harmless(
        "another-header", "Answers carry a header for support.", headers(lambda each: True, lambda own: _one(own, x_request_id="8f2c"))
    ),
    Harmless(
        "identifiers-in-words",
        "Numbers of invoices are words.",
        invoices(members("invoice-number", lambda value: f"INV/{value}"[:40]), whole=False),
    ),
)
