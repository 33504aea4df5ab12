"""The document is valid, and keeps the conventions that the code relies on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

METHODS = {"get", "put", "patch", "post", "delete"}
OPERATORS = {"", "not_eq", "gt", "lt", "gt_or_eq", "lt_or_eq", "in", "not_in", "contains", "starts_with", "ends_with", "blank"}
KINDS = {"integer", "string", "text", "timestamp", "date", "boolean", "decimal", "enum"}


def walk(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        yield from walk(value, (*path, str(key)))


def resolved(document: Any, node: Any) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def operations(document: Any) -> dict[str, dict[str, Any]]:
    return {node["operationId"]: node for item in document["paths"].values() for method, node in item.items() if method in METHODS}


def conditions(document: Any) -> list[dict[str, Any]]:
    listed = [resolved(document, node) for node in operations(document)["listInvoices"]["parameters"]]
    return [node for node in listed if "x-attribute" in node]


def errors(document: Any, schema: Any, value: Any) -> list[str]:
    whole = {"$ref": "#/schema", "schema": schema, "components": document["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [error.message for error in validator.iter_errors(value)]


def test_document_is_valid(document: Any) -> None:
    """The document is valid OpenAPI 3.1."""
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_there_are_the_twelve_operations(document: Any) -> None:
    """The operations are those of the table, under the names that the project uses."""
    assert set(operations(document)) == {
        "listInvoices",
        "showInvoice",
        "updateInvoice",
        "patchInvoice",
        "submitInvoice",
        "voidInvoice",
        "disputeInvoice",
        "flipInvoiceToAdvanceShipNotice",
        "updateInvoiceImageScan",
        "retrieveInvoiceImageScan",
        "updateInvoiceLineAccounts",
        "submitNewInvoiceForApproval",
    }


def test_every_reference_resolves(document: Any) -> None:
    """Each `$ref` leads to something in the document."""
    references = [node for _, node in walk(document) if isinstance(node, dict) and isinstance(node.get("$ref"), str)]
    assert len(references) > 300
    for node in references:
        assert node["$ref"].startswith("#/components/")
        assert resolved(document, node) is not None


def test_every_operation_says_what_it_may_do(document: Any) -> None:
    """Each operation has an effect, the scopes it needs, and all of the answers that are known."""
    granted = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    for name, node in operations(document).items():
        assert node["x-effect"] in {"reads", "updates", "acts", "probes"}, name
        scopes = [scope for choice in node["security"] for scope in choice["oauth2"]]
        assert scopes, name
        assert set(scopes) <= set(granted), name
        assert {"200", "400", "401", "403", "404", "406", "429", "default"} <= set(node["responses"]), name
        assert ("415" in node["responses"]) == ("requestBody" in node), name


def test_reads_are_the_only_harmless_operations(document: Any) -> None:
    """A GET reads, except for the one that nobody has explained; whatever writes says so."""
    for item in document["paths"].values():
        for method, node in item.items():
            if method in METHODS:
                effects = {"reads", "probes"} if method == "get" else {"updates", "acts"}
                assert node["x-effect"] in effects, node["operationId"]
    probe = operations(document)["submitNewInvoiceForApproval"]
    assert (probe["x-effect"], probe["deprecated"]) == ("probes", True)


def test_known_answers_that_bind_nobody_say_so(document: Any) -> None:
    """The statuses that only the facts know are marked `should`."""
    answers = document["components"]["responses"]
    assert {name for name, node in answers.items() if node.get("x-level") == "should"} == {
        "NotAcceptable",
        "UnsupportedMediaType",
        "TooManyRequests",
    }


def test_examples_are_valid(document: Any) -> None:
    """Each example of a body validates against its schema, formats included."""
    seen = 0
    for _, node in walk(document):
        if isinstance(node, dict) and "schema" in node and "examples" in node:
            for name, example in node["examples"].items():
                seen += 1
                assert errors(document, node["schema"], resolved(document, example)["value"]) == [], name
    assert seen >= 8


def test_parameter_examples_are_valid(document: Any) -> None:
    """Each example of a parameter validates against its schema, and one of `fields` is JSON."""
    seen = [node for node in document["components"]["parameters"].values() if "example" in node]
    assert seen
    for node in seen:
        assert errors(document, node["schema"], node["example"]) == [], node["name"]
    assert json.loads(document["components"]["parameters"]["fields"]["example"])


@pytest.mark.parametrize("value", ['["id"]', '["id",{"custom_fields":{}}]', '[{"invoice_lines":["id","line-num"]},"status"]'])
def test_fields_takes_json_arrays_of_names(document: Any, value: str) -> None:
    """`fields` takes names and nested names."""
    assert errors(document, document["components"]["parameters"]["fields"]["schema"], value) == []


@pytest.mark.parametrize("value", ["[]", "id", '["id"', '["id",]', '{"id":1}', '["id"]]', '["id" ]'])
def test_fields_takes_nothing_else(document: Any, value: str) -> None:
    """`fields` takes no other text."""
    assert errors(document, document["components"]["parameters"]["fields"]["schema"], value)


def test_links_lead_to_operations(document: Any) -> None:
    """Each link names an operation and a parameter that it has; a list leads by way of show and update to the actions."""
    known = operations(document)
    links = document["components"]["links"]
    for link in links.values():
        assert link["operationId"] in known
        assert set(link["parameters"]) == {"id"}

    def followed(operation: str) -> set[str]:
        answer = resolved(document, known[operation]["responses"]["200"])
        return {resolved(document, node)["operationId"] for node in answer.get("links", {}).values()}

    assert followed("listInvoices") == {"showInvoice"}
    assert {"updateInvoice", "patchInvoice"} <= followed("showInvoice")
    assert {"submitInvoice", "disputeInvoice", "voidInvoice"} <= followed("updateInvoice")


def test_no_schema_uses_multiple_of(document: Any) -> None:
    """Precision is a named format: `multipleOf` fails on binary fractions."""
    assert [path for path, node in walk(document) if isinstance(node, dict) and "multipleOf" in node] == []


def test_precision_has_one_spelling(document: Any) -> None:
    """Each named precision reads decimal(digits,scale) and stands beside a decimal."""
    scalars = {"#/components/schemas/Decimal", "#/components/schemas/DecimalOrNull"}
    named = [
        node for path, node in walk(document) if "schemas" in path and isinstance(node, dict) and "decimal(" in str(node.get("format", ""))
    ]
    assert len(named) > 15
    for node in named:
        assert re.fullmatch(r"decimal\(\d+,\d+\)", node["format"])
        assert node["$ref"] in scalars


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Decimal", "decimal"),
        ("DecimalOrNull", "decimal"),
        ("Float", "float"),
        ("FloatOrNull", "float"),
        ("Timestamp", "timestamp"),
        ("TimestampOrNull", "timestamp"),
        ("DateOrTimestamp", "date-or-timestamp"),
        ("DateOrTimestampOrNull", "date-or-timestamp"),
        ("Date", "date"),
        ("DateOrNull", "date"),
        ("Identifier", "identifier"),
        ("IdentifierOrNull", "identifier"),
        ("Flag", "flag"),
    ],
)
def test_scalars_are_components(document: Any, name: str, kind: str) -> None:
    """What a dialect changes is a named component that says what it holds; only the nullable form takes null."""
    schema = document["components"]["schemas"][name]
    assert schema["x-kind"] == kind
    assert (errors(document, schema, None) == []) == name.endswith("OrNull")


def test_amounts_and_times_are_scalars(document: Any) -> None:
    """No member has a number or a timestamp of its own, which a dialect would miss."""
    for path, node in walk(document["components"]["schemas"]):
        if len(path) > 1 and path[-2:-1] == ("properties",) and isinstance(node, dict):
            assert node.get("type") != "number", path
            assert node.get("format") not in {"date", "date-time"}, path


def reachable(document: Any, holder: Any) -> Iterator[Any]:
    """Every schema below a request body or a response."""
    waiting, seen = [holder], set[int]()
    while waiting:
        node = resolved(document, waiting.pop())
        if id(node) in seen or not isinstance(node, dict | list):
            continue
        seen.add(id(node))
        if isinstance(node, dict) and "properties" in node:
            yield node
        waiting += node.values() if isinstance(node, dict) else node


def test_answers_are_open(document: Any) -> None:
    """No schema of an answer forbids further members: new releases and custom fields bring them."""
    found = [schema for node in operations(document).values() for schema in reachable(document, node["responses"])]
    assert found
    assert [schema for schema in found if schema.get("additionalProperties") is False or "unevaluatedProperties" in schema] == []


def test_requests_are_closed(document: Any) -> None:
    """Each schema of a request names all that is sent, so that nothing else is drawn."""
    found = [schema for node in operations(document).values() for schema in reachable(document, node.get("requestBody", {}))]
    assert found
    assert [schema for schema in found if schema.get("additionalProperties") is not False] == []


def test_conditions_say_what_they_test(document: Any) -> None:
    """Each condition names its attribute, operator and kind, and is called by them."""
    found = conditions(document)
    assert len(found) > 90
    for node in found:
        operator = node["x-operator"]
        assert operator in OPERATORS, node["name"]
        assert node["x-kind"] in KINDS, node["name"]
        assert node["name"] == node["x-attribute"] + (f"[{operator}]" if operator else "")


def test_conditions_suit_their_kind(document: Any) -> None:
    """Text operators are for strings, comparisons for what has an order, lists go out with commas."""
    for node in conditions(document):
        operator, kind = node["x-operator"], node["x-kind"]
        if operator in {"contains", "starts_with", "ends_with"}:
            assert kind == "string", node["name"]
        if operator in {"gt", "lt", "gt_or_eq", "lt_or_eq"}:
            assert kind in {"integer", "decimal", "string", "timestamp", "date"}, node["name"]
        if operator == "blank":
            assert kind not in {"timestamp", "date"}, node["name"]
        listed = operator in {"in", "not_in"}
        assert (resolved(document, node["schema"])["type"] == "array") == listed, node["name"]
        assert (node.get("explode") is False) == listed, node["name"]


def test_conditions_test_members_of_the_invoice(document: Any) -> None:
    """Each condition's attribute is a path to a member that an answer can have."""

    def members(node: Any) -> dict[str, Any]:
        node = resolved(document, node)
        found = dict(node.get("properties", {}))
        for branch in [*node.get("anyOf", []), *([node["items"]] if "items" in node else [])]:
            found |= members(branch)
        return found

    for node in conditions(document):
        schema: Any = {"$ref": "#/components/schemas/Invoice"}
        for step in re.findall(r"[\w-]+", node["x-attribute"]):
            assert step in members(schema), node["name"]
            schema = members(schema)[step]


