"""Builds the finished file of one cassette and checks that it reads back as what was meant."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coupa_contract.cassette import lines, yaml_form
from coupa_contract.cassette.fields import Place
from coupa_contract.cassette.files import compressing, decompressed_lines, sha256_of, told, write_durably
from coupa_contract.cassette.journal import Scan
from coupa_contract.cassette.lines import Part
from coupa_contract.cassette.names import stem
from coupa_contract.cassette.recording import Ending, Entry, RecordedCassette, RecordedItem, RecordedScenario
from coupa_contract.cassette.records import body_record
from coupa_contract.cassette.yaml_values import SIZE_LIMIT
from coupa_contract.errors import RecordingError, UsageError
from coupa_contract.model import Interaction

YAML, LINES = "yaml", "jsonl.zst"
ENCODINGS = (YAML, LINES)


@dataclass(frozen=True, slots=True)
class Source:
    """A cassette whose scenarios are read as they are needed, perhaps twice."""

    item: RecordedItem
    scenarios: Callable[[], Iterable[RecordedScenario]]
    ending: Callable[[], Ending]

    @classmethod
    def of(cls, cassette: RecordedCassette | Source) -> Source:
        """A cassette that is whole in memory, or already a source."""
        if isinstance(cassette, Source):
            return cassette
        return cls(cassette.item, lambda: cassette.scenarios, lambda: cassette.ending)


@dataclass(slots=True)
class Tally:
    """Counts what goes by, for the manifest."""

    scenarios: int = 0
    interactions: int = 0
    withheld: int = 0
    operations: set[str] = field(default_factory=set)

    def add(self, scenario: RecordedScenario) -> RecordedScenario:
        """Counts a scenario."""
        self.scenarios += 1
        self.withheld += bool(scenario.withheld)
        for exchange in scenario.exchanges:
            if isinstance(exchange, Interaction):
                self.interactions += 1
                self.operations.add(exchange.case.operation)
        return scenario

    def entry(self, item: RecordedItem, file: str, sha256: str) -> Entry:
        """The manifest's entry of what was counted."""
        operations = tuple(sorted(self.operations))
        return Entry(item, file, sha256, self.scenarios, self.interactions, self.withheld, operations)


def _scan_hidden(scenario: RecordedScenario, file: str, scan: Scan) -> None:
    """Shows the scan what an encoding hides: quotes doubled or escaped in arguments, bodies that are not text."""
    scan(scenario.arguments.encode("utf-8", "surrogatepass"), f"{file}, arguments of scenario {scenario.number}")
    for position, exchange in enumerate(scenario.exchanges):
        bodies = [exchange.case.body]
        if isinstance(exchange, Interaction):
            bodies += [exchange.request.body, exchange.response.body if exchange.response else None]
        for body in bodies:
            if body and isinstance(body_record(body), bytes):
                scan(body, f"{file}, a body of interaction {position} of scenario {scenario.number}")


def _fault(file: str) -> RecordingError:
    return RecordingError(f"{file}: what was written does not read back as what was recorded; report this as a fault of coupa-contract")


def _as_yaml(folder: Path, source: Source, scan: Scan) -> Entry | None:
    """Writes YAML; None when it would be too large to be read."""
    file = f"{stem(source.item.name)}.yaml"
    tally = Tally()
    scenarios, size = [], 0
    for scenario in source.scenarios():
        scenarios.append(tally.add(scenario))
        size += len(lines.encoded(scenario))
        if size > SIZE_LIMIT:
            return None
    cassette = RecordedCassette(source.item, tuple(scenarios), source.ending())
    data = yaml_form.encoded(cassette)
    if len(data) > SIZE_LIMIT:
        return None
    scan(data, file)
    for scenario in cassette.scenarios:
        _scan_hidden(scenario, file, scan)
    again = yaml_form.decoded(data, file)
    if again != cassette or yaml_form.encoded(again) != data:
        raise _fault(file)
    write_durably(folder / file, data)
    return tally.entry(source.item, file, hashlib.sha256(data).hexdigest())


def _parts(source: Source, tally: Tally, file: str, scan: Scan) -> Iterator[Part]:
    yield source.item
    for scenario in source.scenarios():
        _scan_hidden(scenario, file, scan)
        yield tally.add(scenario)
    yield source.ending()


def _as_lines(folder: Path, source: Source, scan: Scan) -> Entry:
    file = f"{stem(source.item.name)}.jsonl.zst"
    path, tally = folder / file, Tally()
    meant, read = hashlib.sha256(), hashlib.sha256()
    with compressing(path) as out:
        for number, part in enumerate(_parts(source, tally, file, scan), 1):
            line = lines.encoded(part)
            scan(line, f"{file}, line {number}")
            again = lines.decoded(line, Place(file, number))
            if again != part or lines.encoded(again) != line:
                raise _fault(file)
            meant.update(line)
            out.write(line)
    for line in decompressed_lines(path):
        read.update(line)
    if read.digest() != meant.digest():
        raise _fault(file)
    return tally.entry(source.item, file, sha256_of(path))


def build(folder: Path, cassettes: Iterable[RecordedCassette | Source], encoding: str, scan: Scan) -> tuple[Entry, ...]:
    """Writes the finished files into a folder; what is too large for YAML becomes lines. Raises RecordingError."""
    if encoding not in ENCODINGS:
        raise UsageError(f"{encoding} is no encoding of recordings; choose one of {', '.join(ENCODINGS)}")
    with told(folder, "written"):
        folder.mkdir(parents=True)
    entries = []
    for cassette in cassettes:
        source = Source.of(cassette)
        entry = _as_yaml(folder, source, scan) if encoding == YAML else None
        entries.append(entry or _as_lines(folder, source, scan))
        if any(
            entries[-1].file.partition(".")[0] == other.file.partition(".")[0] and other.item.name == source.item.name
            for other in entries[:-1]
        ):
            raise RecordingError(f"{source.item.name} is there twice; a recording holds each item once")
    return tuple(entries)
