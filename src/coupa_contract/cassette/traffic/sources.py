"""One source of traffic, its exchanges read as a stream, as often as somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import BinaryIO

from coupa_contract.cassette.importing import Base, ForeignExchange, LeftOut, base_of, read_foreign
from coupa_contract.cassette.importing.texts import MOST_BYTES
from coupa_contract.cassette.traffic.cut import CutOffError
from coupa_contract.cassette.traffic.entries import exchange_of, interaction_or_not
from coupa_contract.cassette.traffic.har_text import HarText
from coupa_contract.cassette.traffic.kinds import TrafficKind
from coupa_contract.cassette.traffic.line_text import Numbered, line_exchanges
from coupa_contract.cassette.traffic.locations import Location
from coupa_contract.cassette.traffic.recorded import recorded_at, recorded_interactions, utc_text
from coupa_contract.contract import Contract
from coupa_contract.errors import RecordingError
from coupa_contract.model import Interaction

_LOOKED_AT = 200  # exchanges by which it is decided where the instance lies


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file that is read by itself: bytes `start` to `end`, whose first exchange has the number `first`."""

    start: int
    end: int
    first: int
    count: int = 0  # entries that it has to hold (a HAR); 0: nobody counted
    head: bytes = b""  # of the last part of a HAR: what stands before the entries, so that the whole can be checked


class PartError(RecordingError):
    """A file could not be divided where it was: it has to be read as one."""


@dataclass(frozen=True)
class TrafficSource:
    """Traffic of one recording or file. `name` is the same wherever the files lie."""

    name: str
    kind: TrafficKind
    location: Location
    contract: Contract = field(repr=False)
    given: Base | None = None  # where the instance lies in it, when somebody said so
    keep_going: bool = False  # whether a file that was cut off is read as far as it goes
    part: Part | None = None

    @cached_property
    def at(self) -> str:
        """When it was recorded: ISO 8601 in UTC; "" when nobody knows. Raises RecordingError."""
        if self.kind == "recording":
            return recorded_at(self.location)
        beginning = islice(self._told(replace(self, part=None).foreign()), _LOOKED_AT)
        found = next((each.at for _, each in beginning if isinstance(each, ForeignExchange) and each.at is not None), None)
        return utc_text(found) if found is not None else ""

    @cached_property
    def base(self) -> Base | None:
        """Where the instance lies in foreign traffic: what most of the first exchanges say of which any says something."""
        if self.given is not None or self.kind == "recording":
            return self.given
        looked_at: list[ForeignExchange] = []
        for _, each in self._told(replace(self, part=None).foreign()):
            if isinstance(each, ForeignExchange):
                looked_at.append(replace(each, request_body=None, response_body=b""))
            if len(looked_at) == _LOOKED_AT:
                if found := base_of(looked_at, self.contract):
                    return found
                looked_at.clear()
        return base_of(looked_at, self.contract)

    def exchanges(self) -> Iterator[tuple[int, Interaction | LeftOut]]:
        """Its exchanges in order, each with its number from 1. Raises RecordingError, also for a file that was cut off."""
        if self.kind == "recording":
            yield from recorded_interactions(self.location)
            return
        base = self.base
        for number, each in self._told(self.foreign()):
            yield number, interaction_or_not(each, self.contract, base)

    def foreign(self) -> Iterator[Numbered]:
        """The exchanges of a foreign file as they stand there. Raises RecordingError."""
        name = str(self.location)
        part = self.part
        with self.location.opened() as file:
            if part is not None:
                file.seek(part.start)
            if self.kind == "har":
                yield from _entries(HarText(_limited(file, part), name), part)
            elif self.kind == "lines":
                yield from line_exchanges(file, name, *((part.first, part.end - part.start) if part else ()))
            else:
                yield from enumerate(read_foreign(file.read(MOST_BYTES + 1), name).exchanges, 1)

    def _told(self, exchanges: Iterator[Numbered]) -> Iterator[Numbered]:
        number = 0
        try:
            for number, each in exchanges:
                yield number, each
        except CutOffError as error:
            if not self.keep_going:
                after = "" if error.count else f"; {number:,} exchanges stand before that"
                raise CutOffError(f"{error}{after}", number) from error
            yield number + 1, LeftOut("the end", "the file was cut off here")


def _entries(text: HarText, part: Part | None) -> Iterator[Numbered]:
    first = part.first if part else 1
    for number, item in enumerate(text.part(part.start, part.head) if part else text.entries(), first):
        yield number, exchange_of(item.text, item.value, f"entry {number}")
    if part and text.count != part.count:
        raise PartError("a part of a HAR does not hold what was planned")


def _limited(file: BinaryIO, part: Part | None) -> Callable[[int], bytes]:
    """Reads a file, or the part of it, where it stands."""
    if part is None:
        return file.read
    left = part.end - part.start

    def read(size: int) -> bytes:
        nonlocal left
        data = file.read(min(size, left))
        left -= len(data)
        return data

    return read
