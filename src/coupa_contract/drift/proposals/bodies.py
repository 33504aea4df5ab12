"""The observed bodies, kept once each and up to a limit, and the values that stand in them at a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from coupa_contract.contract import pointers
from coupa_contract.contract.media import is_json
from coupa_contract.drift.drift import Direction
from coupa_contract.drift.proposals.parts import Spot
from coupa_contract.model import Interaction, Json, NotJsonError, canonical_json, parse_json

KEPT_BYTES = 16_000_000  # of bodies; what comes later is looked at once more at the end, one by one
_SCALARS = 5_000  # distinct values at one place
_OBJECTS = 100  # objects of distinct member names, at one place


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was observed. `spot` is its root."""

    spot: Spot
    value: Json
    projected: bool


def bodies_of(interaction: Interaction) -> Iterator[Body]:
    """The JSON bodies of an interaction: what came back, and what was sent and taken."""
    case, response = interaction.case, interaction.response
    if response is None:
        return
    if response.body and is_json(response.media_type) and response.is_json:
        spot = Spot(Direction.RESPONSE, case.operation, str(response.status), response.media_type, "")
        yield Body(spot, response.json, case.projected and 200 <= response.status < 300)
    if case.body and is_json(case.media_type or "") and 200 <= response.status < 300:
        try:
            yield Body(Spot(Direction.REQUEST, case.operation, "", "", ""), parse_json(case.body), projected=False)
        except NotJsonError:
            return


@dataclass
class Bodies:
    """Distinct bodies by operation, status and media type; `complete` when all of them were kept."""

    known: dict[Spot, list[Body]] = field(default_factory=dict)
    complete: bool = True
    _values: dict[Spot, tuple[Json, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, interactions: Iterable[Interaction]) -> Bodies:
        """Keeps the distinct bodies of some traffic."""
        bodies = cls()
        met: set[tuple[Spot, bool, int]] = set()
        size = 0
        for interaction in interactions:
            length = len(interaction.response.body) if interaction.response else 0
            if size + length > KEPT_BYTES:
                bodies.complete = False
                continue
            for body in bodies_of(interaction):
                text = interaction.response.body if interaction.response and body.spot.status else interaction.case.body
                key = (body.spot, body.projected, hash(text))
                if key not in met:
                    met.add(key)
                    size += len(text or b"")
                    bodies.known.setdefault(body.spot, []).append(body)
        return bodies

    def values(self, spot: Spot) -> tuple[Json, ...]:
        """The distinct values at a place; of objects one for each set of member names, of lists the shortest and the longest."""
        if spot not in self._values:
            found = (value for body in self.known.get(spot._replace(pointer=""), ()) for value in values_at(body.value, spot.pointer))
            self._values[spot] = tuple(_distinct(found))
        return self._values[spot]

    def whole(self, spot: Spot) -> Iterator[Json]:
        """The values at a place of bodies that nothing projected."""
        for body in self.known.get(spot._replace(pointer=""), ()):
            if not body.projected:
                yield from values_at(body.value, spot.pointer)


def values_at(value: Json, pointer: str) -> Iterator[Json]:
    """What stands at a general pointer, as often as it stands there."""
    found = [value]
    for segment in pointer.split("/")[1:]:
        name = pointers.split(f"/{segment}")[0]
        if segment == "*":
            found = [item for each in found if isinstance(each, list) for item in each]
        elif segment == "{}":
            found = [item for each in found if isinstance(each, dict) for item in each.values()]
        else:
            found = [each[name] for each in found if isinstance(each, dict) and name in each]
    yield from found


def _distinct(values: Iterable[Json]) -> Iterator[Json]:
    scalars: set[str] = set()
    objects: set[frozenset[str]] = set()
    shortest: list[Json] | None = None
    longest: list[Json] | None = None
    for value in values:
        if isinstance(value, list):
            shortest = value if shortest is None or len(value) < len(shortest) else shortest
            longest = value if longest is None or len(value) > len(longest) else longest
        elif isinstance(value, dict):
            names = frozenset(value)
            if names not in objects and len(objects) < _OBJECTS:
                objects.add(names)
                yield value
        elif (text := canonical_json(value)) not in scalars and len(scalars) < _SCALARS:
            scalars.add(text)
            yield value
    for each in (shortest, longest):
        if each is not None:
            yield each
