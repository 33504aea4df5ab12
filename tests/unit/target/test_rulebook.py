"""The guard's view of a contract."""

from typing import Any

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.contract.operations import Operation
from coupa_contract.target.rulebook import Rulebook, dashed


class Lenient:
    """A contract whose match takes any path for showInvoice."""

    def __init__(self, contract: Any) -> None:
        self.document, self.operations = contract.document, contract.operations

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        return self.operations["showInvoice"], {"id": "17"}


def test_a_lenient_match_does_not_make_the_guard_lenient(contract: Any) -> None:
    """What leaves is compared with the template again, segment by segment and verb by verb."""
    rulebook = Rulebook(Lenient(contract))
    assert rulebook.find("GET", "/invoices/17") == (contract.operations["showInvoice"], {"id": "17"})
    for method, path in [
        ("get", "/invoices/17"),
        ("PUT", "/invoices/17"),
        ("GET", "/Invoices/17"),
        ("GET", "/invoices/"),
        ("GET", "/x/17/y"),
    ]:
        assert rulebook.find(method, path) is None


def test_a_path_is_documented_whatever_the_verb(contract: Any) -> None:
    """Undocumented verbs are told apart from undocumented paths."""
    rulebook = Rulebook(contract)
    assert rulebook.find("DELETE", "/invoices/17") is None
    assert rulebook.documented("/invoices/17") is not None
    assert rulebook.documented("/users/17") is None


@pytest.mark.parametrize("name", ["payment-date", "payment_date", "Payment_Date"])
def test_names_have_one_spelling(name: str) -> None:
    """Dashes, underscores and case make no difference."""
    assert dashed(name) == "payment-date"


def test_members_are_found_at_any_depth(contract: Any) -> None:
    """Schemas are followed through references, compositions and rows."""
    members = Rulebook(contract).members(contract.operations["updateInvoice"])
    assert {"code", "description", "amount-paid"} <= members.known
    assert members.irreversible == {"paid", "payment-date", "payments", "exported"}
    assert members.arrays == {"invoice-lines", "payments", "tags"}
    assert members.open == {"custom-fields"}


def test_the_document_marks_what_cannot_be_undone() -> None:
    """The shipped document marks payments and the exported flag, and knows the lines."""
    contract = load_contract()
    for name in ("updateInvoice", "patchInvoice"):
        members = Rulebook(contract).members(contract.operation(name))
        assert {"paid", "payments", "payment-date", "payment-notes", "exported"} <= members.irreversible
        assert "invoice-lines" in members.arrays
        assert not members.open & {"invoice-lines", "payments"}
