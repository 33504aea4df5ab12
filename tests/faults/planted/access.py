"""Faults in who gets what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.oauth import DEFAULT_CLIENT
from planted.fault import Fault, Invoice, by
from planted.wrapping import Answer, Ask, Call, wrapped


def granted(app: Starlette) -> bytes:
    """The Authorization of a client that may do everything."""
    form = {"grant_type": "client_credentials", "client_id": DEFAULT_CLIENT.id, "client_secret": DEFAULT_CLIENT.secret}
    return f"Bearer {app.state.instance.authority.grant(form, None)['access_token']}".encode()


def trusted(call: Call, authorization: bytes) -> Call:
    """The same request with another Authorization."""
    others = tuple(pair for pair in call.headers if pair[0].lower() != b"authorization")
    return replace(call, headers=(*others, (b"authorization", authorization)))


def authorization(call: Call) -> bytes:
    """The Authorization of a request, or nothing."""
    return next((value for name, value in call.headers if name.lower() == b"authorization"), b"")


def let_in(when: Callable[[Call, Answer], bool]) -> Callable[[Starlette], ASGIApp]:
    """Requests that are refused, and should be, are let in."""

    def plant(app: Starlette) -> ASGIApp:
        everything = granted(app)

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            refused = answer.status in {401, 403} and call.operation and when(call, answer)
            return await ask(trusted(call, everything)) if refused else answer

        return wrapped(app, handle)

    return plant


def _let_in(reason: bytes, *operations: str) -> Callable[[Starlette], ASGIApp]:
    """Requests that are refused with this reason are let in (to these operations; to all by default)."""
    return let_in(lambda call, answer: reason in answer.body and (not operations or call.operation in operations))


def _refused_with(status: int) -> Callable[[Starlette], ASGIApp]:
    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        return replace(answer, status=status) if answer.status == 401 and call.operation else answer

    return by(handle)


def _telling(app: Starlette) -> ASGIApp:
    store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        told = store.printed(call.number) if answer.status == 401 and call.number else None
        return replace(answer, body=told) if told else answer

    return wrapped(app, handle)


def naming(status: int, sentence: Callable[[Invoice], str]) -> Callable[[Starlette], ASGIApp]:
    """Refusals with this status say something of the invoice."""

    def plant(app: Starlette) -> ASGIApp:
        store = app.state.instance.store

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            invoice = store.get(call.number) if answer.status == status and call.number else None
            return answer.saying({"errors": {"authorization": [sentence(invoice)]}}) if invoice else answer

        return wrapped(app, handle)

    return plant


FAULTS = (
    Fault("no-token-will-do", "access-missing-token-is-refused", "Everybody reads every invoice.", _let_in(b"is missing")),
    Fault(
        "any-token-will-do",
        "access-garbled-token-is-refused",
        "Whoever sends something that looks like a token reads every invoice.",
        _let_in(b"is not one of"),
    ),
    Fault(
        "tokens-never-expire",
        "access-expired-token-is-refused",
        "Whoever once had a token, from a log or an old laptop, reads every invoice for ever.",
        _let_in(b"has expired"),
    ),
    Fault(
        "refused-as-a-bad-request",
        "access-refusal-is-401",
        "A client does not know that it needs a new token, and gives up.",
        _refused_with(400),
    ),
    Fault(
        "refusal-tells-the-invoice",
        "access-refusal-holds-no-invoice",
        "Whoever looks at the body of a refusal reads the invoice.",
        _telling,
    ),
    Fault(
        "show-forgets-the-token",
        "access-missing-token-is-refused",
        "Whoever counts upwards through the ids reads one invoice after the other.",
        _let_in(b"is missing", "showInvoice"),
    ),
    Fault(
        "scans-forget-the-token",
        "access-garbled-token-is-refused",
        "The scans of all invoices can be fetched by anybody, for they were thought to be mere files.",
        _let_in(b"is not one of", "retrieveInvoiceImageScan"),
    ),
    Fault(
        "void-forgets-the-token",
        "access-garbled-token-is-refused",
        "Anybody can void an invoice, while everything else is well guarded.",
        _let_in(b"is not one of", "voidInvoice"),
        effort="standard",
    ),
    Fault(
        "patch-forgets-the-token",
        "access-missing-token-is-refused",
        "The verb that came last was never put behind the check of the token: anybody can change an invoice.",
        _let_in(b"is missing", "patchInvoice"),
        effort="standard",
    ),
    Fault(
        "updates-take-expired-tokens",
        "access-expired-token-is-refused",
        "An old token that reads nothing any more still changes invoices.",
        _let_in(b"has expired", "updateInvoice"),
        effort="standard",
    ),
    Fault(
        "unsigned-tokens-will-do",
        "access-garbled-token-is-refused",
        "Whoever knows how tokens look makes one, without any secret.",
        let_in(lambda call, answer: b"Bearer eyJhbGciOiJub25l" in authorization(call)),
    ),
    Fault(
        "an-empty-token-will-do",
        "access-garbled-token-is-refused",
        "A client that forgot to fill in its token reads on, and so does everybody else.",
        let_in(lambda call, answer: authorization(call).strip().lower() == b"bearer"),
    ),
    Fault(
        "another-scheme-is-not-looked-at",
        "access-garbled-token-is-refused",
        "Only bearer tokens are checked: with any name and password one is in.",
        let_in(lambda call, answer: authorization(call).startswith(b"Basic bm9i")),
    ),
    Fault(
        "the-scheme-does-not-matter",
        "access-other-scheme-is-refused",
        "A token that some library wraps as a password works, until the day on which the instance looks.",
        let_in(lambda call, answer: authorization(call).startswith(b"Basic eyJ")),
    ),
    Fault(
        "refusal-names-the-supplier",
        "access-refusal-holds-no-invoice",
        "Whoever counts upwards through the ids learns who all the suppliers are.",
        naming(401, lambda invoice: f"The invoice of {invoice['supplier']['name']} is not public."),
    ),
)
