"""Swagger 2.0, as generators export it, becomes the same facts; what cannot be compared is said."""

from __future__ import annotations

import copy
from time import process_time
from typing import Any

import pytest

from coupa_contract.drift.comparing import compare
from coupa_contract.drift.facts import Facts, PlaceFacts
from coupa_contract.drift.openapi import facts_of_openapi
from coupa_contract.drift.swagger import facts_of_swagger

JSON = "application/json"
HEADER = {"$ref": "#/definitions/InvoiceHeader"}


def export(**properties: Any) -> dict[str, Any]:
    """A release of a vendor's export: an invoice with these members beside its usual ones."""
    return {
        "swagger": "2.0",
        "basePath": "/api",
        "paths": {
            "/invoices": {
                "get": {
                    "operationId": "getInvoices",
                    "produces": [JSON, "application/xml"],
                    "parameters": [
                        {"name": "limit", "in": "query", "type": "integer", "default": 50},
                        {"name": "status[in]", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "csv"},
                        {"$ref": "#/parameters/Tenant"},
                    ],
                    "responses": {"200": {"$ref": "#/responses/Invoices"}, "default": {"description": "Any refusal."}},
                },
                "post": {
                    "parameters": [{"name": "body", "in": "body", "required": True, "schema": HEADER}],
                    "responses": {"201": {"description": "", "schema": HEADER}},
                },
            },
            "/invoices/{id}/image_scan": {
                "put": {
                    "consumes": ["multipart/form-data"],
                    "parameters": [
                        {"name": "file", "in": "formData", "type": "file", "required": True},
                        {"name": "note", "in": "formData", "type": "string", "maxLength": 9},
                    ],
                    "responses": {"204": {"description": ""}},
                }
            },
        },
        "parameters": {"Tenant": {"name": "X-Tenant", "in": "header", "type": "string", "required": True}},
        "responses": {
            "Invoices": {
                "description": "",
                "headers": {"X-Total": {"type": "string", "format": "int32"}},
                "schema": {"type": "array", "items": HEADER},
            }
        },
        "definitions": {
            "InvoiceHeader": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "integer", "format": "int32"},
                    "total": {"type": "string", "format": "decimal"},
                    "note": {"type": "string", "x-nullable": True},
                    "lines": {"type": "array", "items": {"$ref": "#/definitions/InvoiceLine"}},
                    **properties,
                },
            },
            "InvoiceLine": {"type": "object", "properties": {"id": {"type": "integer"}, "invoice-header": HEADER}},
        },
    }


def places(**properties: Any) -> dict[str, PlaceFacts]:
    """The places of the list of invoices."""
    return dict(facts(export(**properties)).operations["getInvoices"].answers["200", JSON].places)


def facts(document: dict[str, Any]) -> Facts:
    """What an export says."""
    return facts_of_swagger(document, "R38")


def test_an_export_is_read_like_any_document() -> None:
    """Answers, request bodies, forms, headers and parameters, references followed."""
    found = facts(export())
    listed, made, scan = found.operations.values()
    assert (listed.id, made.id, scan.id) == ("getInvoices", "POST /invoices", "PUT /invoices/{id}/image_scan")
    assert list(listed.answers) == [("200", JSON), ("200", "application/xml"), ("default", "")]
    assert (listed.page_size, list(listed.parameters)) == (50, ["limit", "status[in]", "X-Tenant"])
    assert (listed.parameters["X-Tenant"].where, listed.parameters["X-Tenant"].required) == ("header", True)
    assert list(listed.parameters["status[in]"].place.types) == ["array"]
    assert list(listed.answers["200", JSON].headers["x-total"].forms) == ["integer"]
    assert (list(made.request)[:2], made.answers["201", JSON].places[""].names) == (["", "/id"], ("InvoiceHeader",))
    assert [(name, each.required) for name, each in scan.request.items()] == [("", None), ("/file", True), ("/note", False)]
    assert found.incomparable == ()


def test_places_of_an_export() -> None:
    """Decimals in texts, `x-nullable`, presence, and where it stands."""
    found = places()
    assert (set(found["/*/total"].forms), found["/*/note"].null, found["/*/id"].required) == ({"decimal", "integer"}, True, True)
    assert found["/*/total"].source == "/definitions/InvoiceHeader/properties/total"
    assert found["/*/lines/*"].names == ("InvoiceLine",)


def test_a_cycle_is_cut_without_a_word() -> None:
    """A line refers to its invoice, as its name says."""
    assert places()["/*/lines/*/invoice-header"].cut
    assert facts(export()).incomparable == ()


