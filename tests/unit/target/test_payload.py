"""What the body of a write needs."""

from typing import Any

import pytest

from coupa_contract.target.payload import body_demand
from coupa_contract.target.permission import Need
from coupa_contract.target.rulebook import Rulebook


def need(contract: Any, body: str | bytes, invoice: str | None = "17") -> Need:
    members = Rulebook(contract).members(contract.operations["updateInvoice"])
    return body_demand(body.encode() if isinstance(body, str) else body, members, invoice).need


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"internal-note": "x"}',
        '{"internal_note": null}',
        '{"id": 17, "status": "voided"}',
        '{"id": "17"}',
        '{"currency": {"code": "EUR"}}',
        '{"custom-fields": {"Whatever a tenant likes": [1]}}',
        '{"invoice-lines": [{"id": 3, "description": "x"}, {"id": "4", "tags": ["a"]}]}',
    ],
)
def test_what_can_be_undone_needs_writes(contract: Any, body: str) -> None:
    """Members of the schema, lines addressed by their ids, and free custom fields are updates."""
    assert need(contract, body) is Need.WRITES


@pytest.mark.parametrize(
    "body",
    [
        '{"paid": true}',
        '{"PAID": false}',
        '{"payment-date": "2020-01-01"}',
        '{"payment_date": "2020-01-01"}',
        '{"p\\u0061id": true}',
        '{"payments": [{"amount-paid": 1}]}',
        '{"payments": null}',
        '{"exported": true}',
        '{"invoice-lines": [{"id": 3, "paid": true}]}',
        '{"invoice-lines": [{"description": "new"}]}',
        '{"invoice_lines": [{"id": 3}, {"id": null, "description": "new"}]}',
        '{"invoice-lines": [{"id": 3, "_delete": true}]}',
        '{"_destroy": 1}',
        '{"invoice-lines": []}',
        '{"invoice-lines": null}',
    ],
)
def test_what_nothing_undoes_needs_actions(contract: Any, body: str) -> None:
    """Payments, the exported flag, new and removed lines are actions, however they are spelled."""
    assert need(contract, body) is Need.ACTIONS


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b"{",
        b"{} {}",
        b'{"internal-note": NaN}',
        b'\xef\xbb\xbf{"internal-note": "x"}',
        b'{"internal-note": "\xff"}',
        b"[" * 100_000,
        '{"internal-note": "x"}'.encode("utf-16"),
        b'{"internal-note": 1, "internal-note": 2}',
        b'{"internal-note": 1, "internal_note": 2}',
        b'{"exported": false, "exported": true}',
        b'{"unheard-of": 1}',
        b'{"invoice": {"paid": true}}',
        b'{"paid ": true}',
        b'{"id": 18}',
        b'{"id": "017"}',
        b'{"id": 17.0}',
        b'{"id": true}',
        b'{"id": null}',
        b'{"id": [17]}',
        b'{"invoice-lines": {"id": 3}}',
        b'{"invoice-lines": "x"}',
        b'{"invoice-lines": [{"id": "03"}]}',
        b'{"invoice-lines": [{"id": 0}]}',
        b'{"invoice-lines": [{"id": true}]}',
        b'{"invoice-lines": [[{"id": 3}]]}',
        b'{"invoice-lines": [{"id": 3, "unheard-of": 1}]}',
        b'{"internal-note": [1]}',
    ],
)
def test_what_is_odd_is_a_probe(contract: Any, body: bytes) -> None:
    """What is no readable, unambiguous object of known members may do anything."""
    assert need(contract, body) is Need.DISPOSABLE


def test_a_new_invoice_brings_no_id(contract: Any) -> None:
    """A creation that names an id may hit an invoice that exists."""
    assert need(contract, '{"invoice-number": "x", "id": 17}', None) is Need.DISPOSABLE
    assert need(contract, '{"invoice-number": "x"}', None) is Need.WRITES
