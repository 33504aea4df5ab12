"""Walks a JSON body beside the schemas that describe it: every member, with what the document says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.precision import Precision, parse_precision
from coupa_contract.model import Json

Node = Mapping[str, Any]

_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_PER_NODE = ("$ref", "allOf", "anyOf", "oneOf", "properties", "patternProperties", "additionalProperties", "items", "prefixItems")
_CONDITIONAL = ("if", "then", "else")
_NOTHING: Node = {}


def json_type(value: Json) -> str:
    """The JSON Schema type of a value, the narrowest: `1` and `1.0` are `integer`.

    >>> json_type(Decimal("1.50"))
    'number'
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, Decimal):
        return "integer" if _is_integral(value) else "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]


def _is_integral(value: Decimal) -> bool:
    _, digits, exponent = value.as_tuple()
    return isinstance(exponent, int) and (exponent >= 0 or not any(digits[exponent:]))


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object, or an item of an array, and what the document says of it.

    `schema` lays the describing nodes over one another, the nearest first (`format` beside a `$ref` wins over the component's). Where
    `anyOf` or `oneOf` offers a choice it holds the first branch that fits the value's type (or simply the first, when none does).
    """

    pointer: str
    value: Json
    kind: str  # `x-kind`, or else the schema's type; "" when nothing says
    schema: Node
    documented: bool

    @property
    def precision(self) -> Precision | None:
        """The named format `decimal(p,s)` that binds this member, or None."""
        return parse_precision(str(self.schema.get("format", "")))


@dataclass(frozen=True, slots=True)
class _View:
    """What the nodes at one place say of a value of one type."""

    kind: str
    schema: Node
    members: Mapping[str, _Place]
    rest: _Place | None  # additional members that have a schema
    items: _Place | None


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """The nodes at one place of the document, and the views already taken of them."""

    nodes: tuple[Node, ...]
    views: dict[str, _View] = field(default_factory=dict)


class Walker:
    """Walks bodies along the schemas of one document; remembers each view, so that a body costs a look-up per member."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._targets: dict[str, Node] = {}
        self._places: dict[tuple[int, ...], _Place] = {}

    def walk(self, schema: Node, body: Json) -> Iterator[Member]:
        """Every member of the body below its root, parents first, as they stand.

        Left out are the members of undocumented members, and of objects of which the document names no member at all.
        """
        met: list[Member] = []
        self._below("", body, self._view(self._place((schema,)), body), met)
        return iter(met)

    # Into one list instead of generators within generators: a member of the fifth level would pass through five of them.

    def _below(self, pointer: str, value: Json, view: _View, met: list[Member]) -> None:
        if isinstance(value, dict) and (view.members or view.rest):
            members, rest = view.members, view.rest
            for name, child in value.items():
                place = members.get(name, rest)
                here = f"{pointer}/{name}" if "~" not in name and "/" not in name else pointer + pointers.join([name])
                if place is None:
                    met.append(Member(here, child, "", _NOTHING, documented=False))
                else:
                    self._member(here, child, place, met)
        elif isinstance(value, list) and view.items is not None:
            for index, child in enumerate(value):
                self._member(f"{pointer}/{index}", child, view.items, met)

    def _member(self, pointer: str, value: Json, place: _Place, met: list[Member]) -> None:
        view = self._view(place, value)
        met.append(Member(pointer, value, view.kind, view.schema, documented=True))
        if isinstance(value, dict | list):
            self._below(pointer, value, view, met)

    def _place(self, nodes: tuple[Node, ...]) -> _Place:
        key = tuple(map(id, nodes))  # the document outlives the walker, so ids stay true
        return self._places.setdefault(key, _Place(nodes))

    def _view(self, place: _Place, value: Json) -> _View:
        kind = json_type(value)
        view = place.views.get(kind)
        if view is None:
            view = place.views[kind] = self._take(place.nodes, kind)
        return view

    def _take(self, nodes: tuple[Node, ...], json_kind: str) -> _View:
        fitting = [flat for node in nodes for flat in self._flat(node, json_kind, ())]
        merged: dict[str, Any] = {}
        members: dict[str, list[Node]] = {}
        rest: list[Node] = []
        items: list[Node] = []
        for node, usual in fitting:
            for key, value in node.items():
                if key not in _PER_NODE and key not in _CONDITIONAL and (usual or key.startswith("x-")):
                    merged.setdefault(key, value)
            for name, child in (node.get("properties") or {}).items():
                members.setdefault(name, []).extend(_schemas(child))
            rest += _schemas(node.get("additionalProperties"))
            items += _schemas(node.get("items"))
        return _View(
            kind=str(merged.get("x-kind") or self._declared_kind(nodes) or _first_type(merged)),
            schema=merged,
            members={name: self._place(tuple(children)) for name, children in members.items()},
            rest=self._place(tuple(rest)) if rest else None,
            items=self._place(tuple(items)) if items else None,
        )

    def _declared_kind(self, nodes: tuple[Node, ...]) -> str:
        """The `x-kind` of any branch: a null is still an amount that is missing."""
        every = (flat for node in nodes for flat, _ in self._flat(node, "", ()))
        return next((str(node["x-kind"]) for node in every if "x-kind" in node), "")

    def _flat(self, node: Node, json_kind: str, trail: tuple[int, ...], usual: bool = True) -> Iterator[tuple[Node, bool]]:
        """The node and whatever else describes the same value: references, allOf, the branches that fit (every branch for "").

        With each goes whether it is the usual form, or a further branch: what that demands does not bind the value.
        """
        if not isinstance(node, Mapping) or id(node) in trail:
            return
        trail = (*trail, id(node))
        yield node, usual
        if "$ref" in node:
            yield from self._flat(self._target(node["$ref"]), json_kind, trail, usual)
        for keyword in _CONDITIONAL[1:]:
            if keyword in node:
                yield from self._flat(node[keyword], json_kind, trail, usual)
        for each in node.get("allOf", ()):
            yield from self._flat(each, json_kind, trail, usual)
        for keyword in ("anyOf", "oneOf"):
            branches = node.get(keyword, ())
            fitting = [each for each in branches if not json_kind or json_kind in self._types(each, ())]
            for position, each in enumerate(fitting or branches):
                yield from self._flat(each, json_kind, trail, usual and position == 0)

    def _types(self, node: Node, trail: tuple[int, ...]) -> frozenset[str]:
        """The JSON types that a schema lets through, as far as its keywords say."""
        if not isinstance(node, Mapping) or id(node) in trail:
            return _TYPES
        trail = (*trail, id(node))
        types = _own_types(node)
        if "$ref" in node:
            types &= self._types(self._target(node["$ref"]), trail)
        for each in node.get("allOf", ()):
            types &= self._types(each, trail)
        for keyword in ("anyOf", "oneOf"):
            if node.get(keyword):
                types &= frozenset().union(*(self._types(each, trail) for each in node[keyword]))
        return types

    def _target(self, reference: str) -> Node:
        if reference not in self._targets:
            node: Any = self._document
            for part in pointers.split(reference):
                node = node[int(part)] if isinstance(node, list) else node[part]
            self._targets[reference] = node
        return self._targets[reference]


def _own_types(node: Node) -> frozenset[str]:
    if "const" in node:
        return frozenset({json_type(node["const"])}) if not isinstance(node["const"], float) else frozenset({"number"})
    if "enum" in node:
        return frozenset("number" if isinstance(value, float) else json_type(value) for value in node["enum"])
    declared = node.get("type")
    if declared is None:
        return _TYPES
    types = frozenset([declared] if isinstance(declared, str) else declared)
    return types | {"integer"} if "number" in types else types


def _schemas(value: Any) -> list[Node]:
    """A subschema that says something, if there is one; `true` and `false` describe no member."""
    return [value] if isinstance(value, Mapping) else []


def _first_type(schema: Node) -> str:
    types = schema.get("type", "")
    return str(next((each for each in types if each != "null"), "null") if isinstance(types, list) else types)
