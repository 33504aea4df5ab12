"""The dialect of an instance is told by its answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import CORE_R39, DECIMALS, DIALECTS, PUBLISHED, recognise

AS_PUBLISHED: dict[str, Any] = {
    "id": 1,
    "gross-total": Decimal("5250.00"),
    "tax-code": "VAT",
    "invoice-lines": [{"price": 500, "quantity": 10}],
}
AS_SPOKEN: dict[str, Any] = {
    "id": 1,
    "gross-total": "5250.00",
    "tax-code": {"id": 1},
    "invoice-lines": [{"price": "500.0", "quantity": "10.0"}],
}


@pytest.mark.parametrize(("body", "dialect"), [(AS_PUBLISHED, PUBLISHED), (AS_SPOKEN, CORE_R39)])
def test_amounts_tell_the_dialect(body: Any, dialect: str) -> None:
    """Numbers were published, text is spoken; in a list as in a single invoice, at any depth."""
    for bodies in ([body], [[body, body]], [[], [body]]):
        recognition = recognise(bodies)
        assert (recognition.dialect, recognition.in_doubt) == (dialect, False)


@pytest.mark.parametrize(
    "bodies",
    [
        [],
        [[]],
        [None],
        ["x"],
        [{}],
        [{"id": 1}],
        [{"errors": {"a": ["b"]}}],
        [AS_PUBLISHED, AS_SPOKEN, {"total": "x", "price": True}],
        [{"total": 1, "price": "1"}],
    ],
)
def test_in_doubt_it_is_the_published_one(bodies: Any) -> None:
    """No answers, answers without marks, as many on either side."""
    recognition = recognise(bodies)
    assert (recognition.dialect, recognition.in_doubt) == (PUBLISHED, True)


def test_the_majority_decides() -> None:
    """One amount of another spelling does not."""
    assert recognise([[AS_SPOKEN] * 9, AS_PUBLISHED]).dialect == CORE_R39
    assert recognise([[AS_PUBLISHED] * 9, AS_SPOKEN]).dialect == PUBLISHED


def test_null_where_a_record_always_stood_is_a_mark() -> None:
    """The invoice schema lets these be no null."""
    assert recognise([{"supplier": None}]).dialect == CORE_R39


def test_custom_fields_are_no_marks() -> None:
    """A tenant may call one of them `total`."""
    assert recognise([{"custom-fields": {"total": "1.0"}}]).in_doubt


NAMES = st.sampled_from(sorted(DECIMALS)[:4])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=4))
def test_recognition_is_a_function_of_the_answers_alone(bodies: list[Any]) -> None:
    """In whatever order they come."""
    assert recognise(bodies) == recognise(bodies[::-1])
    assert recognise(bodies).dialect in DIALECTS


def test_deep_answers_are_not_followed_for_ever() -> None:
    """A hostile body costs no recursion."""
    deep: Any = {"total": "1"}
    for _ in range(5000):
        deep = [deep]
    assert recognise([deep]).in_doubt


def test_the_marks_are_decimals_of_the_document(shipped: Contract) -> None:
    """Each name is a decimal on the header or on a line, in both dialects."""
    rows: dict[str, Any] = dict.fromkeys(DECIMALS)
    met = {member.pointer: member for member in shipped.walk("showInvoice", 200, "application/json", {**rows, "invoice-lines": [rows]})}
    for name in DECIMALS:
        assert "decimal" in {met[f"/{name}"].kind, met[f"/invoice-lines/0/{name}"].kind}, name


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_example_of_each_dialect_is_recognised(dialect: str) -> None:
    """The document's own example speaks its dialect."""
    example = load_contract(dialect).resolve("/components/examples/Invoice")["value"]
    exact = {name: Decimal(repr(value)) if isinstance(value, float) else value for name, value in example.items()}
    assert recognise([exact]).dialect == dialect
