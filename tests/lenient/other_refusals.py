"""Habits: other refusals than those that one thinks of first. Each docstring says why the habit is legitimate."""

from __future__ import annotations

from dataclasses import replace

from habits import JSON, Answer, Asked, Told, refusing, text


async def other_refusals(asked: Asked, answer: Answer) -> Told:
    """Which 4xx it is nobody published but for unknown ids; even those a write may refuse for another reason first."""
    told = await answer(asked)
    codes = {400: 422, 401: 403, 403: 404, 405: 404, 406: 400, 413: 400, 415: 400} | ({404: 403} if asked.method != "GET" else {})
    return replace(told, status=codes.get(told.status, told.status))


async def refusals_in_plain_text(asked: Asked, answer: Answer) -> Told:
    """A refusal need not be JSON (facts: error-body)."""
    told = await answer(asked)
    return told.saying(b"No.", "text/plain; charset=utf-8") if told.refuses else told


async def pages_of_a_gateway(asked: Asked, answer: Answer) -> Told:
    """A gateway answers 401 and 404 with a page of its own, or with nothing."""
    told = await answer(asked)
    if told.status not in {401, 404}:
        return told
    return told.saying(b"", "") if asked.lists else told.saying(b"<!DOCTYPE html><html><body>Sorry</body></html>", "text/html")


async def refusals_in_other_words(asked: Asked, answer: Answer) -> Told:
    """Texts, lists and objects stand under `errors`, soft warnings among them; OAuth has a shape of its own."""
    told = await answer(asked)
    if told.status in {401, 403}:
        return told.saying(text({"error": "invalid_token", "error_description": "Bitte neu anmelden"}))
    errors = {"Rechnung": "Geht nicht.", "warnings": ["Vielleicht", {"code": 7}], "base": [], "lines": {"0": ["price fehlt"]}}
    return told.saying(text({"errors": errors, "support": None})) if told.refuses else told


async def accept_overruled(asked: Asked, answer: Answer) -> Told:
    """Who accepts neither JSON nor XML gets JSON all the same."""
    return await answer(replace(asked, headers=tuple(pair for pair in asked.headers if pair[0] != "accept")))


async def accept_comes_first(asked: Asked, answer: Answer) -> Told:
    """Nobody published what is looked at first: a scan is no JSON, whoever asks for it as JSON."""
    if asked.path.endswith("retrieve_image_scan") and asked.header("accept") == JSON:
        return refusing(406, "accept", "a file is no JSON")
    return await answer(asked)


async def tenant_rules(asked: Asked, answer: Answer) -> Told:
    """A tenant's own rules refuse every change: disputes want a reason, invoices are frozen, drafts incomplete."""
    if asked.method == "GET":
        return await answer(asked)
    invoice = "/".join(asked.path.split("/")[:4])
    known = await answer(replace(asked, method="GET", path=invoice, query="", body=b""))
    return refusing(409, "base", "The period is closed") if known.status == 200 else known
