"""A run as one value, gathered from its events: what every report is drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from coupa_contract.model import Finding, VerdictKind
from coupa_contract.runner.events import (
    DriftFound,
    DriftSeen,
    Event,
    FindingSeen,
    ItemDone,
    LeftBehind,
    Notice,
    RunFooter,
    RunHeader,
    VerdictGiven,
    WaiverOver,
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run said. Findings are merged by cause, worst first; without a footer the run broke off."""

    header: RunHeader | None = None
    findings: tuple[FindingSeen, ...] = ()
    items: tuple[ItemDone, ...] = ()
    drift: tuple[DriftSeen, ...] = ()
    drifts: tuple[DriftFound, ...] = ()
    waivers: tuple[WaiverOver, ...] = ()
    left_behind: tuple[LeftBehind, ...] = ()
    notices: tuple[Notice, ...] = ()
    verdicts: tuple[VerdictGiven, ...] = ()
    footer: RunFooter | None = None

    @property
    def truncated(self) -> bool:
        """Whether it ended without saying so."""
        return self.footer is None

    def verdicts_of(self, kind: VerdictKind) -> tuple[VerdictGiven, ...]:
        """The verdicts of one kind, in the order in which they came."""
        return tuple(each for each in self.verdicts if each.verdict.kind is kind)

    @property
    def findings_per_level(self) -> Counter[str]:
        """How many distinct causes each level has."""
        return Counter(seen.level.value for seen in self.findings)


def gather(events: Iterable[Event]) -> Run:
    """The run that these events tell. The last header, footer and verdict of a requirement count."""
    gathering = Gathering()
    for event in events:
        gathering.add(event)
    return gathering.run()


class Gathering:
    """Takes a run's events one by one; `run()` is what they tell so far."""

    def __init__(self) -> None:
        self._header: RunHeader | None = None
        self._footer: RunFooter | None = None
        self._findings: dict[tuple[str, str, str], FindingSeen] = {}
        self._drift: dict[tuple[str, str, str], DriftSeen] = {}
        self._verdicts: dict[str, VerdictGiven] = {}
        self._drifts: dict[str, DriftFound] = {}
        self._waivers: list[WaiverOver] = []
        self._items: list[ItemDone] = []
        self._left_behind: list[LeftBehind] = []
        self._notices: list[Notice] = []

    def add(self, event: Event) -> None:
        """Takes one more event. Progress says nothing about the target and is forgotten."""
        match event:
            case RunHeader():
                self._header = event
            case RunFooter():
                self._footer = event
            case FindingSeen(finding=finding):
                before = self._findings.get(finding.cause)
                self._findings[finding.cause] = event if before is None else replace(before, finding=merged(before.finding, finding))
            case DriftSeen(undocumented=member, count=count):
                place = (member.operation, member.pointer, member.seen)
                known = self._drift.get(place)
                self._drift[place] = event if known is None else replace(known, count=known.count + count)
            case DriftFound(fingerprint=fingerprint):
                self._drifts[fingerprint] = event
            case WaiverOver():
                self._waivers.append(event)
            case VerdictGiven(verdict=verdict):
                self._verdicts[verdict.requirement] = event
            case ItemDone():
                self._items.append(event)
            case LeftBehind():
                self._left_behind.append(event)
            case Notice():
                self._notices.append(event)

    @property
    def causes(self) -> int:
        """How many distinct findings there are so far."""
        return len(self._findings)

    def run(self) -> Run:
        """The run so far."""
        return Run(
            header=self._header,
            findings=tuple(sorted(self._findings.values(), key=_badness)),
            items=tuple(self._items),
            drift=tuple(sorted(self._drift.values(), key=lambda seen: (seen.undocumented.operation, seen.undocumented.pointer))),
            drifts=tuple(self._drifts.values()),
            waivers=tuple(self._waivers),
            left_behind=tuple(self._left_behind),
            notices=tuple(self._notices),
            verdicts=tuple(self._verdicts.values()),
            footer=self._footer,
        )


def merged(first: Finding, later: Finding) -> Finding:
    """One finding for two of the same cause: counts add up; the first evidence stays, unless only the later is the smallest example.

    A later finding with count 0 brings a smaller example of one that was counted already.
    """
    kept = later if later.evidence.smallest and not first.evidence.smallest else first
    return replace(kept, count=first.count + later.count)


def _badness(seen: FindingSeen) -> tuple[int, int, tuple[str, str, str]]:
    return (seen.level.rank, -seen.finding.count, seen.finding.cause)
