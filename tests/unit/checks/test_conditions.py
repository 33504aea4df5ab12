"""Conditions are evaluated on our side: by operator and type, and only where the row tells for certain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.checks.conditions import holds, meets, read_condition
from coupa_contract.contract import load_contract
from coupa_contract.model import Condition

_OPPOSITES = [("gt", "lt_or_eq"), ("lt", "gt_or_eq"), ("in", "not_in"), ("", "not_eq")]
_INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(lambda each: each.replace(microsecond=0))  # noqa: DTZ001


@pytest.mark.parametrize(("operator", "opposite"), _OPPOSITES)
@given(value=st.integers(), bound=st.integers())
def test_a_number_satisfies_a_condition_or_its_opposite(operator: str, opposite: str, value: int, bound: int) -> None:
    """On numbers a condition and its complement leave nothing open and never hold together."""
    row = {"id": value}
    one = holds(row, Condition("id", operator, str(bound), "integer"))
    other = holds(row, Condition("id", opposite, str(bound), "integer"))
    assert one is not None
    assert other is (not one)


@given(moment=_INSTANTS, away=st.integers(1, 10**9), hours=st.integers(-12, 12), zone=st.integers(-12, 12))
def test_instants_compare_across_offsets(moment: datetime, away: int, hours: int, zone: int) -> None:
    """An instant that is a second or more away is on its side, however either is written."""
    shown = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))
    later = (moment.replace(tzinfo=UTC) + timedelta(seconds=away)).astimezone(timezone(timedelta(hours=zone)))
    row = {"updated-at": shown.isoformat()}
    assert holds(row, Condition("updated-at", "lt", later.isoformat(), "timestamp")) is True
    assert holds(row, Condition("updated-at", "gt", later.isoformat(), "timestamp")) is False


@given(text=st.text(min_size=1), part=st.text("abcXYZäÖß", min_size=1, max_size=3))
def test_a_part_of_a_text_is_found_in_it(text: str, part: str) -> None:
    """What contains, starts with or ends with a part certainly does so."""
    row = {"comments": part + text + part}
    for operator in ("contains", "starts_with", "ends_with"):
        assert holds(row, Condition("comments", operator, part, "string")) is True


@given(text=st.text(min_size=1).filter(str.strip))
def test_the_case_of_letters_is_nobodys_fault(text: str) -> None:
    """A text in another case neither satisfies an equality for certain, nor breaks it."""
    row = {"comments": text.upper().lower()}
    assert holds(row, Condition("comments", "", text.lower().upper(), "string")) in {None, True}


@pytest.mark.parametrize(
    ("row", "attribute", "operator", "value", "kind", "expected"),
    [
        ({"total": "10.50"}, "total", "", "10.5", "decimal", True),
        ({"total": "9"}, "total", "lt", "10", "decimal", True),
        ({"total": None}, "total", "lt", "10", "decimal", False),
        ({"total": None}, "total", "not_eq", "10", "decimal", None),
        ({"total": "9"}, "total", "lt", "ten", "decimal", None),
        ({}, "total", "lt", "10", "decimal", None),
        ({"paid": False}, "paid", "", "false", "boolean", True),
        ({"paid": 1}, "paid", "", "true", "boolean", True),
        ({"paid": None}, "paid", "", "false", "boolean", False),
        ({"a": "x"}, "a", "in", "y, x", "string", True),
        ({"a": "x"}, "a", "not_in", "y,x", "string", False),
        ({"a": "É"}, "a", "", "e", "string", None),
        ({"a": ""}, "a", "blank", "true", "string", True),
        ({"a": "  "}, "a", "blank", "true", "string", None),
        ({"a": "x"}, "a", "blank", "perhaps", "string", None),
        ({"a": {"b": [{"c": 1}, {"c": 2}]}}, "a[b][c]", "", "2", "integer", True),
        ({"a": {"b": [{"c": 1}, {"c": 3}]}}, "a[b][c]", "", "2", "integer", False),
        ({"a": {"b": [{"c": 1}, {}]}}, "a[b][c]", "", "2", "integer", None),
        ({"a": {"b": []}}, "a[b][c]", "", "2", "integer", None),
        ({"a": 7}, "a[id]", "", "7", "integer", True),
        ({"a": None}, "a[name]", "", "x", "string", None),
        ({"d": "2024-03-15"}, "d", "lt", "2024-03-20", "date", True),
        ({"d": "2024-03-15"}, "d", "lt", "2024-03-15", "date", None),
        ({"d": "2024-03-15"}, "d", "", "2024-03-25", "date", False),
        ({"t": "2024-03-16T08:00:00.500000Z"}, "t", "gt", "2024-03-16T08:00:00Z", "timestamp", True),
        ({"t": "2024-03-16T08:00:00.500000Z"}, "t", "", "2024-03-16T08:00:00.5Z", "timestamp", True),
        ({"t": "2024-03-16T08:00:00Z"}, "t", "", "2024-03-16T08:00:01Z", "timestamp", False),
        ({"name": "Łódź"}, "name", "gt", "Łódź", "string", False),
        ({"name": "Łódź"}, "name", "lt_or_eq", "Łódź", "string", True),
        ({"name": "Łódź"}, "name", "gt", "Lodz", "string", None),
        ({"t": "yesterday"}, "t", "gt", "2024-03-16T08:00:00Z", "timestamp", None),
        ({"t": "0001-01-01T00:00:00Z"}, "t", "gt", "2024-03-16T08:00:00Z", "timestamp", None),
    ],
)
def test_known_answers(row: dict, attribute: str, operator: str, value: str, kind: str, expected: bool | None) -> None:
    """Each operator by each type, with what nobody can tell apart from what does not hold."""
    assert holds(row, Condition(attribute, operator, value, kind)) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("status", Condition("status", "", "v", "enum")),
        ("updated_at[gt_or_eq]", Condition("updated-at", "gt_or_eq", "v", "timestamp")),
        ("invoice_lines[account][code][in]", Condition("invoice-lines[account][code]", "in", "v", "string")),
        ("limit", None),
        ("no-such", None),
        ("status[no_such]", None),
        ("[]", None),
        ("", None),
        ("gt", None),
    ],
)
def test_conditions_are_read_in_either_spelling(name: str, expected: Condition | None) -> None:
    """Dashes and underscores name the same attribute; what is no documented condition is none."""
    assert read_condition(name, "v", load_contract()) == expected


@pytest.mark.parametrize(("numbers", "expected"), [([5], True), ([1, 9], False), ([1, 5], True), ([1], False)])
def test_conditions_on_one_collection_are_met_by_one_record(numbers: list[int], expected: bool) -> None:
    """Nobody published whether two conditions on lines may be met by two lines: that an invoice meets both is certain of one line only."""
    row: dict[str, Any] = {"id": 1, "invoice-lines": [{"line-num": number} for number in numbers]}
    both = [Condition("invoice-lines[line-num]", operator, value, "integer") for operator, value in (("gt", "3"), ("lt", "7"))]
    assert meets(row, both) is expected
