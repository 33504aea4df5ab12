"""Compares what two sides say of the API: a document with an observation, two observations, or two documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from coupa_contract.drift.bodypair import Bodies
from coupa_contract.drift.confidence import LEVEL, STRICT
from coupa_contract.drift.difference import AnswerPair, Difference, Mode, OperationPair, PlacePair
from coupa_contract.drift.drift import Direction, Drift, DriftClass
from coupa_contract.drift.facts import AnswerFacts, Facts, OperationFacts, PlaceFacts, Side
from coupa_contract.drift.grouping import group, settled, supported
from coupa_contract.drift.independence import shares
from coupa_contract.drift.pairing import aligned
from coupa_contract.drift.rules.answers import envelope, matching, media_types, statuses
from coupa_contract.drift.rules.bounds import bounds
from coupa_contract.drift.rules.errors import error_body
from coupa_contract.drift.rules.life import deprecated_members, operation_life
from coupa_contract.drift.rules.maps import map_keys
from coupa_contract.drift.rules.members import APPEARED, NEVER, OPTIONAL, members, presence
from coupa_contract.drift.rules.nulls import APPEARED as NULL
from coupa_contract.drift.rules.nulls import nulls
from coupa_contract.drift.rules.operations import operations, paging, refusing
from coupa_contract.drift.rules.parameters import parameters
from coupa_contract.drift.rules.texts import texts
from coupa_contract.drift.rules.types import types
from coupa_contract.drift.rules.words import words

_OF_PLACES = (types, nulls, texts, words, bounds, map_keys, deprecated_members)
_ANOTHER_KEY = "another key of the map may have brought it"
# What is no news of one operation when another told it of the same member.
_KNOWS: Mapping[str, Callable[[PlaceFacts], bool]] = {
    APPEARED[Direction.RESPONSE].id: lambda _: True,
    NULL[Direction.RESPONSE].id: lambda place: place.null,
    OPTIONAL[Direction.RESPONSE].id: lambda place: place.required is False,
}
_OF_OPERATIONS = (statuses, media_types, parameters, paging, operation_life)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The drifts, the worst first, and sentences on what could not be compared."""

    drifts: tuple[Drift, ...]
    notes: tuple[str, ...] = ()


def compare(old: Facts, new: Facts, document: Facts | None = None) -> Comparison:
    """What the new side does or says that the old one did not, the worst first.

    Of two observations, `document` can say what was known already: a value that it lists, and that was not observed before, is additive.
    """
    notes = [f"{side.name}: {sentence}" for side in (old, new) for sentence in side.incomparable]
    if old.side is Side.OBSERVED and new.side is Side.DOCUMENT:
        notes.append(f"{old.name} was compared with {new.name}, not the other way round: a document is what an observation is judged by.")
        old, new = new, old
    mode = Mode.of(old, new)
    new = aligned(old, new)
    shared = [name for name in old.operations if name in new.operations]
    if not shared:
        empty = next((side.name for side in (old, new) if not side.operations), "")
        notes.append(
            f"{empty} holds no operation."
            if empty
            else f"{old.name} and {new.name} have no operation in common, so nothing can be compared."
        )
        return Comparison((), tuple(notes))
    if mode is Mode.OBSERVATIONS and old.dialect != new.dialect:
        notes.append(f"{old.name} was observed by the dialect {old.dialect or '?'}, {new.name} by {new.dialect or '?'}.")
    differences = [*operations(old, new, mode), *_of_operations(old, new, mode, document, STRICT)]
    if mode is Mode.OBSERVATIONS:
        differences = supported(differences, _of_operations(old, new, mode, document, LEVEL))
        differences = [_of_maps(each) for each in differences if not _is_known(old, each)]
    elif mode is Mode.JUDGING:
        met = _met(new)
        differences = [each for each in differences if not _is_met(each, met)]
    return Comparison(group(settled(differences)), tuple(notes))


def _met(new: Facts) -> frozenset[tuple[str, str]]:
    """The members that were observed in successful answers of any operation, by resource."""
    return frozenset(
        (operation.path.strip("/").split("/")[0], pointer.removeprefix("/*"))
        for operation in new.operations.values()
        for answer in operation.answers.values()
        if answer.status.startswith("2")
        for pointer in answer.places
    )


