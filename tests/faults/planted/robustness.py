"""Faults that only some odd request brings to light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.fault import Fault, alter, by, stored
from planted.wrapping import Answer, Ask, Call

_BROKEN = {"errors": {"base": ["We are looking into it."]}}
_UPDATES = frozenset({"updateInvoice", "patchInvoice"})


def _breaks(when: Callable[[Call], bool]) -> Callable[[Starlette], ASGIApp]:
    """Some requests are answered with a fault of the server."""

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        return answer.saying(_BROKEN, status=500) if answer.status != 401 and when(call) else answer

    return by(handle)


def _says(status: int, value: Any, when: Callable[[Call], bool] = lambda call: True) -> Callable[[Starlette], ASGIApp]:
    """Refusals with that status have another body."""

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        return answer.saying(value) if answer.status == status and when(call) else answer

    return by(handle)


def _asks(name: str, when: Callable[[str], bool]) -> Callable[[Call], bool]:
    """Whether a list asks for a parameter of that name (or of any name that ends so) with such a value."""
    return lambda call: call.operation == "listInvoices" and any(each.endswith(name) and when(value) for each, value in call.query)


def _overflows(text: str) -> bool:
    return text.isdigit() and int(text) > 2**63


def _member(name: str, when: Callable[[Any], bool]) -> Callable[[Call], bool]:
    """Whether an update sends a member with such a value."""
    return lambda call: call.operation in _UPDATES and isinstance(call.json, dict) and name in call.json and when(call.json[name])


def _line(when: Callable[[dict[str, Any]], bool]) -> Callable[[Call], bool]:
    return _member("invoice-lines", lambda rows: isinstance(rows, list) and any(isinstance(row, dict) and when(row) for row in rows))


async def _page_for_fields(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    page = b"<!DOCTYPE html><html><body>Unexpected token</body></html>"
    return replace(answer, body=page).typed(b"text/html") if answer.status == 400 and call.asked("fields") is not None else answer


async def _database_shown(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    unknown = call.operation == "listInvoices" and any(name.endswith("[no_such]") for name, _ in call.query)
    return answer.saying({"errors": {"base": ["PG::UndefinedColumn: no_such"]}}, status=400) if unknown else answer


async def _voids_nothing(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return answer.saying({}, status=200) if call.operation == "voidInvoice" and answer.status == 404 else answer


async def _patches_anything(call: Call, ask: Ask) -> Answer:
    unread = call.operation == "patchInvoice" and call.body and call.json is None and call.body != b"null"
    return await ask(call.saying({}) if unread else call)


def _half_stored(call: Call, answer: Answer, store: Store) -> None:
    if call.operation in _UPDATES and answer.status == 400 and _line(lambda row: "quantity" in row or "price" in row)(call):
        alter(store, call.number, comments="one of the lines was odd")


FAULTS = (
    Fault(
        "a-rare-character-breaks-the-list",
        "error-no-server-error",
        "A supplier whose name has an emoji or a rare Chinese character in it cannot be searched for.",
        _breaks(lambda call: call.operation == "listInvoices" and any(ord(each) > 0xFFFF for _, value in call.query for each in value)),
        effort="standard",
    ),
    Fault(
        "a-gap-breaks-not-in",
        "error-no-server-error",
        "A list of ids that was joined with one comma too many stops the nightly export.",
        _breaks(_asks("[not_in]", lambda text: "" in text.split(","))),
        effort="standard",
    ),
    Fault(
        "a-quote-breaks-ends-with",
        "error-no-server-error",
        "A search for O'Neill breaks the server, and somebody else learns what a quote can do.",
        _breaks(_asks("[ends_with]", lambda text: "'" in text)),
        effort="standard",
    ),
    Fault(
        "an-offset-overflows",
        "error-no-server-error",
        "A client that counts too far sees an outage and not the end of the list.",
        _breaks(_asks("offset", _overflows)),
        effort="standard",
    ),
    Fault(
        "a-limit-of-nothing-divides",
        "error-no-server-error",
        "A client that asks for no rows, to see whether it may, sees an outage.",
        _breaks(_asks("limit", lambda text: text == "0")),
        effort="standard",
    ),
    Fault(
        "an-odd-offset-breaks-the-clock",
        "error-no-server-error",
        "A client with a broken time zone gets an outage instead of a reason.",
        _breaks(_asks("", lambda text: "+99:99" in text)),
        effort="standard",
    ),
    Fault(
        "deep-fields-break-the-server",
        "error-no-server-error",
        "A single request that costs nothing to send costs the server its stack.",
        _breaks(_asks("fields", lambda text: text.count("[") > 100)),
        effort="standard",
    ),
    Fault(
        "an-array-breaks-patch",
        "error-no-server-error",
        "A client that sends its changes as an array gets an outage, but only by PATCH.",
        _breaks(lambda call: call.operation == "patchInvoice" and isinstance(call.json, list)),
        effort="standard",
    ),
    Fault(
        "lines-as-words-break-the-server",
        "error-no-server-error",
        "A client that sends its lines in another form gets an outage instead of a reason.",
        _breaks(_member("invoice-lines", lambda rows: isinstance(rows, str))),
        effort="standard",
    ),
    Fault(
        "an-odd-quantity-breaks-the-server",
        "error-no-server-error",
        "A quantity that is no number in one line stops the update of all of them, without a reason.",
        _breaks(_line(lambda row: isinstance(row.get("quantity"), dict))),
        effort="standard",
    ),
    Fault(
        "patching-nobody-breaks-the-server",
        "error-no-server-error",
        "A change of an invoice that is gone looks like an outage, and is tried for ever.",
        _breaks(lambda call: call.operation == "patchInvoice" and call.number > 1_000_000),
    ),
    Fault(
        "pages-for-odd-fields",
        "error-body-is-not-a-page",
        "A client that mistypes its fields shows its user the source of a web page.",
        by(_page_for_fields),
        effort="standard",
    ),
    Fault(
        "not-found-shows-the-code",
        "error-shows-no-internals",
        "Whoever asks for an odd id learns where the code lies.",
        _says(404, {"errors": {"base": ["app/models/invoice.rb:17:in `find'"]}}, lambda call: call.operation == "showInvoice"),
    ),
    Fault(
        "an-unknown-operator-shows-the-database",
        "error-shows-no-internals",
        "Whoever mistypes an operator learns which database there is, and which columns it has.",
        by(_database_shown),
        effort="standard",
    ),
    Fault(
        "an-odd-direction-is-refused-in-a-list",
        "error-body-shape",
        "A client finds a list where it looks for members, and breaks while it reads why it was refused.",
        _says(400, {"errors": ["dir is odd"]}, _asks("dir", lambda text: True)),
        effort="standard",
    ),
    Fault(
        "voiding-nobody-succeeds",
        "error-unknown-id-is-404",
        "A client that voids the wrong id is told that it has worked.",
        by(_voids_nothing),
    ),
    Fault(
        "any-patch-will-do",
        "error-malformed-body-is-refused",
        "A change that was cut off on its way is taken for a success, but only by PATCH.",
        by(_patches_anything),
    ),
    Fault(
        "an-odd-line-is-refused-half-way",
        "safety-refused-write-changes-nothing",
        "An update that was refused for one line has changed the invoice already.",
        stored(_half_stored),
        beside=("error",),
        effort="standard",
    ),
)
