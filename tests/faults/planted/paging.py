"""Faults in pages and in the order of rows."""

from __future__ import annotations

from dataclasses import replace

from planted.fault import Fault, Invoice, by, query, rows
from planted.wrapping import Answer, Ask, Call

_TWICE = frozenset({"paging-pages-partition-the-base"})


def _one_further(name: str, value: str) -> list[tuple[str, str]]:
    return [(name, str(int(value) + 1) if name == "offset" and value.isdecimal() and value != "0" else value)]


def _one_more(name: str, value: str) -> list[tuple[str, str]]:
    return [(name, str(int(value) + 1) if name == "limit" and value.isdecimal() and value != "0" else value)]


def _upward_only(name: str, value: str) -> list[tuple[str, str]]:
    return [] if name == "dir" else [(name, value)]


async def _repeated(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    offset = call.asked("offset") or "0"
    if call.operation != "listInvoices" or answer.body == b"[]" or not offset.isdecimal() or int(offset) == 0:
        return answer
    return await ask(call.asking(lambda name, value: [(name, str(int(value) - 1) if name == "offset" else value)]))


async def _uncapped(call: Call, ask: Ask) -> Answer:
    answer, limit = await ask(call), call.asked("limit") or ""
    if call.operation != "listInvoices" or not answer.succeeded or not limit.isdecimal() or int(limit) <= 50:
        return answer
    offset = int(call.asked("offset") or 0) + 50
    rest = await ask(replace(call, query=(*(pair for pair in call.query if pair[0] != "offset"), ("offset", str(offset)))))
    return answer.saying([*answer.json, *rest.json]) if rest.succeeded else answer


async def _starts_over(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != "listInvoices" or answer.body != b"[]" or not call.asked("offset"):
        return answer
    return await ask(call.asking(lambda name, value: [] if name == "offset" else [(name, value)]))


def _by_text(call: Call, found: list[Invoice]) -> list[Invoice]:
    if call.asked("order_by") != "id":
        return found
    return sorted(found, key=lambda row: str(row.get("id")), reverse=call.asked("dir") == "desc")


def _unsorted(name: str, value: str) -> list[tuple[str, str]]:
    return [(name, "id" if name == "order_by" else value)]


def _once_for_each_line(call: Call, found: list[Invoice]) -> list[Invoice]:
    joined = any(name.startswith("invoice-lines[") for name, _ in call.query)
    return [row for row in found for _ in row.get("invoice-lines") or [0]] if joined else found


def _twice_by_date(call: Call, found: list[Invoice]) -> list[Invoice]:
    return [*found[:-1], found[0]] if len(found) > 2 and call.asked("order_by") is None else found


def _forty_nine(call: Call, found: list[Invoice]) -> list[Invoice]:
    return found[:49] if call.asked("limit") == "50" else found


FAULTS = (
    Fault(
        "a-full-page-is-cut",
        "paging-fifty-is-not-cut",
        "A client that stops at the first short page stops at the first page, and forty-nine invoices are all that there are.",
        rows(_forty_nine),
    ),
    Fault(
        "page-loses-its-first-row",
        "paging-pages-partition-the-base",
        "An invoice at the border of two pages is never imported, and never paid.",
        query(_one_further),
    ),
    Fault(
        "page-repeats-a-row",
        "paging-pages-partition-the-base",
        "An invoice at the border of two pages is imported, and paid, twice.",
        by(_repeated),
    ),
    Fault("one-more-than-asked", "paging-limit-is-honoured", "A client overruns what it made room for.", query(_one_more), also=_TWICE),
    Fault("no-maximum", "paging-at-most-fifty", "One request for everything slows the instance down for all.", by(_uncapped)),
    Fault(
        "past-the-end-starts-over", "paging-offset-past-the-end", "A client that pages until nothing comes never ends.", by(_starts_over)
    ),
    Fault(
        "ids-ordered-as-text",
        "paging-order-by-id",
        "A client that goes on after the highest id of a page leaves out most invoices.",
        rows(_by_text),
        also=_TWICE,
    ),
    Fault(
        "descending-is-ignored",
        "paging-descending-reverses",
        "Whoever asks for the latest invoices gets the oldest.",
        query(_upward_only),
        also=frozenset({"paging-order-by-id"}),
    ),
    Fault("order-is-ignored", "paging-order-by-attribute", "Whoever reads changes in their order reads them in another.", query(_unsorted)),
    Fault(
        "once-for-each-line",
        "paging-row-once-across-a-collection",
        "An invoice with three lines that match is booked three times.",
        rows(_once_for_each_line),
        also=frozenset({"paging-limit-is-honoured", "paging-at-most-fifty"}),
        beside=("query",),
    ),
    Fault(
        "first-row-twice",
        "paging-row-once-in-a-page",
        "An invoice is booked twice, and another one never.",
        rows(_twice_by_date),
        also=frozenset({"query-matching-row-is-returned"}),
    ),
)
