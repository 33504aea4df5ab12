"""What the document says of members is mapped to requirements, and only what it says of this dialect."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_samples.making import Make, findings, requirements, witnessed

from coupa_contract.contract import load_contract

_STRICTER = """\
overlay: 1.0.0
info: {title: Stricter, version: 1.0.0}
actions:
  - target: $.components.schemas.Invoice.properties.invoice-lines
    update: {minItems: 1}
"""


def test_a_rule_without_a_requirement_of_its_own_is_found(tmp_path: Path) -> None:
    """What a user's own overlay adds to the document is judged as well."""
    overlay = tmp_path / "stricter.yaml"
    overlay.write_text(_STRICTER, encoding="utf-8")
    make = Make("published")
    make.contract = load_contract("published", [overlay])
    assert requirements(make.judged(make.show({"invoice-lines": []}))) == {"shape-schema"}
    assert requirements(make.judged(make.show())) == set()


@pytest.mark.parametrize("query", ['fields=["id"]', "return_object=shallow", "filter=ours"])
def test_a_projection_lifts_presence(published: Make, query: str) -> None:
    """Nothing is missing from an answer that was asked to be less than the whole."""
    said = published.judged(published.answer(body={"id": 1}, query=query))
    assert "shape-required" not in requirements(said) | witnessed(said)


def test_presence_binds_the_published_dialect_only(newer: Make, published: Make) -> None:
    """Today's instances leave out what they like; such a requirement gets neither finding nor witness there."""
    assert "shape-required" in requirements(published.judged(published.answer(body={"id": 1})))
    said = newer.judged(newer.answer(body={"id": 1}))
    assert "shape-required" not in requirements(said) | witnessed(said)


def test_a_fault_in_every_row_has_one_cause(published: Make) -> None:
    """The same fault in fifty rows is one cause with fifty places."""
    found = [each for each in findings(published.judged(published.list(published.rows(50, paid="no")))) if each.requirement == "shape-flag"]
    assert len(found) == 50
    assert {each.cause for each in found} == {("shape-flag", "listInvoices", "/*/paid")}


def test_an_answer_of_another_form_is_found_once(published: Make) -> None:
    """A list that is no list is one finding, not one for each member."""
    assert requirements(published.judged(published.answer("listInvoices", published.invoice()))) == {"shape-list-is-an-array"}
    assert requirements(published.judged(published.answer(body=[]))) == {"shape-invoice-is-an-object"}


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"id": 1e999999999}', b'"\\ud800"', b'[{"id": [[[[]]]]}]'])
@pytest.mark.parametrize(
    "operation", ["listInvoices", "showInvoice", "updateInvoice", "retrieveInvoiceImageScan", "submitNewInvoiceForApproval", "gone"]
)
def test_no_answer_breaks_a_check(published: Make, operation: str, body: bytes) -> None:
    """Whatever a target answers to whatever operation, the checks go through."""
    published.judged(published.answer(operation, body))
