"""Access: without a usable token nothing is answered, and nothing of an invoice comes out."""

from __future__ import annotations

import pytest

from coupa_contract.model import Credential
from coupa_contract.runner.api import Api
from coupa_contract.runner.drawing import rows
from coupa_contract.runner.properties import judges, scenarios

_READS = ("listInvoices", "showInvoice", "retrieveInvoiceImageScan")


def read(api: Api, operation: str, invoice: int, credential: Credential, invalid: str) -> None:
    """Reads with another credential than the valid one; a file is asked for as one, for a wrong Accept may be refused first."""
    accept = [("Accept", "*/*")] if api.contract.operation(operation).binary else []
    api.call(operation, None if operation == "listInvoices" else invoice, headers=accept, credential=credential, invalid=invalid)


@pytest.mark.parametrize("operation", _READS)
@judges("access-missing-token-is-refused", "access-refusal-is-401", "access-refusal-holds-no-invoice")
@scenarios(invoice=rows)
def test_a_missing_token_is_refused(api: Api, operation: str, invoice: int) -> None:
    """Without a token nothing is read."""
    read(api, operation, invoice, Credential.MISSING, "there is no token")


@pytest.mark.parametrize("operation", _READS)
@judges("access-garbled-token-is-refused", "access-refusal-is-401", "access-refusal-holds-no-invoice")
@scenarios(invoice=rows)
def test_a_garbled_token_is_refused(api: Api, operation: str, invoice: int) -> None:
    """With a token that nobody issued nothing is read."""
    read(api, operation, invoice, Credential.GARBLED, "nobody issued this token")


@judges("access-expired-token-is-refused")
@scenarios(invoice=rows)
def test_an_expired_token_is_refused(api: Api, invoice: int) -> None:
    """With a token that has expired nothing is read."""
    api.call("showInvoice", invoice, credential=Credential.EXPIRED, invalid="the token has expired")
