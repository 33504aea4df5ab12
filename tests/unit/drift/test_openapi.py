"""Any OpenAPI 3 document becomes facts: schemas laid over one another, alternatives united, cycles cut."""

from __future__ import annotations

from typing import Any

import pytest

from coupa_contract.drift.facts import Facts, PlaceFacts
from coupa_contract.drift.openapi import facts_of_openapi
from coupa_contract.drift.shape import Bounds

INF = float("inf")
JSON = "application/json"


def facts(schema: Any = None, version: str = "3.1.0", components: Any = None, **operation: Any) -> Facts:
    """The facts of a document with one operation that answers a body of this schema."""
    answer = {"200": {"description": "", "content": {JSON: {"schema": schema}}}} if schema is not None else {}
    document = {
        "openapi": version,
        "paths": {"/invoices/{id}": {"get": {"operationId": "show", "responses": answer, **operation}}},
        "components": {"schemas": components or {}},
    }
    return facts_of_openapi(document, "a release")


def places(schema: Any, version: str = "3.1.0", **components: Any) -> dict[str, PlaceFacts]:
    """The places of the body."""
    return dict(facts(schema, version, components).operations["show"].answers["200", JSON].places)


def place(schema: Any, version: str = "3.1.0", **components: Any) -> PlaceFacts:
    """What the document says of a member of that schema."""
    return places({"type": "object", "properties": {"a": schema}}, version, **components)["/a"]


def types(found: PlaceFacts) -> tuple[list[str], bool]:
    """Its types, and whether it may be null."""
    return list(found.types), found.null


@pytest.mark.parametrize(
    ("schema", "version", "expected"),
    [
        ({"type": "string"}, "3.1.0", (["string"], False)),
        ({"type": ["number", "null"]}, "3.1.0", (["number"], True)),
        ({"type": "string", "nullable": True}, "3.0.3", (["string"], True)),
        ({"$ref": "#/components/schemas/A", "nullable": True}, "3.0.3", (["string"], True)),
        ({"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": True}, "3.0.3", (["string"], True)),
        ({"anyOf": [{"type": "object"}, {"type": "integer"}, {"type": "null"}]}, "3.1.0", (["integer", "object"], True)),
        ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, "3.1.0", (["number"], False)),
        ({"allOf": [{"type": ["string", "integer"]}, {"type": ["integer", "null"]}]}, "3.1.0", (["integer"], False)),
        ({"enum": ["a", 1, None]}, "3.1.0", (["integer", "string"], True)),
        ({"const": True}, "3.1.0", (["boolean"], False)),
        ({}, "3.1.0", ([], True)),
        (True, "3.1.0", ([], True)),
        ({"properties": {"b": {}}}, "3.0.0", (["object"], False)),
        ({"items": {}}, "3.1.0", (["array"], True)),
        ({"if": {"type": "string"}, "then": {"type": "number"}}, "3.1.0", ([], True)),
    ],
)
def test_types_and_null(schema: Any, version: str, expected: tuple[list[str], bool]) -> None:
    """All of `allOf`, any of `anyOf` and `oneOf`; `nullable` beside a reference is meant as it is written; empty is anything."""
    assert types(place(schema, version, A={"type": "string"})) == expected


