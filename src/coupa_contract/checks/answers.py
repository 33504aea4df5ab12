"""What of an interaction a check may judge: the answer, its invoices, whether JSON was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from coupa_contract.contract.media import is_json
from coupa_contract.model import Credential, Finding, Interaction, Json, Origin, Response

Invoice: TypeAlias = dict[str, Json]

JSON_TYPE = "application/json"


def answer(interaction: Interaction) -> Response | None:
    """The response, unless something went wrong on its way."""
    return interaction.response if interaction.failure is None else None


def success(interaction: Interaction) -> Response | None:
    """The response when its status is 2xx."""
    response = answer(interaction)
    return response if response is not None and 200 <= response.status < 300 else None


def refusal(interaction: Interaction) -> Response | None:
    """The response when its status is 4xx."""
    response = answer(interaction)
    return response if response is not None and 400 <= response.status < 500 else None


def ordinary(interaction: Interaction) -> bool:
    """Whether the request is valid and carries a valid token."""
    return interaction.case.origin is Origin.POSITIVE and interaction.case.credential is Credential.VALID


def asked_for_json(interaction: Interaction) -> bool:
    """Whether the request accepts JSON and nothing else."""
    headers = (*interaction.request.headers, *interaction.case.headers)
    accepted = [value for name, value in headers if name.lower() == "accept"]
    return bool(accepted) and all(is_json(part) for value in accepted for part in value.split(","))


def body_of(interaction: Interaction) -> Json:
    """The JSON body of a success, or None when there is none to read."""
    response = success(interaction)
    if response is None or not response.body or not is_json(response.media_type) or not response.is_json:
        return None
    return response.json


def invoices(interaction: Interaction) -> Iterator[tuple[str, Invoice]]:
    """Each invoice of a list, a show or a write with its pointer; nothing from an answer of another form."""
    body = body_of(interaction)
    if isinstance(body, dict):
        yield "", body
    elif isinstance(body, list):
        yield from ((f"/{index}", row) for index, row in enumerate(body) if isinstance(row, dict))


def rows(interaction: Interaction) -> list[Invoice] | None:
    """The rows of a list that was answered with 200, or None."""
    response = success(interaction)
    body = body_of(interaction)
    if interaction.case.operation != "listInvoices" or response is None or response.status != 200 or not isinstance(body, list):
        return None
    return [row for row in body if isinstance(row, dict)]


def asked(interaction: Interaction, name: str) -> str | None:
    """The value of a query parameter that was sent exactly once, or None."""
    values = [value for key, value in interaction.case.query if key == name]
    return values[0] if len(values) == 1 else None


def found(interaction: Interaction, requirement: str, pointer: str, expected: str, seen: str) -> Finding:
    """A finding on the interaction's operation."""
    return Finding(requirement, interaction.case.operation, pointer, expected, seen)


def told(response: Response) -> str:
    """The status of a response, and its type where that says something.

    >>> told(Response(404))
    'status 404'
    """
    return f"status {response.status}" + (f" ({response.media_type})" if response.media_type not in {"", JSON_TYPE} else "")
