"""Faults in writes that are more than a change: refused ones, new lines, the export, a creation, a deletion."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.fault import Fault, Invoice, alter, by, sent, shown, stored
from planted.wrapping import Answer, Ask, Call, wrapped

_UPDATES = frozenset({"updateInvoice", "patchInvoice"})


def _shortened(body: Invoice) -> Invoice:
    return {name: value[:255] if isinstance(value, str) else value for name, value in body.items()}


def _march(body: Invoice) -> Invoice:
    days = {"2024-02-30": "2024-03-01", "2023-02-29": "2023-03-01", "2024-04-31": "2024-05-01", "2024-13-01": "2025-01-01"}
    return {name: days.get(value, value) if isinstance(value, str) else value for name, value in body.items()}


def _what_made_sense(call: Call, answer: Answer, store: Store) -> None:
    if call.operation in _UPDATES and answer.status == 400 and isinstance(call.json, dict) and isinstance(call.json.get("comments"), str):
        alter(store, call.number, comments=call.json["comments"][:255])


def _news(call: Call) -> bool:
    lines = call.json.get("invoice-lines") if isinstance(call.json, dict) else None
    return call.operation in _UPDATES and isinstance(lines, list) and any(isinstance(line, dict) and "id" not in line for line in lines)


async def _over_the_last(call: Call, ask: Ask) -> Answer:
    """A line without an id is laid over the last one."""
    if not _news(call):
        return await ask(call)
    lines = (await ask(shown(call))).json.get("invoice-lines") or [{}]
    return await ask(
        call.saying({**call.json, "invoice-lines": [{"id": lines[-1].get("id"), **line} for line in call.json["invoice-lines"]]})
    )


def _pushes_out(call: Call, answer: Answer, store: Store) -> None:
    if _news(call) and answer.succeeded and (invoice := store.get(call.number)) and len(invoice["invoice-lines"]) > 2:
        alter(store, call.number, invoice_lines=invoice["invoice-lines"][1:])


def _last_payment_only(call: Call, answer: Answer, store: Store) -> None:
    invoice = store.get(call.number)
    if call.operation in _UPDATES and answer.succeeded and invoice and len(invoice.get("payments") or []) > 1:
        alter(store, call.number, payments=invoice["payments"][-1:])


def _exports(call: Call, answer: Answer) -> bool:
    return call.operation == "updateInvoice" and call.asked("exported") == "true" and answer.succeeded


def _export_comments(call: Call, answer: Answer, store: Store) -> None:
    if _exports(call, answer):
        alter(store, call.number, comments="exported")


def _toggled(app: Starlette) -> ASGIApp:
    store: Store = app.state.instance.store
    seen: Counter[int] = Counter()

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        if _exports(call, answer):
            seen[call.number] += 1
            alter(store, call.number, exported=seen[call.number] % 2 == 1)
        return answer

    return wrapped(app, handle)


def _forgotten(app: Starlette) -> ASGIApp:
    """Lists by the flag go on as if the command had never come."""
    exported: set[int] = set()

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        if _exports(call, answer):
            exported.add(call.number)
        if call.operation == "listInvoices" and answer.succeeded and call.asked("exported") == "true":
            return answer.saying([row for row in answer.json if row.get("id") not in exported])
        return answer

    return wrapped(app, handle)


def _created(call: Call, answer: Answer) -> int:
    return answer.json["id"] if call.operation == "createInvoice" and answer.succeeded else 0


def _submitted(call: Call, answer: Answer, store: Store) -> None:
    alter(store, _created(call, answer), status="pending_approval")


def _first_line_only(body: Invoice) -> Invoice:
    lines: list[Any] = body.get("invoice-lines") or []
    return {**body, "invoice-lines": [{**line, "price": "0"} for line in lines[:1]]}


async def _kept(call: Call, ask: Ask) -> Answer:
    if call.operation != "deleteInvoice":
        return await ask(call)
    found = await ask(shown(call))
    return replace(found, body=b"") if found.succeeded and found.json["status"] == "new" else await ask(call)


FAULTS = (
    Fault("long-texts-are-cut", "update-is-never-cut", "The end of a long note is lost, and nobody is told.", sent(_shortened)),
    Fault(
        "thirtieth-of-february",
        "update-impossible-date-is-no-other-day",
        "A slip of the keyboard moves a delivery into the next month.",
        sent(_march),
    ),
    Fault(
        "what-made-sense-is-stored",
        "safety-refused-write-changes-nothing",
        "Half of a change that was refused is there.",
        stored(_what_made_sense),
        beside=("update",),
    ),
    Fault(
        "new-line-takes-the-place-of-the-last",
        "update-adds-a-line",
        "What is added to an invoice overwrites what was owed.",
        by(_over_the_last),
    ),
    Fault(
        "new-line-pushes-one-out",
        "update-adds-a-line",
        "A long invoice loses its first line to its latest.",
        stored(_pushes_out),
        effort="standard",
    ),
    Fault(
        "second-payment-replaces-the-first",
        "update-adds-a-payment",
        "An invoice that is paid in parts is never paid.",
        stored(_last_payment_only),
    ),
    Fault(
        "export-writes-a-comment",
        "update-exported-is-a-command",
        "What somebody noted on an invoice is gone once it was handed to the ledger.",
        stored(_export_comments),
    ),
    Fault("second-export-takes-it-back", "update-exported-is-a-command", "A client that asks twice exports twice.", _toggled),
    Fault(
        "exported-ones-are-not-found",
        "update-is-seen-by-conditions",
        "The ledger asks for what was exported and misses the latest.",
        _forgotten,
    ),
    Fault(
        "creation-submits",
        "lifecycle-creation-makes-a-draft",
        "An invoice that is being put together is being approved.",
        stored(_submitted),
        dialect="core-r39",
    ),
    Fault(
        "creation-forgets-prices",
        "update-creation-is-stored",
        "A new invoice is about nothing.",
        sent(_first_line_only, "createInvoice"),
        dialect="core-r39",
    ),
    Fault(
        "deletion-does-nothing", "lifecycle-deletion-removes", "What was deleted is submitted a week later.", by(_kept), dialect="core-r39"
    ),
)
