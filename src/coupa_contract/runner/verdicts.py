"""From the results of items to one verdict a requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coupa_contract.model import Finding, Level, Requirement, Verdict, VerdictKind
from coupa_contract.runner.item import ItemResult
from coupa_contract.runner.live import Cause


@dataclass(slots=True)
class Tally:
    """Adds up results; the order in which they come makes no difference to the verdicts."""

    requirements: Mapping[str, Requirement]
    dialect: str
    areas: tuple[str, ...] = ()  # empty: all
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
        if error := next((result.error for result in mine if result.error), ""):
            return Verdict(identifier, VerdictKind.ERROR, error, met)
        if met:
            return Verdict(identifier, VerdictKind.PASS, witnesses=met)
        if stopped:
            return Verdict(identifier, VerdictKind.SKIP, f"not reached: {stopped}")
        if lacking := _most_common(reason for result in mine for reason in result.lacking.elements()):
            return Verdict(identifier, VerdictKind.VACUOUS, lacking)
        if refused := next((result.refused for result in mine if result.refused), ""):
            return Verdict(identifier, VerdictKind.SKIP, refused)
        return Verdict(identifier, VerdictKind.VACUOUS, "nothing that came back was about it")


def _most_common(reasons: Iterable[str]) -> str:
    counted = Counter(reasons)
    return min(counted, key=lambda reason: (-counted[reason], reason)) if counted else ""


def exit_code(levels: Mapping[Level, int], verdicts: Iterable[Verdict], fail_on: str) -> int:
    """0 conforms, 1 findings at or above the failing level, 3 when nothing was examined, or something could not be because of us."""
    verdicts = list(verdicts)
    if fail_on != "never" and any(count and level.rank <= Level(fail_on).rank for level, count in levels.items()):
        return 1
    examined = any(verdict.kind in {VerdictKind.PASS, VerdictKind.FAIL} for verdict in verdicts)
    broken = any(verdict.kind is VerdictKind.ERROR for verdict in verdicts)
    return 0 if examined and not broken else 3
