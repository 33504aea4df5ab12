"""What a rule finds at one place, before places of one cause become one drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coupa_contract.drift.confidence import STRICT, Proof, differ
from coupa_contract.drift.drift import Backing, Direction, DriftClass, DriftPlace, Rule, Taxonomy
from coupa_contract.drift.facts import AnswerFacts, Facts, OperationFacts, PlaceFacts, Side
from coupa_contract.drift.shape import Sighting, Tally


class Mode(StrEnum):
    """What is compared with what: a document permits, an observation has seen."""

    JUDGING = "judging"  # a document with an observation
    OBSERVATIONS = "observations"
    DOCUMENTS = "documents"

    @classmethod
    def of(cls, old: Facts, new: Facts) -> Mode:
        """The mode of a comparison whose old side is a document if either is."""
        if new.side is Side.DOCUMENT:
            return cls.DOCUMENTS
        return cls.JUDGING if old.side is Side.DOCUMENT else cls.OBSERVATIONS


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule at one place. `old` and `new` are stable words without figures; those of the place may hold figures."""

    rule: Rule
    place: DriftPlace
    old: str
    new: str
    says: str  # one clause, such as "a number became a decimal in a text"
    ceiling: DriftClass
    proof: Proof
    why: str = ""
    spot: str = ""  # what the place is, whichever operation leads there: a component's member, or a path of a resource
    cause: str = ""  # what may be behind it and others of the same rule, old and new; "" when it always stands alone


@dataclass(frozen=True, slots=True)
class OperationPair:
    """An operation on both sides."""

    mode: Mode
    old: OperationFacts
    new: OperationFacts
    known: OperationFacts | None = None  # of two observations: what a document says, which both are observations of
    level: float = STRICT  # of two observations: how far beyond chance a difference of counts has to be

    @property
    def resource(self) -> str:
        """The first segment of its path: the same member is reached through several operations of it."""
        return "/" + self.new.path.strip("/").split("/")[0]


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """Answers of an operation with one status and media type on both sides."""

    operation: OperationPair
    old: AnswerFacts
    new: AnswerFacts

    @property
    def mode(self) -> Mode:
        """What is compared with what."""
        return self.operation.mode

    @property
    def is_error(self) -> bool:
        """Whether the answer refuses."""
        return not self.new.status.startswith("2")


@dataclass(frozen=True, slots=True)
class PlacePair:
    """A place on both sides. The shares are how many independent records there are to one count of either observation."""

    operation: OperationPair
    direction: Direction
    pointer: str
    old: PlaceFacts
    new: PlaceFacts
    status: str = ""
    media_type: str = ""
    old_share: float = 1.0
    new_share: float = 1.0
    known: PlaceFacts | None = None  # of two observations: what a document says of the place, which both are observations of

    @property
    def mode(self) -> Mode:
        """What is compared with what."""
        return self.operation.mode

    def differs(self, old_times: float, new_times: float) -> bool:
        """Whether something stands there more or less often than chance explains, of two observations."""
        old, new = self.old_share, self.new_share
        return differ(old_times * old, self.old.seen * old, new_times * new, self.new.seen * new, self.operation.level)

    @property
    def spot(self) -> str:
        """What the place is, whichever operation, list or status leads there."""
        source = self.old.source or self.new.source
        if self.mode is not Mode.OBSERVATIONS and source.startswith(("/components/schemas/", "/definitions/")):
            return source
        if self.pointer.startswith("?"):
            return f"{self.operation.new.id} {self.pointer}"
        path = self.pointer.removeprefix("/*") if self.direction is Direction.RESPONSE else self.pointer
        return f"{self.operation.resource} {path or '/'}"


