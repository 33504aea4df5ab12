"""How many independent records stand behind the counts of an observation: the same invoice that is fetched a hundred times is one."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from coupa_contract.drift.bodypair import parent_of
from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.shape import MARKS


def shares(places: Mapping[str, PlaceFacts]) -> dict[str, float]:
    """For each place, how many independent records there are to one count, at most 1.

    Records are told apart by the digests of their `id`, and a record within another is no more independent than that one. Where more
    ids were seen than digests are kept, or nothing has an id, as many are assumed as digests are kept.
    """
    limits: dict[str, float] = {}

    def limit(pointer: str) -> float:
        if pointer not in limits:
            above = limit(parent_of(pointer)) if pointer else inf
            own = places.get(f"{pointer}/id")
            count = inf
            if own is not None and own.seen:
                count = len(own.marks) if own.marks else MARKS
            limits[pointer] = min(above, count)
        return limits[pointer]

    found = {}
    for pointer, facts in places.items():
        counted = max(facts.seen, facts.chances)
        records = limit(pointer)
        found[pointer] = min(1.0, (records if records < inf else MARKS) / counted) if counted else 1.0
    return found
