"""What a run says while it goes: one frozen value per event, each of which is one line of the stream.

Order: a `RunHeader` first, then anything, a `VerdictGiven` per requirement, a `RunFooter` last. Whoever draws a report
needs these values and nothing else, so that a stream read back from a file gives the same report.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

from coupa_contract.drift.drift import Drift, DriftReport, Waiver
from coupa_contract.model import Finding, Level, Undocumented, Verdict

FORMAT = 1  # raised whenever a reader of the old form would misread the new one; a new field with a default does not


class DialectChoice(StrEnum):
    """How the run came to its dialect."""

    ASKED = "asked"
    RECOGNISED = "recognised"
    IN_DOUBT = "in doubt"  # too few marks, or no majority: judged as published


class ItemOutcome(StrEnum):
    """How an item of the suite ended."""

    PASSED = "passed"
    FAILED = "failed"  # it has findings
    SKIPPED = "skipped"
    VACUOUS = "vacuous"
    UNRECORDED = "unrecorded"  # the recording lacks something that it needs
    ERROR = "error"  # our fault or the user's


class WaiverEnd(StrEnum):
    """Why an entry of the file of accepted drift does not count."""

    EXPIRED = "expired"  # its drift counts again
    STALE = "stale"  # there is no such drift any more


class LeftKind(StrEnum):
    """What a run leaves behind on a target."""

    CREATED = "invoice-created"
    NOT_RESTORED = "not-restored"


@dataclass(frozen=True, slots=True)
class RunHeader:
    """What is judged, by what, and how. `started_at` is ISO 8601 in UTC; `target` is for people, `origin` is scheme, host and port."""

    tool_version: str
    started_at: str
    target: str
    origin: str
    dialect: str
    dialect_chosen: DialectChoice
    document_digest: str
    seed: int
    effort: str
    workers: int
    permissions: tuple[str, ...]  # words: "reads", "updates", "acts", "disposable"
    libraries: Mapping[str, str]  # name -> version: schemathesis, hypothesis, python
    requirement_count: int
    fail_on: str  # a level, or "never"
    command: str = ""  # what repeats the run; the face that was used fills it in
    replayed: bool = False  # a recording is judged: nothing is sent
    against: str = ""  # what drift is compared with, for people
    since: str = ""  # the earlier observation that tells new drift from known, for people
    fail_on_drift: str = ""  # a class of drift, or "never"; "" when nobody looked for drift


@dataclass(frozen=True, slots=True)
class FindingSeen:
    """A finding, as it comes; the same cause can come again (its counts add up, the smallest example wins)."""

    finding: Finding
    level: Level
    area: str = ""
    sentence: str = ""  # of the requirement
    masked: Finding | None = None  # the finding as a file may hold it, where that is another thing

    @property
    def written(self) -> FindingSeen:
        """What a file may hold of it."""
        return self if self.masked is None else replace(self, finding=self.masked, masked=None)


@dataclass(frozen=True, slots=True)
class ItemDone:
    """An item of the suite ended; `requirements` are those it tests."""

    item: str
    requirements: tuple[str, ...]
    scenarios: int
    requests: int
    elapsed_s: float
    outcome: ItemOutcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DriftSeen:
    """A member that the document does not know, seen `count` times since it was last said."""

    undocumented: Undocumented
    count: int = 1


@dataclass(frozen=True, slots=True)
class DriftFound:
    """A difference, or one cause of many, between what was observed and what it is compared with."""

    drift: Drift
    fingerprint: str  # the drift's, for readers that cannot compute it
    waiver: Waiver | None = None  # the entry that accepts it: then it is listed apart and fails nothing


@dataclass(frozen=True, slots=True)
class WaiverOver:
    """An entry of the file of accepted drift that does not count, and why."""

    waiver: Waiver
    end: WaiverEnd


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What the run could not take back; `old_values` is the JSON text of what the members held before."""

    kind: LeftKind
    invoice: str
    detail: str = ""
    old_values: str = ""
    masked: str | None = None  # the old values as a file may hold them, where that is another thing

    @property
    def written(self) -> LeftBehind:
        """What a file may hold of it."""
        return self if self.masked is None else replace(self, old_values=self.masked, masked=None)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that the reader of the report should know, such as a failure that did not recur."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is. For a terminal only: it is not written to the stream."""

    done: int
    total: int
    requests: int
    doing: str = ""


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """The verdict of one requirement."""

    verdict: Verdict
    level: Level
    area: str


@dataclass(frozen=True, slots=True)
class AreaEffort:
    """Scenarios of an area: those of this run, and those of one with more effort."""

    area: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class MoreEffort:
    """What a run with the next higher effort would come to: scenarios, and about how many requests and seconds at the pace of this run."""

    effort: str
    now: int  # scenarios of this run
    then: int
    requests: int
    elapsed_s: float
    areas: tuple[AreaEffort, ...]  # those that would have more, the most gained first


