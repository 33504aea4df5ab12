"""Faults in projections: other rows, other members, other values than the whole."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from planted.fault import Fault, Invoice, by, rows
from planted.wrapping import Answer, Ask, Call

_READS = frozenset({"listInvoices", "showInvoice"})


def _last_row_lost(call: Call, found: list[Invoice]) -> list[Invoice]:
    return found[:-1] if call.asked("fields") and len(found) > 1 else found


async def _number_as_well(call: Call, ask: Ask) -> Answer:
    if call.operation not in _READS or call.asked("return_object") != "limited" or call.asked("fields"):
        return await ask(call)
    both = ("fields", '["id","invoice-number"]')
    return await ask(call.asking(lambda name, value: [both] if name == "return_object" else [(name, value)]))


def _stale(invoice: Invoice) -> Invoice:
    return {name: "2020-01-01T00:00:00Z" if name == "updated-at" else _rounded(value) for name, value in invoice.items()}


def _rounded(value: Any) -> Any:
    return value.quantize(Decimal(1)) if isinstance(value, Decimal) and abs(value.adjusted()) < 20 else value


async def _from_a_cache(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != "showInvoice" or not call.asked("fields") or not answer.succeeded:
        return answer
    return answer.saying(_stale(answer.json))


async def _whole_records(call: Call, ask: Ask) -> Answer:
    def top_level_only(name: str, value: str) -> list[tuple[str, str]]:
        return [(name, re.sub(r'\{("[a-z_]+"):\[[^\]]*\]\}', r"\1", value) if name == "fields" else value)]

    return await ask(call.asking(top_level_only) if call.operation in _READS else call)


async def _fields_refused(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    refused = call.operation in _READS and call.asked("fields") and answer.succeeded
    return answer.saying({"errors": {"fields": ["fields is not available."]}}, status=400) if refused else answer


FAULTS = (
    Fault(
        "fields-lose-a-row",
        "projection-keeps-the-rows",
        "A client that asks for a few members to save time gets all invoices but one.",
        rows(_last_row_lost),
    ),
    Fault(
        "limited-tells-the-number",
        "projection-limited-to-ids",
        "What was to be ids alone tells more, also to whom it should not.",
        by(_number_as_well),
    ),
    Fault(
        "fields-from-a-cache",
        "projection-keeps-the-values",
        "A client that asks for the total alone gets it rounded, or as it was.",
        by(_from_a_cache),
    ),
    Fault(
        "nested-fields-are-ignored",
        "projection-only-what-was-asked",
        "A list that was to be small is as large as ever.",
        by(_whole_records),
    ),
    Fault("fields-are-refused", "projection-is-accepted", "Every client has to fetch whole invoices.", by(_fields_refused)),
)
