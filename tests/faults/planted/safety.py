"""Faults in what must not change."""

from __future__ import annotations

from coupa_contract.reference.store import Store
from planted.fault import Fault, alter, stored
from planted.wrapping import Answer, Call


def _exported_by_a_look(call: Call, answer: Answer, store: Store) -> None:
    if call.operation == "showInvoice" and answer.succeeded and call.asked("return_object") == "shallow":
        alter(store, call.number, exported=True, last_exported_at="2026-01-01T00:00:00Z")


def _kept_all_the_same(call: Call, answer: Answer, store: Store) -> None:
    if call.operation == "updateInvoice" and answer.status == 400 and call.number:
        alter(store, call.number, comments=None, internal_note="an update was refused")


FAULTS = (
    Fault(
        "a-look-exports",
        "safety-reads-change-nothing",
        "An invoice that a tester looked at is taken for exported, and never reaches the ledger.",
        stored(_exported_by_a_look),
    ),
    Fault(
        "refused-yet-stored",
        "safety-refused-write-changes-nothing",
        "A client that is told no, and tries again in another way, has changed the invoice already.",
        stored(_kept_all_the_same),
    ),
)
