"""YAML as it is written."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.yaml_text import WIDTH, Flow, block
from coupa_contract.cassette.yaml_values import read


@given(data=st.data())
def test_any_value_reads_back_for_us_and_for_everybody(texts: st.SearchStrategy[str], data: st.DataObject) -> None:
    """What is written means the same to the strict reader and to PyYAML, and thus to vcrpy."""
    scalars = texts | st.none() | st.integers() | st.floats(0, 1e6) | st.binary(max_size=90)
    values: st.SearchStrategy[Any] = st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4) | st.dictionaries(texts, inner, max_size=3).map(Flow)
        ),
        max_leaves=12,
    )
    value = data.draw(st.dictionaries(texts, values, min_size=1, max_size=4))
    text = f"{block(value)}...\n"
    assert read(text.encode(), "f") == value
    ours = yaml.load(text, Loader=yaml.CSafeLoader)
    theirs = yaml.load(text, Loader=yaml.SafeLoader)
    assert _same_texts(ours, value)
    assert _same_texts(theirs, value)


def _same_texts(seen: Any, meant: Any) -> bool:
    """Equal but for floats that YAML 1.1 spells otherwise (`1e-05` is text to PyYAML)."""
    if isinstance(meant, dict):
        return isinstance(seen, dict) and seen.keys() == meant.keys() and all(_same_texts(seen[key], meant[key]) for key in meant)
    if isinstance(meant, list):
        return isinstance(seen, list) and len(seen) == len(meant) and all(map(_same_texts, seen, meant))
    return seen == meant or (isinstance(meant, float) and float(seen) == meant)


def test_text_of_several_lines_stands_in_a_literal_block_and_no_line_is_folded() -> None:
    """A reviewer can search for a phrase in it."""
    phrase = "to be found " * 40
    text = block({"body": f"[\n  1\n]\n{phrase}end", "long": phrase + "end"})
    assert "body: |-\n  [\n    1\n  ]\n" in text
    assert text.count(phrase) == 2


def test_short_mappings_marked_as_such_stand_on_one_line() -> None:
    """And those that are too wide have a line for each member."""
    assert block({"status": Flow(code=200, message="OK")}) == "status: {code: 200, message: OK}\n"
    assert block({"status": Flow(a="x" * WIDTH, b="y")}).count("\n") == 3
