"""Tells a member that has another name, or another place, from one that went and one that came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.sampling import in_common, is_sample
from coupa_contract.drift.wording import NUMERIC

_VALUES = 3  # distinct values that two places have to share
_ALIKE = 0.5  # of the values of both together (Jaccard)
_SAME_NAME = 0.8  # of the letters of two names, where a document tells no values
_RECORD = 0.6  # of the members of two records (Jaccard)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member that is on one side only, with all places below it by their pointers from there."""

    pointer: str
    facts: PlaceFacts
    below: Mapping[str, PlaceFacts]

    @property
    def parent(self) -> str:
        """Where it stands."""
        return self.pointer.rpartition("/")[0]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.pointer.rpartition("/")[2]


def pairs(gone: list[Candidate], come: list[Candidate], *, counted: bool) -> Iterator[tuple[Candidate, Candidate]]:
    """Each member that went with the one that came in its place; `counted` when values of both were seen.

    The most alike first; nobody twice. A tie decides nothing.
    """
    scores = [(_likeness(old, new, counted), old, new) for old in gone for new in come]
    likely = sorted(
        ((score, old, new) for score, old, new in scores if score > 0), key=lambda each: (-each[0], each[1].pointer, each[2].pointer)
    )
    used: set[str] = set()
    for score, old, new in likely:
        rivals = [
            1 for other, a, b in likely if other == score and (a is old) != (b is new) and not {f"-{a.pointer}", f"+{b.pointer}"} & used
        ]
        if not rivals and not {f"-{old.pointer}", f"+{new.pointer}"} & used:
            used |= {f"-{old.pointer}", f"+{new.pointer}"}
            yield old, new


def _likeness(old: Candidate, new: Candidate, counted: bool) -> float:
    """How likely they are the same, 0 for not at all."""
    if not _same_types(old.facts, new.facts):
        return 0.0
    moved = old.parent != new.parent
    if not moved and _same_forms(old.facts, new.facts) and same_words(old.name, new.name):
        return 1.0
    record = _of_members(old, new)
    if counted:
        values = _of_values(old, new)
        if values is not None:
            return 0.0 if values < _ALIKE or (moved and not _keeps_name(old, new)) else values
        if record is None or moved:
            always = bool(old.facts.required and new.facts.required) and _same_forms(old.facts, new.facts)
            return _by_name(old, new, moved) if always else 0.0
        return record if record >= _RECORD else 0.0
    if record is not None and record < _RECORD:
        return 0.0
    return _by_name(old, new, moved) if _same_forms(old.facts, new.facts) else 0.0


def _keeps_name(old: Candidate, new: Candidate) -> bool:
    """Whether the name is the same, but for that of the record that it stood in, or stands in now."""
    one, other = letters(old.name), letters(new.name)
    return one == other or letters(old.parent.rpartition("/")[2]) + one == other or one == letters(new.parent.rpartition("/")[2]) + other


def _by_name(old: Candidate, new: Candidate, moved: bool) -> float:
    """How alike the names are; a member that moved keeps its own, and stays among its relatives."""
    if moved:
        related = new.parent.startswith(old.parent) or old.parent.startswith(new.parent)
        return 1.0 if old.name == new.name and related and len(old.name) > 4 else 0.0
    one, other = letters(old.name), letters(new.name)
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= _SAME_NAME else 0.0


def same_words(one: str, other: str) -> bool:
    """Whether two names are of the same words in another order."""
    words, others = (sorted("".join(each if each.isalnum() else " " for each in name.lower()).split()) for name in (one, other))
    return len(words) > 1 and words == others


def letters(name: str) -> str:
    """A name without what divides its words, in lower case."""
    return "".join(each for each in name.lower() if each.isalnum())


def _same_types(old: PlaceFacts, new: PlaceFacts) -> bool:
    was, now = set(old.types), set(new.types)
    if was & NUMERIC and now & NUMERIC:
        return True
    return bool(was & now)


def _same_forms(old: PlaceFacts, new: PlaceFacts) -> bool:
    return not old.forms or not new.forms or bool(set(old.forms) & set(new.forms) - {"empty"})


def _of_values(old: Candidate, new: Candidate) -> float | None:
    """The share of values that both have, of themselves and of what is below; None when too few are known to tell.

    Of so many values that they were merely sampled two recordings may well have others of the same member.
    """
    one, other = ({"": each.facts, **each.below} for each in (old, new))
    met = {pointer: (_marks(one.get(pointer)), _marks(other.get(pointer))) for pointer in {**one, **other}}
    if min(sum(len(marks[side]) for marks in met.values()) for side in (0, 1)) < _VALUES:
        return None
    compared = [in_common(*marks) for marks in met.values()]
    ratio = sum(shared for shared, _ in compared) / sum(of for _, of in compared)
    sampled = any(is_sample(marks) for both in met.values() for marks in both)
    return None if sampled and ratio < _ALIKE else ratio


def _marks(facts: PlaceFacts | None) -> frozenset[int]:
    return facts.marks if facts is not None and facts.marks is not None else frozenset()


def _of_members(old: Candidate, new: Candidate) -> float | None:
    """The share of members that both records have; None when one is no record of three members or more."""
    one, other = set(old.below), set(new.below)
    if min(len(one), len(other)) < _VALUES:
        return None
    return len(one & other) / len(one | other)
