"""Overlays change a copy of the document, or say which action cannot be applied."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.contract.overlay import apply_overlay, merge
from coupa_contract.errors import OverlayError

DOCUMENT: dict[str, Any] = {
    "info": {"title": "x", "tags": ["a"]},
    "paths": {"/a/{id}": {"get": {"deprecated": True}}, "/b": {"get": {}}},
    "list": [{"n": 1}, {"n": 2}, {"n": 3}, {"n": 2}],
}


def overlay(*actions: Any) -> dict[str, Any]:
    return {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": list(actions)}


def applied(*actions: Any) -> dict[str, Any]:
    return apply_overlay(DOCUMENT, overlay(*actions), "own.yaml")


def test_objects_are_merged_and_lists_appended_to() -> None:
    """Members that the update does not name stay; a list within the update is added to the one that is there."""
    result = applied({"target": "$.info", "update": {"title": "y", "tags": ["b"], "contact": {"name": "z"}}})
    assert result["info"] == {"title": "y", "tags": ["a", "b"], "contact": {"name": "z"}}


def test_a_list_as_target_gets_one_more_item() -> None:
    """What is appended is the update itself, also when it is a list."""
    assert applied({"target": "$.info.tags", "update": "b"})["info"]["tags"] == ["a", "b"]
    assert applied({"target": "$.info.tags", "update": ["b"]})["info"]["tags"] == ["a", ["b"]]


def test_every_match_is_updated_with_a_copy_of_its_own() -> None:
    """Later actions on one of the places leave the others alone."""
    result = applied({"target": "$.paths.*.get", "update": {"x": {"y": []}}}, {"target": "$.paths['/b'].get.x.y", "update": 1})
    assert result["paths"]["/a/{id}"]["get"] == {"deprecated": True, "x": {"y": []}}
    assert result["paths"]["/b"]["get"] == {"x": {"y": [1]}}


def test_the_whole_document_can_be_updated() -> None:
    """`$` is the root."""
    assert applied({"target": "$", "update": {"new": 1}})["new"] == 1


def test_removing_takes_out_every_match() -> None:
    """Items of a list go from its end, so that positions stay true."""
    assert applied({"target": "$.list[?@.n == 2]", "remove": True})["list"] == [{"n": 1}, {"n": 3}]
    assert applied({"target": "$.list[0, 0, 2]", "remove": True})["list"] == [{"n": 2}, {"n": 2}]
    assert "deprecated" not in applied({"target": "$..deprecated", "remove": True})["paths"]["/a/{id}"]["get"]


def test_remove_false_removes_nothing() -> None:
    """It is an update like any other."""
    assert applied({"target": "$.info", "remove": False, "update": {"title": "y"}})["info"]["title"] == "y"


def test_the_document_itself_is_left_alone() -> None:
    """The result is a new value, down to its leaves."""
    before = copy.deepcopy(DOCUMENT)
    applied({"target": "$.list", "update": 1}, {"target": "$.info.tags", "update": 1}, {"target": "$.paths['/b']", "remove": True})
    assert before == DOCUMENT


def test_actions_apply_in_order() -> None:
    """The second sees what the first did."""
    assert applied({"target": "$.info", "update": {"a": {}}}, {"target": "$.info.a", "update": {"b": 1}})["info"]["a"] == {"b": 1}


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"target": "$.nothing", "description": "Rename it.", "update": {}}, "matches nothing"),
        ({"target": "$.list[?@.n == 9]", "remove": True, "description": "Rename it."}, "matches nothing"),
        ({"target": "$.info[", "update": {}, "description": "Rename it."}, "not a JSONPath"),
        ({"target": "info", "update": {}, "description": "Rename it."}, "not a JSONPath"),
        ({"target": "$.info.title", "update": {"x": 1}, "description": "Rename it."}, "cannot be merged"),
        ({"target": "$.info", "update": "x", "description": "Rename it."}, "cannot be merged"),
        ({"target": "$", "remove": True, "description": "Rename it."}, "whole document"),
        ({"target": "$.info", "description": "Rename it."}, "neither updates nor removes"),
        ({"target": "$.info", "remove": "yes", "description": "Rename it."}, "must be true or false"),
        ({"target": "$.info", "updates": {}, "update": {}, "description": "Rename it."}, "'updates'"),
    ],
)
def test_an_action_that_cannot_be_applied_is_named(action: Any, said: str) -> None:
    """By its position, its target and its description."""
    with pytest.raises(OverlayError, match=said) as caught:
        applied({"target": "$.info", "update": {"x": 1}}, action)
    assert f"action 2 of own.yaml (target {action['target']}: Rename it.)" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "not an overlay"),
        ([], "not an overlay"),
        ({"openapi": "3.1.0"}, "not an overlay"),
        ({**overlay(), "overlay": "2.0.0"}, "Overlay 2.0.0"),
        ({**overlay(), "overlay": "1.1.0"}, "Overlay 1.1.0"),
        ({**overlay(), "info": {}}, "info.title"),
        (overlay(), "no list of actions"),
        ({**overlay(), "actions": {}}, "no list of actions"),
        (overlay("x"), "action 1 of own.yaml has no target"),
        (overlay({"target": 1}), "action 1 of own.yaml has no target"),
    ],
)
def test_what_is_no_overlay_is_refused(value: Any, said: str) -> None:
    """The message says what is missing."""
    with pytest.raises(OverlayError, match=said):
        apply_overlay(DOCUMENT, value, "own.yaml")


TREES = st.recursive(
    st.integers() | st.lists(st.integers(), max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from("abc"), TREES, max_size=3)


@given(MAPPINGS, MAPPINGS)
def test_merging_keeps_every_name_and_the_update_wins(target: dict[str, Any], update: dict[str, Any]) -> None:
    """No member is lost; what the update says of a leaf holds; what it does not name is as it was; and the update itself is not changed."""
    result, given_update = copy.deepcopy(target), copy.deepcopy(update)
    merge(result, update)
    assert update == given_update
    assert result.keys() == target.keys() | update.keys()
    for name, value in result.items():
        if name not in update:
            assert value == target[name]
        elif isinstance(update[name], int):
            assert value == update[name]
        elif isinstance(update[name], list):
            assert value[len(value) - len(update[name]) :] == update[name]
