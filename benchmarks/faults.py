"""How many planted faults are found by how many requests: this suite beside Schemathesis's own command line.

Prints curves and asserts nothing. The same faults, the same instances, the same document, and for `st run` at most as many requests as the
suite sends at standard effort: once as it comes, once tuned; tests/faults/planted/st_run.py says how, and when a fault counts as found.
`--kept` draws what the kill matrix keeps. It keeps standard effort only where a quick run found nothing; the requests of both add up then.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "faults"))

from planted import FAULTS, st_column
from planted.asking import TryOut, trials
from planted.fault import Fault
from planted.matrix import read, tried
from planted.st_run import BUDGET, WAYS, Failure, conforming

STEPS = (50, 100, 250, 500, 1_000, BUDGET)
SUITE, TUNED = "suite, quick then standard", "st run, tuned"


@dataclass(frozen=True, slots=True)
class Series:
    """What was tried: of each fault, after how many requests it was found (None: it was not) and how many were sent."""

    name: str
    first: Mapping[str, int | None]
    sent: Mapping[str, int]

    @classmethod
    def of(cls, name: str, runs: Mapping[str, Mapping[str, Any]]) -> Series:
        """Of runs as the kill matrix keeps them."""
        return cls(name, {fault: run["first"] for fault, run in runs.items()}, {fault: run["requests"] for fault, run in runs.items()})

    def found(self, within: int | None = None) -> int:
        """How many faults were found within so many requests, or at all."""
        return sum(first is not None and (within is None or first <= within) for first in self.first.values())


def one_after_the_other(
    quick: Mapping[str, Mapping[str, Any]], standard: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, int | None]]:
    """A quick run, and one at standard effort where it found nothing; the requests add up."""
    both: dict[str, dict[str, int | None]] = {}
    for fault, run in quick.items():
        more = standard.get(fault)
        if run["first"] is not None or more is None:
            both[fault] = {"first": run["first"], "requests": run["requests"]}
        else:
            first = None if more["first"] is None else run["requests"] + more["first"]
            both[fault] = {"first": first, "requests": run["requests"] + more["requests"]}
    return both


def kept() -> list[Series]:
    """What the kill matrix keeps."""
    matrix = read()
    quick, standard = (
        {fault: runs[effort] for fault, runs in matrix["faults"].items() if effort in runs} for effort in ("quick", "standard")
    )
    others = {way: {fault.name: run for fault in FAULTS if (run := st_column.kept(matrix, fault.name, way)) is not None} for way in WAYS}
    return [
        Series.of("suite, quick", quick),
        Series.of(SUITE, one_after_the_other(quick, standard)),
        *(Series.of(f"st run, {way}", others[way]) for way in WAYS),
    ]


def sampled(faults: Sequence[Fault]) -> list[Series]:
    """All of them against each fault, anew."""
    runs: dict[str, dict[str, Mapping[str, Any]]] = {}
    usual = cache(lambda dialect, way: list(conforming(dialect, way)))
    with trials() as try_out:
        for fault in faults:
            for name, run in _against(fault, try_out, usual):
                runs.setdefault(name, {})[fault.name] = run
            told = (f"{name} {found[fault.name]['first'] or '-'}" for name, found in runs.items())
            print(f"{fault.name}: {', '.join(told)}", file=sys.stderr, flush=True)
    quick, standard = runs["suite, quick"], runs["suite, standard"]
    return [*(Series.of(name, found) for name, found in runs.items()), Series.of(SUITE, one_after_the_other(quick, standard))]


def _against(fault: Fault, try_out: TryOut, usual: Callable[[str, str], list[Failure]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for effort in ("quick", "standard"):
        yield f"suite, {effort}", tried(fault, effort, try_out)
    for way in WAYS:
        yield f"st run, {way}", st_column.entry(fault, way, usual(fault.dialect, way))


def curves(all_series: Sequence[Series]) -> Iterator[str]:
    """How many faults each had found after how many requests."""
    yield "found after requests".ljust(28) + "".join(f"{step:>7,}" for step in STEPS) + "    all  tried   sent"
    for series in all_series:
        steps = "".join(f"{series.found(step):>7}" for step in STEPS)
        sent = sum(series.sent.values()) / len(series.sent) if series.sent else 0
        yield f"{series.name:28}{steps}{series.found():>7}{len(series.first):>7}{sent:>7,.0f}"


def needed(suite: Series, other: Series) -> Iterator[str]:
    """How many requests each needs for what the other one finds as well, and the suite for all that it finds."""
    theirs = {fault: first for fault, first in other.first.items() if first is not None}
    both = {fault: (own, theirs[fault]) for fault, own in suite.first.items() if own is not None and fault in theirs}
    own = [first for first in suite.first.values() if first is not None]
    if not both:
        return
    ours, others = [pair[0] for pair in both.values()], [pair[1] for pair in both.values()]
    yield f"to know of the {len(both)} faults that both find, {other.name} needs {_told(others)}, {suite.name} {_told(ours)}:"
    yield f"{sum(others) / sum(ours):.1f} times as many; for all its {len(own)} faults {suite.name} needs {_told(own)}"
    if missed := sorted(fault for fault in theirs if fault in suite.first and fault not in both):
        yield f"found by {other.name} only: {', '.join(missed)}"


def _told(needs: Sequence[int]) -> str:
    return f"{sum(needs):,} requests (median {median(needs):,.0f})"


def main() -> None:
    """Prints what is kept, or runs all of them on a sample of the faults."""
    parser = argparse.ArgumentParser(description="Compares the suite with st run, by faults found and requests sent.")
    parser.add_argument("--kept", action="store_true", help="draw what the kill matrix keeps instead of trying a sample")
    parser.add_argument("--sample", type=int, default=24, help="faults, spread over all (default: 24)")
    asked = parser.parse_args()
    all_series = kept() if asked.kept else sampled(FAULTS[:: max(1, len(FAULTS) // asked.sample)])
    by_name = {series.name: series for series in all_series}
    print("\n".join((*curves(all_series), *needed(by_name[SUITE], by_name[TUNED]))))


if __name__ == "__main__":
    main()