@dataclass(frozen=True, slots=True)
class RunFooter:
    """How the run ended. `complete` is False when it was stopped, and then `stopped` says by what, in one sentence."""

    requests: int
    elapsed_s: float
    verdicts: Mapping[str, int]  # kind -> count
    findings: Mapping[str, int]  # level -> count of distinct causes
    exit_code: int
    complete: bool = True
    stopped: str = ""
    drift: Mapping[str, int] = field(default_factory=dict)  # class -> count of drifts that are not accepted
    operations: int = 0  # operations that were observed
    more: MoreEffort | None = None  # None: nothing more could be drawn, or nobody can tell


Event: TypeAlias = (
    "RunHeader | FindingSeen | ItemDone | DriftSeen | DriftFound | WaiverOver | LeftBehind | Notice | Progress | VerdictGiven | RunFooter"
)


def drift_events(report: DriftReport) -> Iterator[Event]:
    """What a stream says of drift: the worst first, then what is accepted, then entries that do not count, then what was not compared."""
    yield from (DriftFound(drift, drift.fingerprint) for drift in report.drifts)
    yield from (DriftFound(drift, drift.fingerprint, waiver) for drift, waiver in report.accepted)
    yield from (WaiverOver(each, WaiverEnd.EXPIRED) for each in report.expired)
    yield from (WaiverOver(each, WaiverEnd.STALE) for each in report.stale)
    yield from (Notice(note) for note in report.notes)


KINDS: Mapping[str, type[Any]] = {
    "header": RunHeader,
    "finding": FindingSeen,
    "item": ItemDone,
    "drift": DriftSeen,
    "drift-found": DriftFound,
    "waiver-over": WaiverOver,
    "left-behind": LeftBehind,
    "notice": Notice,
    "progress": Progress,
    "verdict": VerdictGiven,
    "footer": RunFooter,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


class RecordError(ValueError):
    """A record is not one of ours; the message says where and why."""


def to_record(event: Event) -> dict[str, Any]:
    """The event as JSON values: `record` names its kind, a header also carries `format`."""
    record: dict[str, Any] = {"record": _NAMES[type(event)]}
    if isinstance(event, RunHeader):
        record["format"] = FORMAT
    if isinstance(event, FindingSeen | LeftBehind):
        event = event.written
    return {**record, **{name: value for name, value in _plain(event).items() if name != "masked"}}


def from_record(record: Any) -> Event:
    """The event of a record; unknown members are ignored. Raises RecordError."""
    if not isinstance(record, Mapping):
        raise RecordError("is not a JSON object")
    kind = KINDS.get(str(record.get("record")))
    if kind is None:
        raise RecordError(f"has the unknown record kind {record.get('record')!r}")
    if kind is RunHeader and record.get("format") != FORMAT:
        raise RecordError(f"is in format {record.get('format')!r}, and this version reads format {FORMAT}")
    event: Event = _read(record, kind, str(record["record"]))
    return event


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple) and hasattr(value, "_asdict"):  # a named tuple
        return _plain(value._asdict())
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return value


_hints = functools.cache(typing.get_type_hints)


def _read(value: Any, hint: Any, where: str) -> Any:
    """`value` as what `hint` (a type of a field above) says. Raises RecordError."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_asdict")):
        return _read_fields(value, hint, where)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if value not in [each.value for each in hint]:
            raise RecordError(f"has {value!r} at {where}, which takes {', '.join(hint)}")
        return hint(value)
    if origin is tuple and isinstance(value, list):
        return tuple(_read(each, arguments[0], where) for each in value)
    if origin is Mapping and isinstance(value, Mapping):
        return {key: _read(each, arguments[1], f"{where}.{key}") for key, each in value.items()}
    if origin in {typing.Union, types.UnionType} and value is None and type(None) in arguments:
        return None
    if origin in {typing.Union, types.UnionType}:
        return _read(value, next(each for each in arguments if each is not type(None)), where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise RecordError(f"has {type(value).__name__} at {where}, which takes {getattr(hint, '__name__', hint)}")
    return value


def _read_fields(value: Any, kind: Any, where: str) -> Any:
    """A dataclass or a named tuple."""
    if not isinstance(value, Mapping):
        raise RecordError(f"has no object at {where}")
    hints = _hints(kind)
    known = {name: _read(value[name], hint, f"{where}.{name}") for name, hint in hints.items() if name in value}
    try:
        return kind(**known)
    except TypeError as error:
        missing = [name for name in hints if name not in known]
        raise RecordError(f"lacks {', '.join(missing)} at {where}") from error
