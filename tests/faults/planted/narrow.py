"""Subtle faults in how invoices are listed and shown: each shows with a certain operator, value, page, order or invoice only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from starlette.applications import Starlette
from starlette.types import ASGIApp

from planted.fault import Fault, Invoice, by, each_invoice, query, rows
from planted.wrapping import Answer, Ask, Call, wrapped

_READS = ("listInvoices", "showInvoice")


def _only(named: Callable[[str], bool], change: Callable[[str], str | None]) -> Callable[[Starlette], ASGIApp]:
    """A fault in the value of certain parameters; None leaves the parameter out."""

    def pairs(name: str, value: str) -> Iterator[tuple[str, str]]:
        changed = change(value) if named(name.replace("_", "-")) else value
        if changed is not None:
            yield name, changed

    return query(pairs)


def _renamed(old: str, new: str, *, of: str = "") -> Callable[[Starlette], ASGIApp]:
    """One operator is read as another one (of one attribute)."""

    def pairs(name: str, value: str) -> Iterator[tuple[str, str]]:
        mine = name.endswith(f"[{old}]") and (not of or name.replace("_", "-").startswith(of))
        yield (name.replace(f"[{old}]", f"[{new}]") if mine else name), value

    return query(pairs)


def _with_two(change: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> Callable[[Starlette], ASGIApp]:
    """A fault in lists that are asked for under two conditions or more."""

    async def handle(call: Call, ask: Ask) -> Answer:
        paging = [pair for pair in call.query if pair[0] in {"limit", "offset", "order_by", "dir", "fields", "return_object"}]
        conditions = [pair for pair in call.query if pair not in paging]
        if call.operation != "listInvoices" or len(conditions) < 2:
            return await ask(call)
        return await ask(replace(call, query=(*change(conditions), *paging)))

    return by(handle)


async def _either(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    names = [name for name, _ in call.query if name not in {"limit", "offset", "order_by", "dir", "fields", "return_object"}]
    texts = [name for name in names if "[contains]" in name or "[starts-with]" in name or "[starts_with]" in name]
    if call.operation != "listInvoices" or len(names) < 2 or not texts or not answer.succeeded or not isinstance(answer.json, list):
        return answer
    alone = await ask(replace(call, query=tuple(pair for pair in call.query if pair[0] not in texts)))
    return alone if alone.succeeded else answer


def _as_texts(name: str, operator: str) -> Callable[[Call, list[Invoice]], list[Invoice]]:
    def kept(call: Call, found: list[Invoice]) -> list[Invoice]:
        bound = call.asked(f"{name}[{operator}]")
        if bound is None:
            return found
        return [row for row in found if row.get(name) is None or (str(row[name]) > bound) == (operator == "gt")]

    return kept


def _first_line_only(call: Call, found: list[Invoice]) -> list[Invoice]:
    wanted = call.asked("invoice-lines[description][contains]") or call.asked("invoice_lines[description][contains]")
    if wanted is None:
        return found
    return [row for row in found if wanted.casefold() in str(row["invoice-lines"][0].get("description")).casefold()]


def _voided_hidden(call: Call, found: list[Invoice]) -> list[Invoice]:
    asked = any(name.startswith("status") for name, _ in call.query) or any(name.startswith("id") for name, _ in call.query)
    return found if asked or len(call.query) < 4 else [row for row in found if row.get("status") != "voided"]


async def _same_row_again(call: Call, ask: Ask) -> Answer:
    if call.operation != "listInvoices" or call.asked("limit") not in {"50", None} or call.asked("offset") != "50":
        return await ask(call)
    return await ask(call.asking(lambda name, value: [(name, "49" if name == "offset" else value)]))


async def _downward_without_offset(call: Call, ask: Ask) -> Answer:
    down = call.operation == "listInvoices" and call.asked("dir") == "desc"
    return await ask(call.asking(lambda name, value: [] if down and name == "offset" else [(name, value)]))


async def _last_page_short(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    limit, offset = call.asked("limit") or "50", call.asked("offset") or "0"
    if call.operation != "listInvoices" or not answer.succeeded or not limit.isdecimal() or offset == "0":
        return answer
    page = answer.json
    return answer.saying(page[:-1]) if isinstance(page, list) and 1 < len(page) < int(limit) else answer


async def _offset_under_a_condition(call: Call, ask: Ask) -> Answer:
    narrowed = call.operation == "listInvoices" and any(name.startswith("id[") for name, _ in call.query)
    offset = call.asked("offset") or "0"
    if not narrowed or not offset.isdecimal() or int(offset) < 2:
        return await ask(call)
    return await ask(call.asking(lambda name, value: [(name, str(int(value) - 1) if name == "offset" else value)]))


def _dates_as_texts(call: Call, found: list[Invoice]) -> list[Invoice]:
    if (call.asked("order_by") or "").replace("-", "_") != "created_at":
        return found
    return sorted(found, key=lambda row: str(row.get("created-at"))[8:], reverse=call.asked("dir") == "desc")


async def _projected(call: Call, ask: Ask, change: Callable[[Any], Any]) -> Answer:
    answer = await ask(call)
    if call.operation not in _READS or not call.asked("fields") or not answer.succeeded:
        return answer
    value = answer.json
    return answer.saying([change(row) for row in value] if isinstance(value, list) else change(value))


def _projection(change: Callable[[Any], Any]) -> Callable[[Starlette], ASGIApp]:
    async def handle(call: Call, ask: Ask) -> Answer:
        return await _projected(call, ask, change)

    return by(handle)


def _no_blank_members(row: Invoice) -> Invoice:
    return {
        name: "-" if value is None and name in {"comments", "payment-date", "internal-note", "supplier-note"} else value
        for name, value in row.items()
    }


def _rounded(row: Invoice) -> Invoice:
    def less(value: Any) -> Any:
        if isinstance(value, str) and value.count(".") == 1 and value.replace(".", "").lstrip("-").isdecimal():
            return f"{Decimal(value):.1f}"
        return value.quantize(Decimal("0.1")) if isinstance(value, Decimal) and abs(value.adjusted()) < 20 else value

    return {name: less(value) for name, value in row.items()}


def _other_record(row: Invoice) -> Invoice:
    supplier = row.get("supplier")
    return (
        {**row, "supplier": {**supplier, "name": "Another supplier"}}
        if isinstance(supplier, dict) and "name" in supplier and len(row) > 3
        else row
    )


def _swapped(row: Invoice) -> Invoice:
    one, other = "created-at", "updated-at"
    return {**row, one: row[other], other: row[one]} if one in row and other in row else row


async def _filter_forgotten(call: Call, ask: Ask) -> Answer:
    if call.operation != "listInvoices" or not call.asked("fields"):
        return await ask(call)
    return await ask(call.asking(lambda name, value: [] if name.startswith("id[gt") else [(name, value)]))


async def _shallow_loses(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != "listInvoices" or call.asked("return_object") != "shallow" or not answer.succeeded:
        return answer
    return answer.saying([row for row in answer.json if row.get("status") != "approved"])


def _odd_lines(invoice: Invoice) -> Invoice:
    lines = invoice.get("invoice-lines")
    if not isinstance(lines, list) or len(lines) < 2 or not isinstance(invoice.get("id"), int) or invoice["id"] % 2 == 0:
        return invoice
    return {**invoice, "invoice-lines": lines[:-1]}


def _line_note(invoice: Invoice) -> Invoice:
    lines = invoice.get("invoice-lines")
    if not isinstance(lines, list) or len(lines) < 3 or "description" not in lines[2]:
        return invoice
    return {**invoice, "invoice-lines": [*lines[:2], {**lines[2], "description": lines[1].get("description")}, *lines[3:]]}


def _two_names(invoice: Invoice) -> Invoice:
    supplier = invoice.get("supplier")
    if not isinstance(supplier, dict) or "name" not in supplier or invoice.get("status") != "voided":
        return invoice
    return {**invoice, "supplier": {**supplier, "name": f"{supplier['name']} (old)"}}


def _backwards(invoice: Invoice) -> Invoice:
    if invoice.get("status") != "paid" and invoice.get("document-type") == "Credit Note" and "updated-at" in invoice:
        return {**invoice, "updated-at": "2001-01-01T00:00:00+00:00"}
    return invoice


def _accents_lost(invoice: Invoice) -> Invoice:
    number = invoice.get("invoice-number")
    return (
        {**invoice, "invoice-number": number.encode("ascii", "replace").decode()}
        if isinstance(number, str) and not number.isascii()
        else invoice
    )


def _now_and_then(change: Callable[[Invoice], Invoice], every: int) -> Callable[[Starlette], ASGIApp]:
    """Each so-and-so-many'th answer to a show tells something else."""

    def plant(app: Starlette) -> ASGIApp:
        turn = count(1)

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            if call.operation != "showInvoice" or not answer.succeeded or not isinstance(answer.json, dict) or next(turn) % every:
                return answer
            return answer.saying(change(answer.json))

        return wrapped(app, handle)

    return plant


