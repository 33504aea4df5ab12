"""What a schema has against a body, told at the member, in a few words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.explain import describe
from coupa_contract.errors import DocumentError
from coupa_contract.model import parse_json

GOOD: dict[str, Any] = {"id": 1, "status": "sent"}


def told(contract: Contract, body: Any, *, projected: bool = False) -> list[tuple[str, str, str, str]]:
    found = contract.violations("showLetter", 200, "application/json", body, projected=projected)
    return [(each.pointer, each.keyword, each.expected, each.seen) for each in found]


def test_a_good_body_violates_nothing(letters: Contract) -> None:
    """Also with members that nobody documented."""
    assert not told(letters, {**GOOD, "weight": Decimal("19.99"), "sent-at": "2024-01-01T00:00:00+03:00", "sender": None, "other": 1})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("id", "1", ("/id", "type", "integer", '"1"')),
        ("weight", "1.0", ("/weight", "type", "number or null", '"1.0"')),
        ("status", "burnt", ("/status", "enum", 'one of "sent", "lost"', '"burnt"')),
        ("sender", {"id": "x"}, ("/sender/id", "type", "integer", '"x"')),
        ("sender", {"id": 1, "boss": {"id": 2, "boss": {"id": None}}}, ("/sender/boss/boss/id", "type", "integer", "null")),
        ("sender", {}, ("/sender/id", "required", "present", "absent")),
        ("sender", 7, ("/sender", "type", "object or null", "7")),
        ("sender", {"id": 1, "name": "x" * 11}, ("/sender/name", "maxLength", "at most 10 characters", '"xxxxxxxxxxx" (11 characters)')),
        ("code", "😀😀😀😀", ("/code", "maxLength", "at most 3 characters", '"😀😀😀😀" (4 characters)')),
        ("code", [1, 2], ("/code", "type", "string or object or null", "an array of 2 items")),
        ("code", {"id": 1, "name": 5}, ("/code/name", "type", "string or null", "5")),
        ("pages", [{"number": 1}, {"number": 0}], ("/pages/1/number", "minimum", "at least 1", "0")),
        (
            "sent-at",
            "2024-02-30",
            ("/sent-at", "format", "a date-time with offset or Z (RFC 3339) or a date as YYYY-MM-DD (RFC 3339)", '"2024-02-30"'),
        ),
        ("sent-at", 5, ("/sent-at", "type", "string", "5")),
        ("a/b~c", 1, ("/a~1b~0c", "type", "boolean", "1")),
    ],
)
def test_a_violation_stands_at_the_member_and_says_what_was_expected(
    letters: Contract, name: str, value: Any, expected: tuple[str, ...]
) -> None:
    """Behind a choice (an association or null, text or object) it is told by the branch that was meant."""
    assert told(letters, {**GOOD, name: value}) == [expected]


def test_a_missing_member_is_told_at_its_own_place(letters: Contract) -> None:
    """So that two missing members are two findings."""
    assert told(letters, {}) == [("/id", "required", "present", "absent"), ("/status", "required", "present", "absent")]


def test_a_projected_answer_may_leave_out_anything(letters: Contract) -> None:
    """At any depth; what is there is judged all the same."""
    assert not told(letters, {"sender": {}}, projected=True)
    assert told(letters, {"id": "x"}, projected=True) == [("/id", "type", "integer", '"x"')]


def test_an_error_is_told_apart_by_what_must_be_present(letters: Contract) -> None:
    """Also when the request asked for a projection: a refusal is whole."""
    for projected in (True, False):
        violations = list(letters.violations("showLetter", 404, "application/json", {}, projected=projected))
        assert [(each.pointer, each.expected) for each in violations] == [("", "a member 'errors' or a member 'error'")]
    assert not list(letters.violations("showLetter", 503, "application/problem+json", {"error": "x"}))


def test_two_forms_at_once_are_one_too_many(letters: Contract) -> None:
    """`oneOf` is not `anyOf`."""
    body: Any = {"errors": {}, "error": "x"}
    assert [each.expected for each in letters.violations("showLetter", 404, "application/json", body)] == [
        "exactly one of the documented forms"
    ]


def test_the_rule_is_a_place_of_the_document(letters: Contract) -> None:
    """A report can point at its line."""
    [violation] = letters.violations("showLetter", 200, "application/json", {**GOOD, "weight": "x"})
    assert violation.rule == "/components/schemas/Decimal/type"
    assert letters.pointer_lines.nearest(violation.rule) > 1


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2024-01-01T00:00:00Z", True), ("2024-01-01T00:00:00.5+05:30", True), ("2024-01-01", True),
        ("2024-01-01T00:00:00", False), ("2024-01-01 00:00:00Z", False), ("2024-01-01T00:00:00+0300", False),
        ("2024-01-01T24:00:00Z", False), ("2024-13-01", False), ("01/02/2024", False), ("", False), ("2024-01-01\n", False),
    ],
)  # fmt: skip
def test_dates_and_times_follow_rfc_3339_to_the_letter(letters: Contract, text: str, valid: bool) -> None:
    """No space for the T, no offset without a colon, no missing offset."""
    assert (not told(letters, {**GOOD, "sent-at": text})) is valid


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_are_taken_as_they_are(letters: Contract, number: Decimal) -> None:
    """Any finite decimal is a number: no rounding, no overflow."""
    assert not told(letters, {**GOOD, "weight": number})


@pytest.mark.parametrize("text", ["1e400", "-1e-400", "123456789012345678901234567890.1234", "1E+999999999999", "0.1e1"])
def test_numbers_beyond_floats_are_numbers(letters: Contract, text: str) -> None:
    """And one that is integral is an integer, however it is spelled."""
    assert not told(letters, parse_json(b'{"id": 1, "status": "sent", "weight": %b}' % text.encode()))


def test_a_huge_integer_is_described_by_its_size(letters: Contract) -> None:
    """Python refuses to print it."""
    assert told(letters, {**GOOD, "status": 10**5000})[0][3] == "an integer of about 5001 digits"


def test_unpaired_surrogates_are_judged_like_other_characters(letters: Contract) -> None:
    """JSON can escape them; UTF-8 cannot hold them."""
    body = parse_json(rb'{"id": 1, "status": "sent", "code": "\ud800\ud800\ud800", "\udfff": "\ud800"}')
    assert not told(letters, body)
    assert told(letters, parse_json(rb'{"id": 1, "status": "sent", "code": "\ud800\ud800\ud800\ud800"}'))[0][:2] == ("/code", "maxLength")


def test_bottomless_nesting_is_a_violation_and_no_crash(letters: Contract) -> None:
    """The validator gives up at some depth."""
    deep: Any = {"id": "x"}
    for _ in range(300):
        deep = {"id": 1, "boss": deep}
    assert told(letters, {**GOOD, "sender": deep})


@given(
    st.text()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.lists(st.none())
    | st.dictionaries(st.text(), st.none())
)
def test_a_description_is_short(value: Any) -> None:
    """Whatever the value, no more of it than a line; an object only by its size."""
    assert 0 < len(describe(value)) < 200


def test_a_description_shows_no_more_than_the_start() -> None:
    """Of a long text its length is said."""
    assert describe("x" * 500).endswith("x… (500 characters)")
    assert describe({"secret": 1}) == "an object with 1 member"


def test_a_request_is_judged_by_its_own_schema(letters: Contract) -> None:
    """By operation and media type; nothing binds where no body is described."""
    assert [each.keyword for each in letters.request_violations("updateLetter", "application/json", {})] == ["minProperties"]
    assert not list(letters.request_violations("showLetter", "application/json", {}))
    assert letters.request_schema("updateLetter", "text/xml") is None
    assert [each.kind for each in letters.request_members("updateLetter", {"weight": 1})] == ["decimal"]


def test_an_unusable_schema_is_our_fault(write: Callable[[str, str], Path]) -> None:
    """It is an error of the document, not a finding."""
    path = write("openapi.yaml", """\
openapi: 3.1.0
paths:
  /a: {get: {operationId: a, x-effect: reads, responses: {'200': {content: {application/json: {schema: {type: wrong}}}}}}}
""")  # fmt: skip
    contract = load_contract(folder=path.parent)
    with pytest.raises(DocumentError, match="cannot be used"):
        list(contract.violations("a", 200, "application/json", {}))
