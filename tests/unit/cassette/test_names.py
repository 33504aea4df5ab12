"""File names of cassettes."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.names import stem


def test_names_of_items_stay_legible() -> None:
    """A plain item is its module and its function."""
    assert stem("test_query::test_rows_obey_a_flag") == "test_query.test_rows_obey_a_flag"
    assert stem("first-look") == "first-look"
    assert re.fullmatch(r"test_query\.test_rows-a-b-[0-9a-f]{8}", stem("test_query::test_rows[A b]"))


@given(st.lists(st.text(max_size=12) | st.sampled_from(["con", "nul.x", "..", "A", "a", "a::b", "a.b", "x" * 300]), unique=True))
def test_names_are_portable_and_different(names: list[str]) -> None:
    """No two items share a file, not even where case does not count; no name is reserved, hidden or long."""
    stems = [stem(name) for name in names]
    assert len({text.lower() for text in stems}) == len(names)
    for text in stems:
        assert re.fullmatch(r"[a-z0-9_][a-z0-9_.-]{0,180}", text)
        assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", text)
