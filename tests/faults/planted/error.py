"""Faults in how an instance says no."""

from __future__ import annotations

from dataclasses import replace

from planted.fault import Fault, by
from planted.wrapping import Answer, Ask, Call

_PAGE = b"<!DOCTYPE html><html><head><title>Oops</title></head><body>Something went wrong.</body></html>"
_TRACE = 'Traceback (most recent call last):\n  File "/srv/invoices/query.py", line 88, in parse\nValueError'


async def _bad_request(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return replace(answer, status=400) if call.operation == "showInvoice" and answer.status == 404 else answer


async def _broken_by_an_odd_id(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    if call.operation != "showInvoice" or call.number:
        return answer
    return answer.saying({"errors": {"base": ["We are looking into it."]}}, status=500)


async def _page(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return replace(answer, body=_PAGE).typed(b"text/html") if answer.status == 400 else answer


async def _traced(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return answer.saying({"errors": {"base": [_TRACE]}}) if answer.status == 400 else answer


async def _own_shape(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return answer.saying({"message": "bad request", "code": 17}) if answer.status == 400 else answer


async def _takes_anything(call: Call, ask: Ask) -> Answer:
    unread = call.operation == "updateInvoice" and call.body and call.json is None
    return await ask(call.saying({}) if unread else call)


async def _any_media_type(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return replace(answer, status=200) if answer.status == 415 else answer


async def _unknown_accept(call: Call, ask: Ask) -> Answer:
    answer = await ask(call)
    return replace(answer, status=200, body=b"?").typed(b"image/png") if answer.status == 406 else answer


FAULTS = (
    Fault(
        "unknown-id-is-a-bad-request",
        "error-unknown-id-is-404",
        "A client cannot tell an invoice that is gone from a request that it got wrong, and tries for ever.",
        by(_bad_request),
    ),
    Fault(
        "odd-id-breaks-the-server",
        "error-no-server-error",
        "A slip in an id looks like an outage, and wakes somebody up at night.",
        by(_broken_by_an_odd_id),
    ),
    Fault(
        "refusals-are-pages", "error-body-is-not-a-page", "A client shows its user the source of a web page instead of a reason.", by(_page)
    ),
    Fault("refusals-show-the-code", "error-shows-no-internals", "Whoever sends nonsense learns how the server is built.", by(_traced)),
    Fault("refusals-in-another-shape", "error-body-shape", "A client finds no `errors`, and tells its user nothing.", by(_own_shape)),
    Fault(
        "any-body-will-do",
        "error-malformed-body-is-refused",
        "A body that was cut off on its way is taken for a success.",
        by(_takes_anything),
    ),
    Fault(
        "any-media-type-will-do",
        "error-wrong-media-type-is-refused",
        "A form that was sent by mistake seems to be stored.",
        by(_any_media_type),
    ),
    Fault(
        "any-accept-will-do", "error-unknown-accept", "A client that asked for an image gets something that is none.", by(_unknown_accept)
    ),
)
