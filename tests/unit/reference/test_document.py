"""The reference instance keeps the document."""

from __future__ import annotations

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.contract.dialects import recognise
from coupa_contract.contract.precision import as_decimal
from coupa_contract.model import parse_json
from coupa_contract.reference.app import HANDLERS
from coupa_contract.reference.oauth import DEFAULT_CLIENT
from coupa_contract.reference.operations import OPERATIONS

from .conftest import Caller


def test_every_invoice_is_as_the_document_says(caller: Caller) -> None:
    """Types, formats, lengths, required members, precision; and nothing that is not documented."""
    contract = load_contract(caller.dialect)
    rows = caller.base
    assert list(contract.violations("listInvoices", 200, "application/json", rows)) == []
    members = list(contract.walk("listInvoices", 200, "application/json", rows))
    assert {member.pointer.split("/", 2)[2] for member in members if not member.documented} == set()
    amounts = [(member, as_decimal(member.value)) for member in members if member.precision is not None and member.value is not None]
    assert len(amounts) > 1000
    assert [member for member, amount in amounts if amount is None or not member.precision.holds(amount)] == []


def test_projections_are_as_the_document_says(caller: Caller) -> None:
    """With nothing required."""
    contract = load_contract(caller.dialect)
    for query in ({"return_object": "shallow"}, {"return_object": "limited"}, {"fields": '["supplier",{"invoice_lines":["price"]}]'}):
        rows = caller.rows(**query)
        assert list(contract.violations("listInvoices", 200, "application/json", rows, projected=True)) == []


def test_refusals_are_as_the_document_says(caller: Caller) -> None:
    """The error body of 400 and 404."""
    contract = load_contract(caller.dialect)
    for path, status in (("/invoices?nonsense=1", 400), ("/invoices/99999999", 404)):
        response = caller.ask("GET", path)
        operation = "listInvoices" if status == 400 else "showInvoice"
        assert response.status_code == status
        assert list(contract.violations(operation, status, "application/json", parse_json(response.content))) == []


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_the_instance_has_the_operations_of_the_document(dialect: str) -> None:
    """With their methods, paths and scopes."""
    documented = {(found.id, found.method, found.path, found.scopes) for found in load_contract(dialect).operations.values()}
    own = {
        (found.id, found.method, "/" + "/".join(found.path), tuple(sorted(found.scopes)))
        for found in OPERATIONS
        if dialect == "core-r39" or not found.newer
    }
    assert {(name, method, path, tuple(sorted(scopes))) for name, method, path, scopes in documented} == own


def test_every_operation_has_a_handler() -> None:
    """And no handler is without one."""
    assert {operation.id for operation in OPERATIONS} == set(HANDLERS)


def test_every_documented_parameter_is_understood(caller: Caller) -> None:
    """Each condition with a value of its kind is answered with 200."""
    values = {"integer": "3", "identifier": "3", "decimal": "10.5", "float": "2.5", "flag": "true", "boolean": "true"}
    special = {"fields": '["id"]', "return_object": "limited", "order_by": "id", "dir": "asc"}
    for parameter in load_contract(caller.dialect).operation("listInvoices").parameters:
        temporal = parameter.kind in ("timestamp", "date", "date-or-timestamp")
        value = special.get(parameter.name) or ("2023-03-01" if temporal else values.get(parameter.kind, "draft"))
        value = "true" if parameter.operator == "blank" else value
        assert caller.ask("GET", "/invoices", {parameter.name: value}).status_code == 200, parameter.name


def test_its_dialect_is_recognised(caller: Caller) -> None:
    """By the marks of the first page."""
    assert recognise(caller.rows()).dialect == caller.dialect


def test_the_secret_of_the_client_is_not_in_its_text() -> None:
    """Even though there is nothing to protect."""
    assert DEFAULT_CLIENT.secret not in repr(DEFAULT_CLIENT)