def pair_of_rules(
    name: str, *, area: str, kind: str, action: str, response: DriftClass, request: DriftClass, sentence: str, fix: str, request_fix: str
) -> dict[Direction, Rule]:
    """The rule of an answer and its twin of a request: what is harmless in one can break in the other."""
    return {
        Direction.RESPONSE: Rule(
            f"response-{name}", Taxonomy(area, kind, action, Direction.RESPONSE), response, f"In an answer, {sentence}.", fix
        ),
        Direction.REQUEST: Rule(
            f"request-{name}", Taxonomy(area, kind, action, Direction.REQUEST), request, f"In a request, {sentence}.", request_fix
        ),
    }


def empty_differs(pair: PlacePair) -> bool:
    """Whether a place of two observations holds nothing, be it null or missing, more or less often than chance explains."""
    if _had_empty(pair.old) != _had_empty(pair.new):
        return False  # a list without items, and no list: which of them stands for nothing is nobody's contract
    (old, old_chances), (new, new_chances) = (
        (facts.absent + (facts.nulls.count if facts.nulls else 0), facts.chances or facts.seen) for facts in (pair.old, pair.new)
    )
    was, now = (old * pair.old_share, old_chances * pair.old_share), (new * pair.new_share, new_chances * pair.new_share)
    return differ(*was, *now, pair.operation.level)


def _had_empty(facts: PlaceFacts) -> bool:
    return facts.size is not None and facts.size.least == 0


def flat(*pairs: Mapping[Direction, Rule]) -> tuple[Rule, ...]:
    """The rules of several pairs."""
    return tuple(rule for each in pairs for rule in each.values())


def backing(tallies: Iterable[Tally | None], chances: int = 0) -> Backing:
    """What so many tallies amount to."""
    known = [tally for tally in tallies if tally is not None]
    if not known:
        return Backing(0, chances)
    first, last = min(tally.first for tally in known), max(tally.last for tally in known)
    times = sum(tally.count for tally in known)
    return Backing(times, max(chances, times), first, last, examples(sight for tally in known for sight in (tally.first, tally.last)))


def at_least(tally: Tally | None, times: int, chances: int) -> Backing:
    """So many times, between the first and the last sighting of the whole."""
    return Backing(times, chances, tally.first, tally.last) if tally else Backing(times, chances)


def examples(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """At most three of them, the earliest."""
    return tuple(sorted(set(sightings))[:3])


def add(one: Backing, other: Backing) -> Backing:
    """Both together."""
    firsts = [each for each in (one.first, other.first) if each is not None]
    lasts = [each for each in (one.last, other.last) if each is not None]
    return Backing(
        one.times + other.times,
        one.chances + other.chances,
        min(firsts, default=None),
        max(lasts, default=None),
        examples((*one.examples, *other.examples)),
    )


def at(
    pair: PlacePair,
    rule: Rule,
    *,
    old: str,
    new: str,
    says: str,
    seen: Backing,
    proof: Proof | None = None,
    ceiling: DriftClass | None = None,
    cause: str = "",
    old_words: str = "",
    new_words: str = "",
    why: str = "",
    spot: str = "",
) -> Difference:
    """A difference at a place; the words of the place are those of the difference unless they say more."""
    source = pair.old.source if pair.mode is Mode.JUDGING else pair.new.source or pair.old.source
    place = DriftPlace(pair.operation.new.id, pair.pointer, pair.status, pair.media_type, old_words or old, new_words or new, seen, source)
    return Difference(rule, place, old, new, says, ceiling or rule.usual, proof or proof_of(pair.mode), why, spot or pair.spot, cause)


def proof_of(mode: Mode) -> Proof:
    """What a difference rests on when what is new was there."""
    return Proof.STATED if mode is Mode.DOCUMENTS else Proof.SEEN


def taken(ceiling: DriftClass, pair: PlacePair) -> DriftClass:
    """What a target took beyond the document, or beyond what it took before, breaks nobody."""
    lenient = pair.direction is Direction.REQUEST and pair.mode is not Mode.DOCUMENTS
    return DriftClass.ADDITIVE if lenient else ceiling
