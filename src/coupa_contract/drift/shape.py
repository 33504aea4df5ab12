"""A shape: what was observed at every JSON path of an operation's requests and responses, as frozen values that add up.

Every value here is a commutative monoid: counts add up, the first and last sighting are a minimum and a maximum, bounds are a
minimum and a maximum, sets of words are united and give way to None beyond a fixed size, and of digests the smallest are kept.
`merging.merge` is the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

FORMAT = 2  # of a snapshot; raised whenever a reader of the old form would misread the new one

# How much is kept at one place, whatever a target sends.
WORDS = 16  # distinct words; beyond, None
MARKS = 64  # distinct digests, the smallest
MEMBERS = 512  # names of an object's members, the smallest by name
VARIANTS = 8  # sets of member names, the smallest by digest
PLACES = 50_000  # in one source: beyond, what is new is not told, and which those are depends on the order
PAGES = 8  # sizes of full pages, the largest
NAMED = 256  # parameters of an operation, headers of an answer, the smallest by name
ANSWERS = 64  # of an operation, the smallest by status and media type
CHARSETS = 8
UNKNOWN = 512  # requests to no operation of the document
DEPTH = 100  # levels of a body; deeper ones are counted as `nested`


class Sighting(NamedTuple):
    """Where something was seen: the source's date (ISO 8601, "" when nobody knows), its name, and the interaction's number in it.

    The order of the tuples is the order in time.
    """

    at: str
    source: str
    number: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How often, and where first and last."""

    count: int
    first: Sighting
    last: Sighting


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest and the largest of what was measured."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class TextShape:
    """What the texts at one place looked like."""

    length: Bounds | None = None
    forms: Mapping[str, Tally] = field(default_factory=dict)  # name of a form (forms.py) -> how often
    digits: Bounds | None = None  # of decimals in texts: digits in all
    places: Bounds | None = None  # of decimals in texts: digits after the point


@dataclass(frozen=True, slots=True)
class NumberShape:
    """What the numbers at one place looked like."""

    value: Bounds | None = None
    digits: Bounds | None = None  # digits in all
    places: Bounds | None = None  # digits after the point


@dataclass(frozen=True, slots=True)
class PlaceShape:
    """What stood at one JSON path.

    `types` counts `string`, `integer`, `number`, `boolean`, `object`, `array` and `null`. Whether a member was absent follows from its
    parent: `parent.whole_objects - whole`. "Whole" counts only answers that nothing projected (`fields`, `return_object`, a filter).
    """

    types: Mapping[str, Tally] = field(default_factory=dict)
    whole: int = 0  # times it stood in an object of an unprojected answer
    whole_objects: int = 0  # times it was an object in an unprojected answer: the opportunities of its members
    text: TextShape = TextShape()
    number: NumberShape = NumberShape()
    size: Bounds | None = None  # of arrays: how many items
    words: Mapping[str, Tally] | None = field(default_factory=dict)  # values in words, where they may be kept; None: too many
    marks: frozenset[int] = frozenset()  # 20-bit digests of the scalar values, the smallest (sampling.py): tells a renamed member
    keys: Mapping[str, Tally] = field(default_factory=dict)  # of a map (`custom-fields`): forms of its keys
    members: Mapping[str, PlaceShape] = field(default_factory=dict)
    items: PlaceShape | None = None
    entries: PlaceShape | None = None  # of a map: all its values
    variants: Mapping[str, Tally] = field(default_factory=dict)  # sets of member names of objects, by a digest: tells alternatives; capped
    more_members: bool = False  # too many names to keep them all (the smallest by name are kept)

    @property
    def seen(self) -> int:
        """How many values stood here, null included."""
        return sum(tally.count for tally in self.types.values())


@dataclass(frozen=True, slots=True)
class HeaderShape:
    """A response header: how often, and the forms of its values."""

    seen: Tally
    forms: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """The answers of one operation with one status and one media type (without parameters, lower case; "" for none)."""

    seen: Tally
    whole: int = 0  # unprojected
    charsets: Mapping[str, Tally] = field(default_factory=dict)  # "" when none is declared
    headers: Mapping[str, HeaderShape] = field(default_factory=dict)  # by lower-case name
    unreadable: Mapping[str, Tally] = field(
        default_factory=dict
    )  # why a body of a JSON type could not be read: html, truncated, not-json, nested
    empty: Tally | None = None  # no body
    body: PlaceShape = PlaceShape()


@dataclass(frozen=True, slots=True)
class ParameterShape:
    """A query parameter of an operation."""

    sent: Tally
    taken: int = 0  # answers of 2xx with it
    refused: int = 0  # answers of 400, 404 or 422 with it
    ignored: Tally | None = None  # it plainly had no effect (more rows than `limit`, members that `fields` did not ask for)


@dataclass(frozen=True, slots=True)
class OperationShape:
    """All that was seen of one operation."""

    seen: Tally
    taken: int = 0  # answers of 2xx
    refused: int = 0  # answers of 400, 404 or 422
    answers: Mapping[tuple[int, str], AnswerShape] = field(default_factory=dict)  # by status and media type
    parameters: Mapping[str, ParameterShape] = field(default_factory=dict)
    request: PlaceShape = PlaceShape()  # JSON bodies that were sent and taken
    page: Bounds | None = None  # rows of full lists that were asked for without limit and offset
    pages: Mapping[int, Tally] = field(default_factory=dict)  # the same, by rows (capped: the largest are kept)
    order: Mapping[str, Tally] = field(default_factory=dict)  # of lists without order_by: ascending, descending, neither (by id)


@dataclass(frozen=True, slots=True)
class SourceShape:
    """Where a part of the traffic came from."""

    at: str  # ISO 8601 of the first interaction, "" when nobody knows
    interactions: int
    left_out: Mapping[str, int] = field(default_factory=dict)  # reason -> how many exchanges could not be used


@dataclass(frozen=True, slots=True)
class Shape:
    """The whole: operations by id, and requests that belong to none (by method and general path)."""

    operations: Mapping[str, OperationShape] = field(default_factory=dict)
    unknown: Mapping[str, Tally] = field(default_factory=dict)  # "GET /invoices/{}/history": operations that the document lacks
    sources: Mapping[str, SourceShape] = field(default_factory=dict)
    dialect: str = ""  # of the contract whose operations were recognised; "" in the neutral element


EMPTY = Shape()
