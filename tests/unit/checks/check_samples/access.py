"""Samples of who gets what: tokens, scopes, and what a refusal tells."""

from __future__ import annotations

from typing import Any

from check_samples.making import Make, Sample
from coupa_contract.checks import access
from coupa_contract.model import Credential

_REFUSAL = {"errors": {"authorization": ["The token does not permit this."]}}


def _shown(credential: Credential, operation: str = "showInvoice", status: int = 200, body: Any = None):
    return lambda m: m.answer(operation, m.invoice() if body is None else body, status, credential=credential, negative=True)


def _told(text: str, credential: Credential = Credential.MISSING, besides: str | None = None):
    """What is said of a refusal with that text, and of the same refusal of an invoice that does not exist."""

    def outcomes(make: Make):
        def refused(said: str):
            return make.answer(body={"errors": {"base": [said]}}, status=403, credential=credential, negative=True)

        neutral = None if besides is None else refused(besides)
        return access.refusal_holds_no_value(refused(text), make.invoice(), make.contract, neutral)

    return outcomes


def _narrow(status: int = 200, changes: dict[str, Any] | None = None):
    def outcomes(make: Make):
        answer = make.answer(body=make.invoice(changes) if status == 200 else _REFUSAL, status=status, credential=Credential.READING)
        return access.read_scope_suffices(answer, make.invoice(), make.contract)

    return outcomes


def _after(status: int, changes: dict[str, Any] | None = None):
    def outcomes(make: Make):
        answer = make.answer("patchInvoice", _REFUSAL, 403, sent={"comments": "x"}, credential=Credential.READING, negative=True)
        shown = make.answer(body=make.invoice(changes) if status == 200 else _REFUSAL, status=status)
        return access.refused_write_changes_nothing(answer, make.invoice(), shown, make.contract)

    return outcomes


def _created(rows: list[dict[str, Any]]):
    def outcomes(make: Make):
        answer = make.answer("createInvoice", _REFUSAL, 403, sent={}, credential=Credential.READING, negative=True)
        return access.refused_creation_creates_nothing(answer, "nobody-1", {"98"}, make.list(rows))

    return outcomes


def _similar(identifier: int, status: int = 200):
    def outcomes(make: Make):
        answer = make.answer(body=make.invoice() if status == 200 else _REFUSAL, status=status, negative=True)
        return access.similar_id_shows_no_other(answer, identifier)

    return outcomes


def _elsewhere(status: int = 200, changes: dict[str, Any] | None = None):
    def outcomes(make: Make):
        answer = make.answer(body=make.invoice(changes) if status == 200 else _REFUSAL, status=status, negative=True)
        return access.other_host_shows_no_other(answer, make.invoice(), make.contract)

    return outcomes


SAMPLES = (
    *(
        Sample(
            "access-garbled-token-is-refused",
            f"{credential} will do",
            _shown(credential),
            _shown(credential, status=400, body=_REFUSAL),
        )
        for credential in (Credential.EMPTY, Credential.UNSIGNED, Credential.NOBODY)
    ),
    Sample(
        "access-missing-token-is-refused",
        "a write is obeyed",
        _shown(Credential.MISSING, "voidInvoice"),
        _shown(Credential.MISSING, "voidInvoice", 401, _REFUSAL),
    ),
    Sample(
        "access-other-scheme-is-refused",
        "any scheme will do",
        _shown(Credential.OTHER_SCHEME),
        _shown(Credential.OTHER_SCHEME, status=401, body=_REFUSAL),
    ),
    Sample(
        "access-read-needs-its-scope",
        "who may only write reads",
        _shown(Credential.WRITING),
        _shown(Credential.WRITING, status=404, body=_REFUSAL),
    ),
    Sample(
        "access-read-needs-its-scope",
        "who may only write reads a list",
        lambda m: m.list(credential=Credential.WRITING, negative=True),
        _shown(Credential.WRITING, "listInvoices", 403, _REFUSAL),
    ),
    Sample(
        "access-write-needs-its-scope",
        "who may only read writes",
        _shown(Credential.READING, "patchInvoice"),
        _shown(Credential.READING, "patchInvoice", 401, _REFUSAL),
    ),
    Sample(
        "access-write-needs-its-scope",
        "who may write voids",
        _shown(Credential.WRITING, "voidInvoice", 204, b""),
        _shown(Credential.WRITING, "voidInvoice", 403, _REFUSAL),
    ),
    Sample(
        "access-refusal-holds-no-invoice",
        "the invoice, for who may only write",
        lambda m: m.answer(body=m.invoice(), status=403, credential=Credential.WRITING, negative=True),
        lambda m: m.answer(body=_REFUSAL, status=403, credential=Credential.WRITING, negative=True),
    ),
    Sample("access-refusal-holds-no-invoice", "its number", _told("INV-17 is not yours"), _told("INV-171 is not yours")),
    Sample("access-refusal-holds-no-invoice", "its supplier", _told("of Acmé Office"), _told("of the Office")),
    Sample("access-refusal-holds-no-invoice", "an e-mail", _told("ask ann@acme.example"), _told("ask ann")),
    Sample("access-refusal-holds-no-invoice", "a link", _told("see https://scans.example/17.pdf"), _told("see https://help.example/401")),
    Sample(
        "access-refusal-holds-no-invoice",
        "its number, though not of every invoice",
        _told("INV-17 is not yours", besides="that is not yours"),
        _told("Quote INV-17 to our hotline", besides="Quote INV-17 to our hotline"),
    ),
    Sample(
        "access-refusal-holds-no-invoice",
        "its number, for who may only write",
        _told("INV-17 is not yours", Credential.WRITING),
        _told("17 is not yours; Net 30; 2024-03-15; 119.00; approved", Credential.WRITING),
    ),
    Sample("access-read-scope-suffices", "refused", _narrow(403), _narrow()),
    Sample("access-read-scope-suffices", "another status", _narrow(changes={"status": "draft"}), _narrow()),
    Sample("safety-refused-write-changes-nothing", "changed all the same", _after(200, {"comments": "x"}), _after(200)),
    Sample(
        "safety-refused-write-changes-nothing", "deleted all the same", _after(404), _after(200, {"updated-at": "2024-03-17T00:00:00Z"})
    ),
    Sample(
        "safety-refused-write-changes-nothing",
        "created all the same",
        _created([{"id": 99, "invoice-number": "nobody-1"}]),
        _created([{"id": 98, "invoice-number": "nobody-1"}]),
        dialect="core-r39",
    ),
    Sample("access-similar-id-shows-no-other", "another invoice", _similar(8), _similar(17)),
    Sample("access-similar-id-shows-no-other", "another invoice, not a refusal", _similar(171), _similar(8, 404)),
    Sample("access-other-host-shows-no-other", "another tenant's", _elsewhere(changes={"invoice-number": "X-1"}), _elsewhere()),
    Sample("access-other-host-shows-no-other", "another tenant's, not refused", _elsewhere(changes={"status": "new"}), _elsewhere(421)),
)
