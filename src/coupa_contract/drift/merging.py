"""Adds shapes up: associative, commutative, with `EMPTY` as the neutral element."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from coupa_contract.drift.sampling import smallest
from coupa_contract.drift.shape import (
    ANSWERS,
    CHARSETS,
    MEMBERS,
    NAMED,
    PAGES,
    UNKNOWN,
    VARIANTS,
    WORDS,
    AnswerShape,
    Bounds,
    HeaderShape,
    NumberShape,
    OperationShape,
    ParameterShape,
    PlaceShape,
    Shape,
    SourceShape,
    Tally,
    TextShape,
)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def merge(a: Shape, b: Shape) -> Shape:
    """What was observed in both: the same, in whatever order and in however many parts it was observed."""
    if not b.sources and not b.operations and not b.unknown and not b.dialect:
        return a
    if not a.sources and not a.operations and not a.unknown and not a.dialect:
        return b
    return Shape(
        operations=_mapping(a.operations, b.operations, _operation),
        unknown=_smallest(_mapping(a.unknown, b.unknown, _tally), UNKNOWN),
        sources=_mapping(a.sources, b.sources, _source),
        dialect="+".join(sorted({*a.dialect.split("+"), *b.dialect.split("+")} - {""})),
    )


def _mapping(a: Mapping[Key, Value], b: Mapping[Key, Value], add: Callable[[Value, Value], Value]) -> Mapping[Key, Value]:
    """Both, with what is under the same key added up. Neither is changed."""
    if not b:
        return a
    if not a:
        return b
    both = dict(a)
    for key, value in b.items():
        both[key] = add(both[key], value) if key in both else value
    return both


def _smallest(mapping: Mapping[Key, Value], most: int) -> Mapping[Key, Value]:
    """Those of the smallest keys. A key that is dropped once is dropped always: as many smaller ones are kept."""
    return mapping if len(mapping) <= most else {key: mapping[key] for key in sorted(mapping)[:most]}  # type: ignore[type-var]


def _either(a: Value | None, b: Value | None, add: Callable[[Value, Value], Value]) -> Value | None:
    return b if a is None else a if b is None else add(a, b)


def _tally(a: Tally, b: Tally) -> Tally:
    return Tally(a.count + b.count, min(a.first, b.first), max(a.last, b.last))


def _bounds(a: Bounds, b: Bounds) -> Bounds:
    return Bounds(min(a.least, b.least), max(a.most, b.most))


def _source(a: SourceShape, b: SourceShape) -> SourceShape:
    at = min(a.at, b.at) if a.at and b.at else a.at or b.at
    return SourceShape(at, a.interactions + b.interactions, _mapping(a.left_out, b.left_out, int.__add__))


def _operation(a: OperationShape, b: OperationShape) -> OperationShape:
    pages = _mapping(a.pages, b.pages, _tally)
    return OperationShape(
        seen=_tally(a.seen, b.seen),
        taken=a.taken + b.taken,
        refused=a.refused + b.refused,
        answers=_smallest(_mapping(a.answers, b.answers, _answer), ANSWERS),
        parameters=_smallest(_mapping(a.parameters, b.parameters, _parameter), NAMED),
        request=_place(a.request, b.request),
        page=_either(a.page, b.page, _bounds),
        pages=pages if len(pages) <= PAGES else {rows: pages[rows] for rows in sorted(pages)[-PAGES:]},
        order=_mapping(a.order, b.order, _tally),
    )


def _parameter(a: ParameterShape, b: ParameterShape) -> ParameterShape:
    return ParameterShape(_tally(a.sent, b.sent), a.taken + b.taken, a.refused + b.refused, _either(a.ignored, b.ignored, _tally))


def _header(a: HeaderShape, b: HeaderShape) -> HeaderShape:
    return HeaderShape(_tally(a.seen, b.seen), _mapping(a.forms, b.forms, _tally))


def _answer(a: AnswerShape, b: AnswerShape) -> AnswerShape:
    return AnswerShape(
        seen=_tally(a.seen, b.seen),
        whole=a.whole + b.whole,
        charsets=_smallest(_mapping(a.charsets, b.charsets, _tally), CHARSETS),
        headers=_smallest(_mapping(a.headers, b.headers, _header), NAMED),
        unreadable=_mapping(a.unreadable, b.unreadable, _tally),
        empty=_either(a.empty, b.empty, _tally),
        body=_place(a.body, b.body),
    )


def _text(a: TextShape, b: TextShape) -> TextShape:
    return TextShape(
        _either(a.length, b.length, _bounds),
        _mapping(a.forms, b.forms, _tally),
        _either(a.digits, b.digits, _bounds),
        _either(a.places, b.places, _bounds),
    )


def _number(a: NumberShape, b: NumberShape) -> NumberShape:
    return NumberShape(_either(a.value, b.value, _bounds), _either(a.digits, b.digits, _bounds), _either(a.places, b.places, _bounds))


def _place(a: PlaceShape, b: PlaceShape) -> PlaceShape:
    members = _mapping(a.members, b.members, _place)
    return PlaceShape(
        types=_mapping(a.types, b.types, _tally),
        whole=a.whole + b.whole,
        whole_objects=a.whole_objects + b.whole_objects,
        text=_text(a.text, b.text),
        number=_number(a.number, b.number),
        size=_either(a.size, b.size, _bounds),
        words=_words(a.words, b.words),
        marks=smallest(a.marks | b.marks),
        keys=_mapping(a.keys, b.keys, _tally),
        members=_smallest(members, MEMBERS),
        items=_either(a.items, b.items, _place),
        entries=_either(a.entries, b.entries, _place),
        variants=_smallest(_mapping(a.variants, b.variants, _tally), VARIANTS),
        more_members=a.more_members or b.more_members or len(members) > MEMBERS,
    )


def _words(a: Mapping[str, Tally] | None, b: Mapping[str, Tally] | None) -> Mapping[str, Tally] | None:
    if a is None or b is None:
        return None
    both = _mapping(a, b, _tally)
    return both if len(both) <= WORDS else None
