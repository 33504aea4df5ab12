"""The values that every layer speaks: cases, interactions, findings, verdicts. Frozen; no I/O, no clock."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

# A JSON value as `parse_json` gives it: numbers with a fraction or exponent are `Decimal`, spelled as sent.
Json: TypeAlias = "bool | int | Decimal | str | list[Json] | dict[str, Json] | None"


class Level(StrEnum):
    """How binding a requirement is (RFC 2119)."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"

    @property
    def rank(self) -> int:
        """0 for the most binding."""
        return list(Level).index(self)


class VerdictKind(StrEnum):
    """What became of a requirement in a run."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    SKIP = "skip"
    VACUOUS = "vacuous"
    UNRECORDED = "unrecorded"
    ERROR = "error"


class Effect(StrEnum):
    """What a request may do to the target; the guard's permissions follow it."""

    READS = "reads"
    UPDATES = "updates"  # the run can undo it
    ACTS = "acts"  # nothing can undo it
    PROBES = "probes"  # nobody knows what it does, or it should be refused and might not be


class Origin(StrEnum):
    """Whether a case was made to be valid."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"  # traffic that somebody else recorded


class Credential(StrEnum):
    """Which credential a case carries."""

    VALID = "valid"
    MISSING = "missing"
    GARBLED = "garbled"
    EXPIRED = "expired"
    EMPTY = "empty"  # the scheme, and no token
    UNSIGNED = "unsigned"  # what the valid token claims, under a header that says that nobody signed it
    NOBODY = "nobody"  # the name and password of nobody, in another scheme
    OTHER_SCHEME = "other-scheme"  # the valid token in another scheme
    READING = "reading"  # a token of the same client that may only read
    WRITING = "writing"  # a token of the same client that may only write
    CREATING = "creating"  # a token of the same client that may only create
    VOIDING = "voiding"  # a token of the same client that may only void


@dataclass(frozen=True, slots=True)
class Case:
    """One concrete request to an operation, independent of any host.

    `query` holds unencoded names and values in the order in which they are sent. `body` is what goes over the wire;
    `media_type` is its Content-Type (None: no body). `verb` is another one than the operation's own, which the document does not have at
    its path: nobody knows what such a request does.
    """

    operation: str
    path_parameters: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    media_type: str | None = None
    credential: Credential = Credential.VALID
    origin: Origin = Origin.POSITIVE
    invalid: str = ""  # what was made invalid, when `origin` is negative
    verb: str = ""  # empty: the operation's own

    @property
    def projected(self) -> bool:
        """Whether the request asks for less than the whole: then nothing absent is a fault."""
        return any(name in {"fields", "return_object", "filter"} for name, _ in self.query)

    def path_parameter(self, name: str) -> str:
        """The value of a path parameter. Raises KeyError."""
        return dict(self.path_parameters)[name]


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent. `url` is the path and query below the target's origin, as on the wire; secret headers are left out."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the query language, such as `updated_at[gt]=2024-01-01T00:00:00Z`.

    `attribute` is the documented path (`status`, `supplier[name]`), `operator` is empty for equality, `value` is what is sent, unencoded,
    lists joined by commas, `kind` is the type by which values compare (`x-kind` of the parameter).
    """

    attribute: str
    operator: str
    value: str
    kind: str

    @property
    def name(self) -> str:
        """The query parameter's name."""
        return f"{self.attribute}[{self.operator}]" if self.operator else self.attribute

    @property
    def pair(self) -> tuple[str, str]:
        """The name and value, for `Case.query`."""
        return (self.name, self.value)


class NotJsonError(ValueError):
    """A body is not JSON; the message says where."""


