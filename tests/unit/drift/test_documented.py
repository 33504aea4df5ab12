"""The document that ships, as facts, says what it says to whoever judges by it."""

from __future__ import annotations

from time import process_time

import pytest

from coupa_contract.cassette.traffic.observing import observe_traffic
from coupa_contract.contract import Contract, load_contract, pointers
from coupa_contract.contract.dialects import DIALECTS
from coupa_contract.drift.comparing import compare
from coupa_contract.drift.documented import facts_of_contract, facts_of_document
from coupa_contract.drift.drift import DriftClass
from coupa_contract.drift.facts import AnswerFacts, Facts, PlaceFacts
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.shape import Bounds
from coupa_contract.errors import DocumentError
from coupa_contract.resources import cassettes_folder


def places(dialect: str = "published", operation: str = "showInvoice") -> dict[str, PlaceFacts]:
    """The places of a successful answer."""
    return dict(facts_of_contract(load_contract(dialect)).operations[operation].answers["200", "application/json"].places)


@pytest.fixture(scope="module", params=DIALECTS)
def recording(request: pytest.FixtureRequest) -> tuple[Contract, Facts]:
    """The reference recording of a dialect, observed."""
    contract = load_contract(request.param)
    location = str(cassettes_folder() / "reference" / request.param)
    return contract, facts_of_shape(observe_traffic([location], contract), request.param, contract.operations)


def _answer(documented: Facts, operation: str, status: str, media: str) -> AnswerFacts:
    """The documented answers that bind one."""
    known = documented.operations[operation].answers
    keys = [(name, each) for name in (status, f"{status[0]}XX", "default") for each in (media, media.split("/")[0] + "/*", "*/*", "")]
    return next(known[key] for key in keys if key in known)


def _is_known(places: dict[str, PlaceFacts], pointer: str) -> bool:
    """Whether a place is described, or lies within something whose members are left open."""
    above = pointer
    while above not in places:
        above = above.rpartition("/")[0]
    return above == pointer or f"{above}/{{}}" in places or places[above].cut or not places[above].types


def test_whatever_the_reference_instance_answers_is_described(recording: tuple[Contract, Facts]) -> None:
    """No place of its recording is unknown to the document of its dialect."""
    contract, observed = recording
    documented = facts_of_contract(contract)
    unknown = [
        (name, status, pointer)
        for name, operation in observed.operations.items()
        for (status, media), answer in operation.answers.items()
        for pointer in answer.places
        if not _is_known(dict(_answer(documented, name, status, media).places), pointer)
    ]
    assert unknown == []


def test_the_reference_instance_does_not_drift_from_its_document(recording: tuple[Contract, Facts]) -> None:
    """Nothing but what was never observed."""
    contract, observed = recording
    drifts = compare(facts_of_contract(contract), observed).drifts
    assert [each for each in drifts if each.drift_class is not DriftClass.UNSEEN] == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_source_is_a_place_of_the_document(dialect: str) -> None:
    """A pointer that leads to the schema that decides, or to the reference to it."""
    contract = load_contract(dialect)
    sources = {
        place.source
        for operation in facts_of_contract(contract).operations.values()
        for answer in operation.answers.values()
        for place in answer.places.values()
    }
    assert len(sources) > 100
    assert all(pointers.locate(contract.document, source) for source in sources)


def test_a_place_tells_what_the_document_says_of_it() -> None:
    """Types, null, presence, forms, words, bounds, kind, components and where it stands."""
    found = places()
    total, status = found["/gross-total"], found["/status"]
    assert (list(total.types), total.null, total.required, total.kind, total.names) == (
        ["number"],
        True,
        False,
        "decimal",
        ("DecimalOrNull",),
    )
    assert (total.digits, total.places) == (found["/tax-amount"].digits, found["/tax-amount"].places)
    assert total.source == "/components/schemas/Invoice/properties/gross-total"
    assert (set(status.words or ()) >= {"draft", "voided"}, status.null, found["/invoice-number"].required) == (True, False, True)
    assert set(found["/invoice-date"].forms) == {"date", "timestamp-z", "timestamp-offset"}
    assert found["/invoice-number"].length == Bounds(0, 40)
    assert (found[""].names, found["/invoice-lines/*"].names) == (("Invoice",), ("InvoiceLine",))
    assert (list(found["/created-by"].types), list(found["/invoice-lines"].types)) == (["integer", "object"], ["array"])


def test_a_dialect_says_something_else() -> None:
    """Decimals are texts, associations null, and further members are left open."""
    found = places("core-r39")
    assert (list(found["/gross-total"].types), set(found["/gross-total"].forms)) == (["string"], {"decimal", "integer"})
    assert (found["/supplier"].null, found["/supplier"].more, "/supplier/{}" in found) == (True, True, True)
    assert set(found["/net-due-date"].forms) == {"date", "timestamp-z", "timestamp-offset", "empty"}
    assert found["/custom-fields"].is_map


def test_paging_is_stated() -> None:
    """The default of `limit`, and the order that `order_by` describes."""
    operation = facts_of_contract(load_contract()).operations["listInvoices"]
    assert (operation.page_size, list(operation.order)) == (50, ["ascending"])
    assert (operation.parameters["status"].place.words is not None, operation.parameters["limit"].where) == (True, "query")
    assert facts_of_contract(load_contract()).operations["showInvoice"].parameters["{1}"].where == "path"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_document_that_ships_leaves_no_doubt(dialect: str) -> None:
    """All of it is understood, and its examples are valid."""
    facts = facts_of_contract(load_contract(dialect))
    assert (facts.incomparable, [each.examples for each in facts.operations.values() if each.examples]) == ((), [])
    assert facts.dialect == dialect


def test_facts_come_quickly_and_once() -> None:
    """Well under a second, and the same value for the same contract."""
    contract = load_contract("core-r39")
    fresh = Contract(contract.dialect, contract.document, contract.folder)
    start = process_time()
    facts_of_contract(fresh)
    assert process_time() - start < 3  # 0.3 s on an idle machine
    assert facts_of_contract(fresh) is facts_of_contract(fresh)


@pytest.mark.parametrize(
    "document",
    [{}, [], "text", None, {"info": {}}, {"openapi": "4.0"}, {"swagger": "1.2"}, {"openapi": "3.1.0"}, {"swagger": "2.0", "paths": []}],
)
def test_what_is_no_document_is_refused_in_a_sentence(document: object) -> None:
    """With its name."""
    with pytest.raises(DocumentError, match="the export"):
        facts_of_document(document, "the export")


def test_a_document_is_read_by_its_version() -> None:
    """OpenAPI 3 or Swagger 2.0."""
    operation = {"get": {"operationId": "a", "responses": {}}}
    for version in ({"openapi": "3.0.3"}, {"openapi": "3.1.0"}, {"swagger": "2.0"}, {"swagger": 2.0}):
        assert list(facts_of_document({**version, "paths": {"/a": operation}}, "x").operations) == ["a"]
