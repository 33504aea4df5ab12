"""Components that are one another's nullable form, such as `Decimal` and `DecimalOrNull`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coupa_contract.drift.proposals.view import View

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
