"""Judges who gets what: without a usable token nothing, and an unknown invoice is not found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coupa_contract.checks.answers import answer, found, told
from coupa_contract.contract import Contract
from coupa_contract.model import Credential, Effect, Interaction, Json, Outcome, Response, Witness

_REFUSED: Mapping[Credential, str] = {
    Credential.MISSING: "access-missing-token-is-refused",
    Credential.GARBLED: "access-garbled-token-is-refused",
    Credential.EXPIRED: "access-expired-token-is-refused",
}
TOKEN = (*_REFUSED.values(), "access-refusal-is-401", "access-refusal-holds-no-invoice")
UNKNOWN_ID = ("error-unknown-id-is-404",)

_TELLTALE = frozenset({"invoice-number", "invoice-lines", "gross-total", "supplier", "invoice-date", "bill-to-address", "document-type"})
_TELLTALE_TEXTS = (b"<invoice-header", b"<invoice-number", b'"invoice-lines"')


def token(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a request without a usable token is refused, and with nothing of an invoice (RFC 6750, 3.1)."""
    response, requirement = answer(interaction), _REFUSED.get(interaction.case.credential)
    if response is None or requirement is None or response.status >= 500 or response.status == 429:
        return
    yield Witness(requirement)
    if response.status < 400:
        yield found(interaction, requirement, "", "a refusal (401)", told(response))
        return
    yield Witness("access-refusal-is-401")
    if response.status not in {401, 403}:
        yield found(interaction, "access-refusal-is-401", "", "status 401", told(response))
    yield Witness("access-refusal-holds-no-invoice")
    leaked = _leaked(response)
    if leaked:
        yield found(interaction, "access-refusal-holds-no-invoice", "", "nothing of an invoice", leaked)


def _leaked(response: Response) -> str:
    if not response.is_json:
        return next((text.decode().strip('<"') for text in _TELLTALE_TEXTS if text in response.body), "")
    names = _invoice_names(response.json)
    return "the members " + ", ".join(sorted(names)) if len(names) > 1 else ""


def _invoice_names(value: Json) -> frozenset[str]:
    """The most names of an invoice that one object of the value holds with something in them; texts that complain do not count."""
    if isinstance(value, list):
        return max(map(_invoice_names, value), key=len, default=frozenset())
    if not isinstance(value, dict):
        return frozenset()
    own = {dashed for name, each in value.items() if (dashed := name.replace("_", "-")) in _TELLTALE and not _complaint(each)}
    return max(frozenset(own), *map(_invoice_names, value.values()), key=len) if value else frozenset()


def _complaint(value: Json) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def unknown_id(interaction: Interaction, contract: Contract | None = None) -> Iterator[Outcome]:
    """Whether an id that no invoice has is not found; a write may be refused for another reason first."""
    response, case = answer(interaction), interaction.case
    if response is None or response.status >= 500 or response.status == 429:
        return
    operation = contract.operations.get(case.operation) if contract is not None else None
    reads = operation.effect is Effect.READS if operation is not None else interaction.request.method in {"GET", "HEAD"}
    yield Witness("error-unknown-id-is-404")
    if response.status in {404, 410} or (not reads and 400 <= response.status < 500):
        return
    yield found(interaction, "error-unknown-id-is-404", "", "status 404", told(response))
