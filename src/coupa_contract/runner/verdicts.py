"""From the results of items to one verdict a requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from coupa_contract.model import Finding, Level, Requirement, Verdict, VerdictKind
from coupa_contract.runner.result import Cause, ItemResult


@dataclass(slots=True)
class Tally:
    """Adds up results; the order in which they come makes no difference to the verdicts."""

    requirements: Mapping[str, Requirement]
    dialect: str
    areas: tuple[str, ...] = ()  # empty: all
    held: Mapping[str, str] | None = None  # of a replay: requirement -> kind of verdict when it was recorded
    findings: dict[Cause, Finding] = field(default_factory=dict)
    witnesses: Counter[str] = field(default_factory=Counter)
    results: list[ItemResult] = field(default_factory=list)

    def add(self, result: ItemResult) -> None:
        """Takes the result of an item (or of the first look)."""
        self.results.append(result)
        self.witnesses.update(result.witnesses)
        for cause, finding in result.findings.items():
            self.findings.setdefault(cause, finding)

    @property
    def requests(self) -> int:
        """Requests whose interactions were judged."""
        return sum(result.requests for result in self.results)

    def levels(self) -> Counter[Level]:
        """Distinct causes of findings by level."""
        return Counter(self.requirements[finding.requirement].level for finding in self.findings.values())

    def verdicts(self, stopped: str = "") -> list[Verdict]:
        """One for each requirement of the catalogue, in its order. `stopped`: why the run ended early."""
        failed = {finding.requirement for finding in self.findings.values()}
        return [self._verdict(requirement, requirement.id in failed, stopped) for requirement in self.requirements.values()]

    def _verdict(self, requirement: Requirement, failed: bool, stopped: str) -> Verdict:
        identifier, met = requirement.id, self.witnesses[requirement.id]
        if failed:
            return Verdict(identifier, VerdictKind.FAIL, witnesses=met)
        if requirement.untestable:
            return Verdict(identifier, VerdictKind.SKIP, f"untestable: {requirement.untestable}")
        if requirement.dialects and self.dialect not in requirement.dialects:
            return Verdict(identifier, VerdictKind.SKIP, f"not part of the dialect {self.dialect}")
        if self.areas and requirement.area not in self.areas:
            return Verdict(identifier, VerdictKind.SKIP, "left out by -k")
        mine = [result for result in self.results if identifier in result.requirements]
        if any(identifier in result.lost for result in mine):
            return Verdict(identifier, VerdictKind.UNRECORDED, _not_repeated(mine), met)
        if error := next((result.error for result in mine if result.error), ""):
            return Verdict(identifier, VerdictKind.ERROR, error, met)
        if met:
            return Verdict(identifier, VerdictKind.PASS, witnesses=met)
        if stopped:
            return Verdict(identifier, VerdictKind.SKIP, f"not reached: {stopped}")
        if any(result.unrecorded or result.withheld for result in mine):
            return Verdict(identifier, VerdictKind.UNRECORDED, _not_repeated(mine))
        if self.held and identifier not in self.held:  # of a killed run no verdict is known
            return Verdict(identifier, VerdictKind.UNRECORDED, "the recording is older than this requirement, and holds nothing about it")
        if lacking := _most_common(reason for result in mine for reason in result.lacking.elements()):
            return Verdict(identifier, VerdictKind.VACUOUS, lacking)
        if refused := next((result.refused for result in mine if result.refused), ""):
            return Verdict(identifier, VerdictKind.SKIP, refused)
        return Verdict(identifier, VerdictKind.VACUOUS, "nothing that came back was about it")

    def unjudged(self, verdicts: Iterable[Verdict]) -> list[str]:
        """Musts that were judged when it was recorded and cannot be judged any more; what was withheld on purpose does not count."""
        held = {name for name, kind in (self.held or {}).items() if kind in {VerdictKind.PASS, VerdictKind.FAIL}}
        blamed = {name for result in self.results if result.unrecorded for name in result.requirements}
        return [
            verdict.requirement
            for verdict in verdicts
            if verdict.kind is VerdictKind.UNRECORDED
            and verdict.requirement in held & blamed
            and self.requirements[verdict.requirement].level is Level.MUST
        ]


def _not_repeated(results: Iterable[ItemResult]) -> str:
    return _most_common(result.not_repeated for result in results if result.not_repeated)


def _most_common(reasons: Iterable[str]) -> str:
    counted = Counter(reasons)
    return min(counted, key=lambda reason: (-counted[reason], reason)) if counted else ""


def exit_code(
    levels: Mapping[Level, int], verdicts: Iterable[Verdict], fail_on: str, lost: Collection[str] = (), *, allow_nothing: bool = False
) -> int:
    """0 conforms, 1 findings at or above the failing level, 3 when it could not be judged.

    That is: nothing was examined (unless that is allowed), something could not be because of us, or a must that a recording once
    judged is `lost`.
    """
    verdicts = list(verdicts)
    if fail_on != "never" and any(count and level.rank <= Level(fail_on).rank for level, count in levels.items()):
        return 1
    examined = any(verdict.kind in {VerdictKind.PASS, VerdictKind.FAIL} for verdict in verdicts)
    broken = any(verdict.kind is VerdictKind.ERROR for verdict in verdicts)
    return 0 if (examined or allow_nothing) and not broken and not lost else 3
