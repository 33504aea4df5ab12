"""What the making of one proposal works on: the observation, the document as it is so far, and which node is to be edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from coupa_contract.contract.walk import json_type
from coupa_contract.drift.proposals.parts import Spot
from coupa_contract.drift.proposals.seen import Seen, aspects
from coupa_contract.drift.proposals.view import View
from coupa_contract.model import Json

_COMPONENT = "/components/schemas/"


@dataclass
class Work:
    """The observation beside a document that does not change."""

    seen: Seen
    view: View
    _exhibits: dict[tuple[str, str], tuple[Json, ...]] = field(default_factory=dict)

    @cached_property
    def index(self) -> Mapping[str, list[Spot]]:
        """The observed places by the node that describes them."""
        return self.seen.index(self.view)

    @cached_property
    def uses(self) -> Mapping[str, list[str]]:
        """The observed nodes by the component that they refer to, themselves or in a choice."""
        found: dict[str, list[str]] = {}
        for site in self.index:
            for each in dict.fromkeys([site, *self._choices(site)]):
                if target := self.view.reference(each):
                    found.setdefault(target, []).append(site)
        return found

    def _choices(self, site: str) -> Iterable[str]:
        node = self.view.node(site)
        return (f"{site}/{keyword}/{index}" for keyword in ("anyOf", "oneOf") for index, _ in enumerate(node.get(keyword) or ()))

    @cached_property
    def objects(self) -> Mapping[str, list[Spot]]:
        """The observed places by the nodes with `properties` that describe them."""
        found: dict[str, list[Spot]] = {}
        for site, spots in self.index.items():
            for holder in self.view.holders(site, "properties"):
                found.setdefault(holder, []).extend(spots)
        return found

    def exhibits(self, site: str, aspect: str) -> tuple[Json, ...]:
        """The values seen at a node that it refuses in one respect."""
        key = (site, aspect)
        if key not in self._exhibits:
            values = (value for spot in self.index.get(site, ()) for value in self.seen.values(spot))
            self._exhibits[key] = tuple(value for value in values if aspect in aspects(self.view, site, value))
        return self._exhibits[key]

    def targets(self, spots: Iterable[Spot], aspect: str) -> dict[str, list[str]]:
        """The nodes to edit so that these places let through what was seen, each with the observed nodes that it decides.

        It is a component where all that refer to it show the same, which is a convention; else it is the place itself.
        """
        found: dict[str, list[str]] = {}
        for spot in spots:
            for site in self.view.sites(spot):
                if not self.exhibits(site, aspect):
                    continue
                target, sites = self._decides(site, aspect)
                found.setdefault(target, []).extend(each for each in sites if each not in found.get(target, ()))
        return found

    def _decides(self, site: str, aspect: str) -> tuple[str, list[str]]:
        for each in [site, *self._choices(site)]:
            component = self.view.reference(each)
            sites = self.uses.get(component, []) if component.startswith(_COMPONENT) else []
            shown = [one for one in sites if self.exhibits(one, aspect)]
            alike = len({frozenset(self.types_of(self.exhibits(one, aspect))) for one in shown}) == 1
            if len(shown) > 1 and alike and all(one in shown for one in sites if self._could_show(one, aspect)):
                return component, shown
        return site, [site]

    def _could_show(self, site: str, aspect: str) -> bool:
        values = (value for spot in self.index.get(site, ()) for value in self.seen.values(spot))
        return any(aspect == "null" or (value is not None and value != "") for value in values)

    def types_of(self, values: Iterable[Json]) -> set[str]:
        """The JSON types of some values; a whole number beside a number is a number."""
        types = {json_type(each) for each in values}
        return types - {"integer"} if "number" in types else types

    def spots_of(self, sites: Iterable[str]) -> tuple[Spot, ...]:
        """The observed places that these nodes describe, in order."""
        return tuple(sorted({spot for site in sites for spot in self.index.get(site, ())}))
