"""What was observed becomes facts: every place under its general pointer, with what was counted there."""

from __future__ import annotations

from coupa_contract.contract import load_contract
from coupa_contract.drift.facts import Facts, PlaceFacts, Side
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.shape import (
    AnswerShape,
    Bounds,
    HeaderShape,
    NumberShape,
    OperationShape,
    ParameterShape,
    PlaceShape,
    Shape,
    Sighting,
    SourceShape,
    Tally,
    TextShape,
)

FIRST, LAST = Sighting("2026-01-05", "a", 1), Sighting("2026-02-05", "b", 9)


def tally(count: int, first: Sighting = FIRST, last: Sighting = FIRST) -> Tally:
    """So many sightings."""
    return Tally(count, first, last)


def record(whole_objects: int = 0, **members: PlaceShape) -> PlaceShape:
    """An object with these members."""
    return PlaceShape({"object": tally(10)}, whole_objects=whole_objects, members=members)


def facts(body: PlaceShape, **said: object) -> Facts:
    """The facts of an operation that answered such a body ten times."""
    answer = AnswerShape(tally(10), body=body, **said)  # type: ignore[arg-type]
    return facts_of_shape(Shape({"showInvoice": OperationShape(tally(10), 10, 0, {(200, "application/json"): answer})}), "the recording")


def places(body: PlaceShape) -> dict[str, PlaceFacts]:
    """The places of that body."""
    return dict(facts(body).operations["showInvoice"].answers["200", "application/json"].places)


def test_places_go_by_general_pointers() -> None:
    """Items, values of a map and names with slashes; parents first."""
    inner = PlaceShape({"object": tally(3)}, entries=PlaceShape({"string": tally(3)}))
    body = PlaceShape({"array": tally(1)}, items=record(0, **{"a/b": PlaceShape({"string": tally(1)}), "map": inner}))
    assert list(places(body)) == ["", "/*", "/*/a~1b", "/*/map", "/*/map/{}"]


def test_a_member_is_required_when_it_never_was_absent() -> None:
    """Of whole objects alone; without any, nobody can tell."""
    always, mostly = PlaceShape({"string": tally(9)}, whole=4), PlaceShape({"string": tally(9)}, whole=3)
    found = places(record(4, always=always, mostly=mostly))
    assert [(found[each].required, found[each].absent, found[each].chances) for each in ("/always", "/mostly")] == [
        (True, 0, 4),
        (False, 1, 4),
    ]
    assert places(record(0, any=always))["/any"].required is None


def test_only_members_can_be_absent() -> None:
    """Neither the root, nor items, nor values of a map."""
    row = PlaceShape({"object": tally(2)}, whole_objects=2, entries=PlaceShape({"string": tally(1)}))
    found = places(PlaceShape({"array": tally(1)}, items=row))
    assert [each.required for each in found.values()] == [None, None, None]
    assert [each.is_map for each in found.values()] == [False, True, False]


def test_null_is_told_apart_from_the_types() -> None:
    """With how often it was seen; the sightings are those of all values."""
    place = PlaceShape({"string": tally(2, FIRST, FIRST), "null": tally(3, LAST, LAST)})
    found = places(record(0, a=place))["/a"]
    assert (list(found.types), found.null, found.nulls, found.seen) == (["string"], True, tally(3, LAST, LAST), 5)
    assert found.first == Tally(5, FIRST, LAST)


def test_digits_are_those_of_numbers_and_of_texts() -> None:
    """A place that has both has the bounds of both."""
    text = TextShape(Bounds(1, 9), {"decimal": tally(1)}, digits=Bounds(3, 8), places=Bounds(2, 2))
    number = NumberShape(Bounds(-1, 5), Bounds(1, 4), Bounds(0, 1))
    found = places(record(0, a=PlaceShape({"string": tally(1), "number": tally(1)}, text=text, number=number)))["/a"]
    assert (found.length, found.value, found.digits, found.places) == (Bounds(1, 9), Bounds(-1, 5), Bounds(1, 8), Bounds(0, 2))


def test_words_that_nobody_kept_are_unknown() -> None:
    """Be it none, or too many."""
    shapes = [PlaceShape({"string": tally(1)}, words=words) for words in ({}, None, {"draft": tally(1)})]
    assert [places(record(0, a=shape))["/a"].words for shape in shapes] == [None, None, {"draft": tally(1)}]


def test_a_header_is_required_when_every_answer_had_it() -> None:
    """With the forms of its values."""
    headers = {"x-a": HeaderShape(tally(10), {"uuid": tally(10)}), "x-b": HeaderShape(tally(9))}
    found = facts(PlaceShape(), headers=headers).operations["showInvoice"].answers["200", "application/json"].headers
    assert [(name, header.required, list(header.forms)) for name, header in found.items()] == [("x-a", True, ["uuid"]), ("x-b", False, [])]


def test_an_answer_without_a_body_has_no_places() -> None:
    """That it was empty is told apart."""
    answer = facts(PlaceShape(), empty=tally(2)).operations["showInvoice"].answers["200", "application/json"]
    assert (answer.places, answer.empty) == ({}, tally(2))


def test_what_was_counted_of_an_operation_is_kept() -> None:
    """Parameters, pages, order, sources, and method and path from whoever knows them."""
    operation = OperationShape(
        tally(7), 5, 2, {}, {"limit": ParameterShape(tally(3), 2, 1)}, record(0), Bounds(1, 50), {50: tally(2)}, {"ascending": tally(4)}
    )
    shape = Shape({"listInvoices": operation}, {"GET /x": tally(1)}, {"a": SourceShape("", 7)}, "published")
    found = facts_of_shape(shape, "the recording", load_contract().operations)
    known = found.operations["listInvoices"]
    assert (found.side, found.name, found.dialect, dict(found.unknown)) == (
        Side.OBSERVED,
        "the recording",
        "published",
        {"GET /x": tally(1)},
    )
    assert (known.method, known.path, known.page_size, list(known.pages), list(known.order)) == (
        "GET",
        "/invoices",
        50,
        [50],
        ["ascending"],
    )
    assert (known.parameters["limit"].taken, known.parameters["limit"].refused, list(known.request)) == (2, 1, [""])
