"""Faults in updates and actions that show in one way only: by another verb, at the second time, or in what nobody sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.fault import Fault, Invoice, alter, by, sent, shown, stored
from planted.wrapping import Answer, Ask, Call, wrapped

_UPDATES = frozenset({"updateInvoice", "patchInvoice"})
_CHARGES = frozenset({"shipping-amount", "handling-amount", "misc-amount"})
_MOST = 10_000  # ids of invoices
_EDITABLE = frozenset({"draft", "new"})
_SOMEBODY = {"id": 2, "login": "grace", "email": "grace@example.com"}


async def _retold(call: Call, answer: Answer, ask: Ask) -> Answer:
    """The answer of a write that tells the invoice as it is now."""
    now = await ask(shown(call))
    return replace(answer, body=now.body) if now.succeeded else answer


def _handed_in(store: Store, number: int) -> bool:
    """Submits an invoice that somebody still works on; whether there was one."""
    invoice = store.get(number)
    if invoice is None or invoice["status"] not in _EDITABLE:
        return False
    alter(store, number, status="pending_approval")
    return True


def _comments(call: Call) -> bool:
    return isinstance(call.json, dict) and "comments" in call.json and "invoice-lines" not in call.json


def _put_hands_in(app: Starlette) -> ASGIApp:
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        by_put = call.operation == "updateInvoice" and answer.succeeded and _comments(call)
        return await _retold(call, answer, ask) if by_put and _handed_in(store, call.number) else answer

    return wrapped(app, handle)


def _second_time_hands_in(app: Starlette) -> ASGIApp:
    store: Store = app.state.instance.store
    last: dict[int, tuple[str, bytes]] = {}

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        if call.operation not in _UPDATES or not answer.succeeded or not _comments(call):
            return answer
        again = last.get(call.number) == (call.method, call.body)
        last[call.number] = call.method, call.body
        return await _retold(call, answer, ask) if again and _handed_in(store, call.number) else answer

    return wrapped(app, handle)


def _whoever_notes_made_it(app: Starlette) -> ASGIApp:
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        noted = call.operation in _UPDATES and isinstance(call.json, dict) and "internal-note" in call.json
        if not answer.succeeded or not noted:
            return answer
        alter(store, call.number, created_by=_SOMEBODY)
        return await _retold(call, answer, ask)

    return wrapped(app, handle)


async def _drafts_stay(call: Call, ask: Ask) -> Answer:
    if call.operation != "submitInvoice":
        return await ask(call)
    now = await ask(shown(call))
    return now if now.succeeded and now.json.get("status") == "draft" else await ask(call)


def _disputed_after_all(call: Call, answer: Answer, store: Store) -> None:
    invoice = store.get(call.number)
    if call.operation == "disputeInvoice" and answer.status == 400 and invoice is not None and invoice["status"] == "voided":
        alter(store, call.number, status="disputed")


def _without_zeros(body: Invoice) -> Invoice:
    return {name: value for name, value in body.items() if name not in _CHARGES or value not in {Decimal(0), "0.00"}}


def _note_cut(body: Invoice) -> Invoice:
    return {name: value[:255] if name == "internal-note" and isinstance(value, str) else value for name, value in body.items()}


def _any_line(app: Starlette) -> ASGIApp:
    """A line is found by its id, whosever it is."""
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        told = call.json.get("invoice-lines") if call.operation in _UPDATES and isinstance(call.json, dict) else None
        for change in told if isinstance(told, list) else ():
            if isinstance(change, dict) and isinstance(change.get("id"), int) and isinstance(change.get("description"), str):
                _described(store, call.number, change)
        return await ask(call)

    return wrapped(app, handle)


def _described(store: Store, but: int, change: Invoice) -> None:
    for number in range(1, _MOST):
        invoice = store.get(number) if number != but else None
        lines = invoice.get("invoice-lines", []) if invoice else []
        if any(line["id"] == change["id"] for line in lines):
            new = [{**line, "description": change["description"]} if line["id"] == change["id"] else line for line in lines]
            alter(store, number, invoice_lines=new)


def _four_places(price: Any) -> Any:
    return str(round(Decimal(price), 4)) if isinstance(price, str) else float(round(Decimal(price), 4))


def _dirty_by_letters(app: Starlette) -> ASGIApp:
    """A text is stored when it is another one but for capitals."""
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        now = store.get(call.number) if call.operation in _UPDATES and isinstance(call.json, dict) else None
        if now is None:
            return await ask(call)
        same = {name for name, value in call.json.items() if isinstance(value, str) and value.casefold() == str(now.get(name)).casefold()}
        return await ask(call.saying({name: value for name, value in call.json.items() if name not in same}))

    return wrapped(app, handle)


def _numbers_as_they_were(app: Starlette) -> ASGIApp:
    """The list by number reads an index that updates do not reach."""
    store: Store = app.state.instance.store
    first: dict[int, str] = {}

    async def handle(call: Call, ask: Ask) -> Answer:
        if call.operation in _UPDATES and (invoice := store.get(call.number)) is not None:
            first.setdefault(call.number, invoice["invoice-number"])
        answer, wanted = await ask(call), call.asked("invoice-number")
        if call.operation != "listInvoices" or not answer.succeeded or wanted is None:
            return answer
        return answer.saying([row for row in answer.json if first.get(row.get("id"), wanted) == wanted])

    return wrapped(app, handle)


def _prices_to_four_places(body: Invoice) -> Invoice:
    lines = body.get("invoice-lines")
    if not isinstance(lines, list):
        return body
    short = [{**line, "price": _four_places(line["price"])} if "price" in line else line for line in lines]
    return {**body, "invoice-lines": short}


def _one_account(app: Starlette) -> ASGIApp:
    """The account that a change names for one line is taken for all of them."""
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        told = call.json.get("invoice-lines") if call.operation in _UPDATES and isinstance(call.json, dict) else None
        named = {line["id"] for line in told if "id" in line and "account" in line} if isinstance(told, list) else set()
        if not answer.succeeded or not named:
            return answer
        lines = (store.get(call.number) or {}).get("invoice-lines", [])
        account = next((line["account"] for line in lines if line["id"] in named), None)
        alter(store, call.number, invoice_lines=[{**line, "account": account} for line in lines])
        return await _retold(call, answer, ask)

    return wrapped(app, handle)


FAULTS = (
    Fault(
        "zero-is-not-stored",
        "update-is-stored",
        "Shipping that was waived is charged nevertheless.",
        sent(_without_zeros),
        subtle=True,
    ),
    Fault(
        "notes-are-cut-at-255",
        "update-is-stored",
        "The end of a long note is lost, and nobody is told.",
        sent(_note_cut),
        subtle=True,
    ),
    Fault(
        "a-line-of-whichever-invoice",
        "update-leaves-the-rest-alone",
        "A client that mistakes an id changes a line of somebody else's invoice.",
        _any_line,
        subtle=True,
    ),
    Fault(
        "prices-keep-four-places",
        "update-is-stored",
        "A price of a millionth is rounded, and ten million pieces cost something else.",
        sent(_prices_to_four_places),
        subtle=True,
    ),
    Fault(
        "capitals-are-no-change",
        "update-is-stored",
        "A name that was spelled wrongly stays so.",
        _dirty_by_letters,
        subtle=True,
    ),
    Fault(
        "lists-know-the-first-number",
        "update-is-seen-by-conditions",
        "An invoice whose number was put right is not found by it, and is entered again.",
        _numbers_as_they_were,
        subtle=True,
    ),
    Fault(
        "one-account-for-all-lines",
        "update-leaves-the-rest-alone",
        "What one line was moved to, the whole invoice is booked to.",
        _one_account,
        subtle=True,
    ),
    Fault(
        "put-hands-a-draft-in",
        "update-put-and-patch-agree",
        "A draft that one client saves by PUT is on the approver's desk, half finished.",
        _put_hands_in,
        also=frozenset({"lifecycle-update-keeps-the-status"}),
    ),
    Fault(
        "a-second-save-hands-in",
        "update-is-idempotent",
        "A client that saves again after a broken connection hands the draft in.",
        _second_time_hands_in,
        also=frozenset({"lifecycle-update-keeps-the-status"}),
    ),
    Fault(
        "whoever-notes-it-made-it",
        "update-origin-is-fixed",
        "An auditor asks the colleague who left a note why the invoice was made.",
        _whoever_notes_made_it,
    ),
    Fault(
        "drafts-stay-drafts",
        "lifecycle-submit-leaves-draft",
        "An invoice that was submitted with success is nobody's to approve.",
        by(_drafts_stay),
    ),
    Fault(
        "a-dispute-revives-the-voided",
        "lifecycle-end-is-final",
        "A cancelled invoice is open again, and whoever withdraws the dispute has it paid.",
        stored(_disputed_after_all),
        also=frozenset({"safety-refused-write-changes-nothing"}),
    ),
)
