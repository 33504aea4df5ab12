"""Faults in what a request does by a verb that no source has there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.applications import Starlette
from starlette.types import ASGIApp

from coupa_contract.reference.store import Store
from planted.fault import Fault, by
from planted.wrapping import Answer, Ask, Call, wrapped

_DOES_NOTHING = "access-undocumented-verb-does-not-act"


def _taken_for_put(action: str, *verbs: str) -> Callable[[Starlette], ASGIApp]:
    """These verbs (all by default) do what PUT does."""

    async def handle(call: Call, ask: Ask) -> Answer:
        meant = call.path.endswith(f"/{action}") and (not verbs or call.method in verbs)
        return await ask(replace(call, method="PUT") if meant else call)

    return by(handle)


async def _posted_to_all(call: Call, ask: Ask) -> Answer:
    one = call.method == "POST" and call.path.startswith("/api/invoices/") and call.path.rpartition("/")[2].isdecimal()
    return await ask(replace(call, path="/api/invoices") if one else call)


def _removed(app: Starlette) -> ASGIApp:
    """DELETE anywhere below an invoice removes it."""
    store: Store = app.state.instance.store

    async def handle(call: Call, ask: Ask) -> Answer:
        answer = await ask(call)
        segments = call.path.split("/")[1:]
        if call.method == "DELETE" and answer.status == 405 and len(segments) == 4 and segments[2].isdecimal():
            with store.transaction():
                store.delete(int(segments[2]))
            return replace(answer, status=204, body=b"")
        return answer

    return wrapped(app, handle)


FAULTS = (
    Fault(
        "void-by-get",
        _DOES_NOTHING,
        "A browser that looks ahead, or a crawler, voids invoices by following links.",
        _taken_for_put("void", "GET"),
    ),
    Fault(
        "submit-by-any-verb",
        _DOES_NOTHING,
        "The route does not look at the verb: whoever only wants to know what it is has submitted the draft.",
        _taken_for_put("submit"),
    ),
    Fault(
        "dispute-by-get",
        _DOES_NOTHING,
        "A look at the address of an action mails the supplier.",
        _taken_for_put("dispute", "GET"),
    ),
    Fault(
        "bypass-by-get",
        _DOES_NOTHING,
        "A link in a mail that is opened passes over all who must approve an invoice.",
        _taken_for_put("bypass_approvals", "GET"),
        dialect="core-r39",
    ),
    Fault(
        "delete-of-an-action-removes",
        _DOES_NOTHING,
        "Whoever takes back an action has removed the invoice, an approved one too.",
        _removed,
    ),
    Fault(
        "post-to-one-makes-another",
        _DOES_NOTHING,
        "A client that means to change an invoice makes a second one, which is paid as well.",
        by(_posted_to_all),
        dialect="core-r39",
    ),
    Fault(
        "post-voids-as-well",
        "access-write-has-no-other-verb",
        "A rule of a gateway that lets nobody but some send PUT there is gone around by POST.",
        _taken_for_put("void", "POST"),
    ),
)
