"""What one side says of the API, in the same words whether it is a document or an observation, so that one rule compares any two.

A document permits: what it does not permit is a difference, what it permits and nobody saw is merely unseen. An observation has
seen: what it did not see may still happen, and how likely that is its counts say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coupa_contract.drift.shape import Bounds, SourceShape, Tally


class Side(StrEnum):
    """Where facts come from."""

    DOCUMENT = "document"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is said of one place. A document's tallies are None: it permits and does not count.

    `types` are JSON types without null; empty means that anything goes (a document) or that nothing but null was seen (an observation).
    """

    types: Mapping[str, Tally | None] = field(default_factory=dict)
    null: bool = False  # permitted, or seen
    nulls: Tally | None = None
    seen: int = 0  # values observed, null included; 0 in a document
    required: bool | None = None  # a document: whether it has to be there; an observation: whether it always was (None: it cannot tell)
    absent: int = 0  # opportunities in which it was not there
    chances: int = 0  # opportunities in which it could have been: whole objects of its parent
    forms: Mapping[str, Tally | None] = field(
        default_factory=dict
    )  # of texts (forms.py); a document: those that its `format` or pattern permits, empty: any
    words: Mapping[str, Tally | None] | None = None  # an enum, or the values seen where they may be kept; None: free text, or unknown
    marks: frozenset[int] | None = None  # digests of the values seen, the smallest; None: unknown
    length: Bounds | None = None  # of texts: a document's minLength and maxLength (0 and inf when only one is said)
    value: Bounds | None = None  # of numbers
    digits: Bounds | None = None  # of decimals: a document's precision; what was seen
    places: Bounds | None = None
    size: Bounds | None = None  # of arrays
    keys: Mapping[str, Tally | None] = field(default_factory=dict)  # of a map: forms of its keys; empty: any, or no map
    is_map: bool = False
    open: bool = True  # of objects, in a document: whether members that it does not name are permitted
    more: bool = False  # of objects, in a document: whether it says itself (`additionalProperties`) that there are members it does not name
    variants: int = 0  # how many alternatives of an object there are
    deprecated: bool = False
    kind: str = ""  # a document's `x-kind`
    names: tuple[str, ...] = ()  # components that describe it, nearest first ("Decimal"): what the cause of many drifts may be
    source: str = ""  # a document: JSON pointer of the nearest node, such as /components/schemas/Invoice/properties/total
    first: Tally | None = None  # an observation: any sighting of it at all
    cut: bool = False  # a document: what is below it is described and not told, as it repeats what is above it, or lies too deep


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """Answers of one operation with one status and media type. `places` goes by general pointer ("": the root)."""

    status: str  # "200", "4XX", "default"
    media_type: str
    seen: Tally | None = None
    places: Mapping[str, PlaceFacts] = field(default_factory=dict)
    headers: Mapping[str, HeaderFacts] = field(default_factory=dict)
    charsets: Mapping[str, Tally | None] = field(default_factory=dict)
    unreadable: Mapping[str, Tally] = field(default_factory=dict)
    empty: Tally | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """A response header."""

    required: bool | None = None
    seen: Tally | None = None
    forms: Mapping[str, Tally | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParameterFacts:
    """A parameter of a request."""

    where: str = "query"
    required: bool = False
    sent: Tally | None = None
    taken: int = 0
    refused: int = 0
    ignored: Tally | None = None
    place: PlaceFacts = PlaceFacts()
    deprecated: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """What is said of one operation."""

    id: str
    method: str
    path: str
    seen: Tally | None = None
    taken: int = 0
    refused: int = 0
    answers: Mapping[tuple[str, str], AnswerFacts] = field(default_factory=dict)  # by status key and media type
    parameters: Mapping[str, ParameterFacts] = field(default_factory=dict)
    request: Mapping[str, PlaceFacts] = field(default_factory=dict)  # by general pointer
    page_size: int | None = None  # a document's default of `limit`; the most rows seen without one
    pages: Mapping[int, Tally] = field(default_factory=dict)
    order: Mapping[str, Tally | None] = field(default_factory=dict)
    deprecated: bool = False
    sunset: str = ""  # a date
    examples: tuple[ExampleFault, ...] = ()  # a document: its examples that its own schemas refuse
    source: str = ""


@dataclass(frozen=True, slots=True)
class ExampleFault:
    """An example that is not valid any more."""

    pointer: str  # of the example in the document
    expected: str
    seen: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One side of a comparison."""

    side: Side
    name: str  # for people: "the published document", "cassettes/reference/published"
    operations: Mapping[str, OperationFacts] = field(default_factory=dict)
    unknown: Mapping[str, Tally] = field(default_factory=dict)
    sources: Mapping[str, SourceShape] = field(default_factory=dict)
    dialect: str = ""
    incomparable: tuple[str, ...] = ()  # sentences: what of it could not be read as facts, and why
