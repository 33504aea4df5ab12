"""Judges how an instance says no: the body of a refusal, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coupa_contract.checks.answers import JSON_TYPE, answer, asked_for_json, found, refusal, told
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.media import essence, is_json
from coupa_contract.model import Credential, Effect, Interaction, Json, NotJsonError, Outcome, Response, Witness, parse_json

REFUSALS = ("error-body-shape", "error-body-is-not-a-page", "error-shows-no-internals")
BODIES = ("error-malformed-body-is-refused", "error-wrong-media-type-is-refused")

# A gateway in front of the instance may answer these in its own words.
_GATEWAY_TEXTS = frozenset({401, 403, 404, 413, 414, 431})
_GATEWAY_FORMS = frozenset({401, 405, 406, 413, 414, 415, 429, 431})
_PAGE = re.compile(rb"\s*(<!doctype\s+html|<html|<head|<body)\b", re.IGNORECASE)
_LOOKED_AT = 64 * 1024  # bytes
_INTERNALS = {
    "a Python stack trace": re.compile(rb"Traceback \(most recent call last\)|File \"[^\"\n]+\", line \d+"),
    "a Ruby stack trace": re.compile(rb"\.rb:\d+:in [`']"),
    "a Java stack trace": re.compile(rb"\bat [\w$.]+\([\w$]+\.java:\d+\)"),
    "a JavaScript stack trace": re.compile(rb"\bat [^\n]{1,200}\.[cm]?js:\d+:\d+"),
    "a Go stack trace": re.compile(rb"\bgoroutine \d+ \["),
    "a .NET stack trace": re.compile(rb"\bat [\w.`<>]+\([^)\n]{0,200}\) in [^\n]{1,200}:line \d+"),
    "a PHP stack trace": re.compile(rb" in /[^\n]{1,200}\.php(?:\(\d+\)|:\d+| on line \d+)"),
    "a database error": re.compile(
        rb"ActiveRecord::|Mysql2::|PG::[A-Z]\w+|SQLite3::|SQLSTATE\[|\bORA-\d{5}\b|sqlite3\.\w*Error|psycopg2?\.|java\.sql\.|org\.hibernate\."
        rb"|You have an error in your SQL syntax"
    ),
}


def refused(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a refusal has the published shape, is no page, and shows nothing of the inside."""
    response = answer(interaction)
    if response is None or response.status < 400 or not response.body:
        return
    yield Witness("error-shows-no-internals")
    for what, pattern in _INTERNALS.items():
        if pattern.search(response.body, 0, _LOOKED_AT):
            yield found(interaction, "error-shows-no-internals", "", "a text for the client", what)
            break
    if response.status < 500:
        yield from _form(interaction, response)


def _form(interaction: Interaction, response: Response) -> Iterator[Outcome]:
    if asked_for_json(interaction) and response.status not in _GATEWAY_TEXTS:
        yield Witness("error-body-is-not-a-page")
        if response.media_type in {"text/html", "application/xhtml+xml"} or _PAGE.match(response.body):
            yield found(interaction, "error-body-is-not-a-page", "", "JSON, or a plain text", f"an HTML page with {told(response)}")
    if is_json(response.media_type) and response.is_json and response.status not in _GATEWAY_FORMS:
        yield Witness("error-body-shape")
        wrong = _wrong(response.json)
        if wrong is not None:
            yield found(interaction, "error-body-shape", *wrong)


def _wrong(body: Json) -> tuple[str, str, str] | None:
    """Where a refusal leaves its shape, what was expected there and what was seen; None when it keeps it."""
    if not isinstance(body, dict):
        return "", "an object with `errors`", describe(body)
    if "errors" not in body:
        seen = f"members {', '.join(list(body)[:5]) or 'none'}"
        return None if isinstance(body.get("error"), str) else ("", "an object with `errors`", seen)
    errors = body["errors"]
    if not isinstance(errors, dict):
        return "/errors", "an object", describe(errors)
    for name, value in errors.items():
        texts = all(isinstance(each, str | dict) for each in value) if isinstance(value, list) else isinstance(value, str | dict)
        if not texts:
            return "/errors/*", "a text, or a list of texts", f"{describe(name)}: {describe(value)}"
    return None


def unusable_bodies(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a body that is not JSON, or of a type that the operation does not take, is refused."""
    response, case = answer(interaction), interaction.case
    operation = contract.operations.get(case.operation)
    if response is None or operation is None or operation.effect in {Effect.READS, Effect.PROBES} or not case.body or not case.media_type:
        return
    if case.credential is not Credential.VALID or response.status >= 500 or not operation.request_media_types:
        return
    taken = {essence(each) for each in operation.request_media_types}
    if essence(case.media_type) not in taken:
        yield from _must_refuse(interaction, "error-wrong-media-type-is-refused", response)
    elif essence(case.media_type) == JSON_TYPE and not _is_json(case.body):
        yield from _must_refuse(interaction, "error-malformed-body-is-refused", response)


def _must_refuse(interaction: Interaction, requirement: str, response: Response) -> Iterator[Outcome]:
    yield Witness(requirement)
    if refusal(interaction) is None:
        yield found(interaction, requirement, "", "a refusal (4xx)", told(response))


def _is_json(body: bytes) -> bool:
    try:
        parse_json(body)
    except NotJsonError:
        return False
    return True
