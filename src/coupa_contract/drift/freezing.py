"""Turns the tree that grew while observing into frozen shapes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from coupa_contract.drift.cells import Cell, Counted, Span
from coupa_contract.drift.shape import Bounds, NumberShape, PlaceShape, Sighting, Tally, TextShape

Key = TypeVar("Key", bound=Hashable)


class Freezing:
    """Freezes what was counted in one source."""

    def __init__(self, source: str, at: str) -> None:
        self._source = source
        self._at = at
        self._sightings: dict[int, Sighting] = {}

    def tally(self, counted: Counted) -> Tally:
        """The tally of a count."""
        times, first, last = counted
        return Tally(times, self._sighting(first), self._sighting(last))

    def tallies(self, counted: Mapping[Key, Counted]) -> dict[Key, Tally]:
        """The tallies of counts."""
        return {key: self.tally(each) for key, each in counted.items()}

    def place(self, cell: Cell) -> PlaceShape:
        """A place, and all below it."""
        return PlaceShape(
            types=self.tallies(cell.types),
            whole=cell.whole,
            whole_objects=cell.whole_objects,
            text=TextShape(bounds(cell.length), self.tallies(cell.forms), bounds(cell.text_digits), bounds(cell.text_places)),
            number=NumberShape(bounds(cell.value), bounds(cell.digits), bounds(cell.places)),
            size=bounds(cell.size),
            words=None if cell.words is None else self.tallies(cell.words),
            marks=frozenset(cell.marks),
            keys=self.tallies(cell.keys),
            members={name: self.place(below) for name, below in cell.members.items()},
            items=self.place(cell.items) if cell.items else None,
            entries=self.place(cell.entries) if cell.entries else None,
            variants=self.tallies(cell.variants),
            more_members=cell.more_members,
        )

    def _sighting(self, number: int) -> Sighting:
        known = self._sightings.get(number)
        if known is None:
            known = self._sightings[number] = Sighting(self._at, self._source, number)
        return known


def bounds(span: Span) -> Bounds | None:
    """The bounds that a span grew to, or None. There is no negative zero."""
    return Bounds(float(span[0]) + 0.0, float(span[1]) + 0.0) if span[0] <= span[1] else None