def test_every_parameter_is_used_by_an_operation(document: Any) -> None:
    """No condition was forgotten in the list of the operation."""
    used = {node["$ref"] for _, node in walk(document["paths"]) if isinstance(node, dict) and "/parameters/" in str(node.get("$ref"))}
    assert used == {f"#/components/parameters/{name}" for name in document["components"]["parameters"]}


def test_what_cannot_be_taken_back_is_marked(document: Any) -> None:
    """Payments and the export flag are marked wherever they are sent, and nothing else of a change is."""
    change = document["components"]["schemas"]["InvoiceChange"]["properties"]
    marked = {name for name, node in change.items() if node.get("x-irreversible")}
    assert marked == {"paid", "payments", "payment-date", "payment-notes"}
    assert document["components"]["parameters"]["exported-command"]["x-irreversible"] is True
    assert "exported" not in change


def test_a_change_names_the_records_that_it_changes(document: Any) -> None:
    """A nested record in a change needs its id: without one it would be added. A payment can only be added."""
    change = document["components"]["schemas"]["InvoiceChange"]["properties"]
    nested = {name: resolved(document, node["items"]) for name, node in change.items() if "items" in node}
    assert {name for name, schema in nested.items() if schema["required"] == ["id"]} == set(nested) - {"payments"}


