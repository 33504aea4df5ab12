"""Precision is judged exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract.precision import Precision, as_decimal, parse_precision


@pytest.mark.parametrize(
    "text", ["19.99", "0.0003", "-0.0003", "0", "-0.0", "0E-30", "1.50000000", "9" * 26 + ".9999", "1E+25", "123E-4", "-0"]
)
def test_what_fits_is_held(text: str) -> None:
    """Edges of decimal(30,4): thirty digits, four of them after the point; zeros at the end do not count."""
    assert Precision(30, 4).holds(Decimal(text))


@pytest.mark.parametrize(
    "text", ["0.00003", "1" + "0" * 26, "9" * 27 + ".9999", "1E+26", "1E-5", "1E+999999999", "-1E-999999999", "NaN", "Infinity"]
)
def test_what_does_not_fit_is_not(text: str) -> None:
    """A digit too many on either side, however it is spelled; a huge exponent costs nothing."""
    assert not Precision(30, 4).holds(Decimal(text))


@given(st.integers(-(10**30) + 1, 10**30 - 1), st.integers(0, 12))
def test_thirty_digits_and_their_scale(number: int, scale: int) -> None:
    """An integer of thirty digits, shifted by the scale, always fits; one more decimal that counts does not."""
    value = Decimal(f"{number}E-{scale}")
    assert Precision(30, scale).holds(value)
    assert not Precision(31, scale).holds(Decimal(f"{number}1E-{scale + 1}"))


@pytest.mark.parametrize(
    "text", ["decimal", "decimal(4)", "decimal(4,5)", "decimal(0,0)", "date-time", "", "xdecimal(4,2)", "decimal(4,2) "]
)
def test_other_formats_name_no_precision(text: str) -> None:
    """Only decimal(p,s) with s not above p does."""
    assert parse_precision(text) is None


def test_a_precision_prints_as_it_is_written() -> None:
    """The name of the format comes back."""
    assert str(parse_precision("decimal(46,20)")) == "decimal(46,20)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.50", "1.50"), (7, "7"), (Decimal("0.1"), "0.1"), (0.1, "0.1"), ("-2", "-2"), ("1e3", "1E+3"),
        (True, None), (None, None), ("", None), (" 1", None), ("1_0", None), ("NaN", None), ("١", None),
        ("1e" + "9" * 30, None), ([], None),
    ],
)  # fmt: skip
def test_numbers_and_texts_that_spell_one_have_a_value(value: Any, expected: str | None) -> None:
    """Anything else has none: neither flags nor odd digits."""
    found = as_decimal(value)
    assert (None if found is None else str(found)) == expected
