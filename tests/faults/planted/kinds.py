"""Faults in what an update stores of one kind of member, of one line, by one verb, or the second time."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.fault import Fault, Invoice, alter, by, sent, shown, stored
from planted.wrapping import Answer, Ask, Call, wrapped

_UPDATES = frozenset({"updateInvoice", "patchInvoice"})
_CUT = frozenset({"update-is-stored"})


def _texts(change: Callable[[str], str]) -> Callable[[Starlette], ASGIApp]:
    """A fault in how texts are stored, those of lines as well."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: changed(each) for name, each in value.items()}
        if isinstance(value, list):
            return [changed(each) for each in value]
        return change(value) if isinstance(value, str) else value

    return sent(changed)


def _narrow(text: str) -> str:
    return "".join(letter if letter < "\U00010000" else "?" for letter in text)


def _until_wide(text: str) -> str:
    return next((text[:place] for place, letter in enumerate(text) if letter >= "\U00010000"), text)


def _unmarked(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _shouted(body: Invoice) -> Invoice:
    fields = body.get("custom-fields")
    if not isinstance(fields, dict):
        return body
    return {**body, "custom-fields": {name: f"{value.upper()}!" if isinstance(value, str) else value for name, value in fields.items()}}


def _prices(body: Invoice) -> Invoice:
    lines = [
        {**line, "price": str(Decimal(str(line["price"])).quantize(Decimal("0.01"), ROUND_HALF_UP))} if "price" in line else line
        for line in body.get("invoice-lines") or []
        if isinstance(line, dict)
    ]
    return {**body, "invoice-lines": lines} if lines else body


def _day_before(call: Call, answer: Answer, store: Store) -> None:
    if call.operation in _UPDATES and answer.succeeded and isinstance(call.json, dict) and "invoice-date" in call.json:
        invoice = store.get(call.number)
        day = Decimal(str(call.json["invoice-date"])[8:10])
        if invoice and day > 1:
            alter(store, call.number, invoice_date=f"{call.json['invoice-date'][:8]}{day - 1:02}T16:00:00-08:00")


def _lines(call: Call, answer: Answer, store: Store) -> tuple[list[Invoice], list[Any]]:
    """The stored lines of an invoice that was updated, and the ids of those that the update named."""
    invoice = store.get(call.number)
    body = call.json
    if call.operation not in _UPDATES or not answer.succeeded or invoice is None or not isinstance(body, dict):
        return [], []
    named = [line.get("id") for line in body.get("invoice-lines") or [] if isinstance(line, dict)]
    return [dict(line) for line in invoice["invoice-lines"]], named


def _last_line_lost(call: Call, answer: Answer, store: Store) -> None:
    lines, named = _lines(call, answer, store)
    if len(lines) > 1 and named == [lines[0]["id"]]:
        alter(store, call.number, invoice_lines=lines[:-1])


def _next_line_too(call: Call, answer: Answer, store: Store) -> None:
    lines, named = _lines(call, answer, store)
    if len(lines) > 2 and len(named) == 1 and named[0] == lines[-1]["id"]:
        lines[-2]["description"] = lines[-1]["description"]
        alter(store, call.number, invoice_lines=lines)


def _totals_of_others(call: Call, answer: Answer, store: Store) -> None:
    lines, named = _lines(call, answer, store)
    if len(lines) > 1 and len(named) == 2:
        alter(store, call.number, invoice_lines=[{**line, "total": lines[0].get("total")} for line in lines])


def _every_second(app: Starlette) -> ASGIApp:
    seen: Counter[int] = Counter()

    async def handle(call: Call, ask: Ask) -> Answer:
        if call.operation not in _UPDATES or call.query or not isinstance(call.json, dict):
            return await ask(call)
        seen[call.number] += 1
        rest = {name: value for name, value in call.json.items() if name not in {"comments", "internal-note", "supplier-note"}}
        return await ask(call.saying(rest) if seen[call.number] % 2 == 0 else call)

    return wrapped(app, handle)


def _forgets_the_first(app: Starlette) -> ASGIApp:
    """PATCH puts back the notes that stood there before the first PUT, as a stale object in a cache would."""
    earlier: dict[int, Invoice] = {}
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        if call.operation == "updateInvoice" and (now := store.get(call.number)) is not None:
            earlier.setdefault(call.number, now)
        before = store.get(call.number) if call.operation == "patchInvoice" else None
        answer = await ask(call)
        if before is not None and answer.succeeded and isinstance(call.json, dict):
            old = earlier.get(call.number, before)
            names = [name for name in ("comments", "internal-note", "supplier-note", "margin-scheme") if name not in call.json]
            alter(store, call.number, **{name: old.get(name) for name in names})
        return answer

    return wrapped(app, handle)


async def _again_appends(call: Call, ask: Ask) -> Answer:
    body = call.json
    if call.operation not in _UPDATES or not isinstance(body, dict):
        return await ask(call)
    now = (await ask(shown(call))).json
    return await ask(
        call.saying({name: f"{value}, {value}" if _note(name, value) and now.get(name) == value else value for name, value in body.items()})
    )


def _note(name: str, value: Any) -> bool:
    return name in {"comments", "internal-note", "supplier-note"} and isinstance(value, str) and len(value) < 90


def _moves_new(call: Call, answer: Answer, store: Store) -> None:
    if call.operation in _UPDATES and answer.succeeded and (invoice := store.get(call.number)) and invoice["status"] == "new":
        alter(store, call.number, status="draft")


def _total_obeyed(call: Call, answer: Answer, store: Store) -> None:
    if call.operation in _UPDATES and answer.succeeded and isinstance(call.json, dict) and "gross-total-less-discount" in call.json:
        alter(store, call.number, gross_total_less_discount=call.json["gross-total-less-discount"])


FAULTS = (
    Fault("emoji-are-question-marks", "update-is-stored", "A name in a rare script is a row of question marks.", _texts(_narrow)),
    Fault("emoji-end-the-text", "update-is-stored", "Whatever follows a smile is lost.", _texts(_until_wide)),
    Fault("marks-fall-off", "update-is-stored", "Words of some languages lose their vowels.", _texts(_unmarked)),
    Fault("markup-is-escaped", "update-is-stored", "Notes fill up with &lt; and &amp;.", _texts(lambda text: text.replace("<", "&lt;"))),
    Fault(
        "null-is-not-stored",
        "update-is-stored",
        "What was cleared is there again the next morning.",
        sent(lambda body: {name: value for name, value in body.items() if value is not None}),
    ),
    Fault(
        "false-is-not-stored",
        "update-is-stored",
        "A flag can be set, and never taken back.",
        sent(lambda body: {name: value for name, value in body.items() if value is not False}),
    ),
    Fault(
        "custom-texts-are-shouted",
        "update-is-stored",
        "The codes of a tenant's own system match nothing any more.",
        sent(_shouted),
        dialect="core-r39",
        effort="standard",
    ),
    Fault("prices-are-rounded", "update-is-stored", "A price of a screw is nothing once it is rounded to cents.", sent(_prices)),
    Fault(
        "the-day-before",
        "update-is-stored",
        "An invoice of the first is booked in the month before, west of Greenwich.",
        stored(_day_before),
        dialect="core-r39",
    ),
    Fault(
        "only-put-stores-notes",
        "update-is-stored",
        "A client that uses PATCH is told yes and changes nothing.",
        sent(lambda body: {name: value for name, value in body.items() if name != "supplier-note"}, "patchInvoice"),
        also=frozenset({"update-put-and-patch-agree"}),
    ),
    Fault("every-second-update-is-lost", "update-is-stored", "Whoever corrects a note at once keeps the mistake.", _every_second),
    Fault(
        "a-patch-brings-old-notes-back",
        "update-leaves-the-rest-alone",
        "Two colleagues at one invoice undo each other's work.",
        _forgets_the_first,
        also=frozenset({"update-is-stored", "update-put-and-patch-agree", "update-is-idempotent"}),
    ),
    Fault(
        "again-appends",
        "update-is-idempotent",
        "A client that tries again after a broken connection writes everything twice.",
        by(_again_appends),
        also=_CUT,
    ),
    Fault(
        "last-line-is-lost",
        "update-leaves-the-rest-alone",
        "Whoever corrects the first line drops the last.",
        stored(_last_line_lost),
    ),
    Fault(
        "next-line-changes-too",
        "update-leaves-the-rest-alone",
        "Of three lines or more, a correction of the last reaches the one before it.",
        stored(_next_line_too),
    ),
    Fault(
        "two-lines-at-once-mix-their-totals",
        "update-leaves-the-rest-alone",
        "Two texts are corrected together, and the amounts are not what they were.",
        stored(_totals_of_others),
    ),
    Fault(
        "a-new-invoice-becomes-a-draft",
        "lifecycle-update-keeps-the-status",
        "An invoice that nobody handed in yet is on the desk of a clerk.",
        stored(_moves_new),
    ),
    Fault("total-is-obeyed", "update-read-only-is-not-obeyed", "Whoever may write a comment may write the total.", stored(_total_obeyed)),
)