@pytest.mark.parametrize(
    ("schema", "forms"),
    [
        ({"format": "date"}, {"date"}),
        ({"format": "date-time"}, {"timestamp-z", "timestamp-offset"}),
        ({"anyOf": [{"format": "date"}, {"format": "date-time"}]}, {"date", "timestamp-z", "timestamp-offset"}),
        ({"anyOf": [{"format": "email"}, {"const": ""}]}, {"email", "empty"}),
        ({"anyOf": [{"format": "email"}, {"maxLength": 3}]}, set()),
        ({"format": "uuid"}, {"uuid"}),
        ({"format": "uri"}, {"uri"}),
        ({"format": "decimal(30,4)"}, {"decimal", "integer"}),
        ({"format": "double"}, {"decimal", "integer"}),
        ({"format": "byte"}, set()),
        ({"pattern": r"^-?\d+(\.\d+)?$"}, {"decimal", "integer"}),
        ({"pattern": r"^\d+$"}, {"integer"}),
        ({"pattern": r"^\d{4}-\d{2}-\d{2}$"}, {"date"}),
        ({"pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}, {"timestamp-z"}),
        ({"pattern": "^(true|false)$"}, {"boolean"}),
        ({"pattern": "^[A-Z]{3}$"}, {"text"}),
        ({"pattern": r"^INV-\d{9}$"}, set()),
        ({"pattern": "^.*$"}, set()),
        ({"pattern": "(((("}, set()),
        ({"pattern": "^(a+)+$"}, {"text"}),
        ({"format": "date-time", "pattern": "Z$"}, {"timestamp-z"}),
        ({"enum": ["a", ""]}, {"text", "empty"}),
    ],
)
def test_forms_of_texts(schema: Any, forms: set[str]) -> None:
    """Formats, and patterns by what they let through; empty is any."""
    assert set(place({"type": "string", **schema}).forms) == forms


def test_a_pattern_that_only_refuses_nothing_is_a_length() -> None:
    """Any text but the empty one."""
    found = place({"type": "string", "pattern": "^[^\\u0000-\\u001F]+$", "maxLength": 9})
    assert (dict(found.forms), found.length) == ({}, Bounds(1, 9))


@pytest.mark.parametrize(
    ("schema", "name", "expected"),
    [
        ({"type": "string", "minLength": 2, "maxLength": 9}, "length", Bounds(2, 9)),
        ({"type": "string", "minLength": 2}, "length", Bounds(2, INF)),
        ({"type": "integer", "minimum": 1}, "value", Bounds(1, INF)),
        ({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9}, "value", Bounds(1, 8)),
        ({"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 9}, "value", Bounds(1, 9)),
        ({"type": "number", "exclusiveMinimum": 0}, "value", Bounds(0, INF)),
        ({"type": "integer", "enum": [3, 1]}, "value", Bounds(1, 3)),
        ({"type": "array", "minItems": 1, "maxItems": 3}, "size", Bounds(1, 3)),
        ({"type": "number", "format": "decimal(30,4)"}, "digits", Bounds(0, 30)),
        ({"type": "number", "format": "decimal(30,4)"}, "places", Bounds(0, 4)),
        ({"type": "number", "multipleOf": 0.01}, "places", Bounds(0, 2)),
        ({"type": "number", "multipleOf": 5}, "places", None),
        ({"type": "number", "multipleOf": 1}, "places", Bounds(0, 0)),
        ({"anyOf": [{"type": "string", "maxLength": 5}, {"type": "string", "maxLength": 9}]}, "length", Bounds(0, 9)),
        ({"anyOf": [{"type": "string", "maxLength": 5}, {"type": "string"}]}, "length", None),
        ({"anyOf": [{"type": "string", "maxLength": 5}, {"type": "integer"}]}, "length", Bounds(0, 5)),
        ({"allOf": [{"type": "string", "maxLength": 5}, {"maxLength": 9}]}, "length", Bounds(0, 5)),
        ({"type": "integer", "maxLength": 5}, "length", None),
        ({"type": "number", "minimum": 1e400}, "value", None),
        ({"type": "number", "minimum": "low"}, "value", None),
    ],
)
def test_bounds(schema: Any, name: str, expected: Bounds | None) -> None:
    """Of lengths, values, digits and sizes; of alternatives the wider, of all together the tighter."""
    assert getattr(place(schema), name) == expected


def test_words_are_those_listed() -> None:
    """United over alternatives of texts; unknown as soon as one permits any text; only texts are words."""
    assert set(place({"type": "string", "enum": ["a", "b"]}).words or ()) == {"a", "b"}
    assert set(place({"oneOf": [{"enum": ["a"]}, {"const": "b"}, {"type": "integer"}]}).words or ()) == {"a", "b"}
    assert place({"oneOf": [{"enum": ["a"]}, {"type": "string"}]}).words is None
    assert place({"enum": [1, 2]}).words is None


def test_presence() -> None:
    """`allOf` adds up, alternatives have in common."""
    both = {"allOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {each: {"type": "string"} for each in "abc"}}
    assert [places(both)[each].required for each in ("/a", "/b", "/c")] == [True, True, False]
    one = {"type": "object", "required": ["a", "b"], "properties": {"a": {}, "b": {}}}
    other = {"type": "object", "required": ["a"], "properties": {"a": {}, "c": {}}}
    found = places({"oneOf": [one, other]})
    assert [found[each].required for each in ("/a", "/b", "/c")] == [True, False, False]
    assert (found[""].variants, found[""].required) == (2, None)


def test_members_of_alternatives_are_united() -> None:
    """A member that two of them describe may be what either says; one in all of `allOf` must be what all say."""
    text, number = ({"type": "object", "properties": {"a": {"type": each}}} for each in ("string", "number"))
    assert types(places({"anyOf": [text, number]})["/a"]) == (["number", "string"], False)
    named = {"type": "object", "properties": {"a": {"maxLength": 3}}}
    assert places({"allOf": [text, named]})["/a"].length == Bounds(0, 3)


def test_what_holds_under_a_condition_is_optional() -> None:
    """A member of `then` or `else` can be there; one that is described without a condition stays as it is."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "if": {"properties": {"a": {"const": "x"}}},
        "then": {"properties": {"a": {"const": "x"}, "b": {"type": "string"}}, "required": ["b"]},
        "else": {"properties": {"b": {"type": "integer"}, "c": {"type": "integer"}}},
    }
    found = places(schema)
    assert (found["/a"].words, found["/b"].required, types(found["/b"])) == (None, False, (["integer", "string"], False))
    assert types(found["/c"]) == (["integer"], False)
    within = {"allOf": [{"if": {}, "then": {"properties": {"a": {"const": "x"}}}}, {"properties": {"a": {"type": "string"}}}]}
    assert places(within)["/a"].words is None


def test_maps() -> None:
    """Values of further members go by `{}`; an object that names members beside them is no map."""
    found = places({"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": r"^\d+$"}})
    assert (found[""].is_map, list(found["/{}"].types), list(found[""].keys)) == (True, ["integer"], ["integer"])
    found = places({"type": "object", "properties": {"id": {}}, "additionalProperties": {}})
    assert (found[""].is_map, found[""].more, types(found["/{}"])) == (False, True, ([], True))
    found = places({"type": "object", "patternProperties": {"^x-": {"type": "string"}}})
    assert (found[""].is_map, list(found["/{}"].types)) == (True, ["string"])
    closed = ({}, {"additionalProperties": False}, {"unevaluatedProperties": False})
    assert [places({"type": "object", **each})[""].open for each in closed] == [True, False, False]


def test_items() -> None:
    """Of `items` and `prefixItems` alike."""
    found = places({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}})
    assert types(found["/*"]) == (["integer", "string"], False)


def test_names_are_escaped_in_pointers() -> None:
    """As in any JSON pointer."""
    found = places({"type": "object", "properties": {"a/b~c": {"type": "string"}}})
    assert list(found) == ["", "/a~1b~0c"]
    assert found["/a~1b~0c"].source.endswith("/properties/a~1b~0c")


def test_a_place_names_its_components_and_its_source() -> None:
    """The node under `properties`, though it be only a reference; components nearest first."""
    components = {
        "Invoice": {"type": "object", "properties": {"total": {"$ref": "#/components/schemas/Money"}}},
        "Money": {"$ref": "#/components/schemas/Decimal"},
        "Decimal": {"type": "number", "x-kind": "decimal", "deprecated": True},
    }
    found = places({"$ref": "#/components/schemas/Invoice"}, **components)
    total = found["/total"]
    assert (total.names, total.kind, total.deprecated) == (("Money", "Decimal"), "decimal", True)
    assert total.source == "/components/schemas/Invoice/properties/total"
    assert (found[""].names, found[""].source) == (
        ("Invoice",),
        "/paths/~1invoices~1{id}/get/responses/200/content/application~1json/schema",
    )


def test_a_cycle_is_cut() -> None:
    """What repeats a schema that it is part of is described, and what is below it is not."""
    components = {"Node": {"type": "object", "properties": {"id": {"type": "integer"}, "parent": {"$ref": "#/components/schemas/Node"}}}}
    found = places({"$ref": "#/components/schemas/Node"}, **components)
    assert (list(found), found["/parent"].cut, list(found["/parent"].types)) == (["", "/id", "/parent"], True, ["object"])


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/A"},
        {"allOf": [{"$ref": "#/components/schemas/A"}]},
        {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}]},
    ],
)
def test_a_schema_that_is_made_of_itself_is_anything(schema: Any) -> None:
    """And ends."""
    assert place({"$ref": "#/components/schemas/A"}, A=schema).null in {True, False}


def test_what_lies_too_deep_is_cut() -> None:
    """After twelve segments."""
    schema: Any = {"type": "string"}
    for _ in range(30):
        schema = {"type": "object", "properties": {"a": schema}}
    found = places(schema)
    assert (len(found), found["/a" * 12].cut) == (13, True)


def test_a_body_of_too_many_places_is_cut_and_told() -> None:
    """A document in which everything refers to everything else takes no longer than another."""
    names = [f"C{number}" for number in range(30)]
    components = {
        each: {"type": "object", "properties": {name: {"$ref": f"#/components/schemas/{name}"} for name in names}} for each in names
    }
    found = facts({"$ref": "#/components/schemas/C0"}, components=components)
    assert len(found.operations["show"].answers["200", JSON].places) <= 5_000
    assert any("more than 5,000 places" in sentence for sentence in found.incomparable)


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"$ref": "#/components/schemas/Nowhere"}, "leads nowhere"),
        ({"$ref": "other.yaml#/A"}, "outside the document"),
        ({"type": "Money"}, "`type: Money`"),
        ({"type": "string", "enum": [1, 2]}, "None of the values"),
    ],
)
def test_what_cannot_be_understood_is_told(schema: Any, told: str) -> None:
    """In a sentence, and everything else is compared."""
    found = facts({"type": "object", "properties": {"a": schema, "b": {"type": "string"}}})
    assert len(found.incomparable) == 1
    assert told in found.incomparable[0]
    assert "/b" in found.operations["show"].answers["200", JSON].places


def test_a_reference_that_leads_nowhere_says_nothing_of_its_place() -> None:
    """So that nothing is concluded when it is mended."""
    found = place({"$ref": "#/components/schemas/Nowhere"})
    assert (dict(found.types), found.null, found.cut) == ({}, False, True)


def test_references_are_followed_as_they_are_written_in_uris() -> None:
    """With percent signs, and through other references."""
    components = {"A B": {"type": "string"}, "C": {"$ref": "#/components/schemas/D"}, "D": {"properties": {"x": {"type": "integer"}}}}
    assert list(place({"$ref": "#/components/schemas/A%20B"}, **components).types) == ["string"]
    assert list(place({"$ref": "#/components/schemas/C/properties/x"}, **components).types) == ["integer"]


def test_answers_go_by_status_and_media_type() -> None:
    """Keys as they are written, media types without parameters; an answer without content has none."""
    body = {"schema": {"type": "string"}}
    responses = {
        "200": {"description": "", "content": {"application/json; charset=utf-8": body, "application/pdf": body, "*/*": {}}},
        "4xx": {"description": "", "headers": {"X-Id": {"required": True, "schema": {"type": "string", "format": "uuid"}}}},
        "default": {"$ref": "#/components/responses/Lost"},
    }
    found = facts(responses=responses)
    answers = found.operations["show"].answers
    assert list(answers) == [("200", JSON), ("200", "application/pdf"), ("200", "*/*"), ("4XX", "")]
    header = answers["4XX", ""].headers["x-id"]
    assert (header.required, list(header.forms)) == (True, ["uuid"])
    assert "leads nowhere" in found.incomparable[0]
    assert answers["200", "*/*"].places == {}


def test_a_request_is_json_if_it_can_be() -> None:
    """Else a form."""
    content = {"application/xml": {"schema": {"type": "string"}}, JSON: {"schema": {"type": "object"}}}
    assert list(facts(requestBody={"content": content}).operations["show"].request[""].types) == ["object"]
    form = {"multipart/form-data": {"schema": {"type": "object", "properties": {"file": {"type": "string"}}}}}
    assert list(facts(requestBody={"content": form}).operations["show"].request) == ["", "/file"]


def test_parameters() -> None:
    """Those of a path by their position, as their names never leave the document; the operation's own replace its path's."""
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "q", "in": "query", "deprecated": True, "content": {JSON: {"schema": {"type": "object"}}}},
        {"name": "limit", "in": "query", "schema": {"$ref": "#/components/schemas/Limit"}},
    ]
    found = facts(parameters=parameters, components={"Limit": {"type": "integer", "default": 20}}).operations["show"]
    assert list(found.parameters) == ["{1}", "q", "limit"]
    assert (found.parameters["{1}"].required, found.parameters["q"].deprecated, found.page_size) == (True, True, 20)
    assert list(found.parameters["q"].place.types) == ["object"]


@pytest.mark.parametrize(
    ("parameters", "order"),
    [
        ([{"name": "order_by", "in": "query", "schema": {"default": "id"}}], ["ascending"]),
        (
            [{"name": "sort", "in": "query", "schema": {"default": "id"}}, {"name": "dir", "in": "query", "schema": {"default": "desc"}}],
            ["descending"],
        ),
        ([{"name": "order_by", "in": "query", "description": "By id, descending, unless said.", "schema": {}}], ["descending"]),
        ([{"name": "order_by", "in": "query", "schema": {}}], []),
    ],
)
def test_the_order_of_a_list_is_told_when_it_is_stated(parameters: Any, order: list[str]) -> None:
    """By a default or in words."""
    assert list(facts(parameters=parameters).operations["show"].order) == order


def test_the_end_of_an_operation() -> None:
    """Deprecated, and until when."""
    found = facts(deprecated=True, **{"x-sunset": "2027-01-31"}).operations["show"]
    assert (found.deprecated, found.sunset, found.method, found.path) == (True, "2027-01-31", "GET", "/invoices/{id}")
    assert found.source == "/paths/~1invoices~1{id}/get"


def test_operations_without_an_id_or_with_that_of_another() -> None:
    """Go by method and path, and the second is told."""
    paths = {"/a": {"get": {"operationId": "x"}, "put": {}}, "/b": {"post": {"operationId": "x"}}, "/c": {"$ref": "#/x"}, "/d": None}
    found = facts_of_openapi({"openapi": "3.0.0", "paths": paths}, "a release")
    assert list(found.operations) == ["x", "PUT /a", "POST /b"]
    assert "Two operations are called x" in found.incomparable[0]


@pytest.mark.parametrize(
    ("version", "media"),
    [
        ("3.1.0", {"schema": {"type": "integer"}, "example": "x"}),
        ("3.1.0", {"schema": {"type": "integer"}, "examples": {"a": {"value": "x"}}}),
        ("3.1.0", {"schema": {"type": "integer", "examples": ["x"]}}),
        ("3.0.3", {"schema": {"type": "integer", "example": "x"}}),
        ("3.0.3", {"schema": {"$ref": "#/components/schemas/Old"}, "example": 0}),
    ],
)
def test_an_example_that_its_schema_refuses(version: str, media: Any) -> None:
    """Is told once, with what was due, wherever it stands."""
    old = {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "nullable": True}
    found = facts(version=version, components={"Old": old}, responses={"200": {"content": {JSON: media}}})
    (fault,) = found.operations["show"].examples
    assert fault.pointer.startswith("/paths/")
    assert (fault.expected != "", fault.seen != "") == (True, True)


def test_an_example_that_is_valid_is_not_told() -> None:
    """Not even null, where a document of 3.0 says that it may be."""
    media = {"schema": {"type": "string", "enum": ["a"], "nullable": True}, "examples": {"a": {"value": None}, "b": {"value": "a"}}}
    assert facts(version="3.0.3", responses={"200": {"content": {JSON: media}}}).operations["show"].examples == ()


@pytest.mark.parametrize(
    "junk", [None, 5, "text", [], ["x"], {"type": 5}, {"properties": []}, {"allOf": {}}, {"required": 5}, {"items": []}]
)
def test_junk_in_the_place_of_a_schema_says_nothing(junk: Any) -> None:
    """And breaks nothing."""
    found = facts({"type": "object", "properties": {"a": junk, "b": {"type": "string"}}})
    assert "/b" in found.operations["show"].answers["200", JSON].places
    assert facts(junk if junk is not None else 7, parameters=[junk], requestBody=junk).operations["show"].id == "show"
    assert facts(responses=junk).operations["show"].id == "show"