def parse_json(body: bytes) -> Json:
    """The value of a JSON text, fractions as `Decimal`. Raises NotJsonError (also for NaN, Infinity, and nesting too deep to read)."""

    def constant(name: str) -> Json:
        raise NotJsonError(f"{name} is not JSON")

    try:
        value: Json = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise NotJsonError(f"not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise NotJsonError("nested too deeply") from error
    except NotJsonError:
        raise
    except ArithmeticError as error:  # an exponent of twenty digits, which no number type holds
        raise NotJsonError("a number is beyond any range") from error
    except ValueError as error:
        raise NotJsonError(str(error)) from error
    return value


@dataclass(frozen=True)
class Response:
    """What came back. Not slotted: the parsed body is kept once it was asked for."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    elapsed_s: float = field(default=0.0, compare=False)

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, lower case; empty when there is none."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Json:
        """The parsed body. Raises NotJsonError."""
        return parse_json(self.body)

    @cached_property
    def is_json(self) -> bool:
        """Whether the body can be parsed as JSON, whatever its declared type."""
        try:
            _ = self.json
        except NotJsonError:
            return False
        return True


class FailureKind(StrEnum):
    """Why there is no usable response; each is a fault of the target, unless the whole run stops over it."""

    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"  # closed or reset in the middle, or a body shorter than it declared
    TOO_LARGE = "too-large"
    REDIRECTED = "redirected"  # to another origin, or round and round: not followed
    NOT_HTTP = "not-http"


@dataclass(frozen=True, slots=True)
class Failure:
    """A response that did not arrive whole."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True)
class Interaction:
    """A case, the request that it became, and the response that it got (or why there is none).

    `failure` can stand beside a `response` (a redirect that was not followed has both).
    """

    case: Case
    request: Request
    response: Response | None
    failure: Failure | None = None


_ARRAY_INDEX = re.compile(r"(?<=/)\d+(?=/|$)")


def general_pointer(pointer: str) -> str:
    """A JSON pointer with array indices as `*`, so that the same fault in two rows is one place.

    >>> general_pointer("/17/invoice-lines/0/price")
    '/*/invoice-lines/*/price'
    """
    return _ARRAY_INDEX.sub("*", pointer)


@dataclass(frozen=True, slots=True)
class Step:
    """One request that wrote: the call, such as `PUT /invoices/17/submit`, how it was answered, and the invoice's status around it."""

    call: str
    answered: int = 0  # the status code; 0: there was no answer
    before: str = ""  # the status that the invoice was shown with last; empty: none was shown
    after: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a finding was seen and how to see it again; `curl` names the token by its environment variable."""

    item: str = ""  # the property (or parameter set of it) that met it
    scenario: int = 0
    interactions: tuple[int, ...] = ()  # positions in the scenario
    pointer: str = ""  # with its array indices
    curl: tuple[str, ...] = ()
    arguments: str = ""  # the drawn arguments, as JSON text
    smallest: bool = False  # whether this is the shrunk example
    recurred: bool | None = None  # None: not tried again
    steps: tuple[Step, ...] = ()  # of several interactions: those that write


@dataclass(frozen=True, slots=True)
class Finding:
    """A violated requirement at a place. `pointer` may hold array indices; identity uses `general_pointer`."""

    requirement: str
    operation: str
    pointer: str
    expected: str
    seen: str
    evidence: Evidence = Evidence()
    count: int = 1

    @property
    def cause(self) -> tuple[str, str, str]:
        """What makes two findings one: requirement, operation, general pointer."""
        return (self.requirement, self.operation, general_pointer(self.pointer))

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that stay the same from run to run and machine to machine."""
        return hashlib.sha256("\n".join(self.cause).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Witness:
    """A check met what its requirement is about, `count` times. Without one there is no verdict."""

    requirement: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Undocumented:
    """A member of a response that the document does not know: drift (additive), never a finding."""

    operation: str
    pointer: str  # general
    seen: str  # the JSON type


# What a check yields.
Outcome: TypeAlias = Finding | Witness | Undocumented


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a requirement, why, and how often its witness was met."""

    requirement: str
    kind: VerdictKind
    reason: str = ""
    witnesses: int = 0


@dataclass(frozen=True, slots=True)
class Requirement:
    """A sentence that the contract makes testable (an entry of `spec/requirements.yaml`)."""

    id: str
    area: str
    level: Level
    sentence: str
    operations: tuple[str, ...]
    sources: tuple[str, ...]
    since: str
    dialects: tuple[str, ...] = ()  # empty: every dialect
    untestable: str = ""  # the reason, when nothing can test it
    beside: str = ""  # why it is worth having, when no fault is known that it alone of its area finds


def canonical_json(value: Any) -> str:
    """JSON text with sorted keys and no spaces; `Decimal` keeps its spelling. Raises TypeError for anything else that JSON lacks."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(k), ensure_ascii=False)}:{canonical_json(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
