"""Drawn arguments survive being written down."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.arguments import decode, encode
from coupa_contract.model import Case, Condition, Credential, Origin

pairs = st.lists(st.tuples(st.text(), st.text()), max_size=3).map(tuple)
cases = st.builds(
    Case,
    operation=st.text(),
    path_parameters=pairs,
    query=pairs,
    headers=pairs,
    body=st.none() | st.binary(),
    media_type=st.none() | st.text(),
    credential=st.sampled_from(Credential),
    origin=st.sampled_from(Origin),
    invalid=st.text(),
    verb=st.text(),
)
conditions = st.builds(Condition, st.text(), st.text(), st.text(), st.text())
scalars = st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.decimals(allow_nan=False, allow_infinity=False)
values = st.recursive(
    scalars | cases | conditions,
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(values)
def test_arguments_come_back_as_they_were(value: Any) -> None:
    """Whatever a property may draw is the same after encoding and decoding."""
    assert decode(encode(value)) == value


def test_objects_that_look_like_ours_stay_objects() -> None:
    """An object whose only key begins with a dollar sign is not taken for an encoded value."""
    for value in ({"$decimal": "1"}, {"$object": {}}, {"$case": 1}, {"$tuple": [1]}):
        assert decode(encode(value)) == value


def test_a_case_of_before_there_were_verbs_is_still_read() -> None:
    """A case without one is written as it always was."""
    text = encode({"case": Case("showInvoice", (("id", "17"),))})
    assert "verb" not in text
    assert decode(text) == {"case": Case("showInvoice", (("id", "17"),))}


def test_decimals_keep_their_spelling() -> None:
    """Trailing zeros of an amount are part of what was drawn."""
    assert str(decode(encode(Decimal("1.500")))) == "1.500"


def test_what_cannot_be_recorded_is_refused() -> None:
    """An argument of another type is refused when it is drawn, not when it is replayed."""
    with pytest.raises(TypeError, match="cannot be recorded"):
        encode({"when": object()})


def test_any_text_can_be_written() -> None:
    """A lone surrogate, which a broken answer may hold and UTF-8 may not, is written as an escape."""
    text = encode({"name": "a\ud800b", "face": "\N{GRINNING FACE}"})
    assert text.encode() == b'{"face": "\xf0\x9f\x98\x80", "name": "a\\ud800b"}'
    assert decode(text) == {"name": "a\ud800b", "face": "\N{GRINNING FACE}"}
