"""Bodies made readable and restored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.bodies import WIDTH, Whitespace, prettied, restored


@given(data=st.data())
def test_what_is_prettied_is_restored_exactly(json_bodies: st.SearchStrategy[bytes], data: st.DataObject) -> None:
    """Only white space outside strings moves, and it moves back."""
    text = data.draw(json_bodies).decode()
    pretty = prettied(text)
    if pretty is not None:
        assert restored(*pretty) == text
        assert json.loads(pretty[0]) == json.loads(text)


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_what_fits_stays_on_one_line(separators: tuple[str, str]) -> None:
    """Brackets are opened only where their content is too wide, so a list of rows has a few lines a row."""
    rows = [{"id": number, "supplier": {"id": 1, "name": "x" * 30}, "lines": [{"price": "1.20"}] * 3} for number in range(20)]
    text = json.dumps(rows, separators=separators)
    pretty, whitespace = prettied(text) or pytest.fail("not prettied")
    assert whitespace is (Whitespace.COMPACT if separators[0] == "," else Whitespace.SPACED)
    assert max(map(len, pretty.splitlines())) <= WIDTH
    assert len(pretty.splitlines()) < 8 * len(rows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1,2]",
        "{" * 200,
        "[" * 50_000 + "]" * 50_000,
        json.dumps([1] * 99, indent=1),
        "[1,  " + "2," * 99 + "3]",
        '["' + "x" * 200,
        "x" * 200,
    ],
    ids=["empty", "short", "not-json", "deep", "lines-of-its-own", "uneven", "cut-off", "text"],
)
def test_what_cannot_be_restored_or_need_not_be_moved_is_left_alone(text: str) -> None:
    """Then the body stands as it came."""
    assert prettied(text) is None
