"""Which edit each rule of drift calls for, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from coupa_contract.drift.drift import Drift, DriftClass, DriftPlace
from coupa_contract.drift.proposals import calls, envelopes
from coupa_contract.drift.proposals.members import added, missing, not_required
from coupa_contract.drift.proposals.parts import Part, Refusal, Spot
from coupa_contract.drift.proposals.raising import raised
from coupa_contract.drift.proposals.widening import widen
from coupa_contract.drift.proposals.work import Work

_ASPECTS = {
    "type-changed": "type", "number-became-text": "type", "text-became-number": "type", "array-became-object": "type",
    "object-became-array": "type", "scalar-became-object": "type", "object-became-scalar": "type", "type-widened": "type",
    "null-appeared": "null", "date-became-timestamp": "form", "timestamp-became-date": "form", "offset-changed": "form",
    "format-lost": "form", "empty-text-appeared": "form", "word-appeared": "enum", "word-case-changed": "enum",
}  # fmt: skip
_BOUNDS = {"length-exceeded": "length", "bound-exceeded": "bound", "precision-exceeded": "precision", "array-bound-exceeded": "size"}

_BY_PLACE: Mapping[str, Callable[[Work, DriftPlace], Iterator[Part]]] = {
    "status-appeared": envelopes.statuses,
    "status-changed": envelopes.statuses,
    "media-type-appeared": envelopes.media_types,
    "media-type-changed": envelopes.media_types,
    "header-appeared": envelopes.headers,
    "error-body-changed": envelopes.refusals,
    "operation-appeared": calls.operation,
    "parameter-undocumented": calls.parameter,
    "parameter-became-optional": calls.optional_parameter,
    "default-page-size-changed": calls.page_size,
    "operation-deprecated": calls.deprecated,
}

_UNSEEN = "nothing contradicts the document: it was merely not seen"
_TAKEN = "that a target took it does not show that it took notice of it"
_WHY_NOT = {
    "parameter-ignored": "a document cannot say that a parameter has no effect; either the target or its users have to change",
    "parameter-refused": "refusals prove nothing of all values of a parameter",
    "parameter-newly-required": "that it is required is a guess from refusals",
    "default-order-changed": "OpenAPI has no member for the order of a list",
    "body-unreadable": "a body that cannot be read is a fault, and no contract describes it",
    "body-disappeared": "OpenAPI cannot say that a body may be missing",
    "body-appeared": "nothing contradicts the document: a response without content forbids no body",
    "charset-changed": "the charset of JSON is no part of a schema (RFC 8259, 8.1)",
    "header-gone": "its absence proves nothing",
    "header-format-changed": "values of headers are observed by their form alone, and from that no schema follows",
    "map-keys-changed": "the keys of a map are observed by their form alone, and from that no schema follows",
    "operation-gone": "refusals prove nothing of all callers of an operation",
    "operation-sunset": "OpenAPI has no member for the date on which an operation ends",
    "example-no-longer-valid": "what the example was meant to show only its author knows",
}


def parts_of(work: Work, drift: Drift) -> Iterator[Part]:
    """The parts of the edit that a drift calls for, unproved. Raises Refusal."""
    rule = drift.rule.removeprefix("response-").removeprefix("request-")
    spots = [Spot(drift.direction, each.operation, each.status, each.media_type, each.pointer) for each in drift.places]
    if drift.drift_class is DriftClass.UNSEEN:
        raise Refusal(_UNSEEN if rule.endswith(("never-observed", "never-sent")) else _TAKEN)
    if rule in _ASPECTS:
        return widen(work, spots, _ASPECTS[rule])
    if rule in _BOUNDS:
        return raised(work, spots, _BOUNDS[rule])
    if rule in _BY_PLACE:
        return _unique(part for place in drift.places for part in _BY_PLACE[rule](work, place))
    if rule == "member-appeared":
        return added(work, spots)
    if rule in {"member-became-optional", "member-disappeared"}:
        return _optional(work, spots)
    if rule in {"member-renamed", "member-moved"}:
        return _replaced(work, spots)
    if rule == "member-alternatives-appeared":
        return _alternatives(work, spots)
    raise Refusal(_WHY_NOT.get(rule, "no edit of the document makes it true"))


def _unique(parts: Iterator[Part]) -> Iterator[Part]:
    """Each edit once, at all its places: what several operations refer to is edited once."""
    by_actions: dict[str, Part] = {}
    for part in parts:
        key = repr(part.actions)
        known = by_actions.get(key)
        by_actions[key] = part if known is None else Part(
            part.aspect, part.actions, tuple(dict.fromkeys((*known.spots, *part.spots))), part.narrower, part.widening
        )  # fmt: skip
    yield from by_actions.values()


def _optional(work: Work, spots: list[Spot]) -> Iterator[Part]:
    parts = list(not_required(work, spots))
    if not parts:
        raise Refusal("the document does not demand it, and its absence proves nothing")
    yield from parts


def _replaced(work: Work, spots: list[Spot]) -> Iterator[Part]:
    """Adds the new name; the old one is demanded no more, and stays, because its absence proves nothing."""
    yield from added(work, spots)
    gone = [each for spot in spots for each in missing(work, spot.parent) if each not in work.seen.places]
    yield from not_required(work, gone)


def _alternatives(work: Work, spots: list[Spot]) -> Iterator[Part]:
    yield from added(work, [child for spot in spots for child in work.seen.below(spot)])
    yield from not_required(work, [each for spot in spots for each in missing(work, spot)])
