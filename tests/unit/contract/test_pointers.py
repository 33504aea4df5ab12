"""Pointers and references within one document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract import pointers
from coupa_contract.errors import DocumentError

DOCUMENT = {
    "a": {"$ref": "#/b"},
    "b": {"c": [{"x": 1}, {"$ref": "#/d"}]},
    "d": {"y/z": 2},
    "round": {"$ref": "#/and"},
    "and": {"$ref": "#/round"},
    "self": {"$ref": "#/self/below"},
    "away": {"$ref": "https://example.com/x.yaml"},
}


@given(st.lists(st.text(max_size=5)))
def test_splitting_undoes_joining(parts: list[str]) -> None:
    """Slashes and tildes in names survive."""
    assert pointers.split(pointers.join(parts)) == parts


@pytest.mark.parametrize(("pointer", "place", "value"), [("/a/c/0/x", "/b/c/0/x", 1), ("#/a/c/1/y~1z", "/d/y~1z", 2), ("", "", DOCUMENT)])
def test_references_on_the_way_are_followed(pointer: str, place: str, value: object) -> None:
    """The final place is told beside the value."""
    assert pointers.locate(DOCUMENT, pointer) == (place, value)


@pytest.mark.parametrize("pointer", ["/nope", "/b/c/2", "/b/c/-1", "/b/c/x", "/d/y~1z/0", "/round", "/self", "/away", "d"])
def test_what_leads_nowhere_is_an_error(pointer: str) -> None:
    """Missing places, circles and other documents raise the same exception, which names the pointer."""
    with pytest.raises(DocumentError):
        pointers.locate(DOCUMENT, pointer)


def test_every_reference_is_found() -> None:
    """Each comes with the place of its object."""
    assert ("/b/c/1", "#/d") in set(pointers.references(DOCUMENT))
    assert len(list(pointers.references(DOCUMENT))) == 6
