"""Habits: other ways to meet a verb that nobody documents. Each docstring says why the habit is legitimate."""

from __future__ import annotations

from dataclasses import replace

from habits import Answer, Asked, Told, refusing


def _one(asked: Asked) -> str:
    """The path of the invoice that a request is about, or nothing."""
    segments = asked.path.split("/")
    return "/".join(segments[:4]) if len(segments) in {4, 5} and segments[3].isdecimal() else ""


async def unknown_verbs_show_the_invoice(asked: Asked, answer: Answer) -> Told:
    """Where it does nothing, an instance may answer with what there is."""
    told = await answer(asked)
    shown = replace(asked, method="GET", path=_one(asked), query="", body=b"")
    return await answer(shown) if told.status == 405 and shown.path else told


async def unknown_verbs_are_not_implemented(asked: Asked, answer: Answer) -> Told:
    """A server that knows the verb nowhere says 501 (RFC 9110, 15.6.2)."""
    told = await answer(asked)
    return refusing(501, "method", f"{asked.method} is not implemented") if told.status == 405 else told


async def post_taken_for_put(asked: Asked, answer: Answer) -> Told:
    """Whoever cannot send PUT may send POST: it asks for the same, and nothing happens that nobody wanted."""
    told = await answer(asked)
    return await answer(replace(asked, method="PUT")) if told.status == 405 and asked.method == "POST" and _one(asked) else told
