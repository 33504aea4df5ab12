"""Judges who gets what: without a usable token or its scope nothing, and never another invoice than the one that was asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from coupa_contract.checks.answers import Invoice, answer, found, refusal, rows, told
from coupa_contract.checks.comparison import differences, kinds_of
from coupa_contract.checks.leaks import known, told_values
from coupa_contract.checks.update import refused_changes_nothing
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.contract.scopes import NARROW, lacks_scope
from coupa_contract.model import Credential, Effect, Interaction, Json, Outcome, Response, Witness

_GARBLED = "access-garbled-token-is-refused"
_REFUSED: Mapping[Credential, str] = {
    Credential.MISSING: "access-missing-token-is-refused",
    Credential.GARBLED: _GARBLED,
    Credential.EXPIRED: "access-expired-token-is-refused",
    Credential.EMPTY: _GARBLED,
    Credential.UNSIGNED: _GARBLED,
    Credential.NOBODY: _GARBLED,
    Credential.OTHER_SCHEME: "access-other-scheme-is-refused",
}
# Whatever is no bearer token at all may also be called a bad request (RFC 6750, 3.1).
_TOLD_APART = frozenset({Credential.MISSING, Credential.GARBLED, Credential.EXPIRED})
_HOLDS_NONE = "access-refusal-holds-no-invoice"
TOKEN = (*dict.fromkeys(_REFUSED.values()), "access-refusal-is-401", _HOLDS_NONE)
SCOPE = ("access-read-needs-its-scope", "access-write-needs-its-scope")
LEAK = (_HOLDS_NONE,)
SUFFICES = ("access-read-scope-suffices",)
REFUSED_WRITE = ("safety-refused-write-changes-nothing",)
SIMILAR_ID = ("access-similar-id-shows-no-other",)
OTHER_HOST = ("access-other-host-shows-no-other",)
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
    if interaction.case.credential in _TOLD_APART:
        yield Witness("access-refusal-is-401")
        if response.status not in {401, 403}:
            yield found(interaction, "access-refusal-is-401", "", "status 401", told(response))
    yield from _holds_no_invoice(interaction, response)


def scope(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a token without an operation's scope is refused (FACTS 3.4); which refusal it is, nobody promised."""
    response, case = answer(interaction), interaction.case
    if response is None or response.status >= 500 or response.status == 429:
        return
    if not lacks_scope(case.credential, case.operation, contract.operations):
        return
    reads = contract.operation(case.operation).effect is Effect.READS
    if reads and response.status == 200 and response.is_json and response.json == []:
        return  # a list may leave out what the token does not let see
    requirement = SCOPE[0] if reads else SCOPE[1]
    yield Witness(requirement)
    if response.status < 400:
        yield found(interaction, requirement, "", "a refusal (403)", told(response))
    elif reads:
        yield from _holds_no_invoice(interaction, response)


def _holds_no_invoice(interaction: Interaction, response: Response) -> Iterator[Outcome]:
    yield Witness(_HOLDS_NONE)
    leaked = _leaked(response)
    if leaked:
        yield found(interaction, _HOLDS_NONE, "", "nothing of an invoice", leaked)


def refusal_holds_no_value(
    interaction: Interaction, invoice: Invoice, contract: Contract, besides: Interaction | None = None
) -> Iterator[Outcome]:
    """Whether a refusal tells no single value of an invoice that the token does not let see.

    `besides`: the refusal of the same for an invoice that does not exist; what that one says as well is of no invoice.
    """
    response, credential = refusal(interaction), interaction.case.credential
    blind = credential in _REFUSED or (credential in NARROW and lacks_scope(credential, "showInvoice", contract.operations))
    if response is None or not response.body or not blind or credential is Credential.OTHER_SCHEME:
        return
    yield Witness(_HOLDS_NONE)
    other = besides.response.body if besides is not None and besides.response is not None else b""
    for pointer in told_values(response.body, invoice, known(interaction.request), other):
        yield found(interaction, _HOLDS_NONE, "", "nothing of an invoice", f"the value of its {pointer}"[:200])
        return


def read_scope_suffices(interaction: Interaction, invoice: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether a token that may only read shows an invoice as one that may do more; what it leaves out is not judged."""
    response = answer(interaction)
    if response is None or response.status not in {200, 403}:
        return  # a token that is refused as such tells nothing about its scope
    requirement = SUFFICES[0]
    yield Witness(requirement)
    if response.status == 403:
        yield found(interaction, requirement, "", "the invoice", told(response))
    elif response.is_json and isinstance(response.json, dict):
        for difference in differences(invoice, response.json, kinds_of(contract, invoice), common=True):
            yield found(interaction, requirement, difference.pointer, describe(difference.before), describe(difference.after))


def refused_write_changes_nothing(interaction: Interaction, before: Invoice, shown: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a refused write left the invoice there, and as it was; `shown` is a show of it afterwards."""
    after = answer(shown)
    if refusal(interaction) is None or after is None:
        return
    if after.status in {404, 410}:
        yield Witness(REFUSED_WRITE[0])
        yield found(interaction, REFUSED_WRITE[0], "", "the invoice as it was", told(after))
    elif after.status == 200 and after.is_json and isinstance(after.json, dict):
        yield from refused_changes_nothing(interaction, before, after.json, contract)


def refused_creation_creates_nothing(
    interaction: Interaction, number: str, known: Collection[str], listed: Interaction
) -> Iterator[Outcome]:
    """Whether no further invoice has the number of one whose creation was refused.

    `known`: the ids of those that had it before; `listed`: a list of those that have it now.
    """
    there = rows(listed)
    if refusal(interaction) is None or there is None:
        return
    yield Witness(REFUSED_WRITE[0])
    if any(row.get("invoice-number") == number and str(row.get("id")) not in known for row in there):
        yield found(interaction, REFUSED_WRITE[0], "", "no invoice of that number", "an invoice that has it")


def similar_id_shows_no_other(interaction: Interaction, identifier: int) -> Iterator[Outcome]:
    """Whether an id that only looks like one is refused, or means that one: never another invoice."""
    response = answer(interaction)
    if response is None or response.status >= 500 or response.status == 429:
        return
    yield Witness(SIMILAR_ID[0])
    shown = response.json.get("id") if response.status == 200 and response.is_json and isinstance(response.json, dict) else None
    if shown is not None and str(shown) != str(identifier):
        yield found(interaction, SIMILAR_ID[0], "/id", f"a refusal, or the invoice {identifier}", f"the invoice {str(shown)[:40]}")


def other_host_shows_no_other(interaction: Interaction, invoice: Invoice, contract: Contract) -> Iterator[Outcome]:
    """Whether the name of another host in a request makes it refused, or no difference."""
    response = answer(interaction)
    if response is None or not (200 <= response.status < 300) or not response.is_json or not isinstance(response.json, dict):
        if response is not None and response.status < 500:
            yield Witness(OTHER_HOST[0])
        return
    yield Witness(OTHER_HOST[0])
    for difference in differences(invoice, response.json, kinds_of(contract, invoice), common=True):
        yield found(interaction, OTHER_HOST[0], difference.pointer, describe(difference.before), describe(difference.after))


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
