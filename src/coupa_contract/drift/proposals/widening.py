"""Widens a schema by just what was seen: types, null, forms of texts, words, bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.forms import form_of
from coupa_contract.drift.proposals.inferring import infer_types, text_rules
from coupa_contract.drift.proposals.parts import Action, Part, Refusal, Spot, lay, remove
from coupa_contract.drift.proposals.seen import together
from coupa_contract.drift.proposals.twins import twin, wider
from coupa_contract.drift.proposals.work import Work
from coupa_contract.model import Json

_SCALARS = frozenset({"string", "number", "integer", "boolean"})
_CHOICES = ("anyOf", "oneOf")
# What says of a value nothing that a validator looks at: it stays beside a choice.
_NOTES = frozenset(
    {"title", "description", "readOnly", "writeOnly", "deprecated", "default", "examples", "example", "externalDocs", "$comment"}
)


def widen(work: Work, spots: Sequence[Spot], aspect: str) -> Iterator[Part]:
    """The parts that make the document let through what was seen at these places in one respect."""
    make = {"null": _null, "type": _type, "form": _form, "enum": _enum}[aspect]
    for target, sites in work.targets(spots, aspect).items():
        values = tuple(value for site in sites for value in work.exhibits(site, aspect))
        yield from make(work, target, work.spots_of(sites), values)


def _null(work: Work, target: str, spots: tuple[Spot, ...], _values: tuple[Json, ...]) -> Iterator[Part]:
    node = work.view.node(target)
    reference = work.view.reference(target)
    if "type" in node:
        extra = {"enum": [None]} if "enum" in node else {}
        yield Part("null", (_types(target, node, ["null"], extra),), spots)
    elif choice := next((each for each in _CHOICES if each in node), None):
        yield Part("null", (lay(target, {choice: [{"type": "null"}]}),), spots)
    elif reference and (other := twin(work.view, reference)):
        yield Part("null", (lay(target, {"$ref": f"#{other}"}),), spots)
    else:
        yield Part("null", _choice(target, node, [{"type": "null"}]), spots)


def _type(work: Work, target: str, spots: tuple[Spot, ...], values: tuple[Json, ...]) -> Iterator[Part]:
    node = work.view.node(target)
    types = work.types_of(values)
    plain = "type" in node and not node.keys() & {"enum", "const", "$ref", *_CHOICES} and types <= _SCALARS
    texts = text_rules(together(work.seen.places[each] for each in spots), values) if "string" in types else {}
    texts.pop("enum", None)
    if plain:
        if "format" in texts and "format" in node:
            texts = {"anyOf": [texts]}
        narrower = [(_types(target, node, sorted(types - {each}), texts),) for each in sorted(types)] if len(types) > 1 else []
        yield Part("type", (_types(target, node, sorted(types), texts),), spots, tuple(narrower))
        return
    schema = {"type": _one(sorted(types))} | texts if types <= _SCALARS else infer_types(work.seen, work.view, work.seen.pool(spots), types)
    alternatives = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    choice = next((each for each in _CHOICES if each in node and "type" not in node), None)
    yield Part("type", (lay(target, {choice: alternatives}),) if choice else _choice(target, node, alternatives), spots)


def _form(work: Work, target: str, spots: tuple[Spot, ...], values: tuple[Json, ...]) -> Iterator[Part]:
    node = work.view.node(target)
    forms = {form_of(each) for each in values if isinstance(each, str)}
    rules = text_rules(PlaceFacts(forms=dict.fromkeys(forms - {"empty"})), values)
    alternatives = rules.get("anyOf", [rules] if rules else []) + ([{"const": ""}] if "empty" in forms else [])
    told = [each for each in ("format", "pattern") if each in node and not str(node[each]).startswith("decimal(")]
    if forms - {"empty"} and not rules:  # a text of no form that a schema could name
        keywords = (
            *told,
            *(each for each in _CHOICES if each in node and all(set(one) <= {"format", "const", "pattern"} for one in node[each])),
        )
        if keywords:
            yield Part("form", remove(target, *keywords), spots)
        else:
            yield Part("form", _choice(target, node, [{"type": "string"}]), spots)
    elif choice := next((each for each in _CHOICES if each in node), None):
        typed = alternatives if "type" in node else [{"type": "string"} | each for each in alternatives]
        yield Part("form", (lay(target, {choice: typed}),), spots)
    elif told:
        old = {each: node[each] for each in told}
        yield Part("form", (*remove(target, *told), lay(target, {"anyOf": [old, *alternatives]})), spots)
    elif other := wider(work.view, work.view.reference(target), values):
        yield Part("form", (lay(target, {"$ref": f"#{other}"}),), spots)
    else:
        yield Part("form", _choice(target, node, [{"type": "string"} | each for each in alternatives]), spots)


def _enum(work: Work, target: str, spots: tuple[Spot, ...], values: tuple[Json, ...]) -> Iterator[Part]:
    holders = [each for each in work.view.holders(target, "enum") if not _takes(work, each, values)]
    known = {word for spot in spots for word in work.seen.places[spot].words or () if not word.startswith("~")}
    told = sorted({each for each in values if isinstance(each, str) and each in known})
    if not holders or not told:
        raise Refusal("the values may not be told, so they cannot be listed in the document")
    for word in told:
        yield Part("enum", (lay(holders[0], {"enum": [word]}),), spots)


def _takes(work: Work, site: str, values: Sequence[Json]) -> bool:
    return all(each in work.view.node(site)["enum"] for each in values)


def _types(target: str, node: Mapping[str, Any], added: list[str], extra: Mapping[str, Any]) -> Action:
    """Adds types: to a list what is new (an overlay appends), in place of a single one a list."""
    declared = node["type"]
    return lay(target, {"type": added if isinstance(declared, list) else [declared, *added]} | dict(extra))


def _choice(target: str, node: Mapping[str, Any], alternatives: Sequence[Any]) -> tuple[Action, ...]:
    """Puts what a node says into a choice beside alternatives; notes stay where they are."""
    moved = {key: value for key, value in node.items() if key not in _NOTES and not (key.startswith("x-") or _is_precision(key, value))}
    return (*remove(target, *moved), lay(target, {"anyOf": [moved, *alternatives]}))


def _is_precision(key: str, value: Any) -> bool:
    return key == "format" and str(value).startswith("decimal(")


def _one(types: list[str]) -> Any:
    return types[0] if len(types) == 1 else types
