"""The operations of a document as they are written, each with an id, whatever its version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.drift.documents.meaning import Site
from coupa_contract.drift.facts import OperationFacts, ParameterFacts, PlaceFacts
from coupa_contract.errors import DocumentError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ENDS = frozenset({"sunset", "x-sunset", "x-sunset-date"})
_LIMITS = frozenset({"limit", "per_page", "per-page", "page_size", "page-size", "pagesize"})
_ORDERS = frozenset({"order_by", "order-by", "orderby", "sort", "sort_by", "sort-by"})
_BY_ID = re.compile(r"\bby id\b,?\s+(ascending|descending)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """An operation as it is written. `site` is the operation object; the parameters of its path come first."""

    id: str
    method: str
    path: str
    site: Site
    parameters: tuple[Site, ...]

    def facts(self, **said: Any) -> OperationFacts:
        """The facts that need no schema, and those that are given."""
        node = self.site.node
        ends = next((str(value) for key, value in node.items() if str(key).lower() in _ENDS), "")
        return OperationFacts(
            self.id, self.method, self.path, deprecated=node.get("deprecated") is True, sunset=ends[:40], source=self.site.pointer, **said
        )


class Written:
    """A document as it is written: follows references to anything, and collects what cannot be compared."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.doubts: dict[str, None] = {}

    def calls(self) -> Iterator[Call]:
        """The operations in the order of the document, each under an id of its own."""
        used: set[str] = set()
        for path, item in mapping(self.document.get("paths")).items():
            here = self.resolved(Site(pointers.join(["paths", path]), mapping(item)))
            if here is None:
                continue
            for method in METHODS:
                if isinstance(here.node.get(method), Mapping):
                    name = self._id(here.node[method].get("operationId"), f"{method.upper()} {path}", used)
                    used.add(name)
                    own = below(here, method)
                    yield Call(name, method.upper(), str(path), own, (*self.listed(here, "parameters"), *self.listed(own, "parameters")))

    def _id(self, given: Any, made: str, used: set[str]) -> str:
        """The operationId, or method and path where that is missing, or was used before."""
        if not isinstance(given, str) or not given:
            return made
        if given not in used:
            return given
        self.doubts[f"Two operations are called {given[:80]}; the second goes by `{made[:120]}` here."] = None
        return made

    def listed(self, site: Site, keyword: str) -> list[Site]:
        """The objects of a list, references followed."""
        children = site.node.get(keyword)
        found = [below(site, keyword, index) for index in range(len(children))] if isinstance(children, list) else []
        return [each for each in map(self.resolved, found) if each is not None]

    def named(self, site: Site, keyword: str) -> dict[str, Site]:
        """The objects of a mapping by their names, references followed; extensions (`x-`) left out, which no header is."""
        named = [str(name) for name in mapping(site.node.get(keyword))]
        names = [name for name in named if keyword == "headers" or not name.lower().startswith("x-")]
        found = {name: self.resolved(below(site, keyword, name)) for name in names}
        return {name: each for name, each in found.items() if each is not None}

    def resolved(self, site: Site) -> Site | None:
        """Where the reference of an object leads, or itself; None where it leads nowhere."""
        if not isinstance(site.node.get("$ref"), str):
            return site
        try:
            place, node = pointers.locate(self.document, site.node["$ref"])
        except DocumentError:
            self.doubts[f"{site.pointer} refers to `{site.node['$ref'][:120]}`, which leads nowhere, and is left out."] = None
            return None
        return Site(place, mapping(node))


def below(site: Site, *path: str | int) -> Site:
    """An object within one."""
    node: Any = site.node
    for part in path:
        node = node[part]
    return Site(site.pointer + pointers.join(path), mapping(node))


def mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def parameter_key(name: str, where: str, path: str, known: Mapping[str, ParameterFacts]) -> str:
    """Under which name a parameter is kept: those of a path by their position, as their names never leave the document."""
    if where == "path":
        names = re.findall(r"\{([^{}]*)\}", path)
        return f"{{{names.index(name) + 1 if name in names else name}}}"
    return name if where == "query" or name not in known else f"{where}:{name}"


def paging_of(parameters: Mapping[str, tuple[Site, Mapping[str, Any]]]) -> tuple[int | None, dict[str, None]]:
    """How many rows a list holds by default, and in which order, as far as its parameters say: each with its schema."""
    size: int | None = None
    order: dict[str, None] = {}
    for name, (parameter, schema) in parameters.items():
        default = schema.get("default")
        if name.lower() in _LIMITS and isinstance(default, int) and not isinstance(default, bool):
            size = default
        if name.lower() in _ORDERS:
            stated = _BY_ID.search(str(parameter.node.get("description") or ""))
            if stated:
                order = {stated[1].lower(): None}
            elif default == "id":
                downward = "dir" in parameters and str(parameters["dir"][1].get("default")).lower().startswith("desc")
                order = {"descending" if downward else "ascending": None}
    return size, order


def parameter_facts(site: Site, place: PlaceFacts) -> ParameterFacts:
    """A parameter and what its value can be."""
    node = site.node
    return ParameterFacts(
        where=str(node.get("in") or "query"),
        required=node.get("required") is True,
        place=place,
        deprecated=node.get("deprecated") is True,
        source=site.pointer,
    )


def status_name(key: str) -> str:
    """A key of `responses` as this project writes it: `200`, `4XX`, `default`."""
    return key.lower() if key.lower() == "default" else key.upper()
