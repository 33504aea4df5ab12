"""Faults in updates: not stored, stored elsewhere, or stored with something else."""

from __future__ import annotations

from dataclasses import replace

from coupa_contract.reference.store import Store
from planted.fault import Fault, Invoice, alter, by, sent, shown, stored
from planted.wrapping import Answer, Ask, Call

_UPDATES = frozenset({"updateInvoice", "patchInvoice"})
_FOLLOWS = frozenset({"update-is-stored"})


def _updated(call: Call, answer: Answer) -> bool:
    return call.operation in _UPDATES and answer.succeeded and not call.query


def _without_note(body: Invoice) -> Invoice:
    return {name: value for name, value in body.items() if name != "internal-note"}


def _cut(body: Invoice) -> Invoice:
    return {name: value[:8].strip() if isinstance(value, str) else value for name, value in body.items()}


def _neighbour(call: Call, answer: Answer, store: Store) -> None:
    if _updated(call, answer):
        for number in (call.number - 1, call.number + 1):
            alter(store, number, comments=f"updated with invoice {call.number}")


def _term_dropped(call: Call, answer: Answer, store: Store) -> None:
    if _updated(call, answer):
        alter(store, call.number, payment_term=None)


def _status_obeyed(call: Call, answer: Answer, store: Store) -> None:
    if _updated(call, answer) and isinstance(call.json, dict) and "status" in call.json:
        alter(store, call.number, status=call.json["status"])


def _created_again(call: Call, answer: Answer, store: Store) -> None:
    if _updated(call, answer) and (invoice := store.get(call.number)):
        alter(store, call.number, created_at=invoice["updated-at"])


def _clock_back(call: Call, answer: Answer, store: Store) -> None:
    if _updated(call, answer):
        alter(store, call.number, updated_at="2001-01-01T00:00:00Z")


def _submitted(call: Call, answer: Answer, store: Store) -> None:
    if _updated(call, answer):
        alter(store, call.number, status="pending_approval")


async def _old_answer(call: Call, ask: Ask) -> Answer:
    if call.operation not in _UPDATES:
        return await ask(call)
    before = await ask(shown(call))
    answer = await ask(call)
    return replace(answer, body=before.body) if answer.succeeded and before.succeeded else answer


async def _patch_appends(call: Call, ask: Ask) -> Answer:
    body = call.json
    if call.operation != "patchInvoice" or not isinstance(body, dict):
        return await ask(call)
    return await ask(call.saying({name: f"{value} (patched)" if isinstance(value, str) else value for name, value in body.items()}))


FAULTS = (
    Fault("note-is-not-stored", "update-is-stored", "A note to a colleague is confirmed, and lost.", sent(_without_note)),
    Fault("texts-are-cut", "update-is-stored", "The end of a comment is lost, and the answer is a success.", sent(_cut)),
    Fault(
        "neighbour-is-updated-too",
        "update-leaves-the-rest-alone",
        "Whoever comments on one invoice overwrites the comments of those beside it.",
        stored(_neighbour),
    ),
    Fault(
        "update-drops-the-payment-term",
        "update-leaves-the-rest-alone",
        "A harmless change of a note makes an invoice due at another time.",
        stored(_term_dropped),
    ),
    Fault(
        "status-is-obeyed", "update-read-only-is-not-obeyed", "Whoever may comment on an invoice may approve it.", stored(_status_obeyed)
    ),
    Fault("created-again", "update-origin-is-fixed", "An audit trail that begins with the last change.", stored(_created_again)),
    Fault(
        "clock-runs-back",
        "update-time-runs-forward",
        "A client that asks for what changed since its last run misses changes.",
        stored(_clock_back),
    ),
    Fault(
        "answers-as-it-was",
        "update-answer-is-what-is-stored",
        "A client shows its user the old values after it saved the new ones.",
        by(_old_answer),
    ),
    Fault(
        "patch-adds-a-word",
        "update-put-and-patch-agree",
        "What a client sends depends on the verb that it uses.",
        by(_patch_appends),
        also=_FOLLOWS,
    ),
    Fault(
        "update-submits",
        "lifecycle-update-keeps-the-status",
        "A draft that somebody still works on goes to its approver.",
        stored(_submitted),
    ),
)
