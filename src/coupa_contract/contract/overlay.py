"""Applies an OpenAPI Overlay 1.0 to a document."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from coupa_contract.errors import OverlayError


def apply_overlay(document: Mapping[str, Any], overlay: Any, name: str) -> dict[str, Any]:
    """A new document with the overlay's actions applied in order (Overlay Specification 1.0.0, section 4.4). Raises OverlayError.

    An action whose target matches nothing is an error here, although the specification lets it pass: it would hide a typing mistake.
    """
    result: dict[str, Any] = copy.deepcopy(dict(document))
    for position, action in enumerate(_actions(overlay, name), start=1):
        _apply(result, action, _label(action, position, name))
    return result


def _actions(overlay: Any, name: str) -> Sequence[Any]:
    if not isinstance(overlay, Mapping) or "overlay" not in overlay:
        raise OverlayError(f"{name} is not an overlay: it must be a mapping that begins with 'overlay: 1.0.0'")
    version = str(overlay["overlay"])
    if version != "1.0.0" and not version.startswith("1.0."):
        raise OverlayError(f"{name} is written for Overlay {version}; only 1.0 is understood")
    info = overlay.get("info")
    if not isinstance(info, Mapping) or not {"title", "version"} <= info.keys():
        raise OverlayError(f"{name} lacks info.title or info.version, which Overlay 1.0 requires")
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        raise OverlayError(f"{name} has no list of actions")
    return actions


def _label(action: Any, position: int, name: str) -> str:
    label = f"action {position} of {name}"
    if not isinstance(action, Mapping) or not isinstance(action.get("target"), str):
        raise OverlayError(f"{label} has no target")
    description = action.get("description")
    return f"{label} (target {action['target']}{f': {description}' if description else ''})"


def _apply(document: dict[str, Any], action: Mapping[str, Any], label: str) -> None:
    remove = action.get("remove", False)
    if not isinstance(remove, bool):
        raise OverlayError(f"{label} says remove: {remove!r}; it must be true or false")
    if unknown := [key for key in action if key not in {"target", "description", "update", "remove"} and not key.startswith("x-")]:
        raise OverlayError(f"{label} has the unknown key {unknown[0]!r}")
    if not remove and "update" not in action:
        raise OverlayError(f"{label} neither updates nor removes")
    matches = _matches(document, action["target"], label)
    if remove:
        _remove(matches, label)
    else:
        for parent, part in matches:
            _update(document, parent, part, action["update"], label)


def _matches(document: dict[str, Any], target: str, label: str) -> list[tuple[Any, str | int | None]]:
    """The places that a JSONPath (RFC 9535) finds: each the container and its key or index (None: the root)."""
    import jsonpath  # not at the top: it takes a tenth of a second, and the published document needs no overlay

    try:
        found = list(jsonpath.compile(target, strict=True).finditer(document))
    except (jsonpath.JSONPathError, RecursionError) as error:
        raise OverlayError(f"{label}: the target is not a JSONPath (RFC 9535): {str(error).splitlines()[0]}") from error
    if not found:
        raise OverlayError(f"{label} matches nothing in the document; correct its target or take the action out")
    return [(match.parent.obj, match.parts[-1]) if match.parent else (None, None) for match in found]


def _remove(matches: list[tuple[Any, str | int | None]], label: str) -> None:
    if any(parent is None for parent, _ in matches):
        raise OverlayError(f"{label} would remove the whole document")
    places = {(id(parent), part): parent for parent, part in matches}  # a path may find the same place twice
    for (_, part), parent in sorted(places.items(), key=lambda place: str(place[0][1]).zfill(9), reverse=True):  # from the end of an array
        del parent[part]


def _update(document: dict[str, Any], parent: Any, part: str | int | None, update: Any, label: str) -> None:
    target = document if parent is None else parent[part]
    if isinstance(target, dict) and isinstance(update, Mapping):
        merge(target, update)
    elif isinstance(target, list):
        target.append(copy.deepcopy(update))
    else:
        raise OverlayError(f"{label} cannot be merged: its target must be an array, or an object that is updated with an object")


def merge(target: dict[str, Any], update: Mapping[str, Any]) -> None:
    """Lays `update` over `target` in place: objects are merged member by member, arrays are appended to, anything else is replaced."""
    for key, value in update.items():
        present = target.get(key)
        if isinstance(present, dict) and isinstance(value, Mapping):
            merge(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            present.extend(copy.deepcopy(value))
        else:
            target[key] = copy.deepcopy(value)
