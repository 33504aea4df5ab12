"""Numbers and timestamps as values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.reference.numerals import fits, is_sizable, parse_numeral, plain, sortable_numeral, trimmed
from coupa_contract.reference.stamps import parse_moment, sortable_moment, stored_day, stored_moment

numerals = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e40"), max_value=Decimal("1e40"), places=None).filter(
    is_sizable
)


@given(numerals, numerals)
def test_texts_sort_as_their_numbers_do(first: Decimal, second: Decimal) -> None:
    """Before, after, or the same."""
    left, right = sortable_numeral(first), sortable_numeral(second)
    assert (left < right, left == right) == (first < second, first == second)


@given(numerals)
def test_a_number_is_spelled_without_exponent(value: Decimal) -> None:
    """And read again as the same number."""
    assert parse_numeral(plain(value)) == parse_numeral(trimmed(value)) == value


@pytest.mark.parametrize("text", ["", "1e5", "NaN", "Infinity", "1,5", " 1", "1_000", "٣", "--1", ".5", "1."])
def test_what_is_not_a_number(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="not a number"):
        parse_numeral(text)


def test_what_a_decimal_holds() -> None:
    """Digits before and after the point are counted apart; trailing zeros are not."""
    assert fits(Decimal("99.9900"), 4, 2)
    assert not fits(Decimal("99.999"), 5, 2)
    assert not fits(Decimal("100"), 4, 2)
    assert fits(Decimal("-0.00"), 4, 2)


@given(st.datetimes(), st.sampled_from(["Z", "+00:00", "-08:00", "+0530"]))
def test_the_same_instant_sorts_the_same(moment: object, zone: str) -> None:
    """Whatever its offset; an instant outside of the calendar is refused."""
    text = f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + zone
    try:
        found = parse_moment(text)
    except (ValueError, OverflowError):
        return
    assert sortable_moment(found) == sortable_moment(parse_moment(stored_moment(found, "published")))


def test_days_are_the_companys() -> None:
    """Midnight in its zone, which has a summer."""
    assert stored_day(parse_moment("2024-03-15").date(), "published") == "2024-03-15T00:00:00+00:00"
    assert stored_day(parse_moment("2024-03-15").date(), "core-r39") == "2024-03-15T00:00:00-08:00"
    assert stored_day(parse_moment("2024-07-15").date(), "core-r39") == "2024-07-15T00:00:00-07:00"


@pytest.mark.parametrize(
    "text", ["", "2024-02-30", "2024-2-3", "2024-01-01T25:00:00Z", "2024-01-01 00:00:00 00:00", "20240101", "2024-01-01T"]
)
def test_what_is_no_timestamp(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError):
        parse_moment(text)
