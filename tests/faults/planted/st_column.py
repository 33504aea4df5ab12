"""The columns of `st run` in the kill matrix: filled fault by fault under a digest of what a run depends on, and drawn for the page."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import planted
from coupa_contract.reference import __file__ as reference
from planted import st_run
from planted.fault import Fault
from planted.st_run import BUDGET, WAYS, Failure

KEPT, ALARMS = "st run", "st run alarms"
Matrix: TypeAlias = dict[str, Any]


def digest(dialect: str, way: str, fault: Fault | None = None) -> str:
    """Of all that a run depends on: the instance, the fault's module, the document, how `st run` is run; not of our suite."""
    own = [module for module in vars(planted).values() if getattr(module, "FAULTS", planted.FAULTS) is not planted.FAULTS]
    names = {st_run.__name__, *(name for module in own if fault in module.FAULTS for name in _drawn_on(module))}
    files = [*Path(reference).parent.glob("*"), *(Path(str(sys.modules[name].__file__)) for name in names)]
    found = hashlib.sha256(st_run.document(dialect, way).encode())
    found.update(f"{version('schemathesis')} {version('hypothesis')} {dialect} {way}".encode())
    for path in sorted(file for file in files if file.is_file()):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def _drawn_on(module: Any) -> set[str]:
    names = {str(getattr(value, "__module__", "")) for value in vars(module).values()}
    return {module.__name__, *(name for name in names if name.startswith("planted."))}


def fill(matrix: Matrix, faults: Sequence[Fault], ways: Sequence[str] = WAYS) -> Iterator[Matrix]:
    """Runs `st run` against each fault, each way, unless it is known with today's digest; gives the matrix after each run."""
    for way in ways:
        for fault in faults:
            now, known = digest(fault.dialect, way, fault), matrix.setdefault(KEPT, {}).setdefault(fault.name, {})
            if known.get(way, {}).get("digest") == now:
                continue
            known[way] = {**entry(fault, way, _usual(matrix, fault.dialect, way)), "digest": now}
            print(f"st run    {way} {fault.name}: {', '.join(known[way]['by']) or 'nothing'}", flush=True)
            yield matrix


def entry(fault: Fault, way: str, usual: Sequence[Failure]) -> dict[str, Any]:
    """What one run came to, as it is kept."""
    ran = st_run.st_run(fault.name, fault.dialect, way)
    own = st_run.found(ran, usual)
    return {
        "killed": bool(own),
        "first": min(own.values(), default=None),
        "requests": ran.requests,
        "by": list(dict.fromkeys(failure.check for failure in own)),
    }


def _usual(matrix: Matrix, dialect: str, way: str) -> list[Failure]:
    """What is reported of conforming instances, kept as well."""
    kept, now = matrix.setdefault(ALARMS, {}).setdefault(way, {}), digest(dialect, way)
    if kept.get(dialect, {}).get("digest") != now:
        kept[dialect] = {"failures": sorted(map(list, st_run.conforming(dialect, way))), "digest": now}
    return [Failure(*failure) for failure in kept[dialect]["failures"]]


def kept(matrix: Mapping[str, Any], fault: str, way: str) -> dict[str, Any] | None:
    """What is kept of a run, or None when there was none."""
    found: dict[str, Any] | None = matrix.get(KEPT, {}).get(fault, {}).get(way)
    return found


def ways(matrix: Mapping[str, Any]) -> list[str]:
    """The ways in which anything was tried at all."""
    return [way for way in WAYS if any(way in runs for runs in matrix.get(KEPT, {}).values())]


def heads(matrix: Mapping[str, Any]) -> list[list[str]]:
    """The heads of the columns of totals, and the line below them."""
    return [[f"found by `st run` {way}" for way in ways(matrix)], ["--:" for _ in ways(matrix)]]


def beside(matrix: Mapping[str, Any], lines: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table with more cells, if `st run` was run at all."""
    if not ways(matrix):
        return list(lines)
    return [line + "".join(f" {text} |" for text in more) for line, more in zip(lines, cells, strict=True)]


def share(matrix: Mapping[str, Any], faults: Sequence[Fault], way: str) -> str:
    """How many of the faults that were tried were found; empty when none was tried."""
    runs = [run for run in (kept(matrix, fault.name, way) for fault in faults) if run is not None]
    killed = sum(run["killed"] for run in runs)
    return f"{killed} of {len(runs)} ({killed / len(runs):.0%})" if runs else ""


def cell(matrix: Mapping[str, Any], fault: str) -> str:
    """What `st run` comes to against one fault: the requests after which each way finds it; a dash when none does."""
    runs = {way: run for way in WAYS if (run := kept(matrix, fault, way)) is not None}
    told = [f"{way} {run['first']:,}" for way, run in runs.items() if run["killed"]]
    return ", ".join(told) or ("–" if runs else "")


def sentences(matrix: Mapping[str, Any]) -> Iterator[str]:
    """How `st run` was run, and what it says of instances without a fault."""
    if not (tried := ways(matrix)):
        return
    kinds = " and ".join(f"{_alarms(matrix, way)} kinds {way}" for way in tried)
    yield from (
        "",
        "`st run` is Schemathesis's own command line, against the same faults and with the same document. It gets at most",
        f"{BUDGET:,} requests, about what standard effort sends. Untuned it runs as it comes, with all checks and phases, and mostly ends",
        "by itself before. Tuned it leaves out the checks that raise alarms on every conforming instance, goes on after a failure,",
        "spreads its requests over all operations, and is told of the token in the way that its check of authorization understands.",
        "It finds a fault when it reports a kind of failure that it does not report of three conforming instances. Of those it",
        f"reports {kinds}. Its column tells after how many requests it knows; a dash says that it never",
        "does, and nothing that it was not tried.",
    )


def _alarms(matrix: Mapping[str, Any], way: str) -> int:
    dialects = matrix.get(ALARMS, {}).get(way, {}).values()
    return len({Failure(*failure).kind for each in dialects for failure in each["failures"]})
