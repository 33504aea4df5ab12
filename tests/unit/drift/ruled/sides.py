"""Hand-made sides of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coupa_contract.drift.facts import AnswerFacts, Facts, OperationFacts, PlaceFacts, Side
from coupa_contract.drift.shape import Bounds, Sighting, SourceShape, Tally

AT = Sighting("2026-01-05T10:00:00Z", "recording", 3)


def tally(count: int = 60) -> Tally:
    """So many sightings."""
    return Tally(count, AT, AT)


def doc(*types: str, **facts: Any) -> PlaceFacts:
    """A place that a document describes."""
    return PlaceFacts(
        types=dict.fromkeys(types), forms=dict.fromkeys(facts.pop("forms", ())), words=_named(facts.pop("words", None)), **facts
    )


def seen(*types: str, count: int = 60, nulls: int = 0, absent: int = 0, **facts: Any) -> PlaceFacts:
    """A place that was observed, each of the types so often."""
    forms, words = facts.pop("forms", {}), facts.pop("words", None)
    keys = facts.pop("keys", {})
    total = count * len(types) + nulls
    return PlaceFacts(
        types={each: tally(count) for each in types},
        null=nulls > 0,
        nulls=tally(nulls) if nulls else None,
        seen=total,
        required=absent == 0,
        absent=absent,
        chances=total + absent,
        forms={name: tally(count) for name in forms},
        words={name: tally(count) for name in words} if words is not None else None,
        keys={name: tally(count) for name in keys},
        first=tally(total),
        **facts,
    )


def _named(words: Any) -> Mapping[str, None] | None:
    return None if words is None else dict.fromkeys(words)


def answer(
    places: Mapping[str, PlaceFacts] | None = None, status: str = "200", media: str = "application/json", **facts: Any
) -> AnswerFacts:
    """Answers of one status and content type; the root is an object."""
    return AnswerFacts(status, media, places=places or {}, **facts)


def operation(*answers: AnswerFacts, name: str = "showInvoice", path: str = "/invoices/{id}", **facts: Any) -> OperationFacts:
    """An operation."""
    return OperationFacts(name, "GET", path, answers={(each.status, each.media_type): each for each in answers}, **facts)


def documented(*operations: OperationFacts, **facts: Any) -> Facts:
    """The side of a document."""
    return Facts(Side.DOCUMENT, "the document", {each.id: each for each in operations}, **facts)


def observed(*operations: OperationFacts, **facts: Any) -> Facts:
    """The side of an observation."""
    return Facts(
        Side.OBSERVED,
        "the recording",
        {each.id: each for each in operations},
        sources={"recording": SourceShape("2026-01-05", 120)},
        **facts,
    )


def in_answer(place: PlaceFacts | None, pointer: str = "/total", **more: PlaceFacts) -> OperationFacts:
    """An operation that answers an object with that member, or without it."""
    counted = place is not None and place.seen > 0
    root = seen("object") if counted or (place is None and not more) else doc("object")
    places = {"": more.pop("root", root), **{f"/{name}": facts for name, facts in more.items()}}
    if place is not None:
        places[pointer] = place
    return operation(answer(places, seen=tally()), seen=tally(), taken=60)


def in_request(place: PlaceFacts | None, pointer: str = "/total", **more: PlaceFacts) -> OperationFacts:
    """An operation that takes an object with that member, or without it."""
    places = {"": doc("object"), **{f"/{name}": facts for name, facts in more.items()}}
    if place is not None:
        places[pointer] = place
    return operation(request=places)


def most(figure: float) -> Bounds:
    """At most so many."""
    return Bounds(0, figure)