def _without_total(invoice: Invoice) -> Invoice:
    return {**invoice, "gross-total": None, "status": "draft"} if "gross-total" in invoice else {**invoice, "status": "draft"}


def _cent_off(invoice: Invoice) -> Invoice:
    lines = invoice.get("invoice-lines")
    if not isinstance(lines, list) or len(lines) < 3 or lines[2].get("total") is None:
        return invoice
    total = Decimal(str(lines[2]["total"])) + Decimal("1.11")
    return {
        **invoice,
        "invoice-lines": [*lines[:2], {**lines[2], "total": str(total) if isinstance(lines[2]["total"], str) else total}, *lines[3:]],
    }


def _another_currency(invoice: Invoice) -> Invoice:
    lines = invoice.get("invoice-lines")
    if not isinstance(lines, list) or len(lines) < 2 or not isinstance(lines[-1].get("currency"), dict):
        return invoice
    return {**invoice, "invoice-lines": [*lines[:-1], {**lines[-1], "currency": {"id": 99, "code": "XTS"}}]}


def _fault(name: str, requirement: str, loses: str, plant: Callable[[Starlette], ASGIApp], dialect: str = "published") -> Fault:
    return Fault(name, requirement, loses, plant, dialect, effort="standard", subtle=True)


FAULTS = (
    _fault(
        "amounts-compare-as-texts",
        "query-comparison",
        "Whoever asks for large amounts misses those with one digit more.",
        rows(_as_texts("shipping-amount", "gt")),
    ),
    _fault(
        "in-drops-its-last",
        "query-matching-row-is-returned",
        "The last of several suppliers is never exported.",
        _only(lambda n: n.endswith("[in]") and n.startswith("supplier"), lambda v: v.rpartition(",")[0] or v),
    ),
    _fault(
        "not-in-knows-the-first",
        "query-exclusion",
        "Only the first of the statuses that were to be left out is.",
        _only(lambda n: n == "status[not-in]", lambda v: v.partition(",")[0]),
    ),
    _fault(
        "until-is-before",
        "query-matching-row-is-returned",
        "What was changed in the last second of a period is never fetched.",
        _renamed("lt_or_eq", "lt", of="updated"),
    ),
    _fault(
        "from-is-after",
        "query-matching-row-is-returned",
        "The first day of a month is missing from its report.",
        _renamed("gt_or_eq", "gt", of="invoice-date"),
    ),
    _fault(
        "number-ends-anywhere",
        "query-text",
        "A search by the last digits of a number finds other invoices.",
        _renamed("ends_with", "contains", of="invoice-number"),
    ),
    _fault(
        "starts-is-contains",
        "query-text",
        "A supplier is found under names that merely mention it.",
        _renamed("starts_with", "contains", of="supplier"),
    ),
    _fault(
        "nested-blank-is-ignored",
        "query-association",
        "Suppliers without a number cannot be told from those with one.",
        _only(lambda n: n == "supplier[number][blank]", lambda _: None),
    ),
    _fault(
        "last-condition-wins",
        "query-equality",
        "Of two conditions only one holds, and the payment run takes too many.",
        _with_two(lambda pairs: pairs[-1:]),
    ),
    _fault("text-conditions-widen", "query-conditions-combine", "A search beside another condition is forgotten.", by(_either)),
    _fault(
        "range-takes-its-end",
        "query-date",
        "A month's report begins at the beginning of time.",
        _with_two(
            lambda pairs: [p for p in pairs if not (p[0].endswith("[gt]") and any(q[0] == p[0].replace("[gt]", "[lt]") for q in pairs))]
        ),
    ),
    _fault(
        "underscores-are-ignored",
        "query-spelling-is-free",
        "A client that spells names with underscores gets everything.",
        by(
            lambda call, ask: ask(
                replace(
                    call,
                    query=tuple(
                        p
                        for p in call.query
                        if not p[0].startswith(
                            (
                                "updated_at[",
                                "invoice_number",
                                "created_at[",
                                "payment_term",
                                "net_due",
                                "shipping_amount",
                                "document_type",
                                "account_type",
                                "created_by",
                                "invoice_date",
                                "original_",
                                "invoice_lines",
                            )
                        )
                    ),
                )
            )
        ),
    ),
    _fault(
        "first-line-only",
        "query-matching-row-is-returned",
        "Invoices whose second line has the goods are not found.",
        rows(_first_line_only),
    ),
    _fault(
        "voided-are-hidden",
        "query-matching-row-is-returned",
        "Voided invoices disappear from whoever does not ask for them.",
        rows(_voided_hidden),
    ),
    _fault("exported-is-ignored", "query-flag", "Invoices are exported twice.", _only(lambda n: n == "exported", lambda _: None)),
    _fault("not-paid-is-ignored", "query-flag", "What is paid is paid again.", _only(lambda n: n == "paid[not-eq]", lambda _: None)),
    _fault(
        "day-is-local",
        "query-date",
        "A bare date is read in another zone, and hours of changes are lost.",
        _only(lambda n: n.startswith(("updated-at[", "created-at[")), lambda v: f"{v}T09:00:00Z" if len(v) == 10 else v),
    ),
    _fault(
        "due-date-is-ignored",
        "query-date",
        "What is due next week is not told from what is due next year.",
        _only(lambda n: n.startswith("net-due-date["), lambda _: None),
    ),
    _fault("a-row-again-at-fifty", "paging-pages-partition-the-base", "The fiftieth invoice is booked twice.", by(_same_row_again)),
    _fault(
        "downward-has-no-pages",
        "paging-pages-partition-the-base",
        "A client that reads the newest first reads the same page for ever.",
        by(_downward_without_offset),
    ),
    _fault("last-page-loses-its-last", "paging-pages-partition-the-base", "The newest invoice is never fetched.", by(_last_page_short)),
    _fault("offset-slips-under-a-condition", "paging-pages-partition-the-base", "Pages of a part overlap.", by(_offset_under_a_condition)),
    _fault(
        "days-before-months",
        "paging-order-by-attribute",
        "Who reads until the first known invoice stops too early.",
        rows(_dates_as_texts),
    ),
    _fault(
        "fields-fill-in",
        "projection-keeps-the-values",
        "Where nothing was noted, a dash stands when fields are chosen.",
        _projection(_no_blank_members),
    ),
    _fault("fields-round", "projection-keeps-the-values", "A report of totals is off by cents.", _projection(_rounded)),
    _fault(
        "fields-swap-the-times",
        "projection-keeps-the-values",
        "A client that fetches the times alone takes one for the other.",
        _projection(_swapped),
    ),
    _fault(
        "nested-fields-of-another",
        "projection-keeps-the-values",
        "The name beside an amount is somebody else's.",
        _projection(_other_record),
    ),
    _fault(
        "fields-forget-the-filter",
        "projection-keeps-the-rows",
        "A small answer holds other invoices than the large one.",
        by(_filter_forgotten),
    ),
    _fault("shallow-loses-the-approved", "projection-keeps-the-rows", "A light list lacks what is to be paid.", by(_shallow_loses)),
    _fault(
        "odd-ones-lose-a-line",
        "shape-list-agrees-with-show",
        "An invoice's last line is only seen in lists.",
        each_invoice(_odd_lines, "showInvoice"),
    ),
    _fault(
        "third-line-is-the-second",
        "shape-list-agrees-with-show",
        "The third line of an invoice is described as its second.",
        each_invoice(_line_note, "showInvoice"),
    ),
    _fault("a-supplier-of-two-names", "consistency-references-agree", "One supplier is taken for two.", each_invoice(_two_names)),
    _fault(
        "credit-notes-run-backwards",
        "consistency-times-run-forward",
        "Changed credit notes are never fetched again.",
        each_invoice(_backwards),
    ),
    _fault(
        "accents-are-lost-in-lists",
        "shape-list-agrees-with-show",
        "A number with an umlaut is another one in lists.",
        each_invoice(_accents_lost, "listInvoices"),
    ),
    _fault(
        "every-fifth-show-is-a-draft",
        "shape-list-agrees-with-show",
        "Now and then an invoice is what it was long ago.",
        _now_and_then(_without_total, 5),
    ),
    _fault("third-line-is-off", "arithmetic-line-total", "The third line costs more than price and quantity say.", each_invoice(_cent_off)),
    _fault(
        "last-line-in-another-currency",
        "arithmetic-line-currency",
        "One line is paid in another currency.",
        each_invoice(_another_currency),
    ),
)
