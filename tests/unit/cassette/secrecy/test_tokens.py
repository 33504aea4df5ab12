"""String values change inside a JSON text, and nothing else does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.secrecy.tokens import Place, rewritten

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def loud(text: str) -> str:
    """Every string value in capitals and stars."""
    return rewritten(text, lambda value, _: f"*{value}*", lambda name: name == "secret", lambda tail: tail.upper())


def mapped(value: object) -> object:
    """What `loud` should make of a value."""
    if isinstance(value, str):
        return f"*{value}*"
    if isinstance(value, list):
        return [mapped(each) for each in value]
    return {name: mapped(each) for name, each in value.items()} if isinstance(value, dict) else value


@given(json_values, st.booleans(), st.sampled_from([None, 2]))
def test_every_string_value_changes_and_nothing_else(value: object, ascii_only: bool, indent: int | None) -> None:
    """Names, numbers and structure are what they were."""
    assert json.loads(loud(json.dumps(value, ensure_ascii=ascii_only, indent=indent))) == mapped(value)


@given(json_values, st.booleans())
def test_what_changes_nothing_keeps_every_byte(value: object, ascii_only: bool) -> None:
    """A text of which nothing changes is the same text."""
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert rewritten(text, lambda same, _: same, lambda _: False, str) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a" :\t1.50,"b": "x" , "b":"y"}', '{"a" :\t1.50,"b": "*x*" , "b":"*y*"}'),
        ('[1E+2, -0.0, NaN, "caf\\u00e9", "é", "a\\/b"]', '[1E+2, -0.0, NaN, "*caf\\u00e9*", "*é*", "*a\\/b*"]'),
        (
            '{"secret": {"a": [1, true, "x", null], "b": 2.5e3, "c": false}, "d": "x"}',
            '{"secret": {"a": [1, true, "redacted", null], "b": 0, "c": false}, "d": "*x*"}',
        ),
        (
            '{"secret": 5, "x": 5, "secret": true, "secret": "", "secret": null}',
            '{"secret": 0, "x": 5, "secret": false, "secret": "", "secret": null}',
        ),
        ('{"a": "x", "b": "cut o', '{"a": "*x*", "b": "CUT O'),
        ('{"a": "x"]}} "y', '{"a": "*x*"]}} "Y'),
        ('"alone"', '"*alone*"'),
        ('{"a": "\udcff \\ud800 x"}', '{"a": "*\udcff \\ud800 x*"}'),
    ],
)
def test_what_is_odd_stays_odd(before: str, after: str) -> None:
    """Spelling, white space, repeated members, bytes that are no UTF-8 and a text that breaks off stay as they are."""
    assert loud(before) == after


def test_a_value_knows_its_member_and_the_one_above() -> None:
    """An array's items have its name; the parent is the member that holds the object."""
    seen: dict[str, Place] = {}
    supplier = '{"name": "2", "tags": ["3", {"name": "4"}], "number": "5"}'
    text = f'{{"a": "1", "supplier": {supplier}, "lines": [{{"account": {{"code": "6"}}}}], "z": "7"}}'
    rewritten(text, lambda value, place: seen.setdefault(value, place) and value, lambda _: False, str)
    assert seen == {
        "1": ("a", ""),
        "2": ("name", "supplier"),
        "3": ("tags", "supplier"),
        "4": ("name", "tags"),
        "5": ("number", "supplier"),
        "6": ("code", "account"),
        "7": ("z", ""),
    }