def _is_met(difference: Difference, met: frozenset[tuple[str, str]]) -> bool:
    """Whether a member that one operation never showed was shown by another."""
    resource = difference.cause.removeprefix("members of /")
    return difference.rule is NEVER[Direction.RESPONSE] and (resource, difference.place.pointer.removeprefix("/*")) in met


def _is_known(old: Facts, difference: Difference) -> bool:
    """Whether the answers of one operation show what those of another did: which records it was called with is chance."""
    knows = _KNOWS.get(difference.rule.id)
    if knows is None:
        return False
    pointer = difference.place.pointer.removeprefix("/*")
    resource = old.operations[difference.place.operation].path.split("/")[1:2]
    return any(
        knows(answer.places[each])
        for operation in old.operations.values()
        if operation.path.split("/")[1:2] == resource
        for answer in operation.answers.values()
        if answer.status.startswith("2")
        for each in (pointer, f"/*{pointer}")
        if each in answer.places
    )


def _of_maps(difference: Difference) -> Difference:
    """Of two observations: the values of a map are told together, so what is new about them may be a key that nobody used before."""
    if "/{}" not in difference.place.pointer:
        return difference
    return replace(difference, ceiling=max(difference.ceiling, DriftClass.ADDITIVE, key=lambda each: each.rank), why=_ANOTHER_KEY)


def _of_operations(old: Facts, new: Facts, mode: Mode, document: Facts | None, level: float) -> Iterator[Difference]:
    """All that differs in the operations that both sides have."""
    for name in sorted(set(old.operations) & set(new.operations)):
        known = document.operations.get(name) if document and mode is Mode.OBSERVATIONS else None
        yield from _operation(OperationPair(mode, old.operations[name], new.operations[name], known, level))


def _operation(pair: OperationPair) -> Iterator[Difference]:
    """All that differs in one operation."""
    gone = list(refusing(pair))
    if gone:
        yield from gone
        return
    for rule in _OF_OPERATIONS:
        yield from rule(pair)
    for answer in pair.new.answers.values():
        old = _answer(pair.old, answer)
        if old is not None:
            yield from _answers(AnswerPair(pair, old, answer))
    yield from _bodies(_paired(pair, Direction.REQUEST, pair.old.request, pair.new.request))
    for name, parameter in pair.new.parameters.items():
        known = pair.old.parameters.get(name)
        if known is not None and pair.mode is Mode.DOCUMENTS:
            yield from _place(PlacePair(pair, Direction.REQUEST, f"?{name}", known.place, parameter.place))


def _answer(old: OperationFacts, new: AnswerFacts) -> AnswerFacts | None:
    """The answer of the old side that a new one is compared with."""
    status = matching(new.status, (answer.status for answer in old.answers.values()))
    of_status = {answer.media_type: answer for answer in old.answers.values() if answer.status == status}
    media = new.media_type
    return of_status.get(media) or of_status.get(media.partition("/")[0] + "/*") or of_status.get("*/*") or of_status.get("")


def _answers(pair: AnswerPair) -> Iterator[Difference]:
    """All that differs in answers of one status and content type."""
    yield from envelope(pair)
    found = _bodies(_paired(pair.operation, Direction.RESPONSE, pair.old.places, pair.new.places, pair.new.status, pair.new.media_type))
    if pair.is_error:
        yield from error_body(pair, found)
    else:
        yield from found


def _paired(
    pair: OperationPair,
    direction: Direction,
    old: Mapping[str, PlaceFacts],
    new: Mapping[str, PlaceFacts],
    status: str = "",
    media_type: str = "",
) -> Bodies:
    if pair.mode is not Mode.OBSERVATIONS:
        return Bodies(pair, direction, old, new, status, media_type)
    known = _answer(pair.known, AnswerFacts(status, media_type)) if pair.known and status else None
    return Bodies(pair, direction, old, new, status, media_type, shares(old), shares(new), known.places if known else {})


def _bodies(bodies: Bodies) -> Iterator[Difference]:
    """All that differs in bodies, member by member; what is below a member of one side only is told with that member."""
    if not bodies.old or not bodies.new:
        return
    found, told = members(bodies)
    yield from found
    for pointer in bodies.new:
        if pointer in bodies.old:
            pair = bodies.pair(pointer)
            yield from _place(pair)
            if pointer not in told:
                yield from presence(pair)


def _place(pair: PlacePair) -> Iterator[Difference]:
    for rule in _OF_PLACES:
        yield from rule(pair)
