"""Faults in who gets what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.oauth import DEFAULT_CLIENT
from planted.fault import Fault, by
from planted.wrapping import Answer, Ask, Call, wrapped


def _let_in(reason: bytes) -> Callable[[Starlette], ASGIApp]:
    """Requests that are refused with this reason are let in."""

    def plant(app: Starlette) -> ASGIApp:
        form = {"grant_type": "client_credentials", "client_id": DEFAULT_CLIENT.id, "client_secret": DEFAULT_CLIENT.secret}
        granted = app.state.instance.authority.grant(form, None)["access_token"]

        async def handle(call: Call, ask: Ask) -> Answer:
            answer = await ask(call)
            if answer.status != 401 or not call.operation or reason not in answer.body:
                return answer
            others = tuple(pair for pair in call.headers if pair[0].lower() != b"authorization")
            return await ask(replace(call, headers=(*others, (b"authorization", f"Bearer {granted}".encode()))))

        return wrapped(app, handle)

    return plant


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
)
