"""JSON pointers (RFC 6901) and the `$ref`s of one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coupa_contract.errors import DocumentError

_MAX_HOPS = 50


def join(parts: Iterable[str | int]) -> str:
    """The pointer of these parts: `["a/b", 0]` gives `/a~1b/0`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def split(pointer: str) -> list[str]:
    """The parts of a pointer, or of a `#/...` reference. Raises DocumentError when it is neither."""
    text = pointer.removeprefix("#")
    if text and not text.startswith("/"):
        raise DocumentError(f"{pointer!r} is not a JSON pointer into the document; references start with '#/'")
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]]


def locate(document: Any, pointer: str) -> tuple[str, Any]:
    """Where a pointer leads, `$ref`s on the way and at the end followed: the final pointer and its node. Raises DocumentError."""
    place, node = "", document
    rest = split(pointer)
    hops = 0
    while True:
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str) and (not rest or rest[0] not in node):
            hops += 1
            if hops > _MAX_HOPS:
                raise DocumentError(f"the references at {pointer!r} lead round in a circle")
            place, node, rest = "", document, split(node["$ref"]) + rest
        if not rest:
            return place, node
        part, rest = rest[0], rest[1:]
        node = _child(node, part, pointer)
        place += join([part])


def _child(node: Any, part: str, pointer: str) -> Any:
    if isinstance(node, Mapping) and part in node:
        return node[part]
    if isinstance(node, list) and part.isascii() and part.isdigit() and int(part) < len(node):
        return node[int(part)]
    raise DocumentError(f"the document has nothing at {pointer!r} ({part!r} is missing)")


def references(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every `$ref` below a node: the pointer of its object and its text."""
    stack: list[tuple[str, Any]] = [(place, node)]
    while stack:
        here, value = stack.pop()
        if isinstance(value, Mapping):
            if isinstance(value.get("$ref"), str):
                yield here, value["$ref"]
            stack.extend((here + join([key]), child) for key, child in value.items())
        elif isinstance(value, list):
            stack.extend((f"{here}/{index}", child) for index, child in enumerate(value))
