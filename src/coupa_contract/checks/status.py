"""Judges the status of an answer by what was asked."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.checks.answers import answer, found, ordinary, told
from coupa_contract.checks.conditions import read_condition
from coupa_contract.checks.fields import documented, read_fields
from coupa_contract.checks.paging import MOST
from coupa_contract.checks.values import whole_number
from coupa_contract.contract import Contract
from coupa_contract.model import Effect, Interaction, Outcome, Response, Witness

REQUIREMENTS = (
    "error-no-server-error",
    "error-service-is-available",
    "error-throttling-says-when",
    "shape-read-is-answered",
    "shape-status-is-known",
    "query-condition-is-accepted",
    "projection-is-accepted",
)

GATEWAY = frozenset({502, 503, 504})  # answered in the instance's place
_NOT_OURS = frozenset({401, 403, 429})  # of the token, its scopes and its pace
_FURTHEST_OFFSET = 1_000_000


def status(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether the status is one that the request can be answered with."""
    response = answer(interaction)
    if response is None:
        return
    yield Witness("error-no-server-error")
    yield Witness("error-service-is-available")
    if response.status == 501 and interaction.case.verb:
        return  # the server does not know that verb at all (RFC 9110, 15.6.2)
    if response.status >= 500:
        yield from _fault(interaction, response)
    elif response.status == 429:
        yield Witness("error-throttling-says-when")
        if not response.header("Retry-After"):
            yield found(interaction, "error-throttling-says-when", "", "a header Retry-After", "status 429 without it")
    elif ordinary(interaction) and response.status not in _NOT_OURS:
        yield from _of_valid(interaction, response, contract)


def _fault(interaction: Interaction, response: Response) -> Iterator[Outcome]:
    if response.status not in GATEWAY:
        yield found(interaction, "error-no-server-error", "", "no fault of the server", told(response))
    elif response.status != 503 or not response.header("Retry-After"):  # with it, maintenance that says so
        yield found(interaction, "error-service-is-available", "", "an answer of the instance", told(response))


def _of_valid(interaction: Interaction, response: Response, contract: Contract) -> Iterator[Outcome]:
    operation = contract.operations.get(interaction.case.operation)
    if operation is None or operation.effect is Effect.PROBES:
        return
    if operation.id in {"listInvoices", "showInvoice"}:
        requirement = _promised(interaction, contract)
        gone = operation.id == "showInvoice" and response.status in {404, 410}  # somebody may have deleted it: a relation tells
        if requirement and not gone:
            yield Witness(requirement)
            if response.status != 200:
                yield found(interaction, requirement, "", "status 200", told(response))
    elif operation.effect is not Effect.READS:
        yield Witness("shape-status-is-known")
        if response.status not in {200, 201, 204} and not 400 <= response.status < 500:
            yield found(interaction, "shape-status-is-known", "", "200, 201, 204, or a refusal (4xx)", told(response))


def _promised(interaction: Interaction, contract: Contract) -> str:
    """The requirement by which a valid read is answered with 200, or nothing where an instance may refuse."""
    query = interaction.case.query
    names = {name for name, _ in query}
    if len(names) < len(query) or not all(_usable(name, value, interaction, contract) for name, value in query):
        return ""
    if names & {"fields", "return_object"}:
        return "projection-is-accepted"
    return "query-condition-is-accepted" if names - {"limit", "offset"} else "shape-read-is-answered"


def _usable(name: str, value: str, interaction: Interaction, contract: Contract) -> bool:
    """Whether a parameter is documented, with a value that any instance takes."""
    number = whole_number(value)
    match name:
        case "limit":
            return number is not None and 1 <= number <= MOST
        case "offset":
            return number is not None and number <= _FURTHEST_OFFSET
        case "order_by" | "dir" | "return_object":
            parameter = contract.operation(interaction.case.operation).parameter(name)
            return parameter is not None and value in parameter.schema.get("enum", ())
        case "fields":
            wanted = read_fields(value)
            return bool(wanted) and all(documented(contract, each) for each in wanted or {})
    return read_condition(name, value, contract) is not None
