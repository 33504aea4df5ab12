"""A document as a proposal looks at it: which nodes describe a place, and whether they let a value through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.explain import SchemaViolation
from coupa_contract.contract.media import media_key, status_key
from coupa_contract.contract.precision import as_decimal, parse_precision
from coupa_contract.contract.schemas import Schemas
from coupa_contract.drift.drift import Direction
from coupa_contract.drift.proposals.parts import Spot
from coupa_contract.errors import DocumentError
from coupa_contract.model import Json

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_BRANCHES = ("allOf", "anyOf", "oneOf")


class View:
    """Looks at one document that does not change; remembers what it found."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.schemas = Schemas(document)
        self.operations = dict(_operations(document))
        self._flat: dict[str, tuple[str, ...]] = {}
        self._below: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {}
        self._roots: dict[tuple[str, ...], str] = {}

    def node(self, pointer: str) -> Any:
        """What stands at a pointer, references not followed. Raises DocumentError."""
        node: Any = self.document
        for part in pointers.split(pointer):
            try:
                node = node[int(part)] if isinstance(node, list) else node[part]
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise DocumentError(f"the document has nothing at {pointer}") from error
        return node

    def reference(self, pointer: str) -> str:
        """The pointer that the `$ref` of a node names; "" when it has none."""
        node = self.node(pointer)
        return str(node["$ref"]).removeprefix("#") if isinstance(node, Mapping) and isinstance(node.get("$ref"), str) else ""

    def flat(self, pointer: str) -> tuple[str, ...]:
        """The pointers of all nodes that describe the same value as this one, itself first."""
        if pointer not in self._flat:
            self._flat[pointer] = tuple(dict.fromkeys(self._describing(pointer, ())))
        return self._flat[pointer]

    def _describing(self, pointer: str, trail: tuple[str, ...]) -> Iterator[str]:
        node = self.node(pointer)
        if pointer in trail or not isinstance(node, Mapping):
            return
        trail = (*trail, pointer)
        yield pointer
        if target := self.reference(pointer):
            yield from self._describing(pointers.locate(self.document, target)[0] if self._is_indirect(target) else target, trail)
        for keyword in _BRANCHES:
            for index, _ in enumerate(node.get(keyword) or ()):
                yield from self._describing(f"{pointer}/{keyword}/{index}", trail)
        for keyword in ("then", "else"):
            if keyword in node:
                yield from self._describing(f"{pointer}/{keyword}", trail)

    def _is_indirect(self, target: str) -> bool:
        """Whether a reference leads through another one on its way."""
        try:
            self.node(target)
        except DocumentError:
            return True
        return False

    def holders(self, pointer: str, keyword: str) -> list[str]:
        """The nodes describing the value at a pointer that have a keyword."""
        return [each for each in self.flat(pointer) if keyword in self.node(each)]

    def sites(self, spot: Spot) -> tuple[str, ...]:
        """The nodes that describe a place, references not followed; empty when the document does not know it."""
        root = self.root(spot)
        return self.within(root, spot.pointer) if root else ()

    def within(self, site: str, pointer: str) -> tuple[str, ...]:
        """The nodes that describe what stands at a general pointer in the value that a node describes."""
        sites: tuple[str, ...] = (site,)
        for segment in pointer.split("/")[1:]:
            sites = self._children(sites, segment)
        return sites

    def _children(self, sites: tuple[str, ...], segment: str) -> tuple[str, ...]:
        key = (sites, segment)
        if key not in self._below:
            found = (child for site in sites for each in self.flat(site) for child in self._child(each, segment))
            self._below[key] = tuple(dict.fromkeys(found))
        return self._below[key]

    def _child(self, pointer: str, segment: str) -> Iterator[str]:
        node = self.node(pointer)
        if segment == "*":
            names: Iterable[tuple[str, Any]] = [("/items", node.get("items"))]
        elif segment == "{}":
            patterns = (node.get("patternProperties") or {}).items()
            names = [("/additionalProperties", node.get("additionalProperties"))]
            names = [*names, *((f"/patternProperties{pointers.join([name])}", child) for name, child in patterns)]
        else:
            name = pointers.split(f"/{segment}")[0]
            names = [(f"/properties{pointers.join([name])}", (node.get("properties") or {}).get(name))]
        yield from (pointer + below for below, child in names if isinstance(child, Mapping))

    def root(self, spot: Spot) -> str:
        """The pointer of the schema of a body; "" when the document gives none."""
        key = tuple(spot[:4])
        if key not in self._roots:
            self._roots[key] = self._root(spot)
        return self._roots[key]

    def _root(self, spot: Spot) -> str:
        holder = self.envelope(spot)
        if not holder:
            return ""
        content = self.node(holder).get("content") or {}
        name = media_key(content, spot.media_type or "application/json")
        return holder + pointers.join(["content", name, "schema"]) if name and "schema" in content[name] else ""

    def envelope(self, spot: Spot) -> str:
        """The pointer of the response, or of the request body, references followed; "" for none."""
        pointer = self.operations.get(spot.operation, "")
        if not pointer:
            return ""
        if spot.direction is Direction.REQUEST:
            return pointers.locate(self.document, pointer + "/requestBody")[0] if "requestBody" in self.node(pointer) else ""
        name = status_key(self.node(pointer).get("responses") or {}, int(spot.status or 0))
        return pointers.locate(self.document, pointer + pointers.join(["responses", name]))[0] if name else ""

    def objections(self, site: str, value: Json) -> list[SchemaViolation]:
        """What a node has against a value, also at its precision."""
        found = list(self.schemas.violations(site, value))
        exact = as_decimal(value)
        if exact is not None:
            declared = (parse_precision(str(self.node(each).get("format", ""))) for each in self.holders(site, "format"))
            bound = next((each for each in declared if each is not None), None)
            if bound is not None and not bound.holds(exact):
                found.append(SchemaViolation("", "precision", str(bound), ""))
        return found


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, item in (document.get("paths") or {}).items():
        for method in _METHODS:
            node = item.get(method) if isinstance(item, Mapping) else None
            if isinstance(node, Mapping):
                yield str(node.get("operationId") or f"{method.upper()} {path}"), pointers.join(["paths", path, method])
