"""Faults in writes that name what nobody has, and in what a write does to the invoices of the same supplier or to a scan."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.fault import Fault, Invoice, alter, shown, stored
from planted.wrapping import Answer, Ask, Call, wrapped

_UPDATES = frozenset({"updateInvoice", "patchInvoice"})


def _cleared(change: Callable[[Invoice, Invoice], Invoice | None]) -> Callable[[Starlette], ASGIApp]:
    """What was refused for a record that nobody has is accepted, and `change` says what becomes of the invoice (None: nothing)."""

    def plant(app: Starlette) -> ASGIApp:
        store: Store = app.state.instance.store

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            invoice = store.get(call.number)
            if call.operation not in _UPDATES or answer.status != 400 or invoice is None or not isinstance(call.json, dict):
                return answer
            changed = change(call.json, invoice)
            if changed is None:
                return answer
            alter(store, call.number, **changed)
            return await ask(shown(call))

        return wrapped(app, handle)

    return plant


def _without_supplier(sent: Invoice, invoice: Invoice) -> Invoice | None:
    supplier = sent.get("supplier")
    return {"supplier": None} if isinstance(supplier, dict) and supplier.get("id", 0) not in {invoice["supplier"]["id"], 0} else None


def _in_another_currency(sent: Invoice, invoice: Invoice) -> Invoice | None:
    currency = sent.get("currency")
    if not isinstance(currency, dict) or not isinstance(currency.get("code"), str) or invoice["currency"]["code"] == "USD":
        return None
    return {"currency": {**invoice["currency"], "id": 1, "code": "USD"}}


def _made(app: Starlette) -> ASGIApp:
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        if call.operation == "updateInvoice" and answer.status == 404 and call.number > 0 and (first := store.get(1)) is not None:
            with store.transaction():
                store.put({**first, "id": call.number, "invoice-number": f"made of nothing {call.number}"})
        return answer

    return wrapped(app, handle)


def _kin_exported(call: Call, answer: Answer, store: Store) -> None:
    if call.operation != "updateInvoice" or call.asked("exported") != "true" or not answer.succeeded:
        return
    mine = store.get(call.number)
    for number in range(1, 300):
        other = store.get(number)
        if mine and other and number != call.number and other["supplier"]["id"] == mine["supplier"]["id"] and not other["exported"]:
            alter(store, number, exported=True)


def _first_scan(app: Starlette) -> ASGIApp:
    store: Store = app.state.instance.store
    uploaded: set[int] = set()

    async def handle(call: Call, ask: Ask) -> Answer:
        again = call.operation == "updateInvoiceImageScan" and call.number in uploaded
        kept = store.scan(call.number) if again else None
        answer = await ask(call)
        if call.operation == "updateInvoiceImageScan" and answer.succeeded:
            uploaded.add(call.number)
            if kept is not None:
                with store.transaction():
                    store.put_scan(kept)
        return answer

    return wrapped(app, handle)


FAULTS = (
    Fault(
        "the-first-scan-stays",
        "update-scan-is-replaced",
        "A scan that was sent by mistake stays beside the invoice for ever.",
        _first_scan,
    ),
    Fault(
        "an-unknown-supplier-takes-the-known-away",
        "update-unknown-reference-keeps-the-known",
        "A slip in an id leaves an invoice that nobody is paid for.",
        _cleared(_without_supplier),
        also=frozenset({"shape-null"}),
    ),
    Fault(
        "an-unknown-currency-is-the-dollar",
        "update-unknown-reference-keeps-the-known",
        "A mistyped currency turns euros into dollars, one for one.",
        _cleared(_in_another_currency),
    ),
    Fault(
        "an-update-of-nobody-makes-one",
        "error-unknown-id-is-404",
        "A client that got an id wrong is told so, and an invoice that nobody sent is there to be paid.",
        _made,
    ),
    Fault(
        "the-kin-is-exported-too",
        "update-leaves-the-rest-alone",
        "With one invoice all others of the supplier count as exported, and never reach the ledger.",
        stored(_kin_exported),
    ),
)
