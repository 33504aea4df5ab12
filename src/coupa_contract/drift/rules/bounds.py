"""How long, how large, how precise, how many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from coupa_contract.drift.confidence import Proof
from coupa_contract.drift.difference import Difference, Mode, PlacePair, at, at_least, flat, pair_of_rules, taken
from coupa_contract.drift.drift import Backing, Direction, DriftClass, Rule
from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.sampling import distinct
from coupa_contract.drift.shape import Bounds
from coupa_contract.drift.wording import bounds_in_words

_STEADY = 10  # independent texts or numbers of one length or precision that make it a convention


@dataclass(frozen=True, slots=True)
class _Measure:
    """Something that has bounds, and its two rules."""

    name: str  # of the field of PlaceFacts
    types: frozenset[str]
    noun: str
    unit: str
    exceeded: dict[Direction, Rule]
    tightened: dict[Direction, Rule]
    steady: bool = False  # whether one figure for all can be a convention, without a document


def _rules(name: str, kind: str, what: str) -> tuple[dict[Direction, Rule], dict[Direction, Rule]]:
    exceeded = pair_of_rules(
        f"{name}-exceeded", area="value", kind=kind, action="exceeded", response=DriftClass.RISKY, request=DriftClass.ADDITIVE,
        sentence=f"{what} is beyond what it was bound to", fix="Make room for it, and raise the bound in the document.",
        request_fix="Nothing has to be done; the document can raise the bound.",
    )  # fmt: skip
    tightened = pair_of_rules(
        f"{name}-tightened", area="value", kind=kind, action="tightened", response=DriftClass.ADDITIVE, request=DriftClass.BREAKING,
        sentence=f"{what} is bound more tightly", fix="Nothing has to be done.", request_fix="Keep to the new bound.",
    )  # fmt: skip
    return exceeded, tightened


_TEXT, _NUMBER = frozenset({"string"}), frozenset({"number", "integer"})
_MEASURES = (
    _Measure("length", _TEXT, "the length of a text", "characters", *_rules("length", "length", "the length of a text"), steady=True),
    _Measure("value", _NUMBER, "a number", "", *_rules("bound", "bound", "a number")),
    _Measure("digits", _TEXT | _NUMBER, "a decimal", "digits", *_rules("precision", "precision", "the precision of a decimal")),
    _Measure("size", frozenset({"array"}), "the length of a list", "items", *_rules("array-bound", "size", "the length of a list")),
)
_PLACES = _Measure(
    "places",
    _TEXT | _NUMBER,
    "a decimal",
    "digits after the point",
    _MEASURES[2].exceeded,
    _MEASURES[2].tightened,
    steady=True,
)

RULES = flat(*(rules for measure in _MEASURES for rules in (measure.exceeded, measure.tightened)))


def bounds(pair: PlacePair) -> Iterator[Difference]:
    """Bounds that are exceeded, raised or tightened; of digits and digits after the point, one is told."""
    found = {measure.name: list(_of(pair, measure)) for measure in (*_MEASURES, _PLACES)}
    if found["digits"]:
        del found["places"]
    for differences in found.values():
        yield from differences


def _of(pair: PlacePair, measure: _Measure) -> Iterator[Difference]:
    old, new = getattr(pair.old, measure.name), getattr(pair.new, measure.name)
    if not measure.types & set(pair.new.types or measure.types) or (pair.old.types and not measure.types & set(pair.old.types)):
        return
    if pair.mode is Mode.OBSERVATIONS:
        if measure.steady and pair.direction is Direction.RESPONSE and _is_another_convention(pair, old, new):
            yield _found(pair, measure, measure.exceeded, old, new, Proof.RATE, DriftClass.ADDITIVE)
    elif pair.mode is Mode.JUDGING:
        if old is not None and new is not None and (new.most > old.most or (new.least < old.least and not _is_blank(pair, measure))):
            yield _found(pair, measure, measure.exceeded, old, new)
    else:
        was, now = old or Bounds(-inf, inf), new or Bounds(-inf, inf)
        if now.most > was.most or now.least < was.least:
            yield _found(pair, measure, measure.exceeded, was, now)
        if now.most < was.most or now.least > was.least:
            yield _found(pair, measure, measure.tightened, was, now)


def _is_blank(pair: PlacePair, measure: _Measure) -> bool:
    """Whether a text is too short merely because it is empty, which is told as such where a form is due."""
    return measure.name == "length" and "empty" in pair.new.forms and bool(pair.old.forms) and "empty" not in pair.old.forms


def _is_another_convention(pair: PlacePair, old: Bounds | None, new: Bounds | None) -> bool:
    """Whether what was the same in many is the same in many, and another."""
    if (
        old is None
        or new is None
        or set(pair.old.forms) != set(pair.new.forms)
        or old.least != old.most
        or new.least != new.most
        or old == new
    ):
        return False
    return _distinct(pair.old, pair.old_share) >= _STEADY and _distinct(pair.new, pair.new_share) >= _STEADY


def _distinct(facts: PlaceFacts, share: float) -> float:
    """How many independent values were seen."""
    values = facts.seen * share
    return min(values, distinct(facts.marks)) if facts.marks is not None else values


def _found(
    pair: PlacePair,
    measure: _Measure,
    rules: dict[Direction, Rule],
    old: Bounds,
    new: Bounds,
    proof: Proof | None = None,
    ceiling: DriftClass | None = None,
) -> Difference:
    rule = rules[pair.direction]
    was, now = bounds_in_words(old, measure.unit), bounds_in_words(new, measure.unit)
    counted = Backing() if pair.mode is Mode.DOCUMENTS else at_least(pair.new.first, 1, pair.new.seen)
    beyond = "beyond that" if rules is measure.exceeded else "less"
    return at(
        pair, rule, old=f"{measure.noun} is bound", new=beyond, old_words=was, new_words=now, seen=counted, proof=proof,
        says=f"{measure.noun}: {bounds_in_words(old)} became {now}", ceiling=ceiling or taken(rule.usual, pair),
        cause=_cause(pair, measure, was, now),
    )  # fmt: skip


def _cause(pair: PlacePair, measure: _Measure, was: str, now: str) -> str:
    """What may be behind it: decimals have one precision, members of one name one bound; what is always as long has one form."""
    if pair.mode is Mode.DOCUMENTS:
        return ""
    if measure.unit.startswith("digits"):
        return pair.old.kind or "decimals"
    return f"{was}: {now}" if pair.mode is Mode.OBSERVATIONS else f"{pair.pointer.rpartition('/')[2]}: {was}"
