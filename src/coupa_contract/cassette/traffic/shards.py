"""Divides traffic into parts: files, lines of JSON, entries of a HAR; whoever reads a part proves that it is one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from coupa_contract.cassette.importing import Base
from coupa_contract.cassette.traffic.har_text import BEFORE, FIRST_KEY, WINDOW, HarText
from coupa_contract.cassette.traffic.kinds import TrafficKind
from coupa_contract.cassette.traffic.locations import Location
from coupa_contract.cassette.traffic.opening import open_traffic
from coupa_contract.cassette.traffic.sources import Part, TrafficSource
from coupa_contract.contract import Contract
from coupa_contract.errors import UsageError

LEAST = 8 << 20  # bytes that are worth a part
_CHUNK = 4 << 20
_EACH = 3  # parts for each worker, so that none waits long for the last


@dataclass(frozen=True, slots=True)
class Shard:
    """A source, or a part of one, without what cannot go to another process."""

    name: str
    kind: TrafficKind
    location: Location
    base: Base | None
    keep_going: bool
    part: Part | None = None
    at: str = ""  # of the whole source; only said with a part

    @classmethod
    def of(cls, source: TrafficSource) -> Shard:
        """The whole of a source."""
        return cls(source.name, source.kind, source.location, source.given, source.keep_going)

    def whole(self) -> Shard:
        """The source that it is a part of."""
        return replace(self, part=None, at="")

    def source(self, contract: Contract) -> TrafficSource:
        """What it is read by."""
        return TrafficSource(self.name, self.kind, self.location, contract, self.base, self.keep_going, self.part)


def sources_of(
    locations: Sequence[str | Path], contract: Contract, base: Base | None = None, *, keep_going: bool = False
) -> list[TrafficSource]:
    """The sources of all locations; those of the same name are told apart by the folders in which they lie. Raises RecordingError."""
    found: list[tuple[tuple[str, ...], TrafficSource]] = []
    for each in locations:
        parts = Location.of(each).parts()
        sources = open_traffic(each, contract, base=base, keep_going=keep_going)
        found += [(parts[:-1] if parts[-1:] == (source.name,) else parts, source) for source in sources]
    names = [source.name for _, source in found]
    for length in range(1, max((len(parts) for parts, _ in found), default=0) + 1):
        twice = {name for name in names if names.count(name) > 1}
        if not twice:
            break
        names = [
            "/".join((*parts[-length:], source.name)) if name in twice else name for name, (parts, source) in zip(names, found, strict=True)
        ]
    if len(set(names)) < len(names):
        name = next(source.location for name, (_, source) in zip(names, found, strict=True) if names.count(name) > 1)
        raise UsageError(f"{name}: it is named twice; name it once")
    return [replace(source, name=name) for name, (_, source) in zip(names, found, strict=True)]


def shards_of(sources: Sequence[TrafficSource], workers: int) -> list[Shard]:
    """The parts in which so many workers read the sources; in the sources' order. Raises RecordingError."""
    if workers == 1:
        return [Shard.of(source) for source in sources]
    sizes = [source.location.size() if source.kind in {"har", "lines"} else 0 for source in sources]
    size = max(LEAST, math.ceil(sum(sizes) / (workers * _EACH)))
    return [shard for source, each in zip(sources, sizes, strict=True) for shard in _parts(source, each, size)]


def _parts(source: TrafficSource, size: int, wanted: int) -> Iterator[Shard]:
    whole = Shard.of(source)
    if size < 2 * wanted or source.location.is_compressed():
        yield whole
        return
    with source.location.opened() as file:
        goals = list(range(wanted, size - wanted // 2, wanted))
        parts = _har_parts(file, str(source.location), goals) if source.kind == "har" else _line_parts(file, goals)
    if len(parts) < 2:
        yield whole
        return
    for part in parts:
        yield replace(whole, part=part, at=source.at, base=source.base)


def _line_parts(file: BinaryIO, goals: list[int]) -> list[Part]:
    parts: list[Part] = []
    start, first, offset, lines = 0, 1, 0, 0
    while data := file.read(_CHUNK):
        while goals and goals[0] < offset + len(data):
            cut = data.find(b"\n", max(0, goals[0] - offset)) + 1
            if not cut:
                break
            number = lines + data.count(b"\n", 0, cut) + 1
            parts.append(Part(start, offset + cut, first))
            start, first = offset + cut, number
            goals = [each for each in goals if each > start]
        lines += data.count(b"\n")
        offset += len(data)
    return [*parts, Part(start, offset, first)] if offset > start else parts


def _har_parts(file: BinaryIO, name: str, goals: list[int]) -> list[Part]:
    """By the key with which the first entry begins. Should it mean anything else anywhere, the parts do not hold what they should."""
    head = HarText(file.read, name).head()
    file.seek(len(head))
    data = file.read(_CHUNK)
    found = FIRST_KEY.match(data.lstrip())
    key = found.group(1) if found else b""
    parts: list[Part] = []
    start, first, offset, count = len(head), 1, len(head), 0
    while data and key:
        while goals and goals[0] < offset + len(data):
            at = data.find(key, max(0, goals[0] - offset))
            if at < 0:
                break
            window = max(0, at - WINDOW)
            before = BEFORE.search(data[window:at])
            goals[0] = offset + at + len(key)
            if before is not None:
                entries = count + data.count(key, 0, at + len(key) - 1)
                parts.append(Part(start, offset + window + before.start() + 1, first, entries + 1 - first))
                start, first = offset + window + before.start(1) + before.group(1).index(b"{"), entries + 1
                goals = [each for each in goals[1:] if each > start]
        new = file.read(_CHUNK)
        kept = max(0, len(data) - WINDOW) if new else len(data)
        count += data.count(key, 0, min(len(data), kept + len(key) - 1))
        data, offset = data[kept:] + new, offset + kept
    return [*parts, Part(start, offset, first, count + 1 - first, head)]
