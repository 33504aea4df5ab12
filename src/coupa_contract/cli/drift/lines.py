"""Where a pointer of the document stands, as SARIF names it: below the root of the sources."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from coupa_contract.cli.drift.sides import Sides
from coupa_contract.contract import Contract
from coupa_contract.contract.deciding import decisions
from coupa_contract.contract.lines import pointer_lines
from coupa_contract.contract.reading import read_text
from coupa_contract.drift.drift import Drift, DriftPlace, DriftReport
from coupa_contract.drift.facts import Facts
from coupa_contract.report.drift.sarif import Locate, SourceLine


def sourced(report: DriftReport, document: Facts) -> DriftReport:
    """The same with a pointer into the document also for places that it does not know: of what is nearest to them."""

    def told(drift: Drift) -> Drift:
        if any(place.source for place in drift.places):
            return drift
        return replace(drift, places=tuple(replace(place, source=_nearest(place, document)) for place in drift.places))

    return replace(
        report, drifts=tuple(map(told, report.drifts)), accepted=tuple((told(drift), waiver) for drift, waiver in report.accepted)
    )


def _nearest(place: DriftPlace, document: Facts) -> str:
    operation = document.operations.get(place.operation)
    if operation is None:
        return "/paths"
    answer = operation.answers.get((place.status, place.media_type))
    places = answer.places if answer else operation.request if not place.status else {}
    pointer = place.pointer
    while pointer and not (pointer in places and places[pointer].source):
        pointer = pointer.rpartition("/")[0]
    found = places[pointer].source if pointer in places else ""
    return found or (answer.source if answer else "") or operation.source


def locate(sides: Sides) -> Locate:
    """Finds pointers in the document that decides: that of the contract with its overlays, or the file that was named."""
    against = sides.against if sides.against.document is not None else sides.observed
    if against.document is None or against.path is None:
        return lambda _pointer: None
    if against.contract is not None:
        return _of_contract(against.contract, sides)
    lines = pointer_lines(read_text(against.path, "the document"), str(against.path))
    uri = _uri(against.path)
    return lambda pointer: SourceLine(uri, lines.nearest(pointer)) if pointer else None


def _of_contract(contract: Contract, sides: Sides) -> Locate:
    folder = contract.folder
    found = decisions(folder, contract.dialect, sides.question.overlays)

    def line(pointer: str) -> SourceLine | None:
        if not pointer:
            return None
        decision = found.of(pointer)
        if decision.path.is_relative_to(folder):
            return SourceLine(f"spec/{decision.path.relative_to(folder).as_posix()}", decision.line)
        return SourceLine(_uri(decision.path), decision.line)

    return line


def _uri(path: Path) -> str:
    """A path below the working directory, which is where a scanner runs; else its name alone, which tells nobody's folders."""
    whole = path.resolve()
    return quote(whole.relative_to(Path.cwd()).as_posix() if whole.is_relative_to(Path.cwd()) else whole.name)
