"""A shape as text that can be committed: canonical JSON, one line a place, without what is usual."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from coupa_contract.drift.codecs import (
    BOUNDS,
    NUMBER,
    TALLIES,
    TALLY,
    TEXT,
    Broken,
    Codec,
    Context,
    Part,
    WrongError,
    array,
    mapping,
    record,
)
from coupa_contract.drift.shape import FORMAT, AnswerShape, HeaderShape, OperationShape, ParameterShape, PlaceShape, Shape, SourceShape
from coupa_contract.drift.snapshot_places import BODY
from coupa_contract.errors import RecordingError

KIND = "coupa-contract shape"


def to_text(shape: Shape) -> str:
    """The snapshot of a shape: the same text for the same shape, on every machine."""
    met = Context()
    _SHAPE.write(shape, met)
    context = met.in_order()
    data = Broken({"kind": KIND, "format": FORMAT, "sightings": [list(pair) for pair in context.pairs]} | _SHAPE.write(shape, context))
    return "".join(_printed(data)) + "\n"


def from_text(text: str, name: str) -> Shape:
    """The shape of a snapshot; `name` is what to call it. Raises RecordingError."""
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except WrongError as error:
        raise RecordingError(f"{name} is a damaged snapshot: {error}") from error
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"{name} is no snapshot, or only a part of one: {error}") from error
    if not isinstance(data, dict) or data.pop("kind", None) != KIND:
        raise RecordingError(f"{name} is no snapshot of what was observed")
    written = data.pop("format", None)
    if written != FORMAT or type(written) is not int:
        raise RecordingError(f"{name} is a snapshot of format {written!r}, and this version reads {FORMAT}: observe the traffic again")
    try:
        shape: Shape = _SHAPE.read(data, _context(data.pop("sightings", None)), "")
    except WrongError as error:
        raise RecordingError(f"{name} is a damaged snapshot: {error}") from error
    return shape


def _context(data: Any) -> Context:
    if not isinstance(data, list):
        raise WrongError("/sightings", "an array")
    pairs = [array(pair, "/sightings", "a date and a source", 2) for pair in data]
    return Context([(TEXT.read(at, Context(), "/sightings"), TEXT.read(source, Context(), "/sightings")) for at, source in pairs])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise WrongError(f"{next(name for name in names if names.count(name) > 1)!r} comes twice, which", "allowed")
    return found


def _constant(name: str) -> None:
    raise WrongError(name, "a number")


def _printed(data: Any) -> Iterator[str]:
    """Compact JSON, each member of a `Broken` object on a line."""
    if not isinstance(data, Broken):
        yield json.dumps(data, separators=(",", ":"))
        return
    for position, (name, value) in enumerate(data.items()):
        yield ("," if position else "{") + "\n" + json.dumps(name) + ":"
        yield from _printed(value)
    yield "}" if data else "{}"


def _read_answer_key(data: str, context: Context, where: str) -> tuple[int, str]:
    status, _, media_type = data.partition(" ")
    if not (status.isascii() and status.isdigit() and len(status) < 5):
        raise WrongError(where, "a status and a media type")
    return int(status), media_type


def _read_rows(data: str, context: Context, where: str) -> int:
    if not (data.isascii() and data.isdigit() and len(data) < 19):
        raise WrongError(where, "a number of rows")
    return int(data)


_ANSWER_KEY = Codec(lambda key, context: f"{key[0]} {key[1]}" if key[1] else str(key[0]), _read_answer_key)
_ROWS = Codec(lambda rows, context: str(rows), _read_rows)
_HEADER = record(HeaderShape, (Part("seen", "seen", TALLY), Part("forms", "forms", TALLIES, {})))
_ANSWER = record(
    AnswerShape,
    (
        Part("seen", "seen", TALLY),
        Part("whole", "whole", NUMBER, 0),
        Part("charsets", "charsets", TALLIES, {}),
        Part("headers", "headers", mapping(_HEADER), {}),
        Part("unreadable", "unreadable", TALLIES, {}),
        Part("empty", "empty", TALLY, None),
        Part("body", "body", BODY, PlaceShape()),
    ),
    Broken,
)
_PARAMETER = record(
    ParameterShape,
    (
        Part("sent", "sent", TALLY),
        Part("taken", "taken", NUMBER, 0),
        Part("refused", "refused", NUMBER, 0),
        Part("ignored", "ignored", TALLY, None),
    ),
)
_OPERATION = record(
    OperationShape,
    (
        Part("seen", "seen", TALLY),
        Part("taken", "taken", NUMBER, 0),
        Part("refused", "refused", NUMBER, 0),
        Part("answers", "answers", mapping(_ANSWER, _ANSWER_KEY, Broken), {}),
        Part("parameters", "parameters", mapping(_PARAMETER, kind=Broken), {}),
        Part("request", "request", BODY, PlaceShape()),
        Part("page", "page", BOUNDS, None),
        Part("pages", "pages", mapping(TALLY, _ROWS), {}),
        Part("order", "order", TALLIES, {}),
    ),
    Broken,
)
_SOURCE = record(
    SourceShape,
    (Part("at", "at", TEXT), Part("interactions", "interactions", NUMBER), Part("left_out", "left-out", mapping(NUMBER), {})),
)
_SHAPE = record(
    Shape,
    (
        Part("dialect", "dialect", TEXT, ""),
        Part("sources", "sources", mapping(_SOURCE, kind=Broken), {}),
        Part("unknown", "unknown", mapping(TALLY, kind=Broken), {}),
        Part("operations", "operations", mapping(_OPERATION, kind=Broken), {}),
    ),
    Broken,
)
