"""Lays the schemas of one document over one another: what all of them together mean for a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any
from urllib.parse import unquote

from coupa_contract.contract import pointers
from coupa_contract.drift.documents.keywords import contradicts, own_meaning, unknown_types
from coupa_contract.drift.documents.meaning import NULL, Meaning, Several, Site, Term, both, either, loosely
from coupa_contract.errors import DocumentError

_COMPONENTS = ("/components/schemas/", "/definitions/")
_NODE: Mapping[str, Any] = {}


class Meanings:
    """What the schemas of one document mean; remembers it, and what could not be understood.

    `legacy`: a document before OpenAPI 3.1, which says `nullable` (or `x-nullable`) for null.
    """

    def __init__(self, document: Mapping[str, Any], *, legacy: bool = False) -> None:
        self.document = document
        self.legacy = legacy
        self.doubts: dict[str, None] = {}  # sentences, in the order in which they came up
        self._known: dict[Term, Meaning] = {}
        self._sites: dict[str, Site | None] = {}

    def of(self, term: Term) -> Meaning:
        """What a term means."""
        if term not in self._known:
            self._known[term] = self._of(term, ())
        return self._known[term]

    def at(self, pointer: str) -> Site:
        """The schema at a pointer. Raises DocumentError."""
        node: Any = self.document
        for part in pointers.split(pointer):
            try:
                node = node[int(part)] if isinstance(node, list) else node[part]
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise DocumentError(f"the document has nothing at {pointer}") from error
        return Site(pointer, _mapping(node))

    def _of(self, term: Term, trail: tuple[str, ...]) -> Meaning:
        if isinstance(term, Several):
            parts = [self._of(part, trail) for part in term.parts]
            return reduce(both if term.every else either, parts)
        if term.pointer in trail or len(trail) > 50:
            return Meaning()
        return self._of_site(term, (*trail, term.pointer))

    def _of_site(self, site: Site, trail: tuple[str, ...]) -> Meaning:
        node = site.node
        meaning = self._own(site)
        target = self.target(site)
        if target is not None:
            meaning = both(meaning, self._named(target, trail))
        elif "$ref" in node:
            meaning = replace(meaning, lost=True)
        for part in _branches(site, "allOf"):
            meaning = both(meaning, self._of(part, trail))
        for keyword in ("anyOf", "oneOf"):
            branches = [part for part in _branches(site, keyword) if part.pointer not in trail]
            if branches:
                meaning = both(meaning, reduce(either, (self._of(part, trail) for part in branches)))
        conditional = [self._of(_below(site, keyword), trail) for keyword in ("then", "else") if isinstance(node.get(keyword), Mapping)]
        if conditional:
            meaning = loosely(meaning, reduce(either, conditional))
        if node.get("nullable") is True or node.get("x-nullable") is True:
            meaning = replace(meaning, types=meaning.types | NULL)
        return meaning

    def _named(self, target: Site, trail: tuple[str, ...]) -> Meaning:
        """What the target of a reference means, with its name if it is a component."""
        meaning = self._of(target, trail)
        name = component_of(target.pointer)
        return replace(meaning, names=(name, *(each for each in meaning.names if each != name))) if name else meaning

    def _own(self, site: Site) -> Meaning:
        """What a schema itself says."""
        node = site.node
        for name in unknown_types(node):
            self.doubts[f"`type: {name[:40]}` at {site.pointer} is no type of JSON, so nothing is concluded from it."] = None
        if contradicts(node):
            self.doubts[f"None of the values listed at {site.pointer} is of the type that stands beside them."] = None
        members = dict(_members(site))
        required = node.get("required")
        patterns = [_below(site, "patternProperties", name) for name in _mapping(node.get("patternProperties"))]
        rest = [*patterns, *_child(site, "additionalProperties")]
        items = [*_listed(site, "prefixItems"), *_child(site, "items")]
        return replace(
            own_meaning(node),
            items=_any(items),
            members=members,
            required=_draft_3(node).union(name for name in required if isinstance(name, str))
            if isinstance(required, list)
            else _draft_3(node),
            rest=_any(rest),
            keys=self._keys(node),
            open=node.get("additionalProperties") is not False and node.get("unevaluatedProperties") is not False,
            variants=1 if members else 0,
            records=frozenset([site.pointer]) if members else frozenset(),
            examples=(site.pointer,) if "example" in node or isinstance(node.get("examples"), list) else (),
        )

    def _keys(self, node: Mapping[str, Any]) -> frozenset[str] | None:
        """The forms of keys of a map."""
        named = node.get("propertyNames")
        if isinstance(named, Mapping):
            return own_meaning(named).forms
        forms = [own_meaning({"pattern": name}).forms for name in _mapping(node.get("patternProperties"))]
        known = [each for each in forms if each is not None]
        return frozenset().union(*known) if known and len(known) == len(forms) else None

    def target(self, site: Site) -> Site | None:
        """Where a reference leads; None for none, and for one that leads nowhere."""
        reference = site.node.get("$ref")
        if not isinstance(reference, str):
            return None
        if reference not in self._sites:
            self._sites[reference] = self._located(reference, site.pointer)
        return self._sites[reference]

    def _located(self, reference: str, pointer: str) -> Site | None:
        told = reference[:120]
        if not reference.startswith("#"):
            self.doubts[
                f"{pointer} refers to `{told}`, outside the document, which is not read: anything is taken to be permitted there."
            ] = None
            return None
        try:
            return self.at(pointers.join(pointers.split(unquote(reference))))
        except DocumentError:
            pass
        try:  # a path that leads through another reference, or written for a URI
            place, node = pointers.locate(self.document, reference)
        except DocumentError:
            self.doubts[f"{pointer} refers to `{told}`, which leads nowhere: anything is taken to be permitted there."] = None
            return None
        return Site(place, node) if isinstance(node, Mapping) else None


def component_of(pointer: str) -> str:
    """The name of the component that stands at a pointer; "" for none."""
    start = next((each for each in _COMPONENTS if pointer.startswith(each)), None)
    name = pointer[len(start) :] if start else ""
    return "" if "/" in name else name.replace("~1", "/").replace("~0", "~")


def _members(site: Site) -> Iterator[tuple[str, Term]]:
    """The members that a schema names, and may hold."""
    for name, child in _mapping(site.node.get("properties")).items():
        if isinstance(child, Mapping) or child is True:
            yield name, _below(site, "properties", name)


def _draft_3(node: Mapping[str, Any]) -> frozenset[str]:
    """The members that say of themselves that they are required, as old generators write it."""
    children = _mapping(node.get("properties")).items()
    return frozenset(name for name, child in children if isinstance(child, Mapping) and child.get("required") is True)


def _branches(site: Site, keyword: str) -> list[Site]:
    return [each for each in _listed(site, keyword) if isinstance(each, Site)]


def _listed(site: Site, keyword: str) -> list[Site]:
    """The schemas of a list."""
    children = site.node.get(keyword)
    if not isinstance(children, list):
        return []
    return [_below(site, keyword, index) for index, child in enumerate(children) if isinstance(child, Mapping)]


def _child(site: Site, keyword: str) -> list[Site]:
    return [_below(site, keyword)] if isinstance(site.node.get(keyword), Mapping) else []


def _below(site: Site, *path: str | int) -> Site:
    """A schema within one."""
    node: Any = site.node
    for part in path:
        node = node[part]
    return Site(site.pointer + pointers.join(path), node if isinstance(node, Mapping) else _NODE, site.loose)


def _any(terms: list[Site]) -> Term | None:
    return None if not terms else terms[0] if len(terms) == 1 else Several(tuple(terms), every=False)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else _NODE
