"""What a recording holds, as values: sessions, and for each item of the suite its scenarios in order. No files, no vcrpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from coupa_contract.model import Case, Interaction

FORMAT = 1  # raised whenever a reader of the old form would misread the new one
ORIGIN = "https://target.invalid"  # stands for the target's scheme, host and port in every recording (RFC 2606)


class Role(StrEnum):
    """Why a scenario was recorded."""

    DRAWN = "drawn"
    SMALLEST = "smallest"  # a finding, seen again with the smallest arguments that show it


class Kind(StrEnum):
    """What a cassette is about."""

    PROPERTY = "property"
    LOOK = "look"  # the first look at the target: one scenario a session
    INTERACTIONS = "interactions"  # imported traffic: judged by itself, no property belongs to it


class Values(StrEnum):
    """What became of personal and commercial values."""

    KEPT = "kept"
    PSEUDONYMS = "pseudonyms"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case that the guard did not let out, where it was asked."""

    case: Case
    reason: str
    permission: str = ""


Exchange: TypeAlias = "Interaction | Refusal"


@dataclass(frozen=True, slots=True)
class RecordedScenario:
    """One run of a property: what was drawn, when, and what went over the wire, in order."""

    number: int  # its position in the item when it was recorded, as the property saw it
    now: datetime  # the clock that the property saw (UTC)
    arguments: str = "{}"  # JSON text of the drawn arguments by name, also those drawn after an answer (cassette/arguments.py)
    exchanges: tuple[Exchange, ...] = ()
    session: int = 0  # of the recording: whose look, mark and permissions it saw
    role: Role = Role.DRAWN
    cause: tuple[str, str, str] | None = None  # of a SMALLEST: the requirement, operation and general pointer of its finding
    created: tuple[str, ...] = ()  # ids of the invoices that the run had created before
    withheld: str = ""  # why it cannot be judged again in the form in which it is written; it has no exchanges then


@dataclass(frozen=True, slots=True)
class RecordedItem:
    """What is known of an item before its scenarios are read."""

    name: str  # such as `test_query::test_rows_obey_a_flag`, as the plugin names it
    kind: Kind = Kind.PROPERTY
    requirements: tuple[str, ...] = ()  # that the property said it judges
    arguments: tuple[str, ...] = ()  # names of the arguments drawn before the property began


@dataclass(frozen=True, slots=True)
class Ending:
    """How an item ended: without one, its cassette was cut off."""

    witnesses: Mapping[str, int] = field(default_factory=dict)  # requirement -> how often it was met
    lacking: str = ""  # why nothing could be drawn
    error: str = ""  # our fault or the user's, that ended the item


@dataclass(frozen=True, slots=True)
class RecordedCassette:
    """One item with its scenarios, whole in memory."""

    item: RecordedItem
    scenarios: tuple[RecordedScenario, ...]
    ending: Ending = Ending()


@dataclass(frozen=True, slots=True)
class Session:
    """One run that recorded. A recording has one, and one more for each `--append` and each recording merged into it."""

    recorded_at: str  # ISO 8601, UTC
    dialect: str
    dialect_chosen: str  # asked, recognised, in doubt
    document: str  # digest of the document with its dialect
    seed: int
    effort: str
    areas: tuple[str, ...] = ()
    allow_writes: bool = False
    allow_actions: bool = False
    disposable: bool = False
    invoices: tuple[str, ...] = ()  # named by the user
    credentials: tuple[str, ...] = ("valid", "missing", "garbled")  # kinds of credential that could be provided
    mark: str = ""  # what an invoice that the run created carries
    made_with: Mapping[str, str] = field(default_factory=dict)  # name -> version: coupa-contract, schemathesis, hypothesis, vcrpy, python
    complete: bool = True
    stopped: str = ""  # by what, when it is not complete


@dataclass(frozen=True, slots=True)
class Entry:
    """A cassette as the manifest lists it."""

    item: RecordedItem
    file: str  # below the manifest's folder, `/` between parts
    sha256: str
    scenarios: int
    interactions: int
    withheld: int = 0  # scenarios that cannot be judged again
    operations: tuple[str, ...] = ()  # operationIds that were sent, sorted


@dataclass(frozen=True, slots=True)
class Manifest:
    """`cassette.toml`: what a recording is of, and what belongs to it."""

    target: str  # a name, never a host unless somebody asked for it
    values: Values
    sessions: tuple[Session, ...]
    entries: tuple[Entry, ...]
    verdicts: Mapping[str, str] = field(default_factory=dict)  # requirement -> kind of verdict when it was recorded
    format: int = FORMAT