def test_disputed_access_is_the_only_one(document: Any) -> None:
    """Whether a member can be written is known, or disputed between the sources; what is sent and called read-only is disputed."""
    invoice = document["components"]["schemas"]["Invoice"]["properties"]
    assert {node["x-access"] for _, node in walk(document) if isinstance(node, dict) and "x-access" in node} == {"disputed"}
    for name in ("paid", "payments", "exported", "supplier-total"):
        assert invoice[name]["x-access"] == "disputed"
    for name in ("id", "created-at", "created-by", "status"):
        assert invoice[name]["readOnly"], name
        assert "x-access" not in invoice[name], name


def test_what_is_sent_is_not_read_only(document: Any) -> None:
    """No request asks for a member that answers mark as read-only."""
    schemas = document["components"]["schemas"]
    for request, answer in [("InvoiceChange", "Invoice"), ("InvoiceLineChange", "InvoiceLine")]:
        for name in schemas[request]["properties"]:
            if name != "id":
                assert not schemas[answer]["properties"][name].get("readOnly"), name


def test_no_key_comes_twice() -> None:
    """The text of the document has no key twice, which YAML readers pass over in silence."""

    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"line {node.start_mark.line + 1}: {[key for key in keys if keys.count(key) > 1]}"
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    text = (Path(__file__).parents[3] / "spec" / "openapi.yaml").read_text("utf-8")
    assert yaml.load(text, Strict)["openapi"].startswith("3.1.")  # noqa: S506 - a subclass of the safe loader
