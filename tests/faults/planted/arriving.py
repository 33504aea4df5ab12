"""Faults in how an answer arrives: not whole, too large, from elsewhere, with a status or a syntax that nobody expects."""

from __future__ import annotations

import gzip
from dataclasses import replace
from itertools import count

from starlette.applications import Starlette
from starlette.types import ASGIApp

from planted.fault import Fault, by
from planted.wrapping import Answer, Ask, Call, wrapped

_SCAN, _SHOW = "retrieveInvoiceImageScan", "showInvoice"
_MORE_THAN_ANYBODY_HOLDS = 17 * 1024 * 1024  # bytes
_EVERY = 20  # lists


async def _packed_without_its_end(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != _SHOW or not answer.succeeded or len(answer.json.get("invoice-lines") or ()) < 3:
        return answer
    headers = (*answer.headers, (b"content-encoding", b"gzip"))
    return replace(answer, body=gzip.compress(answer.body)[:-24], headers=headers)


async def _over_and_over(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != _SCAN or not answer.succeeded:
        return answer
    return replace(answer, body=answer.body * (_MORE_THAN_ANYBODY_HOLDS // len(answer.body) + 1))


async def _scan_elsewhere(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != _SCAN or not answer.succeeded:
        return answer
    place = f"https://files.example.com/scans/{call.number}.pdf".encode()
    return Answer(302, ((b"location", place),), b"")


async def _abandoned_is_gone(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    gone = call.operation == _SHOW and answer.succeeded and answer.json.get("status") == "abandoned"
    return answer.saying({"errors": {"base": ["There is no such invoice."]}}, status=404) if gone else answer


async def _see_other(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != "voidInvoice" or not answer.succeeded:
        return answer
    return Answer(303, ((b"location", call.path.removesuffix("/void").encode()),), b"")


async def _two_statuses(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != _SHOW or call.query or not answer.succeeded:
        return answer
    return replace(answer, body=b'{"status":"new",' + answer.body[1:])


async def _words_for_json(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return replace(answer, body=b"Not found") if call.operation == _SHOW and answer.status == 404 else answer


async def _gateway_gives_up(call: Call, ask: Ask) -> Answer:
    answer, body = await ask(call), call.json
    lines = body.get("invoice-lines") if isinstance(body, dict) else None
    if not answer.succeeded or not isinstance(lines, list) or len(lines) < 2:
        return answer
    return answer.saying({"message": "upstream request timeout"}, status=504)


def _enough_for_now(app: Starlette) -> ASGIApp:
    turns = count(1)

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        if call.operation != "listInvoices" or not answer.succeeded or next(turns) % _EVERY:
            return answer
        return answer.saying({"errors": {"base": ["Too many requests."]}}, status=429)

    return wrapped(app, handle)


FAULTS = (
    Fault(
        "packed-answers-lose-their-end",
        "shape-answer-arrives-whole",
        "An invoice of three lines or more breaks off, and the import with it.",
        by(_packed_without_its_end),
    ),
    Fault(
        "a-scan-never-ends",
        "shape-answer-is-bounded",
        "Whoever downloads the original of an invoice fills the disk with it.",
        by(_over_and_over),
    ),
    Fault(
        "abandoned-ones-are-not-shown",
        "shape-read-is-answered",
        "An auditor finds an abandoned invoice in the list, and cannot open it.",
        by(_abandoned_is_gone),
    ),
    Fault(
        "voiding-shows-the-way",
        "shape-status-is-known",
        "A client that follows no redirect takes the cancellation for refused, and cancels again.",
        by(_see_other),
        beside=("lifecycle",),
    ),
    Fault(
        "two-statuses-in-one",
        "shape-members-are-unique",
        "One client takes the first of two statuses, another one the last, and both are sure.",
        by(_two_statuses),
    ),
    Fault(
        "not-found-in-words",
        "shape-body-is-json",
        "A client that reads why an invoice was not found breaks at the reason.",
        by(_words_for_json),
        beside=("error",),
    ),
    Fault(
        "several-lines-time-out",
        "error-service-is-available",
        "Nobody knows whether a change of several lines was stored, for a gateway answers in the instance's place.",
        by(_gateway_gives_up),
        beside=("update",),
    ),
    Fault(
        "throttled-without-a-word",
        "error-throttling-says-when",
        "A client that is told to slow down tries again at once, and is throttled for ever.",
        _enough_for_now,
        beside=("query",),
    ),
    Fault(
        "scans-lie-elsewhere",
        "access-stays-at-the-origin",
        "A client that follows its instance hands its token to another host.",
        by(_scan_elsewhere),
        beside=("shape",),
    ),
)
