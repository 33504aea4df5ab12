"""Faults in the query language: rows that do not belong, and rows that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planted.fault import Fault, Invoice, by, query, rows
from planted.wrapping import Answer, Ask, Call

Pairs = Iterator[tuple[str, str]]
_MORE = "standard"  # a quick run asks for some of the conditions only


def _gt_or_equal(name: str, value: str) -> Pairs:
    own = name.endswith("[gt]") and name.count("[") == 1
    yield (name.replace("[gt]", "[gt_or_eq]") if own else name), value


def _first_of(name: str, value: str) -> Pairs:
    yield name, value.partition(",")[0] if name.endswith("[in]") else value


def _case_counts(call: Call, found: list[Invoice]) -> list[Invoice]:
    wanted = call.asked("supplier[name][contains]") or ""
    return [row for row in found if not wanted or wanted.casefold() == row["supplier"]["name"].casefold()[: len(wanted)]]


def _no_supplier(name: str, value: str) -> Pairs:
    if name.replace("_", "-") != "supplier[name]":
        yield name, value


def _offsets_dropped(name: str, value: str) -> Pairs:
    timed = len(value) > 19 and value[10:11] == "T"
    yield name, value[:19] + "Z" if timed else value


def _status_forgotten(name: str, value: str) -> Pairs:
    if name != "status[in]":
        yield name, value


def _not_eq_is_equal(name: str, value: str) -> Pairs:
    yield (name.removesuffix("[not_eq]") if name == "status[not_eq]" else name), value


def _nothing_excluded(name: str, value: str) -> Pairs:
    if not name.endswith("[not_in]"):
        yield name, value


def _paid_forgotten(name: str, value: str) -> Pairs:
    if name != "paid":
        yield name, value


def _blank_inverted(name: str, value: str) -> Pairs:
    yield name, {"true": "false", "false": "true"}.get(value, value) if name.endswith("[blank]") else value


def _starts_is_contains(name: str, value: str) -> Pairs:
    yield name.replace("[ends_with]", "[contains]"), value


def _from_that_id_on(name: str, value: str) -> Pairs:
    yield ("id[gt_or_eq]" if name == "id" else name), value


async def _nothing_is_not_found(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    empty = call.operation == "listInvoices" and answer.body == b"[]"
    return answer.saying({"errors": {"base": ["No invoices found."]}}, status=404) if empty else answer


async def _unknown_is_draft(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != "listInvoices" or answer.status != 400:
        return answer
    return await ask(replace(call, query=(("status", "draft"), *(pair for pair in call.query if pair[0] in ("limit", "order_by", "dir")))))


async def _membership_refused(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    asked = call.operation == "listInvoices" and any(name.endswith("[blank]") for name, _ in call.query)
    return answer.saying({"errors": {"base": ["blank is not supported."]}}, status=400) if asked else answer


FAULTS = (
    Fault(
        "gt-includes-the-bound",
        "query-comparison",
        "A client that fetches what comes after the last invoice it has books that invoice again.",
        query(_gt_or_equal),
        effort=_MORE,
    ),
    Fault(
        "in-takes-the-first",
        "query-matching-row-is-returned",
        "A report over several statuses silently shows one of them.",
        query(_first_of),
        effort=_MORE,
    ),
    Fault(
        "contains-at-the-start-only",
        "query-matching-row-is-returned",
        "A search for a part of a name misses suppliers.",
        rows(_case_counts),
        effort=_MORE,
    ),
    Fault(
        "supplier-is-ignored", "query-association", "A supplier's invoices come with everybody else's.", query(_no_supplier), effort=_MORE
    ),
    Fault(
        "offsets-are-dropped",
        "query-date",
        "A client that asks since its last run, in its own zone, loses hours of changes or gets them twice.",
        query(_offsets_dropped),
        also=frozenset({"query-matching-row-is-returned"}),
        effort=_MORE,
    ),
    Fault("status-in-is-ignored", "query-membership", "Drafts get into the payment run.", query(_status_forgotten), effort=_MORE),
    Fault(
        "not-eq-is-equality",
        "query-inequality",
        "Whoever asks for all that are not voided gets the voided ones.",
        query(_not_eq_is_equal),
        also=frozenset({"query-matching-row-is-returned"}),
        effort=_MORE,
    ),
    Fault("not-in-is-ignored", "query-exclusion", "Invoices that were to be left out are exported once more.", query(_nothing_excluded)),
    Fault("paid-is-ignored", "query-flag", "What is paid already is listed for payment.", query(_paid_forgotten)),
    Fault(
        "blank-is-inverted",
        "query-blank",
        "Whoever looks for invoices that lack a number is shown those that have one.",
        query(_blank_inverted),
        also=frozenset({"query-matching-row-is-returned", "query-association"}),
    ),
    Fault(
        "ends-with-is-contains",
        "query-text",
        "A search for the end of an invoice number finds others as well.",
        query(_starts_is_contains),
        effort=_MORE,
    ),
    Fault(
        "id-is-a-beginning",
        "query-id-is-show",
        "Whoever asks for one invoice gets it and all after it.",
        query(_from_that_id_on),
        also=frozenset({"query-equality"}),
    ),
    Fault(
        "nothing-found-is-an-error",
        "query-no-match-is-an-empty-list",
        "A nightly job fails whenever there is nothing to do.",
        by(_nothing_is_not_found),
        also=frozenset({"paging-offset-past-the-end"}),
    ),
    Fault(
        "unknown-condition-means-drafts",
        "query-unusable-condition",
        "A slip in the name of a condition gives another set of invoices, and nobody notices.",
        by(_unknown_is_draft),
    ),
    Fault("blank-is-refused", "query-condition-is-accepted", "Nobody can look for what has not been filled in.", by(_membership_refused)),
)
