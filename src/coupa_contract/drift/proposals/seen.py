"""What was observed, by place of the traffic and by node of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from coupa_contract.contract.explain import SchemaViolation
from coupa_contract.drift.drift import Direction, Drift
from coupa_contract.drift.facts import Facts, PlaceFacts
from coupa_contract.drift.proposals.bodies import Bodies
from coupa_contract.drift.proposals.parts import Spot
from coupa_contract.drift.proposals.view import View
from coupa_contract.drift.proposals.witnesses import witnesses
from coupa_contract.model import Interaction, Json

_ASPECTS = {
    "type": "type", "anyOf": "type", "oneOf": "type", "allOf": "type", "enum": "enum", "const": "enum", "format": "form", "pattern": "form",
    "maxLength": "length", "minLength": "length", "maximum": "bound", "minimum": "bound", "exclusiveMaximum": "bound",
    "exclusiveMinimum": "bound", "multipleOf": "bound", "maxItems": "size", "minItems": "size", "precision": "precision",
    "propertyNames": "keys",
}  # fmt: skip


class Seen:
    """The observation: its facts by place, and values of it."""

    def __init__(self, facts: Facts, interactions: Callable[[], Iterable[Interaction]] | None = None) -> None:
        self.facts = facts
        self.places: dict[Spot, PlaceFacts] = {}
        for operation in facts.operations.values():
            for answer in operation.answers.values():
                root = Spot(Direction.RESPONSE, operation.id, answer.status, answer.media_type, "")
                self.places |= {root._replace(pointer=pointer): each for pointer, each in answer.places.items()}
            root = Spot(Direction.REQUEST, operation.id, "", "", "")
            self.places |= {root._replace(pointer=pointer): each for pointer, each in operation.request.items()}
        self._children: dict[Spot, list[Spot]] = {}
        for spot in self.places:
            if spot.pointer:
                self._children.setdefault(spot.parent, []).append(spot)
        self._pooled: dict[Spot, tuple[Json, ...]] = {}
        self.interactions = interactions
        self.bodies = Bodies.read(interactions()) if interactions is not None else None

    def below(self, spot: Spot) -> list[Spot]:
        """The places directly below, in order."""
        return sorted(self._children.get(spot, ()))

    def values(self, spot: Spot) -> tuple[Json, ...]:
        """What was seen at a place, or what stands for it."""
        if spot in self._pooled:
            return self._pooled[spot]
        found = self.bodies.values(spot) if self.bodies is not None else ()
        return found or (tuple(witnesses(self.places[spot])) if spot in self.places else ())

    def refuses(self, view: View, site: str, value: Json) -> bool:
        """Whether a node refuses a value; that a projection leaves out what is demanded does not count.

        Of what is made up only the value itself counts, as it holds nothing.
        """
        whole = self.bodies is not None and self.bodies.complete
        return any(each.keyword != "required" and (whole or not each.pointer) for each in view.objections(site, value))

    def depth(self, drift: Drift) -> int:
        """How many places are below those of a drift, at most: an object that holds others comes after these."""
        spots = (Spot(drift.direction, each.operation, each.status, each.media_type, each.pointer) for each in drift.places)
        return max((self._size(each) for each in spots), default=0)

    def _size(self, spot: Spot) -> int:
        return sum(1 + self._size(each) for each in self.below(spot))

    def pool(self, spots: Sequence[Spot]) -> Spot:
        """A place that stands for several at once, with all that is below them."""
        if len(spots) == 1:
            return spots[0]
        pooled = Spot(spots[0].direction, "", str(len(self._pooled)), "", spots[0].pointer)
        self._pool(pooled, spots)
        return pooled

    def _pool(self, pooled: Spot, spots: Sequence[Spot]) -> None:
        self.places[pooled] = together(self.places[each] for each in spots)
        self._pooled[pooled] = tuple(value for each in spots for value in self.values(each))
        below: dict[str, list[Spot]] = {}
        for spot in spots:
            for child in self.below(spot):
                below.setdefault(child.pointer.rpartition("/")[2], []).append(child)
        self._children[pooled] = [pooled.below(name) for name in below]
        for name, children in below.items():
            self._pool(pooled.below(name), children)

    def index(self, view: View) -> Mapping[str, list[Spot]]:
        """The observed places by the nodes that describe them."""
        found: dict[str, list[Spot]] = {}
        for spot in self.places:
            for site in view.sites(spot) if spot.operation else ():
                found.setdefault(site, []).append(spot)
        return found


def aspects(view: View, site: str, value: Json) -> frozenset[str]:
    """In which respects a node refuses a value itself, whatever it holds."""
    return frozenset(_aspect(each, value) for each in view.objections(site, value) if each.pointer == "" and each.keyword in _ASPECTS)


def _aspect(violation: SchemaViolation, value: Json) -> str:
    return "null" if value is None else _ASPECTS[violation.keyword]


def together(places: Iterable[PlaceFacts]) -> PlaceFacts:
    """What several places say that one node describes, as far as a schema is made of it."""
    known = list(places)
    words: dict[str, None] | None = {}
    for each in known:
        words = None if words is None or each.words is None else words | dict.fromkeys(each.words)
    return PlaceFacts(
        types={name: None for each in known for name in each.types},
        null=any(each.null for each in known),
        seen=sum(each.seen for each in known),
        forms={name: None for each in known for name in each.forms},
        words=words,
    )
