"""Faults in lists that show in one way only: in which rows come, in their order, in their number, or in what they tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from planted.fault import Fault, Invoice, by, query, rows
from planted.wrapping import Answer, Ask, Call

Pairs = Iterator[tuple[str, str]]
_QUERY = ("query",)


def _original_forgotten(name: str, value: str) -> Pairs:
    if name.replace("_", "-") != "original-invoice-number":
        yield name, value


def _amount_not_excluded(name: str, value: str) -> Pairs:
    if name.replace("_", "-") != "shipping-amount[not-eq]":
        yield name, value


def _blank_forgotten(name: str, value: str) -> Pairs:
    if not name.endswith("[blank]") or name.count("[") > 1:
        yield name, value


def _day_before(name: str, value: str) -> Pairs:
    if name.partition("[")[0] in {"invoice_date", "net_due_date"}:
        with suppress(ValueError):
            value = (datetime.fromisoformat(value) - timedelta(days=1)).isoformat()
    yield name, value


async def _backwards(call: Call, ask: Ask) -> Answer:
    """A range of days whose end is written before its beginning leaves the first day out."""
    ended: set[str] = set()
    turned: list[tuple[str, str]] = []
    for name, value in call.query:
        attribute, _, operator = name.rstrip("]").partition("[")
        ended |= {attribute} if operator.startswith("lt") and attribute.endswith("date") else set()
        turned.append((f"{attribute}[gt]" if operator == "gt_or_eq" and attribute in ended else name, value))
    return await ask(replace(call, query=tuple(turned)) if call.operation == "listInvoices" else call)


def _once_for_each_line(call: Call, found: list[Invoice]) -> list[Invoice]:
    return [row for row in found for _ in row.get("invoice-lines") or [0]] if call.asked("id") else found


def _two_at_least(name: str, value: str) -> Pairs:
    yield name, "2" if (name, value) == ("limit", "1") else value


def _joined_and_cut(call: Call, found: list[Invoice]) -> list[Invoice]:
    if not any(name.startswith("invoice-lines[") for name, _ in call.query):
        return found
    return [row for row in found for _ in row.get("invoice-lines") or [0]][: len(found)]


async def _one_further_in_another_order(call: Call, ask: Ask) -> Answer:
    other, offset = call.asked("order_by") not in {None, "id"}, call.asked("offset") or "0"
    if call.operation != "listInvoices" or not other or not offset.isdecimal() or offset == "0":
        return await ask(call)
    return await ask(call.asking(lambda name, value: [(name, str(int(value) + 1) if name == "offset" else value)]))


def _by_supplier(call: Call, found: list[Invoice]) -> list[Invoice]:
    joined = any(name.startswith("supplier[") for name, _ in call.query)
    return sorted(found, key=lambda row: row["supplier"]["name"]) if joined and not call.asked("fields") else found


async def _latest_without_credit(call: Call, ask: Ask) -> Answer:
    latest = call.operation == "listInvoices" and call.asked("order_by") == "id" and call.asked("dir") == "desc"
    if not latest or any(name.replace("_", "-").startswith("document-type") for name, _ in call.query):
        return await ask(call)
    return await ask(replace(call, query=(("document-type", "Invoice"), *call.query)))


async def _one_alone_starts_over(call: Call, ask: Ask) -> Answer:
    alone = call.operation == "listInvoices" and call.asked("limit") == "1"
    return await ask(call.asking(lambda name, value: [] if alone and name == "offset" else [(name, value)]))


def _a_hundred_at_most(name: str, value: str) -> Pairs:
    yield name, "100" if name == "offset" and value.isdecimal() and int(value) > 100 else value


async def _tied_once(call: Call, ask: Ask) -> Answer:
    """Going down by the day, a page begins before the day that the page before it ended with."""
    answer, offset = await ask(call), call.asked("offset") or "0"
    down = call.asked("order_by") == "invoice_date" and call.asked("dir") == "desc" and not call.asked("fields")
    if call.operation != "listInvoices" or not down or not answer.succeeded or not offset.isdecimal() or offset == "0":
        return answer
    others = tuple(pair for pair in call.query if pair[0] not in {"offset", "limit"})
    last = await ask(replace(call, query=(*others, ("offset", str(int(offset) - 1)), ("limit", "1"))))
    return answer.saying([row for row in answer.json if row["invoice-date"] not in {before["invoice-date"] for before in last.json}])


async def _numbers_upward_only(call: Call, ask: Ask) -> Answer:
    by_number = call.operation == "listInvoices" and call.asked("order_by") == "invoice_number"
    return await ask(call.asking(lambda name, value: [] if by_number and name == "dir" else [(name, value)]))


async def _all_that_meet(call: Call, ask: Ask) -> Answer:
    """A list under a condition has no length of its own: it holds all that meets it, where no limit is asked for."""
    answer = await ask(call)
    alone = call.operation == "listInvoices" and len(call.query) == 1 and call.query[0][0] not in {"limit", "offset", "fields"}
    if not alone or not answer.succeeded or not isinstance(answer.json, list) or len(answer.json) < 50:
        return answer
    rest = await ask(replace(call, query=(*call.query, ("offset", "50"))))
    return answer.saying([*answer.json, *rest.json]) if rest.succeeded else answer


def _blocks(call: Call) -> Call:
    limit, offset = call.asked("limit") or "50", call.asked("offset") or "0"
    if call.operation != "listInvoices" or not (limit + offset).isdecimal() or int(offset) <= 50 or int(limit) < 1:
        return call
    return call.asking(lambda name, value: [(name, str(int(value) // int(limit) * int(limit)) if name == "offset" else value)])


async def _rare_unknown(call: Call, ask: Ask) -> Answer:
    """A status that was added later is missing in the list that conditions are read by."""

    def known(name: str, value: str) -> Pairs:
        if name in {"status", "status[in]"}:
            value = ",".join(each for each in value.split(",") if each != "payable_adjustment") or "none"
        yield name, value

    return await ask(call.asking(known) if call.operation == "listInvoices" else call)


def _due_as_before(call: Call, found: list[Invoice]) -> list[Invoice]:
    due, whole = "amount-due-less-discount", "gross-total-less-discount"
    by_status = any(name.startswith("status") for name, _ in call.query)
    return [{**row, due: row[whole]} if by_status and row.get("paid") and {due, whole} <= row.keys() else row for row in found]


FAULTS = (
    Fault(
        "originals-are-not-asked-for",
        "query-equality",
        "Whoever looks for the credit notes of one invoice gets everything.",
        query(_original_forgotten),
        subtle=True,
    ),
    Fault(
        "free-shipping-is-not-left-out",
        "query-inequality",
        "What was to be left out for its shipping is in the report nevertheless.",
        query(_amount_not_excluded),
        subtle=True,
    ),
    Fault(
        "own-blanks-are-ignored",
        "query-blank",
        "Whoever looks for invoices without a number is shown all of them.",
        query(_blank_forgotten),
    ),
    Fault(
        "a-range-from-its-end-loses-a-day",
        "query-conditions-combine",
        "What is due on the first day of a week is paid, or not, by the order in which a client writes its conditions.",
        by(_backwards),
        subtle=True,
    ),
    Fault(
        "underscores-mean-the-day-before",
        "query-spelling-is-free",
        "A client that spells a date as the handbook does pays what was due yesterday.",
        query(_day_before),
        subtle=True,
    ),
    Fault(
        "an-id-comes-once-for-each-line",
        "query-id-is-show",
        "Whoever asks for one invoice by its id books it three times.",
        rows(_once_for_each_line),
    ),
    Fault(
        "at-least-two-rows",
        "paging-limit-is-honoured",
        "A client that asks for the latest invoice alone reads another one with it.",
        query(_two_at_least),
    ),
    Fault(
        "rows-of-lines-are-cut",
        "paging-row-once-across-a-collection",
        "A page of invoices by their lines holds some of them three times, and the others not at all.",
        rows(_joined_and_cut),
        also=frozenset({"query-matching-row-is-returned"}),
        beside=_QUERY,
    ),
    Fault(
        "pages-by-date-lose-a-row",
        "paging-any-order-partitions-the-base",
        "Whoever reads page after page by date misses an invoice at each border.",
        by(_one_further_in_another_order),
        subtle=True,
    ),
    Fault(
        "suppliers-come-by-name",
        "paging-order-by-id",
        "A client that goes on after the highest id of a supplier's invoices leaves some out.",
        rows(_by_supplier),
        beside=_QUERY,
        subtle=True,
    ),
    Fault(
        "the-latest-are-no-credit-notes",
        "paging-descending-reverses",
        "Whoever reads the latest invoices first never sees what is to be paid back.",
        by(_latest_without_credit),
        subtle=True,
    ),
    Fault(
        "one-alone-starts-over",
        "paging-pages-partition-the-base",
        "A client that fetches invoices one by one fetches the first one for ever.",
        by(_one_alone_starts_over),
        subtle=True,
    ),
    Fault(
        "offsets-end-at-a-hundred",
        "paging-pages-partition-the-base",
        "The invoices from the hundred and fifty-first on are never fetched, and those before them again and again.",
        query(_a_hundred_at_most),
        subtle=True,
    ),
    Fault(
        "days-end-with-a-page",
        "paging-any-order-partitions-the-base",
        "Of the invoices of one day, those after the border of a page are never seen by who reads the latest first.",
        by(_tied_once),
        subtle=True,
    ),
    Fault(
        "numbers-come-upward-only",
        "paging-order-by-attribute",
        "Whoever looks for the highest number that was given out finds the lowest.",
        by(_numbers_upward_only),
        subtle=True,
    ),
    Fault(
        "a-condition-lifts-the-maximum",
        "paging-at-most-fifty",
        "One search without a limit slows the instance down for all.",
        by(_all_that_meet),
        subtle=True,
    ),
    Fault(
        "later-pages-begin-with-a-block",
        "paging-pages-partition-the-base",
        "A client that goes on from where it stopped reads some invoices twice.",
        by(lambda call, ask: ask(_blocks(call))),
        subtle=True,
    ),
    Fault(
        "a-newer-status-is-not-asked-for",
        "query-matching-row-is-returned",
        "What is in the latest of the statuses is in nobody's work list.",
        by(_rare_unknown),
        beside=_QUERY,
        subtle=True,
    ),
    Fault(
        "lists-by-status-are-late",
        "consistency-reads-agree",
        "What was paid in part is paid in full once more, for a list by status tells what was due before.",
        rows(_due_as_before),
        beside=_QUERY,
        subtle=True,
    ),
)
