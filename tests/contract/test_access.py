"""Access: without a usable token, or without its scope, nothing is read, and nothing of an invoice comes out."""

from __future__ import annotations

from coupa_contract.checks import access as checks
from coupa_contract.contract.scopes import lacks_scope
from coupa_contract.model import Credential, Effect, Finding, Interaction
from coupa_contract.runner.api import Api, Row
from coupa_contract.runner.drawing import one_of, rows
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios

INVALID = {
    Credential.MISSING: "there is no token",
    Credential.GARBLED: "nobody issued this token",
    Credential.EXPIRED: "the token has expired",
    Credential.EMPTY: "there is a scheme and no token",
    Credential.UNSIGNED: "nobody signed this token",
    Credential.NOBODY: "nobody has this name and password",
    Credential.OTHER_SCHEME: "the token stands under another scheme",
    Credential.READING: "the token may only read",
    Credential.WRITING: "the token may only write",
    Credential.CREATING: "the token may only create",
    Credential.VOIDING: "the token may only void",
}
_SPELLINGS = (
    *("0{}", "+{}", "{}.0", " {}", "{} ", "{}e0", "00000000{}", "{}-1", "0x{}", "{},1", "-{}", "{}abc"),
    "{}\0",
    "\N{FULLWIDTH DIGIT ZERO}{}",
)
_OTHER_HOST = "target.invalid"  # nobody's, and the name by which a recording keeps every host
# What is no token at all, in the ways in which one forgets to check it.
_NO_TOKENS = (Credential.EMPTY, Credential.UNSIGNED, Credential.NOBODY, Credential.OTHER_SCHEME)


def reading(api: Api) -> list[str]:
    """The operations that read, the plainest first."""
    plain = ("listInvoices", "showInvoice")
    return [*plain, *(each.id for each in api.contract.operations.values() if each.effect is Effect.READS and each.id not in plain)]


def read(api: Api, operation: str, invoice: int, credential: Credential) -> Interaction:
    """Reads with another credential than the valid one; a file is asked for as one, for a wrong Accept may be refused first."""
    accept = [("Accept", "*/*")] if api.contract.operation(operation).binary else []
    identifier = None if operation == "listInvoices" else invoice
    return api.call(operation, identifier, headers=accept, credential=credential, invalid=INVALID[credential])


def refused(api: Api, operation: str, invoice: Row, credential: Credential) -> None:
    """Reads with that credential, and sees that a refusal tells nothing of the invoice: nothing but what it tells of none as well."""
    identifier = int(str(invoice["id"]))
    answer = read(api, operation, identifier, credential)
    outcomes = list(checks.refusal_holds_no_value(answer, invoice, api.contract))
    if any(isinstance(each, Finding) for each in outcomes) and operation != "listInvoices":
        nobodys = read(api, operation, nobody(api), credential)
        outcomes = list(checks.refusal_holds_no_value(answer, invoice, api.contract, nobodys))
    api.judge(outcomes, answer)


def nobody(api: Api, beyond: str = "0") -> int:
    """An id that is far above every id that was seen."""
    highest = max((row["id"] for row in api.look.rows if isinstance(row["id"], int)), default=0)
    return min(highest + 1_000_000 + int(beyond), 2_147_483_647)


@judges(
    "access-missing-token-is-refused",
    "access-garbled-token-is-refused",
    "access-expired-token-is-refused",
    "access-other-scheme-is-refused",
    "access-refusal-is-401",
    "access-refusal-holds-no-invoice",
    tries=Tries(1, 1, 3, 8),
)
@scenarios(invoice=rows, turn=one_of("0", "1", "2"))
def test_a_read_without_a_usable_token_is_refused(api: Api, invoice: int, turn: str) -> None:
    """Without a token, or with one that nobody issued or that has expired, nothing is read."""
    seen = api.invoice(invoice)
    operations = reading(api)
    for operation in operations:
        for credential in (Credential.MISSING, Credential.GARBLED):
            refused(api, operation, seen, credential)
    for credential in _NO_TOKENS:
        if api.provides(credential):
            refused(api, "showInvoice", seen, credential)
    for operation in operations if api.provides(Credential.EXPIRED) else ():
        if (operations.index(operation) + int(turn)) % 2:  # not each of them each time
            refused(api, operation, seen, Credential.EXPIRED)


@judges("access-read-needs-its-scope", "access-refusal-holds-no-invoice", tries=Tries(1, 1, 2, 6))
@scenarios(invoice=rows)
def test_a_read_needs_the_scope_of_reading(api: Api, invoice: int) -> None:
    """With a token that may only write, create or void nothing is read."""
    scanned = [row["id"] for row in api.look.rows if row.get("image-scan") and isinstance(row["id"], int)]
    seen = api.invoice(scanned[invoice % len(scanned)] if scanned else invoice)  # one that every reading operation has something to show of
    others = [each for each in (Credential.VOIDING, Credential.CREATING) if api.provides(each)]
    for place, operation in enumerate(reading(api)):
        for credential in (Credential.WRITING, *others[place % 2 :][:1]):
            if lacks_scope(credential, operation, api.contract.operations):
                refused(api, operation, seen, credential)


@judges("access-read-scope-suffices", tries=Tries(1, 1, 2, 8))
@scenarios(invoice=rows)
def test_the_scope_of_reading_shows_the_same(api: Api, invoice: int) -> None:
    """An invoice has the same values for a token that may only read."""
    seen = api.invoice(invoice)
    answer = api.call("showInvoice", invoice, credential=Credential.READING)
    outcomes = list(checks.read_scope_suffices(answer, seen, api.contract))
    if any(isinstance(each, Finding) for each in outcomes):  # somebody may have changed it in between
        again = api.invoice(invoice)
        api.witness(again == seen, "the invoice was changed while it was read")
    api.judge(outcomes, answer)


@judges("access-similar-id-shows-no-other", tries=Tries(1, 7, 14, 28))
@scenarios(invoice=rows, spelling=one_of(*_SPELLINGS))
def test_an_id_that_looks_like_another_shows_no_other(api: Api, invoice: int, spelling: str) -> None:
    """Another spelling of an id is refused, or shows the invoice that has that id."""
    answer = api.call("showInvoice", spelling.format(invoice), invalid="the id is spelled in another way")
    api.judge(checks.similar_id_shows_no_other(answer, invoice), answer)


@judges("access-other-host-shows-no-other", tries=Tries(1, 1, 2, 4))
@scenarios(invoice=rows)
def test_another_host_shows_no_other(api: Api, invoice: int) -> None:
    """A request that names another host is refused, or answered as always."""
    api.witness(api.disposable, "a request that names another host leaves for disposable targets only")
    seen = api.invoice(invoice)
    answer = api.call("showInvoice", invoice, headers=[("Host", _OTHER_HOST)], invalid="it names another host")
    outcomes = list(checks.other_host_shows_no_other(answer, seen, api.contract))
    if any(isinstance(each, Finding) for each in outcomes):
        api.witness(api.invoice(invoice) == seen, "the invoice was changed while it was read")
    api.judge(outcomes, answer)