def test_a_member_that_can_hardly_be_an_invoice_is_not_compared() -> None:
    """A generator wrote the name of the document's own object where another is meant."""
    wrong = {"currency": HEADER, "created-by": HEADER, "original-invoice": HEADER, "parent": HEADER}
    (sentence,) = facts(export(**wrong)).incomparable
    assert "`currency`, `created-by` refer to InvoiceHeader itself" in sentence
    found = places(**wrong)
    assert (dict(found["/*/currency"].types), found["/*/currency"].cut) == ({}, True)
    assert list(found["/*/parent"].types) == ["object"]
    mended = export(currency={"type": "object", "properties": {"code": {"type": "string"}}})
    assert compare(facts(export(currency=HEADER)), facts(mended)).drifts == ()


@pytest.mark.parametrize(
    ("member", "types", "told"),
    [
        ({"$ref": "#/definitions/Nowhere"}, [], "leads nowhere"),
        ({"$ref": "Supplier"}, [], "outside the document"),
        ({"type": "Money"}, [], "no type of JSON"),
        ({"type": "string", "enum": ["a", 1, None]}, ["string"], ""),
        ({"type": "string", "enum": [1, 2]}, ["string"], "None of the values"),
        ({"type": "string", "format": "double"}, ["string"], ""),
        ({"type": "any"}, [], ""),
        ({"allOf": [{"$ref": "#/definitions/InvoiceLine"}], "x-nullable": True}, ["object"], ""),
        ({"properties": {"id": {"type": "integer"}}}, ["object"], ""),
        (None, None, ""),
        ([], None, ""),
    ],
)
def test_faults_of_generators(member: Any, types: list[str] | None, told: str) -> None:
    """Are told where something cannot be compared, and break nothing."""
    found = facts(export(odd=member))
    place = found.operations["getInvoices"].answers["200", JSON].places.get("/*/odd")
    assert (list(place.types) if place else None) == types
    assert [told in sentence for sentence in found.incomparable] == ([True] if told else [])


def test_a_member_that_says_of_itself_that_it_is_required() -> None:
    """As old generators write it."""
    assert places(due={"type": "string", "required": True})["/*/due"].required


def test_two_releases_are_compared() -> None:
    """What is new, gone, or of another type; the same release has no drift."""
    old, new = export(code={"type": "string", "format": "date"}), export(code={"type": "boolean"}, paid={"type": "boolean"})
    assert compare(facts(old), facts(copy.deepcopy(old))).drifts == ()
    rules = {each.rule for each in compare(facts(old), facts(new)).drifts}
    assert {"response-type-changed", "request-type-changed", "response-member-appeared"} <= rules


def test_an_export_is_compared_with_a_document_of_openapi_3() -> None:
    """Operations are paired by method and path; the base path and the names of variables do not matter."""
    document = {
        "openapi": "3.0.0",
        "paths": {
            "/api/invoices": {
                "get": {
                    "operationId": "listInvoices",
                    "responses": {
                        "200": {"content": {JSON: {"schema": {"type": "array", "items": {"$ref": "#/definitions/InvoiceHeader"}}}}}
                    },
                }
            }
        },
        "definitions": {**export()["definitions"], "InvoiceLine": {"type": "object", "properties": {"id": {"type": "string"}}}},
    }
    drifts = compare(facts(export()), facts_of_openapi(document, "a document")).drifts
    assert "response-type-changed" in {each.rule for each in drifts}


def test_examples_of_an_export() -> None:
    """Those of a response by media type, and those within schemas."""
    document = export(code={"type": "integer", "example": "x"})
    document["responses"]["Invoices"]["examples"] = {JSON: [{"id": "one"}]}
    found = facts(document).operations
    assert [fault.pointer for fault in found["getInvoices"].examples] == [
        f"/responses/Invoices/examples/{JSON.replace('/', '~1')}/0/id",
        "/definitions/InvoiceHeader/properties/code/example",
    ]
    assert found["POST /invoices"].examples == ()  # told already


def test_a_large_export_is_read_quickly() -> None:
    """Three hundred members in each of twenty definitions that refer to one another."""
    names = [f"Thing{number}" for number in range(20)]
    scalars = {f"member-{number}": {"type": "string", "maxLength": 255} for number in range(300)}
    document = export(**{name.lower(): {"$ref": f"#/definitions/{name}"} for name in names})
    for name in names:
        references = {f"{each.lower()}-of": {"$ref": f"#/definitions/{each}"} for each in names}
        document["definitions"][name] = {"type": "object", "properties": {**scalars, **references}}
    start = process_time()
    found = facts(document)
    assert process_time() - start < 8  # 0.8 s on an idle machine
    assert "more than 5,000 places" in " ".join(found.incomparable)
    assert compare(found, facts(copy.deepcopy(document))).drifts == ()
