"""The operations of the document as values, and which of them a path belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from coupa_contract.contract import pointers
from coupa_contract.contract.media import is_json
from coupa_contract.errors import DocumentError
from coupa_contract.model import Case, Effect

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_HARMLESS = frozenset({"HEAD", "OPTIONS"})
_CUT = re.compile(r"[0-9]{1,19}%00")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named parameter. `attribute` and `operator` are empty for parameters that are no condition (limit, fields, ...)."""

    name: str  # "updated-at[gt]"
    where: str  # "query", "path" or "header"
    required: bool
    attribute: str  # "updated-at", or the path "supplier[name]"
    operator: str  # "" for equality, "gt", ...
    kind: str  # "integer", "string", "timestamp", ...
    schema: Mapping[str, Any]
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """Method and path template of the document."""

    id: str
    method: str  # "GET"
    path: str  # "/invoices/{id}"
    pointer: str  # "/paths/~1invoices~1{id}/get"
    effect: Effect
    scopes: tuple[str, ...]
    deprecated: bool
    parameters: tuple[Parameter, ...]
    request_media_types: tuple[str, ...]
    request_required: bool
    response_statuses: tuple[str, ...]  # "200", "4XX", "default"
    binary: bool  # what 200 answers is no JSON
    summary: str = ""

    def parameter(self, name: str, where: str = "query") -> Parameter | None:
        """The parameter of that exact name, or None."""
        return next((each for each in self.parameters if each.name == name and each.where == where), None)

    @property
    def query(self) -> tuple[Parameter, ...]:
        """The query parameters."""
        return tuple(each for each in self.parameters if each.where == "query")

    def method_of(self, case: Case) -> str:
        """The method of a case of this operation: its own, unless the case has another verb."""
        return case.verb or self.method

    def effect_of(self, case: Case) -> Effect:
        """What a case of this operation may do. Another verb may do anything, but for those that are there to be asked without harm."""
        if not case.verb:
            return self.effect
        return Effect.READS if case.verb in _HARMLESS else Effect.PROBES


@dataclass(frozen=True)
class Routes:
    """Finds the operation of a method and path; templates with more literal segments win."""

    operations: tuple[Operation, ...]

    @cached_property
    def _ranked(self) -> dict[tuple[str, int], list[tuple[tuple[str, ...], Operation]]]:
        ranked: dict[tuple[str, int], list[tuple[tuple[str, ...], Operation]]] = {}
        for operation in self.operations:
            segments = tuple(operation.path.split("/"))
            ranked.setdefault((operation.method, len(segments)), []).append((segments, operation))
        for candidates in ranked.values():  # literal before variable, from left to right
            candidates.sort(key=lambda candidate: [_variable(segment) is not None for segment in candidate[0]])
        return ranked

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation and its path parameters (decoded), or None.

        Strict, because a guard relies on it: anything that a proxy might read as another path (dot segments, empty segments,
        encoded slashes, a query) matches nothing. A number that a NUL follows is a value, which the guard lets out by GET only.
        """
        segments = path.split("/")
        for template, operation in self._ranked.get((method.upper(), len(segments)), ()):
            values = _fit(template, segments)
            if values is not None:
                return operation, values
        return None


def _variable(segment: str) -> str | None:
    return segment[1:-1] if segment.startswith("{") and segment.endswith("}") else None


def _fit(template: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for expected, given in zip(template, segments, strict=True):
        name = _variable(expected)
        if name is None:
            if expected != given:
                return None
            continue
        value = unquote(given)
        slippery = value in {"", ".", ".."} or any(character in value or character in given for character in "/\\?#;")
        if slippery or not (value.isprintable() or _CUT.fullmatch(given)):
            return None
        values[name] = value
    return values


def read_operations(document: Mapping[str, Any]) -> dict[str, Operation]:
    """The operations by their id, in the document's order. Raises DocumentError where a convention of the document is broken."""
    found: dict[str, Operation] = {}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if isinstance(item, Mapping) and method in item:
                operation = _operation(document, path, item, method)
                if operation.id in found:
                    raise DocumentError(f"two operations of the document are called {operation.id!r}")
                found[operation.id] = operation
    return found


def _operation(document: Mapping[str, Any], path: str, item: Mapping[str, Any], method: str) -> Operation:
    node = item[method]
    name = node.get("operationId") if isinstance(node, Mapping) else None
    if not isinstance(name, str):
        raise DocumentError(f"{method.upper()} {path} of the document has no operationId")
    effect = node.get("x-effect")
    if effect not in list(Effect):
        raise DocumentError(f"operation {name!r} has x-effect {effect!r}; it must be one of {', '.join(Effect)}")
    body = _resolved(document, node.get("requestBody") or {})
    responses = node.get("responses") or {}
    return Operation(
        id=name,
        method=method.upper(),
        path=path,
        pointer=pointers.join(["paths", path, method]),
        effect=Effect(effect),
        scopes=_scopes(document, node),
        deprecated=bool(node.get("deprecated", False)),
        parameters=tuple(_parameters(document, [*item.get("parameters", []), *node.get("parameters", [])])),
        request_media_types=tuple(body.get("content", {})),
        request_required=bool(body.get("required", False)),
        response_statuses=tuple(responses),
        binary=_is_binary(_resolved(document, responses.get("200") or {})),
        summary=str(node.get("summary", "")),
    )


def _is_binary(response: Mapping[str, Any]) -> bool:
    content = response.get("content") or {}
    return bool(content) and not any(map(is_json, content))


def _scopes(document: Mapping[str, Any], node: Mapping[str, Any]) -> tuple[str, ...]:
    security = node.get("security", document.get("security", []))
    return tuple(dict.fromkeys(scope for choice in security for scopes in choice.values() for scope in scopes))


def _parameters(document: Mapping[str, Any], nodes: list[Any]) -> Iterator[Parameter]:
    """Those of the operation replace those of its path that have the same name and place."""
    resolved = [_resolved(document, node) for node in nodes]
    for node in {(each["name"], each["in"]): each for each in resolved}.values():
        schema: Mapping[str, Any] = node.get("schema") or next((each.get("schema", {}) for each in node.get("content", {}).values()), {})
        yield Parameter(
            name=node["name"],
            where=node["in"],
            required=bool(node.get("required", False)),
            attribute=str(node.get("x-attribute", "")),
            operator=str(node.get("x-operator", "")),
            kind=str(node.get("x-kind") or _kind(document, schema)),
            schema=schema,
            deprecated=bool(node.get("deprecated", False)),
        )


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    node = _resolved(document, schema)
    kinds = node.get("x-kind") or ("enum" if "enum" in node else node.get("type", ""))
    return kinds[0] if isinstance(kinds, list) else str(kinds)


def _resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in node:
        return node
    target: Mapping[str, Any] = pointers.locate(document, node["$ref"])[1]
    return target
