"""The places of a body as an object by pointer, so that a change of one place is a change of one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from coupa_contract.drift.codecs import BOUNDS, FLAG, NUMBER, TALLIES, Broken, Codec, Context, Part, WrongError, optional, record
from coupa_contract.drift.shape import MARKS, NumberShape, PlaceShape, TextShape

_FIGURES = "0123456789abcdefghijklmnopqrstuv"
_VALUES = {figure: value for value, figure in enumerate(_FIGURES)}
_ITEMS, _ENTRIES = "*", "{}"
_NAMED = {_ITEMS: "~2", _ENTRIES: "~3"}  # members that are called so


def _write_marks(marks: frozenset[int], context: Context) -> str:
    """Four figures of 5 bits each for a digest."""
    return "".join(_FIGURES[mark >> shift & 31] for mark in sorted(marks) for shift in (15, 10, 5, 0))


def _read_marks(data: Any, context: Context, where: str) -> frozenset[int]:
    if type(data) is not str or len(data) % 4 or not _VALUES.keys() >= set(data) or len(data) > 4 * MARKS:
        raise WrongError(where, f"at most {MARKS} digests of four figures each")
    digests = (data[start : start + 4] for start in range(0, len(data), 4))
    return frozenset(int(digest, 32) for digest in digests)


_MARKS = Codec(_write_marks, _read_marks)
_TEXT = record(
    TextShape,
    (
        Part("length", "length", BOUNDS, None),
        Part("forms", "forms", TALLIES, {}),
        Part("digits", "digits", BOUNDS, None),
        Part("places", "places", BOUNDS, None),
    ),
)
_NUMBER = record(
    NumberShape,
    (Part("value", "value", BOUNDS, None), Part("digits", "digits", BOUNDS, None), Part("places", "places", BOUNDS, None)),
)
_PLACE = record(
    PlaceShape,
    (
        Part("types", "types", TALLIES, {}),
        Part("whole", "whole", NUMBER, 0),
        Part("whole_objects", "objects", NUMBER, 0),
        Part("text", "text", _TEXT, TextShape()),
        Part("number", "number", _NUMBER, NumberShape()),
        Part("size", "size", BOUNDS, None),
        Part("words", "words", optional(TALLIES), {}),
        Part("marks", "marks", _MARKS, frozenset()),
        Part("keys", "keys", TALLIES, {}),
        Part("variants", "variants", TALLIES, {}),
        Part("more_members", "more", FLAG, False),
    ),
)


def _write(place: PlaceShape, context: Context) -> dict[str, Any]:
    return Broken({pointer: _briefly(each, _PLACE.write(each, context)) for pointer, each in _walked("", place)})


def _briefly(place: PlaceShape, own: dict[str, Any]) -> dict[str, Any]:
    """Leaves out `whole` where every value was in a whole answer, and names the form where all texts have the same."""
    own.pop("whole", None)
    if place.whole != place.seen:
        own["whole"] = place.whole
    texts = place.types.get("string")
    for form, tally in place.text.forms.items():
        if len(place.text.forms) == 1 and tally == texts:
            own["text"]["forms"] = form
    return own


def _fully(own: Any) -> Any:
    """The same with what was left out, as far as it can be told before it is checked."""
    text, types = (own.get("text"), own.get("types")) if isinstance(own, dict) else (None, None)
    if isinstance(text, dict) and isinstance(text.get("forms"), str) and isinstance(types, dict) and "string" in types:
        return own | {"text": text | {"forms": {text["forms"]: types["string"]}}}
    return own


def _walked(pointer: str, place: PlaceShape) -> Iterator[tuple[str, PlaceShape]]:
    yield pointer, place
    if place.items is not None:
        yield from _walked(f"{pointer}/{_ITEMS}", place.items)
    if place.entries is not None:
        yield from _walked(f"{pointer}/{_ENTRIES}", place.entries)
    for name in sorted(place.members):
        yield from _walked(f"{pointer}/{_NAMED.get(name) or name.replace('~', '~0').replace('/', '~1')}", place.members[name])


@dataclass(slots=True)
class _Node:
    """A place while it is read."""

    own: dict[str, Any]
    below: dict[str, _Node] = field(default_factory=dict)


def _read(data: Any, context: Context, where: str) -> PlaceShape:
    if not isinstance(data, dict):
        raise WrongError(where, "an object by pointer")
    nodes: dict[str, _Node] = {}
    for pointer, own in data.items():
        node = nodes[pointer] = _Node(own)
        above, slash, step = pointer.rpartition("/")
        if slash and above in nodes:
            nodes[above].below[step] = node
        elif pointer:
            raise WrongError(f"{where}: the place above {pointer!r}", "there")
    if "" not in nodes:
        raise WrongError(f"{where}: the root", "there")
    return _made(nodes[""], context, where)


def _made(node: _Node, context: Context, where: str) -> PlaceShape:
    below = {step: _made(each, context, f"{where}/{step}") for step, each in node.below.items()}
    place: PlaceShape = _PLACE.read(_fully(node.own), context, where)
    members = {_name(step): each for step, each in below.items() if step not in {_ITEMS, _ENTRIES}}
    return PlaceShape(
        types=place.types,
        whole=place.whole if "whole" in node.own else place.seen,
        whole_objects=place.whole_objects,
        text=place.text,
        number=place.number,
        size=place.size,
        words=place.words,
        marks=place.marks,
        keys=place.keys,
        members=members,
        items=below.get(_ITEMS),
        entries=below.get(_ENTRIES),
        variants=place.variants,
        more_members=place.more_members,
    )


def _name(step: str) -> str:
    special = {step: name for name, step in _NAMED.items()}
    return special.get(step) or step.replace("~1", "/").replace("~0", "~")


BODY = Codec(_write, _read)
