"""What was observed, as facts: every place of a shape under its general pointer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coupa_contract.contract import pointers
from coupa_contract.contract.operations import Operation
from coupa_contract.drift.facts import AnswerFacts, Facts, HeaderFacts, OperationFacts, ParameterFacts, PlaceFacts, Side
from coupa_contract.drift.shape import AnswerShape, Bounds, HeaderShape, OperationShape, ParameterShape, PlaceShape, Shape, Tally

ITEM = "/*"  # of the items of an array, after the pointer of the array
ENTRY = "/{}"  # of the values of a map


def facts_of_shape(shape: Shape, name: str, operations: Mapping[str, Operation] | None = None) -> Facts:
    """What was observed, as facts; `name` is for people, `operations` tell method and path, which a shape does not keep."""
    known = operations or {}
    return Facts(
        Side.OBSERVED,
        name,
        {each: _operation(each, operation, known.get(each)) for each, operation in sorted(shape.operations.items())},
        unknown=shape.unknown,
        sources=shape.sources,
        dialect=shape.dialect,
    )


def _operation(name: str, shape: OperationShape, operation: Operation | None) -> OperationFacts:
    return OperationFacts(
        name,
        operation.method if operation else "",
        operation.path if operation else "",
        seen=shape.seen,
        taken=shape.taken,
        refused=shape.refused,
        answers={(str(status), media): _answer(str(status), media, each) for (status, media), each in sorted(shape.answers.items())},
        parameters={each: _parameter(parameter) for each, parameter in sorted(shape.parameters.items())},
        request=_places(shape.request),
        page_size=int(shape.page.most) if shape.page else None,
        pages=shape.pages,
        order=shape.order,
    )


def _parameter(shape: ParameterShape) -> ParameterFacts:
    return ParameterFacts(sent=shape.sent, taken=shape.taken, refused=shape.refused, ignored=shape.ignored)


def _answer(status: str, media_type: str, shape: AnswerShape) -> AnswerFacts:
    return AnswerFacts(
        status,
        media_type,
        seen=shape.seen,
        places=_places(shape.body),
        headers={name: _header(header, shape) for name, header in sorted(shape.headers.items())},
        charsets=shape.charsets,
        unreadable=shape.unreadable,
        empty=shape.empty,
    )


def _header(header: HeaderShape, answer: AnswerShape) -> HeaderFacts:
    return HeaderFacts(header.seen.count == answer.seen.count, header.seen, header.forms)


def _places(root: PlaceShape) -> dict[str, PlaceFacts]:
    """Every place by its general pointer, parents first; nothing when there was no body."""
    return dict(_below("", root, None)) if root.types else {}


def _below(pointer: str, shape: PlaceShape, parent: PlaceShape | None) -> Iterator[tuple[str, PlaceFacts]]:
    yield pointer, _place(shape, parent)
    for name, member in sorted(shape.members.items()):
        yield from _below(pointer + pointers.join([name]), member, shape)
    if shape.items is not None:
        yield from _below(pointer + ITEM, shape.items, None)
    if shape.entries is not None:
        yield from _below(pointer + ENTRY, shape.entries, None)


def _place(shape: PlaceShape, parent: PlaceShape | None) -> PlaceFacts:
    """What was seen at a place; `parent` is the object whose member it is, None for anything but a member."""
    chances = parent.whole_objects if parent is not None else 0
    absent = max(0, chances - shape.whole) if chances else 0
    return PlaceFacts(
        types={name: tally for name, tally in shape.types.items() if name != "null"},
        null="null" in shape.types,
        nulls=shape.types.get("null"),
        seen=shape.seen,
        required=absent == 0 if chances else None,
        absent=absent,
        chances=chances,
        forms=shape.text.forms,
        words=shape.words or None,
        marks=shape.marks,
        length=shape.text.length,
        value=shape.number.value,
        digits=_around(shape.text.digits, shape.number.digits),
        places=_around(shape.text.places, shape.number.places),
        size=shape.size,
        keys=shape.keys,
        is_map=shape.entries is not None and not shape.members,
        variants=len(shape.variants),
        first=_together(shape),
    )


def _around(one: Bounds | None, other: Bounds | None) -> Bounds | None:
    """The bounds of both."""
    if one is None or other is None:
        return one or other
    return Bounds(min(one.least, other.least), max(one.most, other.most))


def _together(shape: PlaceShape) -> Tally | None:
    """All sightings of a place, null included."""
    tallies = shape.types.values()
    if not tallies:
        return None
    return Tally(shape.seen, min(each.first for each in tallies), max(each.last for each in tallies))
