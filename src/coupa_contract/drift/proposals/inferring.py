"""A schema of what was observed at a place that the document does not know: no wider than what it has to say."""

from __future__ import annotations

from typing import Any

from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.proposals.parts import Spot
from coupa_contract.drift.proposals.seen import Seen
from coupa_contract.drift.proposals.view import View
from coupa_contract.model import Json

PLAIN_DECIMAL = r"^-?\d+(\.\d+)?$"
_ANY_DECIMAL = r"^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$"
_STAMPS = frozenset({"timestamp-z", "timestamp-offset"})
_FORMATS = {"date": "date", "uri": "uri", "uuid": "uuid", "email": "email", "timestamp-z": "date-time", "timestamp-offset": "date-time"}
_WORDS = 12  # at most, of an enumeration that is proposed
_REPEATS = 10  # times that each of its words was seen, on the average
_SCALAR = ("boolean", "integer", "number", "string")


def infer(seen: Seen, view: View, spot: Spot) -> dict[str, Any]:
    """The schema of all that was seen at a place, null included."""
    facts = seen.places[spot]
    return (
        nullable(_of_types(seen, view, spot, facts, set(facts.types)))
        if facts.null
        else _of_types(seen, view, spot, facts, set(facts.types))
    )


def infer_types(seen: Seen, view: View, spot: Spot, types: set[str]) -> dict[str, Any]:
    """The schema of those values at a place that are of these types."""
    return _of_types(seen, view, spot, seen.places[spot], types)


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """The same with null."""
    if not schema:
        return {"type": "null"}
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "anyOf" in schema and "type" not in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema | {"type": [*types, "null"]} | ({"enum": [*schema["enum"], None]} if "enum" in schema else {})


def _of_types(seen: Seen, view: View, spot: Spot, facts: PlaceFacts, types: set[str]) -> dict[str, Any]:
    if "number" in types:
        types = types - {"integer"}
    scalars = [each for each in _SCALAR if each in types]
    schemas: list[dict[str, Any]] = []
    if scalars:
        texts = text_rules(facts, seen.values(spot)) if "string" in scalars else {}
        schemas.append({"type": scalars[0] if len(scalars) == 1 else scalars} | (texts if "enum" not in texts or len(scalars) == 1 else {}))
    if "object" in types:
        schemas.append(_object(seen, view, spot, facts))
    if "array" in types:
        items = spot.below("*")
        schemas.append({"type": "array"} | ({"items": infer(seen, view, items)} if items in seen.places else {}))
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas} if schemas else {}


def text_rules(facts: PlaceFacts, values: tuple[Json, ...] = ()) -> dict[str, Any]:
    """What all texts that were seen have in common: a format, a pattern, or a list of words."""
    forms = set(facts.forms)
    if forms and forms <= {"decimal", "integer"} and "decimal" in forms:
        return {"pattern": _pattern(values)}
    formats = {_FORMATS.get(form, "") for form in forms - {"empty"}}
    if formats and "" not in formats and len(forms - _STAMPS - {"empty"}) + bool(forms & _STAMPS) <= 2:
        choices: list[dict[str, Any]] = [{"format": each} for each in sorted(formats)]
        choices += [{"const": ""}] if "empty" in forms else []
        return choices[0] if len(choices) == 1 else {"anyOf": choices}
    words = facts.words
    if words and 1 < len(words) <= _WORDS and not any(each.startswith("~") for each in words) and facts.seen >= _REPEATS * len(words):
        return {"enum": sorted(words)}
    return {}


def _pattern(values: tuple[Json, ...]) -> str:
    """The pattern of plain decimals, when that is known to do; else that of all decimals."""
    import re

    texts = [each for each in values if isinstance(each, str)]
    return PLAIN_DECIMAL if texts and all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", each) for each in texts) else _ANY_DECIMAL


def _object(seen: Seen, view: View, spot: Spot, facts: PlaceFacts) -> dict[str, Any]:
    children = [each for each in seen.below(spot) if not each.pointer.endswith(("/*", "/{}"))]
    entries = spot.below("{}")
    if entries in seen.places:
        return {"type": "object", "additionalProperties": infer(seen, view, entries)}
    if name := fitting_component(seen, view, spot):
        return {"$ref": f"#/components/schemas/{name}"}
    return {"type": "object"} | ({"properties": {each.name: infer(seen, view, each) for each in children}} if children else {})


def fitting_component(seen: Seen, view: View, spot: Spot) -> str:
    """The component whose members are exactly those of the observed objects, and that lets them all through; "" for none."""
    names = {each.name for each in seen.below(spot)}
    if len(names) < 2:
        return ""
    objects = [each for each in seen.values(spot) if isinstance(each, dict)]
    for name, schema in (view.document.get("components", {}).get("schemas") or {}).items():
        if isinstance(schema, dict) and set(schema.get("properties") or ()) == names:
            site = f"/components/schemas/{name}"
            nested = ((f"{site}/properties/{each.name}", value) for each in seen.below(spot) for value in seen.values(each))
            if not any(seen.refuses(view, *each) for each in nested) and not any(seen.refuses(view, site, each) for each in objects):
                return str(name)
    return ""
