"""Judges the body of an answer as a whole: its type, its syntax, its outermost form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from coupa_contract.checks.answers import JSON_TYPE, answer, asked_for_json, body_of, found, success
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.media import is_json
from coupa_contract.model import Effect, Interaction, NotJsonError, Outcome, Response, Witness

CONTENT = ("shape-content-type", "shape-body-is-json", "shape-members-are-unique")
FORM = ("shape-list-is-an-array", "shape-invoice-is-an-object")
SCAN = ("shape-scan-is-binary",)
ACCEPT = ("error-unknown-accept",)

_SPOKEN = frozenset({JSON_TYPE, "application/xml", "text/xml"})


def content(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether the body is of the type that was asked for, and is what it is declared to be (RFC 8259)."""
    response = answer(interaction)
    if response is None:
        return
    operation = contract.operations.get(interaction.case.operation)
    binary = operation is None or operation.binary or operation.effect is Effect.PROBES
    if 200 <= response.status < 300 and not binary and asked_for_json(interaction) and response.body:
        yield Witness("shape-content-type")
        if response.media_type != JSON_TYPE:
            yield found(interaction, "shape-content-type", "", JSON_TYPE, response.media_type or "no Content-Type")
    if is_json(response.media_type) and (
        response.body or (not binary and _must_have_a_body(response, operation.effect if operation else None))
    ):
        yield Witness("shape-body-is-json")
        yield from _syntax(interaction, response)


def _must_have_a_body(response: Response, effect: Effect | None) -> bool:
    return effect is Effect.READS and response.status == 200


def _syntax(interaction: Interaction, response: Response) -> Iterator[Outcome]:
    try:
        _ = response.json
    except NotJsonError as error:
        yield found(interaction, "shape-body-is-json", "", "JSON", f"{error}" if response.body else "an empty body")
        return
    yield Witness("shape-members-are-unique")
    for name in _repeated(response.body):
        yield found(interaction, "shape-members-are-unique", "", "each member of an object once", f"{describe(name)} twice")


def _repeated(body: bytes) -> list[str]:
    """The names that some object of a JSON text holds more than once, in order."""
    twice: dict[str, None] = {}

    def members(pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) != len(pairs):  # counting every member of every object would take longer than all the rest
            counts = Counter(name for name, _ in pairs)
            twice.update(dict.fromkeys(name for name, count in counts.items() if count > 1))

    json.loads(body, object_pairs_hook=members, parse_float=Decimal)
    return list(twice)


def form(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a list is an array of objects, and an invoice an object."""
    response, operation = success(interaction), contract.operations.get(interaction.case.operation)
    if response is None or operation is None or operation.binary or operation.effect is Effect.PROBES or not response.body:
        return
    if not is_json(response.media_type) or not response.is_json:
        return
    body = body_of(interaction)
    if operation.id == "listInvoices":
        yield Witness("shape-list-is-an-array")
        if not isinstance(body, list):
            yield found(interaction, "shape-list-is-an-array", "", "an array", describe(body))
            return
        for index, row in enumerate(body):
            if not isinstance(row, dict):
                yield found(interaction, "shape-list-is-an-array", f"/{index}", "an object", describe(row))
    elif (contract.response_schema(operation.id, response.status) or {}) and not (interaction.case.projected and body is None):
        yield Witness("shape-invoice-is-an-object")
        if not isinstance(body, dict):
            yield found(interaction, "shape-invoice-is-an-object", "", "an object", describe(body))


def scan(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a downloaded file has something in it, and is not the invoice itself."""
    response, operation = success(interaction), contract.operations.get(interaction.case.operation)
    if response is None or response.status != 200 or operation is None or not operation.binary:
        return
    yield Witness("shape-scan-is-binary")
    if not response.body:
        yield found(interaction, "shape-scan-is-binary", "", "a file", "an empty body")
    elif response.is_json and isinstance(response.json, dict) and {"id", "status", "invoice-number"} & response.json.keys():
        yield found(interaction, "shape-scan-is-binary", "", "a file", "an invoice in JSON")


def unknown_accept(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether an Accept that is neither JSON nor XML is refused, or answered in a type that the API speaks."""
    response, operation = answer(interaction), contract.operations.get(interaction.case.operation)
    accepted = [value for name, value in interaction.case.headers if name.lower() == "accept"]
    if response is None or operation is None or operation.binary or not accepted or not all(map(_unspoken, accepted)):
        return
    yield Witness("error-unknown-accept")
    if 200 <= response.status < 400 and response.body and response.media_type not in _SPOKEN:
        yield found(interaction, "error-unknown-accept", "", "a refusal (4xx), or JSON or XML", response.media_type or "no Content-Type")


def _unspoken(accept: str) -> bool:
    parts = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return all("json" not in part and "xml" not in part and part not in {"", "*/*", "application/*", "text/*"} for part in parts)
