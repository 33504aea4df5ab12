"""Access to writes: without a usable token, or without its scope, nothing is changed. Only where a faulty target may be spoilt."""

from __future__ import annotations

from typing import Any

import pytest

from coupa_contract.checks import access as checks
from coupa_contract.contract.scopes import lacks_scope
from coupa_contract.model import Credential, Finding, Interaction
from coupa_contract.runner.api import Api, Row
from coupa_contract.runner.drawing import one_of
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.subjects import new_invoice

from .refused import Attempt, refused_attempts_change_nothing
from .test_access import INVALID, nobody
from .uploads import MEDIA_TYPE, upload

# Operations by the statuses in which they do something, so that one that obeys is seen to; those first that do the least.
_SHOWN_IN = {
    "draft": (
        "updateInvoice",
        "patchInvoice",
        "updateInvoiceLineAccounts",
        "updateInvoiceImageScan",
        "submitInvoice",
    ),
    "approved": ("flipInvoiceToAdvanceShipNotice", "disputeInvoice", "voidInvoice"),
    "disputed": ("withdrawInvoiceDispute", "abandonInvoice"),
    "pending_approval": (
        "revalidateInvoiceTolerances",
        "addApproverToInvoice",
        "removeApprovalFromInvoice",
        "bypassCurrentInvoiceApproval",
        "restartInvoiceApprovals",
        "bypassInvoiceApprovals",
    ),
    "new": ("deleteInvoice",),
}
UPDATES = ("updateInvoice", "patchInvoice")
_TOKENS = (Credential.MISSING, Credential.GARBLED, Credential.EXPIRED)
_JUDGED = (
    "access-missing-token-is-refused",
    "access-garbled-token-is-refused",
    "access-expired-token-is-refused",
    "access-write-needs-its-scope",
    "access-refusal-holds-no-invoice",
    "safety-refused-write-changes-nothing",
)
# Of invoices that must not come into being; each a text of its own, so that a recording with pseudonyms keeps it.
_NUMBERS = {
    Credential.MISSING: "nobodys-without-a-token",
    Credential.GARBLED: "nobodys-with-a-garbled-token",
    Credential.EXPIRED: "nobodys-with-an-expired-token",
    Credential.READING: "nobodys-with-the-scope-of-reading",
    Credential.WRITING: "nobodys-with-the-scope-of-writing",
    Credential.CREATING: "nobodys-with-the-scope-of-creating",
    Credential.VOIDING: "nobodys-with-the-scope-of-voiding",
}
_LACKS_DISPOSABLE = "a write without the right token leaves for disposable targets only"
Probe = tuple[str, Credential]


def write(api: Api, operation: str, identifier: int, before: Row, credential: Credential) -> Interaction:
    """A write that would change something if it were obeyed."""
    sent: dict[str, Any] = {}
    lines = before.get("invoice-lines")
    if operation in UPDATES:
        sent = {"json": {"comments": "nobody may write this"}}
    elif operation == "updateInvoiceLineAccounts":
        first = lines[0] if isinstance(lines, list) and lines else {}
        named = first.get("account") if isinstance(first, dict) else None
        account = {"code": named.get("code")} if isinstance(named, dict) and named.get("code") else {"code": "nobody"}
        sent = {"json": {"invoice-lines": [{"id": first.get("id", 1) if isinstance(first, dict) else 1, "account": account}]}}
    elif operation == "updateInvoiceImageScan":
        sent = {"body": upload(b"nobody"), "media_type": MEDIA_TYPE}
    return api.call(operation, identifier, credential=credential, invalid=INVALID[credential], **sent)


def without_scope(api: Api, operation: str) -> list[Credential]:
    """The narrow tokens that an operation must refuse, the one that may do the most first."""
    narrow = (Credential.WRITING, Credential.CREATING, Credential.VOIDING, Credential.READING)
    return [each for each in narrow if lacks_scope(each, operation, api.contract.operations) and api.provides(each)]


