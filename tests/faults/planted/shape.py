"""Faults in what an answer looks like, and in what two answers tell of one invoice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from planted.fault import Fault, Invoice, by, each_invoice
from planted.wrapping import Answer, Ask, Call

SHOW = "showInvoice"


def _with(name: str, change: Any) -> Any:
    """Changes one member where it has a value."""

    def invoice(told: Invoice) -> Invoice:
        return {**told, name: change(told[name])} if told.get(name) not in (None, []) else told

    return invoice


def _lines(change: Any) -> Any:
    return _with("invoice-lines", lambda lines: [change(line) for line in lines])


def _with_comma(amount: Any) -> str:
    return str(amount).replace(".", ",")


def _without_currency(invoice: Invoice) -> Invoice:
    return {name: value for name, value in invoice.items() if name != "currency"}


async def _plain_text(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return answer.typed(b"text/plain; charset=utf-8") if call.operation == SHOW and answer.succeeded else answer


async def _latin(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != SHOW or not answer.succeeded:
        return answer
    try:
        return replace(answer, body=answer.body.decode().encode("latin-1"))
    except UnicodeEncodeError:
        return answer


async def _root_node(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return answer.saying({"invoices": answer.json}) if call.operation == "listInvoices" and answer.succeeded else answer


async def _wrapped_invoice(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return answer.saying([answer.json]) if call.operation == SHOW and answer.succeeded else answer


async def _no_such_scan(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return replace(answer, body=b"") if call.operation == "retrieveInvoiceImageScan" and answer.succeeded else answer


def _fifth_digit(amount: Any) -> Any:
    return Decimal(f"{amount}00001" if "." in str(amount) else f"{amount}.0000001") if isinstance(amount, Decimal | int) else amount


FAULTS = (
    Fault(
        "flags-as-words",
        "shape-flag",
        "A client that reads `line-level-taxation` as a flag takes the word No for true, and taxes every line.",
        each_invoice(_with("line-level-taxation", lambda flag: "Yes" if flag else "No")),
    ),
    Fault(
        "amounts-with-a-comma",
        "shape-decimal",
        "A client cannot read a total that is spelled as its accountant would, or reads only the part before the comma.",
        each_invoice(_with("gross-total", _with_comma)),
    ),
    Fault(
        "line-ids-as-text",
        "shape-integer",
        "A client that looks lines up by their number finds none of them.",
        each_invoice(_lines(lambda line: {**line, "id": str(line["id"])} if "id" in line else line)),
    ),
    Fault(
        "timestamps-without-offset",
        "shape-timestamp",
        "Two clients in different zones take the same change for two changes, hours apart.",
        each_invoice(_lines(lambda line: {**line, "updated-at": line["updated-at"][:19]} if line.get("updated-at") else line)),
    ),
    Fault(
        "dates-in-words",
        "shape-date",
        "A due date is read as something else, or not at all, so the invoice is paid late.",
        each_invoice(_with("net-due-date", lambda date: f"due {date[:10]}")),
    ),
    Fault(
        "a-lone-line-is-no-list",
        "shape-collection",
        "A client that goes through the lines of an invoice stumbles over each invoice that has just one.",
        each_invoice(_with("invoice-lines", lambda lines: lines[0] if len(lines) == 1 else lines)),
    ),
    Fault(
        "lines-are-null",
        "shape-null",
        "A client that counts the lines of an invoice stops at the first that has none.",
        each_invoice(_with("invoice-lines", lambda lines: None if len(lines) == 1 else lines)),
    ),
    Fault(
        "no-currency",
        "shape-required",
        "Nobody knows any more in which currency the amount is to be paid.",
        each_invoice(_without_currency, SHOW),
    ),
    Fault(
        "too-many-digits",
        "shape-precision",
        "An amount that the ledger cannot hold is rounded somewhere on the way, and the books are off by a little.",
        each_invoice(_with("gross-total", _fifth_digit)),
    ),
    Fault(
        "unheard-of-status",
        "shape-status-value",
        "A client that branches on the status falls through every branch.",
        each_invoice(_with("status", lambda status: "Awaiting Approval" if status == "pending_approval" else status), SHOW),
        also=frozenset({"shape-list-agrees-with-show"}),
    ),
    Fault(
        "declared-as-text",
        "shape-content-type",
        "A client that goes by the content type does not read the invoice at all.",
        by(_plain_text),
    ),
    Fault("in-latin-1", "shape-body-is-json", "The name of a supplier beyond English stops every import.", by(_latin)),
    Fault(
        "list-in-a-root-node",
        "shape-list-is-an-array",
        "A client that goes through the list finds one entry, which is no invoice.",
        by(_root_node),
    ),
    Fault(
        "invoice-in-a-list",
        "shape-invoice-is-an-object",
        "A client that asks for one invoice gets a list, and reads nothing of it.",
        by(_wrapped_invoice),
    ),
    Fault(
        "empty-scan", "shape-scan-is-binary", "An auditor downloads the original of an invoice and gets an empty file.", by(_no_such_scan)
    ),
    Fault(
        "list-cuts-the-note",
        "shape-list-agrees-with-show",
        "Whoever reads notes from the list misses how they end.",
        each_invoice(_with("internal-note", lambda note: note[:5]), "listInvoices"),
    ),
)
