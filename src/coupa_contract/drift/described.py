"""What the document says of a place, as far as observing depends on it: its members, whether it is a map, which words it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from coupa_contract.contract import pointers

Node = Mapping[str, Any]

_BRANCHES = ("allOf", "anyOf", "oneOf")
_CONDITIONAL = ("if", "then", "else")
_MAPS = frozenset({"custom-fields", "custom_fields"})
_TOKEN = re.compile(r"[a-z][a-z0-9_.-]{0,39}")


@dataclass(frozen=True, slots=True)
class WordsRule:
    """Names of members whose values are words of the API, beside those whose values the document lists."""

    names: frozenset[str] = frozenset({"status", "type", "kind", "method"})
    endings: tuple[str, ...] = ("-status", "-type", "-kind", "-method")

    def names_words(self, name: str) -> bool:
        """Whether the values of a member of that name are words, in either spelling of the name."""
        dashed = name.replace("_", "-").lower()
        return dashed in self.names or dashed.endswith(self.endings)


@dataclass(slots=True, eq=False)
class Described:
    """The nodes that describe one place, and what follows from them."""

    nodes: tuple[Node, ...]
    members: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    rest: tuple[Node, ...] = ()  # of further members
    items: tuple[Node, ...] = ()
    is_map: bool = False
    listed: Mapping[str, str] | None = None  # texts that an enumeration names, by lower case; None when there is none

    def word(self, text: str, mark: int) -> str:
        """How a value is kept where words are: as it is when it is a word, else only as the digest `~` and five hex digits.

        A word is one that the document lists, in upper or lower case, or a token in lower case.
        """
        if len(text) <= 40 and (_TOKEN.fullmatch(text) or (self.listed and text.lower() in self.listed)):
            return text
        return f"~{mark:05x}"


class Descriptions:
    """Describes the places of one document, each once."""

    def __init__(self, document: Node) -> None:
        self._document = document
        self._known: dict[tuple[str, tuple[int, ...]], Described] = {}

    def of(self, nodes: Iterable[Node], name: str = "") -> Described:
        """What these nodes say of a place; `name` is its member's."""
        nodes = tuple(nodes)
        key = (name if name in _MAPS else "", tuple(map(id, nodes)))  # the document outlives its descriptions, so ids stay true
        if key not in self._known:
            self._known[key] = self._describe(nodes, name in _MAPS)
        return self._known[key]

    def _describe(self, nodes: tuple[Node, ...], is_map: bool) -> Described:
        members: dict[str, list[Node]] = {}
        rest: list[Node] = []
        items: list[Node] = []
        listed: dict[str, str] = {}
        enumerates = further = False
        for node in chain.from_iterable(self._flat(each, ()) for each in nodes):
            for name, child in (node.get("properties") or {}).items():
                members.setdefault(name, []).extend(_schemas(child))
            further = further or node.get("additionalProperties", False) is not False
            rest += _schemas(node.get("additionalProperties"))
            items += _schemas(node.get("items"))
            words = [each for each in (*node.get("enum", ()), node.get("const")) if isinstance(each, str)]
            enumerates = enumerates or bool(words)
            listed |= {each.lower(): each for each in words}
        return Described(
            nodes,
            {name: tuple(children) for name, children in members.items()},
            tuple(rest),
            tuple(items),
            is_map or (further and not members),
            listed if enumerates else None,
        )

    def _flat(self, node: Node, trail: tuple[int, ...]) -> Iterator[Node]:
        """The node and whatever else describes the same value."""
        if not isinstance(node, Mapping) or id(node) in trail:
            return
        trail = (*trail, id(node))
        yield node
        if isinstance(node.get("$ref"), str):
            yield from self._flat(pointers.locate(self._document, node["$ref"])[1], trail)
        for keyword in _BRANCHES:
            for each in node.get(keyword) or ():
                yield from self._flat(each, trail)
        for keyword in _CONDITIONAL:
            if keyword in node:
                yield from self._flat(node[keyword], trail)


def _schemas(value: Any) -> list[Node]:
    """A subschema that says something, if there is one; `true` and `false` describe no member."""
    return [value] if isinstance(value, Mapping) else []
