"""How many independent records stand behind the counts of an observation: the same invoice that is fetched a hundred times is one."""

from __future__ import annotations

from collections.abc import Mapping

from coupa_contract.drift.bodypair import parent_of
from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.sampling import distinct

_ASSUMED = 64  # records of which no ids are known


def shares(places: Mapping[str, PlaceFacts]) -> dict[str, float]:
    """For each place, how many independent records there are to one count, at most 1.

    Records are told apart by the digests of their `id`; where rows have no id, a few dozen are assumed. A record within another is no
    more independent than that one, and the items of one list stand for one record: there are as many as lists that hold any, or, where
    some are empty, at least as many as the longest list allows.
    """
    holders: dict[str, float] = {}  # of the value itself, when it holds others

    def holding(pointer: str) -> float:
        if pointer not in holders:
            holders[pointer] = _holding(pointer)
        return holders[pointer]

    def _holding(pointer: str) -> float:
        facts = places.get(pointer)
        if facts is None or not facts.seen:
            return 1.0
        own = places.get(f"{pointer}/id")
        records = float(_ASSUMED) if pointer in {"", "/*"} else float(facts.seen)
        if own is not None and own.seen and own.marks:
            records = distinct(own.marks)
        share = min(1.0, records / facts.seen)
        if pointer in {"", "/*"}:
            return share
        above = parent_of(pointer)
        if pointer.endswith("/*"):
            return min(share, holding(above) * _lists(places.get(above), facts.seen) / facts.seen)
        return min(share, holding(above))

    return {pointer: holding(parent_of(pointer)) if pointer else 1.0 for pointer in places}


def _lists(holder: PlaceFacts | None, items: int) -> float:
    """How many lists hold these items, at least."""
    if holder is None or holder.size is None:
        return items
    if holder.size.least >= 1:
        return min(holder.seen, items)
    return items / max(holder.size.most, 1.0)
