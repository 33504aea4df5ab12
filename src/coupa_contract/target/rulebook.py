"""What the document says that the guard needs: its operations by exact path, and the members of their request bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from coupa_contract.contract.operations import Operation

# A body may carry it as well as the query, although the document has it there as read-only.
_IRREVERSIBLE = frozenset({"exported"})


class Routes(Protocol):
    """The part of a contract that the guard reads."""

    @property
    def document(self) -> Mapping[str, Any]: ...

    @property
    def operations(self) -> Mapping[str, Operation]: ...

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None: ...


@dataclass(frozen=True, slots=True)
class Members:
    """Names of members (dashed, lower case) that may occur anywhere in an operation's bodies.

    `irreversible`: those whose change nothing undoes. `arrays`: those that hold a list. `open`: those below which any name may occur.
    """

    known: frozenset[str]
    irreversible: frozenset[str]
    arrays: frozenset[str]
    open: frozenset[str]


def dashed(name: str) -> str:
    """The one spelling under which names are compared: the API takes dashes and underscores, and nobody promised that case matters."""
    return name.lower().replace("_", "-")


class Rulebook:
    """The guard's view of a contract; each operation's members are collected once."""

    def __init__(self, contract: Routes) -> None:
        self._contract = contract
        self._methods = sorted({operation.method for operation in contract.operations.values()})
        self._members: dict[str, Members] = {}

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation of exactly that method and path, and its path parameters as they are spelled in the path (still encoded)."""
        if method not in self._methods:
            return None
        match = self._contract.match(method, path)
        return None if match is None else _exactly(match[0], method, path)

    def documented(self, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Some operation of that path, whatever its method."""
        return next((found for method in self._methods if (found := self.find(method, path)) is not None), None)

    def members(self, operation: Operation) -> Members:
        """What may occur in the bodies of an operation."""
        if operation.id not in self._members:
            self._members[operation.id] = _collect(self._contract.document, operation)
        return self._members[operation.id]


def _exactly(operation: Operation, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """Compares again, segment by segment: what leaves must not hang on how lenient a match is."""
    template, given = operation.path.split("/"), path.split("/")
    if operation.method != method or len(template) != len(given):
        return None
    spelled: dict[str, str] = {}
    for expected, segment in zip(template, given, strict=True):
        if expected.startswith("{") and expected.endswith("}"):
            spelled[expected[1:-1]] = segment
        elif expected != segment:
            return None
    return None if "" in spelled.values() else (operation, spelled)


def _collect(document: Mapping[str, Any], operation: Operation) -> Members:
    node = document["paths"][operation.path][operation.method.lower()]
    requests = list(_schemas(document, node.get("requestBody", {})))
    # What an invoice is answered with may be sent back: read-only members are then ignored.
    answers = [answer for status, answer in node.get("responses", {}).items() if str(status).startswith("2")]
    responses = [schema for answer in answers for schema in _schemas(document, answer)]
    known: set[str] = set()
    marked: dict[str, set[str]] = {"irreversible": set(), "arrays": set(), "open": set()}
    for name, schema in _properties(document, [*requests, *responses]):
        known.add(name)
        nodes = list(_alternatives(document, schema))
        if name in _IRREVERSIBLE or any(each.get("x-irreversible") for each in nodes):
            marked["irreversible"].add(name)
        if any("items" in each or "array" in _types(each) for each in nodes):
            marked["arrays"].add(name)
        if _is_open(nodes):
            marked["open"].add(name)
    return Members(frozenset(known), *(frozenset(marked[kind]) for kind in ("irreversible", "arrays", "open")))


def _is_open(nodes: list[Mapping[str, Any]]) -> bool:
    """Whether a member is an object whose names nobody lists (custom fields)."""
    listed = any("properties" in node for node in nodes)
    return not listed and any("object" in _types(node) or node.get("additionalProperties") for node in nodes)


def _types(schema: Mapping[str, Any]) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _schemas(document: Mapping[str, Any], holder: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for media in _resolved(document, holder).get("content", {}).values():
        if "schema" in media:
            yield media["schema"]


def _properties(document: Mapping[str, Any], schemas: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every member that is reachable, at any depth, with one of its schemas."""
    waiting, seen = list(schemas), set[int]()
    while waiting:
        for node in _alternatives(document, waiting.pop()):
            if id(node) in seen:
                continue
            seen.add(id(node))
            for name, schema in node.get("properties", {}).items():
                yield dashed(name), schema
                waiting.append(schema)
            waiting += [node[key] for key in ("items", "additionalProperties") if isinstance(node.get(key), Mapping)]


def _alternatives(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema and everything that it is composed of, references followed."""
    waiting, seen = [schema], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not isinstance(node, Mapping):
            continue
        seen.add(id(node))
        yield node
        if "$ref" in node:
            waiting.append(_resolved(document, node))
        waiting += [each for key in ("allOf", "anyOf", "oneOf") for each in node.get(key, [])]


def _resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a local reference points to. Raises KeyError for one that does not resolve (the contract checked them all)."""
    while "$ref" in node and len(node["$ref"]) > 1:
        target: Any = document
        for token in node["$ref"].removeprefix("#/").split("/"):
            target = target[token.replace("~1", "/").replace("~0", "~")]
        if target is node:
            break
        node = target
    return node
