"""A drift, its rule, and the report of a comparison, as frozen values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from coupa_contract.drift.shape import Sighting


class DriftClass(StrEnum):
    """What a drift means to a client that keeps to the old contract, the worst first."""

    BREAKING = "breaking"  # it can fail
    RISKY = "risky"  # it depends on the client
    ADDITIVE = "additive"  # it is not touched
    UNSEEN = "unseen"  # documented, or seen before, and not observed: nothing changed as far as anybody knows

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(DriftClass).index(self)


class Direction(StrEnum):
    """Who says it to whom: what is harmless in a response can break in a request."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Where a rule belongs."""

    area: str  # member, type, value, presence, array, map, status, media, header, error, operation, parameter, paging, example, life
    kind: str  # what changed: name, type, null, format, enum, length, ...
    action: str  # appeared, disappeared, changed, widened, narrowed, ...
    direction: Direction


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of drift. `usual` is its class when nothing speaks for a milder one."""

    id: str  # kebab-case, never changes
    taxonomy: Taxonomy
    usual: DriftClass
    sentence: str  # what it says, in general
    fix: str  # what to do, in general


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure it is. `confidence` is 0 to 1 by the stated rule (confidence.py); `why` also says what made the class milder."""

    confidence: float
    rule: str  # "rule of three", "Wilson interval", "seen"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Backing:
    """What was counted. `times` of `chances` (0 chances: it is documents that differ)."""

    times: int = 0
    chances: int = 0
    first: Sighting | None = None
    last: Sighting | None = None
    examples: tuple[Sighting, ...] = ()  # at most three


@dataclass(frozen=True, slots=True)
class DriftPlace:
    """One place of a drift: operation, status and media type ("" where they do not matter), general pointer ("" for the whole)."""

    operation: str
    pointer: str = ""
    status: str = ""
    media_type: str = ""
    old: str = ""  # what was, in words
    new: str = ""
    backing: Backing = Backing()
    source: str = ""  # JSON pointer into the document that decides, "" for none


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference, or one cause of many: `places` has at least one.

    The fingerprint is made of the rule, the change in words that hold no figures, and the cause or, for a drift of a single place, that
    place: it does not change when counts, values, other drifts or the places of a grouped cause do.
    """

    rule: str
    drift_class: DriftClass
    direction: Direction
    message: str
    fix: str
    old: str  # what was, in words, such as `number`
    new: str  # what is, such as `a decimal in a text`
    places: tuple[DriftPlace, ...]
    cause: str = ""  # a stable word for what is behind it: a component's name, or "" for a single place
    doubt: Doubt = Doubt(1.0, "seen")
    backing: Backing = Backing()  # over all places
    no_proposal: str = ""  # why no edit of the document is proposed, once that was tried
    since: str = ""  # the source in which it was first seen, when a history tells
    spot: str = ""  # of a single place: what it is, whichever operation leads there (`/components/schemas/Invoice/properties/total`)

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two drifts the same one."""
        if self.cause or self.spot:
            return (self.rule, self.direction, "cause" if self.cause else "spot", self.cause or self.spot, self.old, self.new)
        place = self.places[0]
        return (self.rule, self.direction, place.operation, place.status, place.media_type, place.pointer, self.old, self.new)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that stay the same from run to run and machine to machine."""
        return hashlib.sha256("\n".join(self.identity).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Waiver:
    """An entry of the file of accepted drift. Dates are ISO 8601 (YYYY-MM-DD); `until` is the last day on which it counts, "" for ever."""

    fingerprint: str
    reason: str
    rule: str = ""
    summary: str = ""  # of the drift when it was accepted, for people
    accepted: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class DriftReport:
    """The outcome of a comparison, the worst first."""

    old: str  # name of what it is compared with
    new: str  # name of what was observed
    drifts: tuple[Drift, ...]
    accepted: tuple[tuple[Drift, Waiver], ...] = ()
    expired: tuple[Waiver, ...] = ()  # the drift is among `drifts` again
    stale: tuple[Waiver, ...] = ()  # no such drift any more
    notes: tuple[str, ...] = ()  # what could not be compared, what was left out
    interactions: int = 0
    operations: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # class -> how many
    since: str = ""  # name of the earlier observation that says which drifts are new (their `since` is empty); "" when none was given
