"""Whether null stands at a place."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.drift.confidence import Proof
from coupa_contract.drift.difference import Difference, Mode, PlacePair, at, backing, empty_differs, flat, pair_of_rules, taken
from coupa_contract.drift.drift import Direction, DriftClass
from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.wording import types_in_words

APPEARED = pair_of_rules(
    "null-appeared", area="value", kind="null", action="appeared", response=DriftClass.BREAKING, request=DriftClass.ADDITIVE,
    sentence="null stands where a value always stood", fix="Expect null; the document says so with `null` among the types.",
    request_fix="Nothing has to be done; the document can say so.",
)  # fmt: skip
VANISHED = pair_of_rules(
    "null-vanished", area="value", kind="null", action="vanished", response=DriftClass.ADDITIVE, request=DriftClass.BREAKING,
    sentence="null is no longer taken for a value", fix="Nothing has to be done.", request_fix="Leave the member out, or send a value.",
)  # fmt: skip

_VALUES = {"objects": "an object", "lists": "a list", "plain values": "a plain value"}

RULES = flat(APPEARED, VANISHED)


def nulls(pair: PlacePair) -> Iterator[Difference]:
    """Null where there was none, or no null where there was."""
    old, new = pair.old, pair.new
    if old.null == new.null or (pair.mode is Mode.JUDGING and not new.null) or (not old.types and not old.null):
        return
    if pair.mode is Mode.OBSERVATIONS and (pair.direction is Direction.REQUEST or not _differ(pair)):
        return
    rule = (APPEARED if new.null else VANISHED)[pair.direction]
    cause = _cause(old if new.null else new)
    value = _VALUES[cause]
    seen = backing([new.nulls], new.seen) if new.null else backing(new.types.values(), new.seen)
    yield at(
        pair, rule, old=value if new.null else f"{value} or null", new=f"{value} or null" if new.null else value, seen=seen,
        says=f"{value} can be null" if new.null else f"{value} is never null any more", cause=cause,
        old_words=_in_words(old), new_words=_in_words(new),
        ceiling=taken(rule.usual, pair), proof=Proof.RATE if pair.mode is Mode.OBSERVATIONS else None,
    )  # fmt: skip


def _differ(pair: PlacePair) -> bool:
    """Whether nulls are more, or fewer, than chance explains, and not merely in place of members that were missing."""
    old, new = (facts.nulls.count if facts.nulls else 0 for facts in (pair.old, pair.new))
    emptied = bool(pair.old.required) and "array" in pair.old.types and not pair.old.null  # who always got a list goes through it
    return pair.differs(old, new) and (emptied or empty_differs(pair))


def _cause(facts: PlaceFacts) -> str:
    """Records, collections and plain values have conventions of their own."""
    return "objects" if "object" in facts.types else "lists" if "array" in facts.types else "plain values"


def _in_words(facts: PlaceFacts) -> str:
    return f"{types_in_words(facts.types)} or null" if facts.null else types_in_words(facts.types)
