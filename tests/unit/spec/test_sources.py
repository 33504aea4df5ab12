"""Every published fact is in the document or has a reason why not, and nothing in the document lacks a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Tables = dict[str, list[dict[str, str]]]
SPEC = Path(__file__).parents[3] / "spec"
METHODS = {"get", "put", "patch", "post", "delete"}


def escaped(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def at(document: Any, pointer: str) -> Any:
    node = document
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


def pointers(row: dict[str, str]) -> list[str]:
    return [pointer for pointer in (row["pointer"], row.get("request_pointer", "")) if pointer]


def all_pointers(sources: Tables) -> set[str]:
    return {pointer for rows in sources.values() for row in rows for pointer in pointers(row)}


def properties(node: Any, pointer: str) -> Iterator[str]:
    """The pointer of every member that a schema names, at any depth."""
    if isinstance(node, dict):
        for name in node.get("properties", {}):
            yield f"{pointer}/properties/{escaped(name)}"
        for key, value in node.items():
            yield from properties(value, f"{pointer}/{escaped(key)}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from properties(value, f"{pointer}/{position}")


def merged(document: Any, pointer: str) -> dict[str, Any]:
    """A schema with what it refers to and all its choices on one level: enough to look up keywords."""
    node: dict[str, Any] = at(document, pointer)
    found: dict[str, Any] = {}
    if "$ref" in node:
        found |= merged(document, node["$ref"].removeprefix("#"))
    for position, _ in enumerate(node.get("anyOf", [])):
        found |= merged(document, f"{pointer}/anyOf/{position}")
    return found | node


@pytest.mark.parametrize(
    ("table", "kind", "count"),
    [
        ("endpoints", None, 12),
        ("elements", None, 79),
        ("invoice_schema", "property", 85),
        ("invoice_schema", "definition", 11),
        ("invoice_schema", "status", 16),
        ("invoice_schema", "required", 8),
        ("invoice_schema", "example", 1),
        ("line_schema", "property", 16),
    ],
)
def test_tables_are_complete(sources: Tables, table: str, kind: str | None, count: int) -> None:
    """Each published table was transcribed as a whole."""
    assert len([row for row in sources[table] if kind is None or row["kind"] == kind]) == count


def test_element_table_has_eleven_malformed_rows(sources: Tables) -> None:
    """Of the 79 rows 68 are well-formed, and 11 name their owner where the element belongs."""
    malformed = [row for row in sources["elements"] if row["names"]]
    assert (len(malformed), len(sources["elements"]) - len(malformed)) == (11, 68)
    assert all(row["reason"].startswith("malformed") for row in malformed)


def test_rows_are_cited_by_one_name(sources: Tables) -> None:
    """No two rows of a table have the same name, so that a citation means one of them."""
    for table, rows in sources.items():
        names = [row["row"] for row in rows]
        assert len(set(names)) == len(names), table


def test_every_row_went_somewhere(document: Any, sources: Tables) -> None:
    """Each row points to something that is in the document, or says why it does not."""
    for table, rows in sources.items():
        for row in rows:
            assert row["pointer"] or row["reason"], f"{table}:{row['row']}"
            for pointer in pointers(row):
                assert at(document, pointer) is not None, f"{table}:{row['row']}"


def test_every_member_has_a_source(document: Any, sources: Tables) -> None:
    """No schema names a member that no row points to."""
    named = set(properties(document["components"]["schemas"], "/components/schemas"))
    assert len(named) > 200
    assert sorted(named - all_pointers(sources)) == []


@pytest.mark.parametrize("section", ["parameters", "responses", "headers", "securitySchemes"])
def test_every_component_has_a_source(document: Any, sources: Tables, section: str) -> None:
    """No parameter, response, header or security scheme is in the document that no row points to."""
    named = {f"/components/{section}/{escaped(name)}" for name in document["components"][section]}
    assert sorted(named - all_pointers(sources)) == []


def test_every_operation_has_a_source(document: Any, sources: Tables) -> None:
    """No operation is in the document that the table does not list."""
    named = {f"/paths/{escaped(path)}/{method}" for path, item in document["paths"].items() for method in item if method in METHODS}
    assert named == {row["pointer"] for row in sources["endpoints"]}


def test_every_scope_has_a_source(document: Any, sources: Tables) -> None:
    """No scope is in the document that no row points to."""
    scopes = "/components/securitySchemes/oauth2/flows/clientCredentials/scopes"
    named = {f"{scopes}/{escaped(name)}" for name in at(document, scopes)}
    assert sorted(named - all_pointers(sources)) == []


def test_what_goes_in_can_be_sent(document: Any, sources: Tables) -> None:
    """A member that the element table marks In is in a request and not read-only; one that it marks Out alone is read-only."""
    for row in sources["elements"]:
        read_only = at(document, row["pointer"]).get("readOnly", False)
        if row["in"] == "Yes":
            assert row["request_pointer"], row["element"]
            assert not read_only, row["element"]
        elif row["out"] == "Yes":
            assert not row["request_pointer"], row["element"]
            assert read_only, row["element"]


@pytest.mark.parametrize("table", ["invoice_schema", "line_schema"])
def test_read_only_is_kept(document: Any, sources: Tables, table: str) -> None:
    """A member that a schema calls read-only is so in the document, except where the element table says that it is sent."""
    sent = {row["element"] for row in sources["elements"] if row["in"] == "Yes"}
    for row in sources[table]:
        if row["read_only"] and row["row"] not in sent:
            assert at(document, row["pointer"]).get("readOnly"), row["row"]


@pytest.mark.parametrize("table", ["invoice_schema", "line_schema"])
def test_lengths_are_the_larger_in_answers_and_the_smaller_in_requests(document: Any, sources: Tables, table: str) -> None:
    """No answer is held to less than a published length, and no request sends more."""
    for row in sources[table]:
        if row["max_length"]:
            assert merged(document, row["pointer"])["maxLength"] >= int(row["max_length"]), row["row"]
            if row["request_pointer"]:
                request = merged(document, row["request_pointer"])
                assert request.get("maxLength", 0) <= int(row["max_length"]), row["row"]
                assert "maxLength" in request or "properties" in request, row["row"]


def test_fractions_keep_the_published_precision(document: Any, sources: Tables) -> None:
    """`multipleOf: 0.0001` and a length of 30,2 have become named formats that hold both."""
    for row in sources["invoice_schema"]:
        if row["multiple_of"]:
            scale = len(row["multiple_of"].partition(".")[2])
            assert at(document, row["pointer"])["format"].endswith(f",{scale})"), row["row"]
    for row in sources["elements"]:
        if "," in row["length"]:
            digits, scale = map(int, row["length"].split(","))
            named = re.fullmatch(r"decimal\((\d+),(\d+)\)", at(document, row["pointer"])["format"])
            assert named is not None, row["element"]
            assert int(named[1]) - int(named[2]) >= digits - scale, row["element"]
            assert int(named[2]) >= scale, row["element"]


@pytest.mark.parametrize("name", ["requirements.yaml", "lifecycle.yaml"])
def test_citations_name_a_row(sources: Tables, name: str) -> None:
    """What a requirement or a transition cites is a row of a table."""
    text = (SPEC / name).read_text("utf-8")
    cited = re.findall(r"\b(endpoints|elements|invoice-schema|line-schema|facts):([\w.-]+)", text)
    known = {(table.replace("_", "-"), row["row"]) for table, rows in sources.items() for row in rows}
    assert cited
    assert sorted(set(cited) - known) == []