def probes(api: Api, status: str, turn: int) -> list[Probe]:
    """Each operation with a garbled token, with none or an expired one in turn (an update with either), and without its scope.

    Of the narrow tokens an update is sent with each, another operation with the one that may do the most, and with another one in turn.
    """
    found: list[Probe] = []
    others = [each for each in (Credential.EXPIRED, Credential.MISSING) if api.provides(each)]
    for position, operation in enumerate(each for each in _SHOWN_IN[status] if each in api.contract.operations):
        unusable = others if operation in UPDATES else [others[(position + turn) % len(others)]]
        found += [(operation, each) for each in (Credential.GARBLED, *unusable)]
        narrow = without_scope(api, operation)
        wrong = narrow if operation in UPDATES else [*narrow[:1], *narrow[1:][turn % max(1, len(narrow) - 1) :][:1]]
        found += [(operation, each) for each in wrong]
    return found


def attempt(api: Api, operation: str, credential: Credential) -> Attempt:
    """Such a write, whose refusal must not tell anything of the invoice."""

    def send(identifier: int, before: Row) -> Interaction:
        answer = write(api, operation, identifier, before, credential)
        leaks = list(checks.refusal_holds_no_value(answer, before, api.contract))
        if any(isinstance(leak, Finding) for leak in leaks):
            nobodys = write(api, operation, nobody(api), before, credential)
            leaks = list(checks.refusal_holds_no_value(answer, before, api.contract, nobodys))
        api.judge(leaks, answer)
        return answer

    return send


def refuses(api: Api, status: str, turn: int) -> None:
    """Judges that writes to an invoice in that status are refused, and change nothing."""
    api.witness(api.disposable, _LACKS_DISPOSABLE)
    attempts = [attempt(api, operation, credential) for operation, credential in probes(api, status, turn)]
    refused_attempts_change_nothing(api, [status], attempts, acting=True)


@pytest.mark.parametrize("status", ["draft", "approved"])
@judges(*_JUDGED, writes=True, tries=Tries(1, 1, 2, 3))
@scenarios(turn=one_of("0", "1", "2"))
def test_a_write_without_its_token_or_scope_is_refused(api: Api, status: str, turn: str) -> None:
    """A write without a usable token, or without its scope, is refused and changes nothing; a change is traced to one of the writes."""
    refuses(api, status, int(turn))


@pytest.mark.parametrize("status", ["disputed", "pending_approval", "new"])
@judges(*_JUDGED, writes=True, dialects=("core-r39",), tries=Tries(1, 1, 2, 3))
@scenarios(turn=one_of("0", "1", "2"))
def test_a_newer_write_without_its_token_or_scope_is_refused(api: Api, status: str, turn: str) -> None:
    """The same holds of what only newer instances can do."""
    refuses(api, status, int(turn))


@judges(
    "access-missing-token-is-refused",
    "access-garbled-token-is-refused",
    "access-write-needs-its-scope",
    "safety-refused-write-changes-nothing",
    writes=True,
    dialects=("core-r39",),
    tries=Tries(1, 1, 2, 3),
)
@scenarios(turn=one_of("0", "1", "2"))
def test_a_creation_without_its_token_or_scope_is_refused(api: Api, turn: str) -> None:
    """Without a usable token, or without its scope, no invoice comes into being."""
    api.witness(api.disposable, _LACKS_DISPOSABLE)
    api.witness(bool(api.look.rows), "the target lists no invoice")
    tokens = [each for each in _TOKENS if api.provides(each)]
    kinds = [tokens[int(turn) % len(tokens)], *without_scope(api, "createInvoice")[:1]]
    for credential in kinds:
        number = _NUMBERS[credential]
        query = [("invoice-number", number), ("limit", "50")]
        known = frozenset(str(row.get("id")) for row in api.rows_of(api.call("listInvoices", query=query)))
        body = new_invoice(api.look.rows[0], number)
        answer = api.call("createInvoice", json=body, credential=credential, invalid=INVALID[credential])
        listed = api.call("listInvoices", query=query)
        api.judge(checks.refused_creation_creates_nothing(answer, number, known, listed), answer, listed)
