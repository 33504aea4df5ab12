"""Values are compared by kind: decimals as numbers, instants across offsets, nothing with nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.checks.comparison import differences
from coupa_contract.checks.values import instant, same_scalar

_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.text())
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=8
)


def nothing_known(pointer: str) -> str:
    """No kind for any member."""
    return ""


@given(value=_JSON)
def test_a_value_is_the_same_as_itself(value: object) -> None:
    """No value differs from itself."""
    assert list(differences(value, value, nothing_known)) == []


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=4), zeros=st.integers(0, 5))
def test_decimals_are_compared_as_numbers(number: Decimal, zeros: int) -> None:
    """A decimal is the same as a number, as a text, and with zeros at its end."""
    text = f"{number:f}" + "0" * zeros
    assert same_scalar(text, number, "decimal")
    assert same_scalar(number, Decimal(text))
    assert not same_scalar(text, number + 1, "decimal")


@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), hours=st.integers(-12, 14))  # noqa: DTZ001
def test_an_instant_is_the_same_in_every_offset(moment: datetime, hours: int) -> None:
    """Offsets do not change an instant; two seconds do."""
    here = moment.replace(tzinfo=timezone.utc)  # noqa: UP017 - beside other zones
    there = here.astimezone(timezone(timedelta(hours=hours)))
    assert same_scalar(here.isoformat(), there.isoformat(), "timestamp")
    assert not same_scalar(here.isoformat(), (there + timedelta(seconds=2)).isoformat(), "timestamp")


@pytest.mark.parametrize(
    ("one", "other", "kind", "same"),
    [
        (None, "", "", True),
        (None, [], "", True),
        ("", {}, "", True),
        ("true", True, "", True),
        ("false", False, "flag", True),
        (False, None, "flag", False),
        ("1", 1, "", True),
        ("01", "1", "string", False),
        ("1.0", "1", "string", False),
        ("2024-03-15", "2024-03-15T00:00:00+03:00", "date-or-timestamp", True),
        ("2024-03-15", "2024-03-14T21:00:00Z", "date-or-timestamp", False),
        ("2024-03-15", "2024-03-16T00:00:00Z", "date", False),
        ("a b", " a b\n", "string", True),
        ("Caf\u00e9", "Cafe\u0301", "string", True),
        ("a", "A", "string", False),
        ("abc", "ab", "string", False),
    ],
)
def test_known_pairs(one: object, other: object, kind: str, same: bool) -> None:
    """What stands for the same, and what does not."""
    assert same_scalar(one, other, kind) is same
    assert same_scalar(other, one, kind) is same


@pytest.mark.parametrize("text", ["", "tomorrow", "2024-02-30", "2024-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "24-03-15"])
def test_what_is_no_instant_is_none(text: str) -> None:
    """A text that names no instant is none, and breaks nothing."""
    assert instant(text) is None


def test_records_are_matched_by_their_id() -> None:
    """The order of a collection does not matter; a record that differs is named at its place."""
    before = [{"id": 1, "a": "x"}, {"id": 2, "a": "y"}]
    assert list(differences(before, before[::-1], nothing_known)) == []
    (difference,) = differences(before, [{"id": 2, "a": "z"}, {"id": 1, "a": "x"}], nothing_known)
    assert (difference.pointer, difference.before, difference.after) == ("/0/a", "y", "z")


def test_a_record_that_is_gone_is_a_difference_of_its_collection() -> None:
    """Added and removed records are seen."""
    assert [each.pointer for each in differences({"l": [{"id": 1}]}, {"l": [{"id": 1}, {"id": 2}]}, nothing_known)] == ["/l"]


def test_a_record_and_its_key_are_the_same() -> None:
    """A reference that one answer shows whole and another by its id, or its code, is the same."""
    assert list(differences({"id": 7, "code": "USD"}, 7, nothing_known)) == []
    assert list(differences("USD", {"id": 7, "code": "USD"}, nothing_known)) == []
    assert len(list(differences(8, {"id": 7, "code": "USD"}, nothing_known))) == 1


def test_only_what_both_have_is_compared_on_request() -> None:
    """`common` leaves out what either lacks; otherwise a missing member counts as null."""
    one, other = {"a": 1, "b": None}, {"a": 1, "c": 2}
    assert list(differences(one, other, nothing_known, common=True)) == []
    assert [each.pointer for each in differences(one, other, nothing_known)] == ["/c"]
