"""Habits: other ways to tell who may do what. Each docstring says why the habit is legitimate."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

from habits import Answer, Asked, Told, each_invoice, refusing

READING = "core.invoice.read"


def scopes(asked: Asked) -> set[str]:
    """The scopes that the token of a request claims; a token of another kind claims none."""
    parts = asked.header("authorization").split(".")
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))) if len(parts) == 3 else {}
    except ValueError:
        claims = {}
    return set(str(claims.get("scope", "")).split())


async def refusals_echo_the_request(asked: Asked, answer: Answer) -> Told:
    """A refusal may repeat what it refuses, the id that was asked for too, and say who can help and when it was."""
    told = await answer(asked)
    if told.status not in {401, 403, 404}:
        return told
    why = f"{asked.method} {asked.path}?{asked.query} of 2024-03-15T10:30:00Z was refused; quote INV-2024 to Acme Support (100.00 a call)"
    return refusing(told.status, "request", why)


async def hidden_without_the_scope(asked: Asked, answer: Answer) -> Told:
    """What a token may not see is not there: nobody promised 403."""
    told = await answer(asked)
    if told.status != 403:
        return told
    return Told(200, (("content-type", "application/json"),), b"[]") if asked.lists else refusing(404, "id", "There is no such invoice")


async def readers_see_less(asked: Asked, answer: Answer) -> Told:
    """A token for reading invoices need not show everything of the records that belong to other resources."""
    told = await answer(asked)
    if scopes(asked) != {READING}:
        return told
    hidden = {"internal-note", "approvals", "created-by", "updated-by"}
    return told.remade(lambda value: each_invoice(value, lambda row: {name: each for name, each in row.items() if name not in hidden}))


async def ids_read_as_numbers(asked: Asked, answer: Answer) -> Told:
    """An id may be read as leniently as any other number, as long as it stays the same one."""
    base, _, text = asked.path.rpartition("/")
    try:
        number = float(text.strip()) if asked.shows else 0.0
    except ValueError:
        number = 0.0
    plain = 0 < number < 10**15 and number == int(number) and not text.isdecimal()
    return await answer(replace(asked, path=f"{base}/{int(number)}") if plain or (text.startswith("0") and number) else asked)


async def other_hosts_refused(asked: Asked, answer: Answer) -> Told:
    """A request that names another host may be called misdirected (RFC 9110, 15.5.20)."""
    return refusing(421, "host", "This is somebody else's name") if asked.header("host").endswith(".invalid") else await answer(asked)
