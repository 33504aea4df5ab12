"""Bodies of one sort on both sides, and the places that only one side has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coupa_contract.drift.difference import Mode, OperationPair, PlacePair
from coupa_contract.drift.drift import Direction
from coupa_contract.drift.facts import PlaceFacts

Places = Mapping[str, PlaceFacts]


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies of one sort of answer, or of the requests of one operation, on both sides."""

    operation: OperationPair
    direction: Direction
    old: Places
    new: Places
    status: str = ""
    media_type: str = ""
    old_shares: Mapping[str, float] = field(default_factory=dict)
    new_shares: Mapping[str, float] = field(default_factory=dict)
    known: Places = field(default_factory=dict)  # of two observations: what a document says

    old_below: Mapping[str, list[str]] = field(init=False)  # the places right below each
    new_below: Mapping[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "old_below", _below(self.old))
        object.__setattr__(self, "new_below", _below(self.new))

    @property
    def mode(self) -> Mode:
        """What is compared with what."""
        return self.operation.mode

    def pair(self, pointer: str) -> PlacePair:
        """A place on both sides."""
        nothing = PlaceFacts()
        return PlacePair(
            self.operation, self.direction, pointer, self.old.get(pointer, nothing), self.new.get(pointer, nothing), self.status,
            self.media_type, self.old_shares.get(pointer, 1.0), self.new_shares.get(pointer, 1.0),
            self.known.get(pointer),
        )  # fmt: skip

    def chances(self, parent: str, *, new: bool = True) -> int:
        """How many opportunities there were for a member of an object."""
        places, below = (self.new, self.new_below) if new else (self.old, self.old_below)
        members = below.get(parent)
        if members:
            return max(places[each].chances for each in members)
        tally = places[parent].types.get("object") if parent in places else None
        return tally.count if tally else 0


def parent_of(pointer: str) -> str:
    """The place above."""
    return pointer.rpartition("/")[0]


def _below(places: Places) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pointer in places:
        if pointer:
            found.setdefault(parent_of(pointer), []).append(pointer)
    return found


def topmost(places: Places, others: Places) -> list[str]:
    """The places that only the one side has and whose parents both have, in order."""
    return sorted(each for each in places if each and each not in others and parent_of(each) in others)


def is_member(pointer: str) -> bool:
    """Whether it is a member of an object, and no item of a list nor value of a map."""
    return pointer.rpartition("/")[2] not in {"*", "{}"}
