"""Operations are read from the document, and found by method and path."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract import Contract
from coupa_contract.contract.operations import read_operations
from coupa_contract.errors import DocumentError
from coupa_contract.model import Case, Effect


def test_an_operation_holds_what_the_document_says_of_it(letters: Contract) -> None:
    """Effect, scopes, bodies, statuses, whether its answer is a file."""
    listing, update, scan = letters.operation("listLetters"), letters.operation("updateLetter"), letters.operation("scanLetter")
    assert (listing.method, listing.path, listing.effect, listing.scopes) == ("GET", "/letters", Effect.READS, ("letters.read",))
    assert listing.response_statuses == ("200", "4XX", "default")
    assert (update.request_media_types, update.request_required, update.effect) == (("application/json",), True, Effect.UPDATES)
    assert scan.binary
    assert not listing.binary
    assert letters.operation("sendNewLetter").deprecated


def test_a_condition_knows_attribute_operator_and_kind(letters: Contract) -> None:
    """Parameters of the path are the operation's too; one that is no condition has no attribute."""
    weight = letters.operation("listLetters").parameter("weight[gt]")
    assert weight is not None
    assert (weight.attribute, weight.operator, weight.kind) == ("weight", "gt", "decimal")
    limit = letters.operation("listLetters").parameter("limit")
    assert limit is not None
    assert (limit.attribute, limit.kind) == ("", "integer")
    assert [each.name for each in letters.operation("showLetter").parameters] == ["id"]


@pytest.mark.parametrize(
    ("method", "path", "operation", "values"),
    [
        ("GET", "/letters", "listLetters", {}),
        ("get", "/letters/17", "showLetter", {"id": "17"}),
        ("GET", "/letters/new/send", "sendNewLetter", {}),
        ("GET", "/letters/new/scan", "scanLetter", {"id": "new"}),
        ("GET", "/letters/a%20b", "showLetter", {"id": "a b"}),
        ("GET", "/letters/%C3%A9", "showLetter", {"id": "é"}),
        ("GET", "/letters/new", "showLetter", {"id": "new"}),
        ("GET", "/letters/17%00", "showLetter", {"id": "17\0"}),  # the guard sees to it that it is only read
    ],
)
def test_a_path_finds_its_operation(letters: Contract, method: str, path: str, operation: str, values: dict[str, str]) -> None:
    """A literal segment wins over a variable one; values are decoded."""
    found = letters.match(method, path)
    assert found is not None
    assert (found[0].id, found[1]) == (operation, values)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/letters"),
        ("GET", "letters"),
        ("GET", "/letters/"),
        ("GET", "//letters"),
        ("GET", "/letters//scan"),
        ("GET", "/letters/."),
        ("GET", "/letters/.."),
        ("GET", "/letters/%2e%2E"),
        ("GET", "/letters/17%2Fscan"),
        ("GET", "/letters/17%5Cscan"),
        ("GET", "/letters/17?x=1"),
        ("GET", "/letters/17%3Fx"),
        ("GET", "/letters/17#x"),
        ("GET", "/letters/17;x"),
        ("GET", "/letters/%00"),
        ("GET", "/letters/abc%00"),
        ("GET", "/letters/17%00x"),
        ("GET", "/letters/17%00%00"),
        ("GET", "/letters/17%0A"),
        ("GET", "/LETTERS"),
        ("GET", "/api/letters"),
        ("GET", ""),
        ("GET", "https://elsewhere.example/letters"),
    ],
)
def test_what_another_reader_might_take_for_another_path_finds_nothing(letters: Contract, method: str, path: str) -> None:
    """Dot segments, empty segments, encoded slashes, queries, control characters."""
    assert letters.match(method, path) is None


@pytest.mark.parametrize(
    ("verb", "method", "effect"),
    [
        ("", "PUT", Effect.UPDATES),
        ("GET", "GET", Effect.PROBES),
        ("DELETE", "DELETE", Effect.PROBES),
        ("OPTIONS", "OPTIONS", Effect.READS),
        ("HEAD", "HEAD", Effect.READS),
    ],
)
def test_another_verb_may_do_anything(letters: Contract, verb: str, method: str, effect: Effect) -> None:
    """Unless it is there to be asked without harm."""
    operation, case = letters.operation("updateLetter"), Case("updateLetter", (("id", "17"),), verb=verb)
    assert (operation.method_of(case), operation.effect_of(case)) == (method, effect)


@given(st.integers(0, 10**12))
def test_every_operation_is_found_by_its_own_path(shipped: Contract, number: int) -> None:
    """Whatever number stands for its variable."""
    for operation in shipped.operations.values():
        found = shipped.match(operation.method, operation.path.replace("{id}", str(number)))
        assert found is not None
        assert found[0].id == operation.id
        assert set(found[1].values()) <= {str(number)}


@given(st.text(max_size=12))
def test_a_value_comes_back_decoded_or_not_at_all(letters: Contract, text: str) -> None:
    """No text, however encoded, makes the path of one operation that of another."""
    try:
        encoded = quote(text, safe="")
    except UnicodeEncodeError:
        return
    found = letters.match("GET", f"/letters/{encoded}")
    assert found is None or (found[0].id, found[1]) == ("showLetter", {"id": text})


def test_an_unknown_operation_is_named(letters: Contract) -> None:
    """A recording may hold one that has left the document."""
    with pytest.raises(DocumentError, match="no operation 'burnLetter'"):
        letters.operation("burnLetter")


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"x-effect": "reads"}, "no operationId"),
        ({"operationId": "a"}, "x-effect None"),
        ({"operationId": "a", "x-effect": "writes"}, "must be one of reads, updates, acts, probes"),
    ],
)
def test_a_broken_convention_is_an_error(node: dict[str, Any], said: str) -> None:
    """Without an id or an effect nobody could judge or guard an operation."""
    with pytest.raises(DocumentError, match=said):
        read_operations({"paths": {"/a": {"get": node}}})


def test_two_operations_of_one_name_are_an_error() -> None:
    """The name is what findings and recordings hold."""
    node = {"operationId": "a", "x-effect": "reads"}
    with pytest.raises(DocumentError, match="two operations"):
        read_operations({"paths": {"/a": {"get": node, "put": node}}})


def test_what_the_operation_says_of_a_parameter_wins() -> None:
    """Over the parameter of that name and place of its path."""
    mine, theirs = {"name": "a", "in": "query", "required": True}, {"name": "a", "in": "query"}
    item = {"parameters": [theirs, {"name": "a", "in": "header"}], "get": {"operationId": "a", "x-effect": "reads", "parameters": [mine]}}
    parameters = read_operations({"paths": {"/a": item}})["a"].parameters
    assert [(each.where, each.required) for each in parameters] == [("query", True), ("header", False)]
