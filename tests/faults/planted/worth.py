"""What each requirement is worth: how many of the planted faults it finds, and which of them no other requirement of its area does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from coupa_contract.contract import load_contract
from coupa_contract.model import Requirement
from planted import BY_NAME

Runs: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]  # of the kept matrix: by fault, then by effort


@dataclass(frozen=True, slots=True)
class Worth:
    """A requirement, the faults that it finds at some effort, and those that it alone of its area finds at some effort."""

    requirement: Requirement
    kills: tuple[str, ...]
    alone: tuple[str, ...]


def worths(runs: Runs, requirements: Iterable[Requirement]) -> Iterator[Worth]:
    """What each requirement that can be tested is worth, in the order of the requirements."""
    for requirement in requirements:
        if not requirement.untestable:
            own = requirement.area + "-"
            said = {fault: [run["by"] for run in tried.values() if requirement.id in run["by"]] for fault, tried in sorted(runs.items())}
            alone = (fault for fault, by in said.items() if any(sum(name.startswith(own) for name in each) == 1 for each in by))
            yield Worth(requirement, tuple(fault for fault, by in said.items() if by), tuple(alone))


def catalogue() -> tuple[Requirement, ...]:
    """The requirements of every dialect."""
    return tuple(load_contract().requirements.values())


def section(runs: Runs) -> Iterator[str]:
    """The lines of the page on the kill matrix that say what each requirement is worth."""
    found = list(worths(runs, catalogue()))
    yield from ("", "## Requirements", "")
    own = sum(bool(each.alone) for each in found)
    yield f"{own} of {len(found)} requirements find a fault that no other of their area finds; the others say why they are worth having."
    yield "The number of faults that each finds counts those that others find too."
    yield from ("", "| requirement | level | faults | one that it alone of its area finds |", "|---|---|--:|---|")
    yield from (f"| `{each.requirement.id}` | {each.requirement.level} | {len(each.kills)} | {_shown(each)} |" for each in found)


def _shown(worth: Worth) -> str:
    """A fault, that was planted against the requirement if there is one; else the reason."""
    if not worth.alone:
        return f"*{worth.requirement.beside}*" if worth.requirement.beside else "–"
    return min(worth.alone, key=lambda fault: worth.requirement.id != BY_NAME[fault].requirement)
