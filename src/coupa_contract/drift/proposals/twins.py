"""Components that are one another's nullable form, such as `Decimal` and `DecimalOrNull`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coupa_contract.drift.proposals.samples import made_up
from coupa_contract.drift.proposals.view import View
from coupa_contract.model import Json

_COMPONENTS = "/components/schemas/"


def twin(view: View, pointer: str) -> str:
    """The pointer of the component that differs from this one in permitting null and in nothing else; "" when there is none."""
    if not pointer.startswith(_COMPONENTS):
        return ""
    known = _with_null(view.node(pointer))
    for name, schema in view.document["components"]["schemas"].items():
        if known and isinstance(schema, Mapping) and _comparable(schema) == known:
            return f"{_COMPONENTS}{name}"
    return ""


def wider(view: View, pointer: str, values: Sequence[Json]) -> str:
    """The pointer of the plain component that lets through these values and whatever this one does, and the least besides; "" for none."""
    if not pointer.startswith(_COMPONENTS):
        return ""
    probes = made_up(view, pointer)
    due = [*values, *(each for each in probes if not view.objections(pointer, each))]
    found = []
    for name, schema in view.document["components"]["schemas"].items():
        site = f"{_COMPONENTS}{name}"
        if isinstance(schema, Mapping) and "x-kind" in schema and not any(view.objections(site, each) for each in due):
            found.append((sum(not view.objections(site, each) for each in probes), site))
    return min(found)[1] if found else ""


def _with_null(node: Any) -> dict[str, Any] | None:
    plain = _comparable(node) if isinstance(node, Mapping) else {}
    if "type" not in plain or "null" in plain["type"] or "enum" in plain:
        return None
    return plain | {"type": sorted([*plain["type"], "null"])}


def _comparable(node: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in node.items() if key not in {"description", "title"}}
    if "type" in plain:
        plain["type"] = sorted([plain["type"]] if isinstance(plain["type"], str) else plain["type"])
    return plain
