"""Every member of a body is met, with what the document says of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract import Contract, Member
from coupa_contract.contract.pointers import split
from coupa_contract.contract.precision import Precision
from coupa_contract.contract.walk import json_type
from coupa_contract.model import Json


def members(contract: Contract, body: Any) -> dict[str, Member]:
    return {member.pointer: member for member in contract.walk("showLetter", 200, "application/json", body)}


LETTER: dict[str, Any] = {
    "id": 1,
    "weight": Decimal("1.5"),
    "sent-at": "2024-01-01",
    "sender": {"id": 2, "boss": {"id": 3, "boss": None, "shoe": {"size": 42}}},
    "pages": [{"number": 1}, {"number": 2, "torn": True}],
    "extra": {"a": {"b": 1}},
    "opaque": {"a": 1},
    "a/b~c": True,
    "stamp": {"price": 1},
}


def test_every_member_is_met_parents_first(letters: Contract) -> None:
    """Items of arrays too; what is below an undocumented member is not."""
    assert list(members(letters, LETTER)) == [
        "/id", "/weight", "/sent-at", "/sender", "/sender/id", "/sender/boss", "/sender/boss/id", "/sender/boss/boss", "/sender/boss/shoe",
        "/pages", "/pages/0", "/pages/0/number", "/pages/1", "/pages/1/number", "/pages/1/torn",
        "/extra", "/extra/a", "/opaque", "/a~1b~0c", "/stamp",
    ]  # fmt: skip


def test_undocumented_members_are_told(letters: Contract) -> None:
    """Below a schema for further members all are documented; an object without any member in the document is opaque."""
    unknown = [pointer for pointer, member in members(letters, LETTER).items() if not member.documented]
    assert unknown == ["/sender/boss/shoe", "/pages/1/torn", "/stamp"]


def test_a_kind_is_the_components_or_the_type(letters: Contract) -> None:
    """A null keeps the kind of what is missing."""
    kinds = {pointer: member.kind for pointer, member in members(letters, {**LETTER, "weight": None, "code": None}).items()}
    expected = {"/id": "integer", "/weight": "decimal", "/sent-at": "timestamp", "/sender": "object", "/pages": "array", "/stamp": ""}
    assert {pointer: kinds[pointer] for pointer in expected} == expected


def test_a_format_beside_a_reference_is_the_members(letters: Contract) -> None:
    """The named format is the member's, the rest the component's."""
    weight = members(letters, LETTER)["/weight"]
    assert weight.precision == Precision(10, 2)
    assert weight.schema["type"] == ["number", "null"]
    assert members(letters, LETTER)["/id"].precision is None


def test_the_branch_that_fits_the_value_describes_it(letters: Contract) -> None:
    """Text by the text's branch, an object by the object's; nothing of the other one binds."""
    assert members(letters, {"code": "abc"})["/code"].schema["maxLength"] == 3
    as_object = members(letters, {"code": {"id": 1, "name": "x"}})
    assert "maxLength" not in as_object["/code"].schema
    assert as_object["/code/name"].documented


def test_a_value_that_fits_no_branch_is_documented_all_the_same(letters: Contract) -> None:
    """It is wrong, not unknown."""
    assert members(letters, {"code": [1]})["/code"].documented
    assert members(letters, {"sender": 7})["/sender"].kind == "object"


def test_the_same_place_is_seen_anew_for_each_type(letters: Contract) -> None:
    """What was remembered of an object does not describe the text in the next row."""
    rows = [{"code": {"id": 1}}, {"code": "abc"}, {"code": None}]
    met = {member.pointer: member.kind for member in letters.walk("listLetters", 200, "application/json", rows)}
    assert (met["/0/code"], met["/1/code"], met["/2/code"]) == ("object", "string", "null")


def test_a_response_that_no_schema_binds_has_no_members(letters: Contract) -> None:
    """A file, another media type, a status without a body."""
    assert not list(letters.walk("scanLetter", 404, "application/json", {"a": 1}))
    assert not list(letters.walk("showLetter", 200, "text/html", {"a": 1}))
    assert not list(letters.walk("updateLetter", 200, "application/json", {"a": 1}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "boolean"), (1, "integer"), (Decimal("1.0"), "integer"), (Decimal("1E+9"), "integer"), (Decimal("1E-9"), "number"),
        (Decimal("0E-5"), "integer"), (None, "null"), ("", "string"), ([], "array"), ({}, "object"),
    ],
)  # fmt: skip
def test_the_type_is_the_narrowest(value: Json, expected: str) -> None:
    """An integer is one however it is spelled."""
    assert json_type(value) == expected


NAMES = st.sampled_from(
    ["id", "status", "weight", "sent-at", "sender", "boss", "name", "code", "pages", "number", "extra", "opaque", "a/b~c", "other"]
)
SCALARS: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.decimals(-10, 10, places=3)
    | st.sampled_from(["sent", "2024-01-01", "long enough", ""])
)
BODIES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25)


def at(body: Any, pointer: str) -> Any:
    for part in split(pointer):
        body = body[int(part)] if isinstance(body, list) else body[part]
    return body


@given(st.dictionaries(NAMES, BODIES, max_size=8))
def test_each_member_stands_where_it_says(letters: Contract, body: Any) -> None:
    """Its pointer leads to its value, and no pointer comes twice."""
    met = list(letters.walk("showLetter", 200, "application/json", body))
    assert len({member.pointer for member in met}) == len(met)
    for member in met:
        assert at(body, member.pointer) is member.value


@given(st.dictionaries(NAMES, BODIES, max_size=8))
def test_whatever_is_violated_was_met(letters: Contract, body: Any) -> None:
    """A violation is at the root, at a documented member, or at a required one that is absent from such a place."""
    met = {member.pointer: member for member in letters.walk("showLetter", 200, "application/json", body)}
    for violation in letters.violations("showLetter", 200, "application/json", body):
        place = violation.pointer.rpartition("/")[0] if violation.keyword == "required" else violation.pointer
        assert place == "" or met[place].documented, violation


@given(st.dictionaries(NAMES, BODIES, max_size=8))
def test_undocumented_members_violate_nothing(letters: Contract, body: dict[str, Any]) -> None:
    """Taking them out of the root changes no verdict: more than is documented may come back."""
    unknown = {member.pointer for member in letters.walk("showLetter", 200, "application/json", body) if not member.documented}
    less = {name: value for name, value in body.items() if "/" + name not in unknown}
    assert list(letters.violations("showLetter", 200, "application/json", less)) == list(
        letters.violations("showLetter", 200, "application/json", body)
    )
