"""Shapes add up lawfully, and observing in parts is observing at once."""

import json
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coupa_contract.contract import load_contract
from coupa_contract.drift.merging import merge
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.shape import (
    EMPTY,
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
from coupa_contract.drift.snapshot import from_text, to_text
from coupa_contract.model import Case, Interaction, Request, Response

names = st.sampled_from(["a", "b", "c", "*", "{}", "~0/1", "id"])
counts = st.integers(0, 9)
sightings = st.builds(Sighting, st.sampled_from(["", "2024-01-01", "2024-05-01"]), st.sampled_from(["x", "y"]), st.integers(0, 99))
tallies = st.builds(lambda count, met: Tally(count, min(met), max(met)), st.integers(1, 9), st.lists(sightings, min_size=1, max_size=3))
bounds = st.builds(
    lambda ends: Bounds(min(ends), max(ends)), st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=2)
)
some_bounds = st.none() | bounds


def tallied(keys: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[dict[Any, Tally]]:
    """Tallies by key."""
    return st.dictionaries(keys, tallies, max_size=most)


def _places(below: st.SearchStrategy[PlaceShape]) -> st.SearchStrategy[PlaceShape]:
    return st.builds(
        PlaceShape,
        types=tallied(st.sampled_from(["string", "null", "object"])),
        whole=counts,
        whole_objects=counts,
        text=st.builds(TextShape, some_bounds, tallied(names), some_bounds, some_bounds),
        number=st.builds(NumberShape, some_bounds, some_bounds, some_bounds),
        size=some_bounds,
        words=st.none() | tallied(st.integers(0, 30).map(str), 16),
        marks=st.frozensets(st.integers(0, 0xFFFFF), max_size=40),
        keys=tallied(names),
        members=st.dictionaries(names, below, max_size=2),
        items=st.none() | below,
        entries=st.none() | below,
        variants=tallied(st.integers(0, 20).map(str), 8),
        more_members=st.booleans(),
    )


places = st.recursive(_places(st.just(PlaceShape())), _places, max_leaves=4)
answers = st.builds(
    AnswerShape,
    tallies,
    counts,
    tallied(names),
    st.dictionaries(names, st.builds(HeaderShape, tallies, tallied(names)), max_size=2),
    tallied(names),
    st.none() | tallies,
    places,
)
parameters = st.builds(ParameterShape, tallies, counts, counts, st.none() | tallies)
operations = st.builds(
    OperationShape,
    tallies,
    counts,
    counts,
    st.dictionaries(st.tuples(st.integers(100, 599), st.sampled_from(["", "application/json"])), answers, max_size=2),
    st.dictionaries(names, parameters, max_size=2),
    places,
    some_bounds,
    tallied(st.integers(0, 20), 8),
    tallied(names),
)
sources = st.builds(SourceShape, st.sampled_from(["", "2024-01-01", "2024-05-01"]), counts, st.dictionaries(names, counts, max_size=2))
shapes = st.builds(
    Shape,
    st.dictionaries(names, operations, max_size=2),
    tallied(names),
    st.dictionaries(st.sampled_from(["x", "y"]), sources, max_size=2),
    st.sampled_from(["", "published", "core-r39"]),
)


@given(shapes, shapes, shapes)
@settings(max_examples=30)
def test_merging_is_lawful(a: Shape, b: Shape, c: Shape) -> None:
    """It is associative and commutative, and what saw nothing adds nothing."""
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(a, b) == merge(b, a)
    assert merge(a, EMPTY) == a == merge(EMPTY, a)


@given(st.lists(shapes, min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_any_tree_of_merges_is_the_same(parts: list[Shape], random: Any) -> None:
    """However shards are added up, the snapshot is the same to the byte."""
    waiting = [*parts]
    while len(waiting) > 1:
        a = waiting.pop(random.randrange(len(waiting)))
        b = waiting.pop(random.randrange(len(waiting)))
        waiting.append(merge(a, b))
    assert to_text(waiting[0]) == to_text(reduce(merge, parts))


@given(shapes)
@settings(max_examples=40)
def test_any_shape_round_trips(shape: Shape) -> None:
    """A shard that was written and read adds up like the one that was not."""
    assert from_text(to_text(shape), "it") == shape


# ---- What is observed: random bodies, split anywhere, in any order.

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "12.50", "2024-05-01", "approved", "2024-05-01T00:00:00Z"])
    | st.text(max_size=8)
)
keys = st.sampled_from(["id", "status", "total", "supplier", "invoice-lines", "custom-fields"]) | st.text(max_size=4)
values = st.recursive(scalars, lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=5), max_leaves=25)
bodies = values.map(lambda value: json.dumps(value).encode()) | st.sampled_from([b"", b"<html>", b'{"a":', b"\xff", b"NaN", b"[1e400]"])
queries = st.sampled_from([(), (("limit", "2"),), (("fields", '["id"]'),), (("status", "draft"), ("order_by", "id"))])


def _interaction(operation: str, query: tuple[tuple[str, str], ...], status: int, body: bytes, sent: bytes) -> Interaction:
    headers = (("Content-Type", "application/json; charset=UTF-8"), ("X-Count", str(len(body))))
    case = Case(operation, query=query, body=sent or None, media_type="application/json" if sent else None)
    return Interaction(case, Request("GET", "/api/invoices", body=sent or None), Response(status, headers, body))


interactions = st.builds(
    _interaction, st.sampled_from(["listInvoices", "updateInvoice"]), queries, st.sampled_from([200, 200, 404, 500]), bodies, bodies
)


def _observed(part: list[tuple[int, Interaction]]) -> Shape:
    observer = Observer(load_contract())
    observer.source("x", "2024-05-01")
    for number, interaction in part:
        observer.add(number, interaction)
    return observer.shape()


@given(st.lists(interactions, max_size=8), st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_observing_in_parts_is_observing_at_once(met: list[Interaction], random: Any, parts: int) -> None:
    """Split anywhere and in any order, the same source has the same shape."""
    numbered = list(enumerate(met))
    shuffled = random.sample(numbered, len(numbered))
    shards = [_observed(shuffled[start::parts]) for start in range(parts)]
    assert reduce(merge, shards) == _observed(numbered)


@given(st.lists(st.lists(st.sampled_from([f"m{number:04}" for number in range(1_500)]), max_size=600), min_size=2, max_size=3))
@settings(max_examples=6, deadline=None)
def test_too_many_members_are_cut_back_alike(rows: list[list[str]]) -> None:
    """Of thousands of names the smallest are kept, whatever came first, and it is said that there were more."""
    met = [
        (number, _interaction("listInvoices", (), 200, json.dumps([dict.fromkeys(names, 1)]).encode(), b""))
        for number, names in enumerate(rows)
    ]
    assert reduce(merge, [_observed([each]) for each in met]) == _observed(met) == _observed(met[::-1])
