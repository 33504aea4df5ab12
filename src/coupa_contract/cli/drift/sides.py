"""The two sides of a comparison, each opened by what it is: traffic, a snapshot, or a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coupa_contract.cassette.traffic import TrafficKind, kind_of
from coupa_contract.cli.cassettes.places import called
from coupa_contract.cli.cassettes.progress import working
from coupa_contract.cli.drift import dialects, files
from coupa_contract.cli.drift.asking import Question
from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import PUBLISHED
from coupa_contract.drift.facts import Facts
from coupa_contract.drift.shape import Shape
from coupa_contract.report.text import counted
from coupa_contract.resources import cassettes_folder
from coupa_contract.runner.events import DialectChoice


@dataclass(frozen=True, slots=True)
class Opened:
    """A side as facts. `shape`: of traffic and snapshots; `document`: the OpenAPI document as JSON values, and its file."""

    facts: Facts
    shape: Shape | None = None
    contract: Contract | None = None
    document: Any = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides, and the contract by which traffic was read."""

    observed: Opened
    against: Opened
    contract: Contract
    choice: dialects.Choice
    question: Question
    location: str  # of what was observed
    kind: TrafficKind


def open_sides(asked: Question) -> Sides:
    """Opens what is compared. Raises CoupaContractError."""
    location = asked.observed or str(cassettes_folder() / "reference" / "published")
    kind = kind_of(location)
    choice, contract = contract_for(location, kind, asked)
    return Sides(opened(location, kind, contract, asked), against(contract, asked), contract, choice, asked, location, kind)


def contract_for(location: str, kind: TrafficKind, asked: Question) -> tuple[dialects.Choice, Contract]:
    """The contract by which an observation is read, and how its dialect was chosen."""
    other = kind_of(asked.against) if asked.against else None
    choice = _choice(location, kind, asked.against, other, asked)
    return choice, load_contract(choice.dialect, asked.overlays)


def against(contract: Contract, asked: Question) -> Opened:
    """What is compared with: what was named, else the document."""
    return opened(asked.against, kind_of(asked.against), contract, asked) if asked.against else of_contract(contract, asked.overlays)


def _choice(location: str, kind: TrafficKind, against: str | None, other: TrafficKind | None, asked: Question) -> dialects.Choice:
    """What was asked, else what the first of the two sides that is no document speaks."""
    if chosen := dialects.asked(asked.dialect):
        return chosen
    for place, each in ((location, kind), (against, other)):
        if place is None or each is None or each == "document":
            continue
        if each == "snapshot":
            return dialects.of_snapshot(read_snapshot(Path(place)).dialect)
        return dialects.of_traffic(place, keep_going=asked.keep_going)
    return dialects.Choice(PUBLISHED, DialectChoice.IN_DOUBT)


def opened(location: str, kind: TrafficKind, contract: Contract, asked: Question) -> Opened:
    """One side, by its kind. Raises CoupaContractError."""
    if kind == "document":
        return _of_document(Path(location))
    if kind == "snapshot":
        return of_shape(read_snapshot(Path(location)), name_of(location), contract)
    return of_shape(observe([location], contract, asked), name_of(location), contract)


def of_contract(contract: Contract, overlays: Sequence[str] = ()) -> Opened:
    """The document that ships, in a dialect, with the user's overlays."""
    from coupa_contract.drift.documented import facts_of_contract

    more = f" with {' and '.join(name_of(each) for each in overlays)}" if overlays else ""
    facts = facts_of_contract(contract)
    facts = replace(facts, name=facts.name + more)
    return Opened(facts, contract=contract, document=contract.document, path=contract.folder / "openapi.yaml")


def of_shape(shape: Shape, name: str, contract: Contract) -> Opened:
    """What was observed, as facts."""
    from coupa_contract.drift.observed import facts_of_shape

    return Opened(facts_of_shape(shape, name, contract.operations), shape, contract)


def _of_document(path: Path) -> Opened:
    from coupa_contract.contract.documents import read_document
    from coupa_contract.drift.documented import facts_of_document

    document = read_document(files.read(path, "the document").encode(), str(path))
    return Opened(facts_of_document(document, name_of(str(path))), document=document, path=path)


def observe(locations: Sequence[str], contract: Contract, asked: Question) -> Shape:
    """The shape of traffic, with a line on a terminal about how far it is. Raises CoupaContractError."""
    from coupa_contract.cassette.traffic.observing import observe_traffic

    with working(f"observing {', '.join(map(name_of, locations))}") as say:

        def progress(count: int, size: int) -> None:
            say(f"{counted(count, 'interaction')}, {size >> 20:,} MB")

        return observe_traffic(
            list(locations),
            contract,
            workers=asked.workers,
            engine=asked.engine,
            scheduler=asked.scheduler,
            progress=progress,
            keep_going=asked.keep_going,
        )


def read_snapshot(path: Path) -> Shape:
    """The shape in a snapshot. Raises CoupaContractError."""
    from coupa_contract.drift.snapshot import from_text

    return from_text(files.read(path, "the snapshot"), str(path))


def name_of(location: str) -> str:
    """A location for people, the same wherever the work tree lies."""
    return location if "://" in location or "::" in location else called(Path(location))
