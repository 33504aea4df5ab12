"""What came of a test item: its outcomes summed up, as JSON when a worker sends them."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from coupa_contract.cassette.recording import ORIGIN
from coupa_contract.cassette.secrecy import Masks
from coupa_contract.model import Finding, Level, Undocumented
from coupa_contract.runner.events import DriftSeen, Event, FindingSeen, ItemDone, ItemOutcome, Notice, from_record, to_record
from coupa_contract.runner.seam import Scenario
from coupa_contract.runner.setting import Setting

Cause: TypeAlias = tuple[str, str, str]
Masking: TypeAlias = Callable[[Scenario], Masks]


@dataclass(slots=True)
class ItemResult:
    """What came of an item; JSON, so that a worker can send it."""

    item: str
    requirements: tuple[str, ...]
    scenarios: int = 0
    requests: int = 0
    elapsed_s: float = 0.0
    findings: dict[Cause, Finding] = field(default_factory=dict)
    masked: dict[Cause, Finding] = field(default_factory=dict)  # as a file may hold them
    witnesses: Counter[str] = field(default_factory=Counter)
    drift: Counter[Undocumented] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    undrawn: str = ""  # why not a single scenario could be drawn
    refused: str = ""
    unrecorded: Counter[str] = field(default_factory=Counter)  # what the recording lacks -> scenarios that it cost
    withheld: Counter[str] = field(default_factory=Counter)  # why scenarios cannot be judged in the form in which they are written
    lost: tuple[str, ...] = ()  # requirements that were judged when this item was recorded, and are not any more
    unserved: int = 0  # recorded exchanges that nobody asked for
    unknown_origin: int = 0  # interactions of which nobody knows whether they were meant to be valid
    cassette: str = ""  # the recorded item that was replayed
    error: str = ""
    stopped: str = ""  # the sentence of what ends the whole run
    exit_code: int = 0  # of `stopped`
    shape: str = ""  # what was seen, as the text of a snapshot, when the run asks for drift
    further: int = 0  # scenarios that it would have at the next effort
    watch: Callable[[Scenario], None] | None = field(default=None, compare=False, repr=False)  # takes what is seen; never travels

    def add(self, scenario: Scenario, masking: Masking | None = None) -> None:
        """Takes a scenario's outcomes; `masking` makes of a finding what a file may hold."""
        new = scenario.causes - set(self.findings)
        if self.watch is not None:
            self.watch(scenario)
        self.scenarios += 1
        self.requests += len(scenario.interactions)
        for finding in scenario.findings:
            finding = dataclasses.replace(finding, evidence=dataclasses.replace(finding.evidence, item=self.item))
            known = self.findings.get(finding.cause)
            self.findings[finding.cause] = finding if known is None else dataclasses.replace(known, count=known.count + finding.count)
        self._mask(scenario, new, masking)
        for witness in scenario.witnesses:
            self.witnesses[witness.requirement] += witness.count
        self.drift.update(scenario.undocumented)
        if scenario.lacking:
            self.lacking[scenario.lacking] += 1
        self.refused = self.refused or scenario.refused
        if scenario.unrecorded:
            self.unrecorded[scenario.unrecorded] += 1

    def _mask(self, scenario: Scenario, causes: Iterable[Cause], masking: Masking | None) -> None:
        if masking is None or not causes:
            return
        masks = masking(scenario)
        for cause in causes:
            self.masked[cause] = masks.finding(self.findings[cause], ORIGIN)

    def amend(self, cause: Cause, again: Scenario, masking: Masking | None = None) -> None:
        """Shows a finding by its smallest example, which was run `again`, or says that it did not recur; its count stays."""
        known = self.findings.get(cause)
        smaller = next((each for each in again.findings if each.cause == cause), None)
        if known is None:
            return
        if smaller is None:
            for kept in (self.findings, self.masked):
                if cause in kept:
                    kept[cause] = dataclasses.replace(kept[cause], evidence=dataclasses.replace(kept[cause].evidence, recurred=False))
            return
        evidence = dataclasses.replace(smaller.evidence, item=self.item, scenario=again.number, smallest=True, recurred=True)
        self.findings[cause] = dataclasses.replace(smaller, evidence=evidence, count=known.count)
        self._mask(again, [cause], masking)

    @property
    def outcome(self) -> ItemOutcome:
        """How the item ended."""
        if self.error or self.stopped:
            return ItemOutcome.ERROR
        if self.findings:
            return ItemOutcome.FAILED
        if self.unrecorded or self.lost:
            return ItemOutcome.UNRECORDED
        if any(self.witnesses[requirement] for requirement in self.requirements):
            return ItemOutcome.PASSED
        if self.withheld:
            return ItemOutcome.UNRECORDED
        return ItemOutcome.SKIPPED if self.refused and not self.lacking else ItemOutcome.VACUOUS

    @property
    def reason(self) -> str:
        """Why the item did not simply pass or fail."""
        match self.outcome:
            case ItemOutcome.ERROR:
                return self.error or self.stopped
            case ItemOutcome.SKIPPED:
                return self.refused
            case ItemOutcome.UNRECORDED:
                return self.not_repeated
            case ItemOutcome.VACUOUS:
                return "; ".join(reason for reason, _ in self.lacking.most_common(3)) or "never met a witness"
        return ""

    @property
    def not_repeated(self) -> str:
        """What could not be repeated from the recording, and how many scenarios that cost."""
        causes = Counter(self.unrecorded)
        causes.update(self.withheld)
        return "; ".join(f"{reason} ({_scenarios(count)})" for reason, count in sorted(causes.items(), key=_most_first)[:3])

    def events(self, setting: Setting) -> list[Event]:
        """What the run says of this item."""
        catalogue = setting.contract.requirements
        events: list[Event] = []
        for cause, finding in self.findings.items():
            requirement = catalogue[finding.requirement]
            masked = dataclasses.replace(self.masked[cause], count=finding.count) if cause in self.masked else None
            events.append(FindingSeen(finding, requirement.level, requirement.area, requirement.sentence, masked))
            if finding.evidence.recurred is False:
                events.append(
                    Notice(f"{finding.requirement} on {finding.operation} was seen once and did not recur when its scenario was repeated")
                )
        events += [DriftSeen(undocumented, count) for undocumented, count in self.drift.items()]
        events.append(ItemDone(self.item, self.requirements, self.scenarios, self.requests, self.elapsed_s, self.outcome, self.reason))
        return events

    def to_json(self) -> str:
        """The result as JSON text."""
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "watch"}
        for name in ("findings", "masked"):
            fields[name] = [to_record(FindingSeen(f, Level.MUST)) for f in getattr(self, name).values()]
        fields["drift"] = [to_record(DriftSeen(u, count)) for u, count in self.drift.items()]
        return json.dumps(fields)

    @classmethod
    def from_json(cls, text: str) -> ItemResult:
        """The result that `to_json` wrote."""
        fields = json.loads(text)
        for name in ("findings", "masked"):
            seen = [event.finding for event in map(from_record, fields[name]) if isinstance(event, FindingSeen)]
            fields[name] = {finding.cause: finding for finding in seen}
        drift = [event for event in map(from_record, fields.pop("drift")) if isinstance(event, DriftSeen)]
        fields["requirements"] = tuple(fields["requirements"])
        fields["lost"] = tuple(fields["lost"])
        fields |= {name: Counter(fields[name]) for name in ("witnesses", "lacking", "unrecorded", "withheld")}
        return cls(**fields, drift=Counter({d.undocumented: d.count for d in drift}))


def _scenarios(count: int) -> str:
    return "1 scenario" if count == 1 else f"{count:,} scenarios"


def _most_first(reason: tuple[str, int]) -> tuple[int, str]:
    return (-reason[1], reason[0])
