"""Makes a document of Swagger 2.0 or OpenAPI 3.0 one whose schemas a validator of JSON Schema 2020-12 can use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.errors import DocumentError

_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_DATA = frozenset({"example", "examples", "default", "enum", "const"})


def as_of_3_1(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with every pointer where it was: `nullable` as a type, exclusive bounds as figures, faults of generators taken out.

    Keywords that no validator takes (`required: true` of a property, an unknown type) are left out, as are references that lead nowhere.
    """
    return {key: _converted(value, document, in_data=False) for key, value in document.items()}


def _converted(node: Any, document: Mapping[str, Any], *, in_data: bool) -> Any:
    if isinstance(node, list):
        return [_converted(each, document, in_data=in_data) for each in node]
    if not isinstance(node, Mapping) or in_data:
        return node
    members = {key: _converted(value, document, in_data=key in _DATA and not isinstance(value, Mapping)) for key, value in node.items()}
    return _schema(members, document)


def _schema(node: dict[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """A node whose children are converted; anything but a schema passes as it is."""
    if isinstance(node.get("$ref"), str) and not _leads(document, node["$ref"]):
        del node["$ref"]
    if isinstance(node.get("required"), bool) and "in" not in node:
        del node["required"]
    for exclusive, bound in _EXCLUSIVE.items():
        if isinstance(node.get(exclusive), bool):
            strict = node.pop(exclusive)
            if strict and bound in node:
                node[exclusive] = node.pop(bound)
    nullable = node.pop("nullable", None) is True or node.pop("x-nullable", None) is True
    declared = node.get("type")
    if isinstance(declared, str):
        if declared == "file":
            node["type"] = "string"
        elif declared not in _TYPES and "in" not in node and "scheme" not in node and "flows" not in node and "flow" not in node:
            del node["type"]
    if nullable:
        return _or_null(node)
    return node


def _or_null(node: dict[str, Any]) -> dict[str, Any]:
    """The same schema, or null, with its keywords at the same pointers."""
    if isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"] = [*node["enum"], None]
        if not {"$ref", "allOf", "anyOf", "oneOf"} & node.keys():
            return node
    return {"anyOf": [{"type": "null"}, node]}


def _leads(document: Mapping[str, Any], reference: str) -> bool:
    if not reference.startswith("#"):
        return False
    try:
        pointers.locate(document, reference)
    except DocumentError:
        return False
    return True
