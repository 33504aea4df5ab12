"""Faults in projections: other rows, other members, other values than the whole."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from planted.fault import Fault, Invoice, by, query, rows
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


async def _shifted(call: Call, ask: Ask) -> Answer:
    offset = call.asked("offset") or "0"
    if call.operation != "listInvoices" or not call.asked("fields") or not offset.isdecimal() or offset == "0":
        return await ask(call)
    return await ask(call.asking(lambda name, value: [(name, str(int(value) + 1) if name == "offset" else value)]))


async def _in_no_order(call: Call, ask: Ask) -> Answer:
    limited = call.operation == "listInvoices" and call.asked("return_object") == "limited"
    return await ask(call.asking(lambda name, value: [] if limited and name in {"order_by", "dir"} else [(name, value)]))


def _cents(invoice: Invoice) -> Invoice:
    def priced(line: Any) -> Any:
        price = Decimal(str(line["price"])) if isinstance(line, dict) and line.get("price") is not None else Decimal(0)
        if not price or price.adjusted() > 20 or price == price.quantize(Decimal("0.01")):
            return line
        rounded = price.quantize(Decimal("0.01"))
        return {**line, "price": str(rounded) if isinstance(line["price"], str) else rounded}

    lines = invoice.get("invoice-lines")
    return {**invoice, "invoice-lines": [priced(line) for line in lines]} if isinstance(lines, list) else invoice


async def _prices_in_cents(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation not in _READS or not call.asked("fields") or not answer.succeeded:
        return answer
    return answer.saying([_cents(row) for row in answer.json] if isinstance(answer.json, list) else _cents(answer.json))


def _dashed_unknown(name: str, value: str) -> list[tuple[str, str]]:
    return [(name, re.sub(r',"[a-z]+(-[a-z]+)+"', "", value) if name == "fields" else value)]


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
    Fault(
        "fields-shift-the-offset",
        "projection-keeps-the-rows",
        "A client that fetches a few members page by page leaves an invoice out at each border.",
        by(_shifted),
        subtle=True,
    ),
    Fault(
        "dashed-fields-are-unknown",
        "projection-keeps-the-values",
        "A client that asks for members by the names that answers have does not get them.",
        query(_dashed_unknown),
        subtle=True,
    ),
    Fault(
        "limited-comes-in-no-order",
        "projection-keeps-the-rows",
        "Whoever fetches the ids of the latest invoices gets those of the first ones.",
        by(_in_no_order),
        subtle=True,
    ),
    Fault(
        "fields-price-in-cents",
        "projection-keeps-the-values",
        "A price of a third of a cent is rounded where it is fetched alone, and ten thousand pieces cost something else.",
        by(_prices_in_cents),
        subtle=True,
    ),
    Fault("fields-are-refused", "projection-is-accepted", "Every client has to fetch whole invoices.", by(_fields_refused)),
)
