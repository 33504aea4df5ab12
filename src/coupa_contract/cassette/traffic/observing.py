"""Observes traffic of any size: in this process, in several, or by dask. The shape is the same, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from coupa_contract.cassette.importing import Base, LeftOut
from coupa_contract.cassette.importing.mapping import NO_OPERATION
from coupa_contract.cassette.traffic.shards import Shard, shards_of, sources_of
from coupa_contract.contract import Contract
from coupa_contract.drift.merging import merge
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.shape import EMPTY, Shape
from coupa_contract.errors import UsageError
from coupa_contract.model import Interaction

Progress = Callable[[int, int], None]  # interactions, bytes of their bodies: so far, of all
ENGINES = ("processes", "dask")
_OFTEN = 500  # interactions


class Beside(Protocol):
    """What looks at the same interactions in the same pass, such as checks. One is made for each part of the traffic."""

    def add(self, source: str, number: int, interaction: Interaction) -> None:
        """Looks at one interaction."""

    def outcome(self) -> Any:
        """What came of it; it has to be picklable when there are several workers."""


Besides = Callable[[Contract], Beside]  # a function of a module, or a partial of one, when there are several workers


@dataclass(frozen=True, slots=True)
class Observed:
    """What came of a pass: the shape, and the outcomes of what looked on, in the order of the traffic."""

    shape: Shape = EMPTY
    outcomes: tuple[Any, ...] = ()
    interactions: int = 0
    size: int = 0  # bytes of bodies


def observe_traffic(
    locations: Sequence[str | Path],
    contract: Contract,
    *,
    workers: int = 1,
    engine: str = "processes",
    scheduler: str = "",
    progress: Progress | None = None,
    base: Base | None = None,
    keep_going: bool = False,
) -> Shape:
    """The shape of all traffic at the locations. Raises RecordingError and UsageError."""
    return observe_beside(
        locations,
        contract,
        workers=workers,
        engine=engine,
        scheduler=scheduler,
        progress=progress,
        base=base,
        keep_going=keep_going,
    ).shape


def observe_beside(
    locations: Sequence[str | Path],
    contract: Contract,
    beside: Besides | None = None,
    *,
    workers: int = 1,
    engine: str = "processes",
    scheduler: str = "",
    progress: Progress | None = None,
    base: Base | None = None,
    keep_going: bool = False,
) -> Observed:
    """Observes, and shows each interaction to what `beside` makes of the contract. Raises RecordingError and UsageError."""
    if engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}; known are {' and '.join(ENGINES)}")
    if workers < 1:
        raise UsageError(f"--workers takes a number from 1, not {workers}")
    sources = sources_of(locations, contract, base, keep_going=keep_going)
    if workers == 1 and engine == "processes":
        return _here([Shard.of(each) for each in sources], contract, beside, progress)
    for source in sources:
        if source.location.root.startswith("memory:"):
            raise UsageError(f"{source.location}: another process cannot see this process's memory; use --workers 1 without --engine dask")
    from coupa_contract.cassette.traffic.workers import in_dask, in_processes  # not at the top: it uses what is here

    shards = shards_of(sources, workers)
    if engine == "dask":
        return together(in_dask(shards, contract, beside, workers, scheduler), progress)
    return together(in_processes(shards, contract, beside, workers), progress)


def observe_shard(shard: Shard, contract: Contract, beside: Besides | None = None, progress: Progress | None = None) -> Observed:
    """What one part of the traffic shows. Raises RecordingError."""
    source = shard.source(contract)
    observer = Observer(contract)
    observer.source(source.name, shard.at if shard.part else source.at)
    looking = beside(contract) if beside is not None else None
    count = size = 0
    for number, each in source.exchanges():
        if isinstance(each, LeftOut):
            _left_out(observer, number, each)
            continue
        observer.add(number, each)
        if looking is not None:
            looking.add(source.name, number, each)
        count += 1
        size += len(each.response.body) if each.response is not None else 0
        if progress is not None and count % _OFTEN == 0:
            progress(count, size)
    return Observed(observer.shape(), () if looking is None else (looking.outcome(),), count, size)


def _left_out(observer: Observer, number: int, each: LeftOut) -> None:
    if each.reason == NO_OPERATION and each.what:
        method, _, path = each.what.partition(" ")
        observer.unknown(number, method, path)
    else:
        observer.left_out(each.reason)


def _here(shards: Sequence[Shard], contract: Contract, beside: Besides | None, progress: Progress | None) -> Observed:
    found = Observed()
    for shard in shards:
        before = found

        def told(count: int, size: int, before: Observed = before) -> None:
            if progress is not None:
                progress(before.interactions + count, before.size + size)

        found = _both(found, observe_shard(shard, contract, beside, told))
        told(found.interactions - before.interactions, found.size - before.size)
    return found


def together(parts: Any, progress: Progress | None) -> Observed:
    """What all parts show, as they come with their positions, in whatever order."""
    found: dict[int, Observed] = {}
    count = size = 0
    for position, each in parts:
        found[position] = each
        count, size = count + each.interactions, size + each.size
        if progress is not None:
            progress(count, size)
    whole = Observed()
    for position in sorted(found):
        whole = _both(whole, found[position])
    return whole


def _both(a: Observed, b: Observed) -> Observed:
    return Observed(merge(a.shape, b.shape), a.outcomes + b.outcomes, a.interactions + b.interactions, a.size + b.size)
