"""Every text has one form, and its digits are counted as they are spelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.drift.forms import FORMS, digits_of, form_of


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", "empty"),
        ("2024-05-01", "date"),
        ("2024-13-01", "text"),
        ("2024-05-01\n", "text"),
        ("2024-05-01T12:00:00Z", "timestamp-z"),
        ("2024-05-01T12:00:00.123456z", "timestamp-z"),
        ("2024-05-01T12:00:00+02:00", "timestamp-offset"),
        ("2024-05-01 12:00:00 -0500", "timestamp-offset"),
        ("2024-05-01T12:00:00", "timestamp-local"),
        ("12", "integer"),
        ("-7", "integer"),
        ("12.50", "decimal"),
        ("1e3", "decimal"),
        ("12.50\n", "text"),
        ("12.", "text"),
        ("٣", "text"),
        ("1,000.00", "text"),
        ("true", "boolean"),
        ("True", "text"),
        ("https://example.com/a?b=c", "uri"),
        ("https://", "text"),
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "uuid"),
        ("ef2504e0-4f89-11d3-9a0c-0305e82c330", "text"),
        ("someone@example.com", "email"),
        ("@example.com", "text"),
        ("+", "text"),
        ("\ud800", "text"),
    ],
)
def test_a_text_has_the_form_that_it_looks_like(text: str, form: str) -> None:
    """Dates, timestamps, numbers, addresses; anything that only begins like one is a text."""
    assert form_of(text) == form


@given(st.text(st.characters()) | st.from_regex(r"[-+0-9.eE:TZ@/a-f ]{0,40}"))
def test_any_text_has_a_form(text: str) -> None:
    """No text is refused, and the digits of a number never raise."""
    form = form_of(text)
    assert form in FORMS
    if form in {"decimal", "integer"}:
        digits, places = digits_of(text)
        assert digits >= max(places, 1)


def test_a_huge_text_is_a_text_at_once() -> None:
    """50 MB of digits are not read."""
    assert form_of("1" * 50_000_000) == "text"


@pytest.mark.parametrize(
    ("text", "digits", "places"), [("0", 1, 0), ("-0012.50", 4, 2), ("0.05", 2, 2), ("100", 3, 0), ("1e3", 4, 0), ("1.25E1", 3, 1)]
)
def test_digits_are_those_that_a_column_of_a_database_needs(text: str, digits: int, places: int) -> None:
    """Zeros in front do not count, zeros at the end do: they were sent."""
    assert digits_of(text) == (digits, places)
