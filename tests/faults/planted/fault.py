"""What a fault is, and the shapes that most of them have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.wrapping import Answer, Ask, Call, Handle, wrapped

Invoice: TypeAlias = dict[str, Any]
_INVOICE_OPERATIONS = frozenset(
    {"listInvoices", "showInvoice", "updateInvoice", "patchInvoice", "submitInvoice", "voidInvoice", "disputeInvoice"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A deliberate fault: what a user would lose by it, and the requirement that must be seen to be broken.

    `plant` makes it of a conforming application. `also` are other binding requirements that it cannot help but break.
    """

    name: str
    requirement: str
    loses: str
    plant: Callable[[Starlette], ASGIApp]
    dialect: str = "published"
    also: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()  # areas whose requests are needed as well
    subtle: bool = False  # shows with a certain operator, value, page, order, status or turn only
    effort: str = "quick"  # the least at which it is found whatever the seed

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas whose properties find it."""
        return (self.requirement.partition("-")[0], *self.beside)


def by(handle: Handle) -> Callable[[Starlette], ASGIApp]:
    """A fault between the application and the client."""
    return lambda app: wrapped(app, handle)


def each_invoice(change: Callable[[Invoice], Invoice], *operations: str) -> Callable[[Starlette], ASGIApp]:
    """A fault in how whole or projected invoices are told (by these operations; all by default)."""
    told = frozenset(operations) or _INVOICE_OPERATIONS

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        if call.operation not in told or not answer.succeeded or not answer.body:
            return answer
        value = answer.json
        return answer.saying([change(row) for row in value] if isinstance(value, list) else change(value))

    return by(handle)


def rows(change: Callable[[Call, list[Invoice]], list[Invoice]]) -> Callable[[Starlette], ASGIApp]:
    """A fault in which rows a list holds, and in which order."""

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        return answer.saying(change(call, answer.json)) if call.operation == "listInvoices" and answer.succeeded else answer

    return by(handle)


def query(change: Callable[[str, str], Iterable[tuple[str, str]]]) -> Callable[[Starlette], ASGIApp]:
    """A fault in how the parameters of a list are read."""

    async def handle(call: Call, ask: Ask) -> Answer:
        return await ask(call.asking(change) if call.operation == "listInvoices" else call)

    return by(handle)


def sent(change: Callable[[Invoice], Invoice], *operations: str) -> Callable[[Starlette], ASGIApp]:
    """A fault in how the body of an update is read."""

    async def handle(call: Call, ask: Ask) -> Answer:
        told = operations or ("updateInvoice", "patchInvoice")
        return await ask(call.saying(change(call.json)) if call.operation in told and isinstance(call.json, dict) else call)

    return by(handle)


def stored(change: Callable[[Call, Answer, Store], None]) -> Callable[[Starlette], ASGIApp]:
    """A fault in what is stored once a request was answered; the answer tells what was stored before it."""

    def plant(app: Starlette) -> ASGIApp:
        store: Store = app.state.instance.store

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            change(call, answer, store)
            return answer

        return wrapped(app, handle)

    return plant


def alter(store: Store, number: int, **members: Any) -> None:
    """Changes members of a stored invoice behind everybody's back; underscores stand for dashes."""
    invoice = store.get(number)
    if invoice is not None:
        with store.transaction():
            store.put({**invoice, **{name.replace("_", "-"): value for name, value in members.items()}})


def shown(call: Call) -> Call:
    """The request that shows the invoice that another request is about."""
    return replace(call, operation="showInvoice", method="GET", path=f"/api/invoices/{call.number}", query=(), body=b"")
