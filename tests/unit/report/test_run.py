"""Events gather into one run, with the worst first."""

from __future__ import annotations

from collections.abc import Callable

from coupa_contract.model import Level, Undocumented
from coupa_contract.report.run import Gathering, gather
from coupa_contract.runner.events import DriftSeen, Event, FindingSeen, Progress

Make = Callable[..., FindingSeen]


def test_findings_of_one_cause_are_one_with_their_counts(a_finding: Make) -> None:
    """The same requirement, operation and general pointer is one finding, in whichever row it was seen."""
    run = gather([a_finding("a", count=2, pointer="/0/id"), a_finding("a", count=3, pointer="/7/id"), a_finding("a", pointer="/0/total")])
    assert [(seen.finding.count, seen.finding.pointer) for seen in run.findings] == [(5, "/0/id"), (1, "/0/total")]


def test_the_first_evidence_stays(a_finding: Make) -> None:
    """A later sighting only adds to the count."""
    run = gather([a_finding("a", scenario=1), a_finding("a", scenario=2)])
    assert run.findings[0].finding.evidence.scenario == 1


def test_the_smallest_example_wins(a_finding: Make) -> None:
    """The example that was made smaller replaces the first evidence, and nothing replaces it."""
    run = gather([a_finding("a"), a_finding("a", count=0, smallest=True, scenario=8), a_finding("a", smallest=True, scenario=9)])
    assert (run.findings[0].finding.evidence.scenario, run.findings[0].finding.count) == (8, 2)


def test_findings_are_ordered_worst_first(a_finding: Make) -> None:
    """By level, then by how often, then by name."""
    counts = {"d": (Level.MAY, 99), "c": (Level.SHOULD, 1), "b": (Level.MUST, 1), "a": (Level.MUST, 1), "e": (Level.MUST, 5)}
    seen = [a_finding(name, level, count) for name, (level, count) in counts.items()]
    assert [each.finding.requirement for each in gather(seen).findings] == ["e", "a", "b", "c", "d"]


def test_drift_at_one_place_adds_up() -> None:
    """A member that is seen again is one member."""
    member = Undocumented("listInvoices", "/*/x", "string")
    assert gather([DriftSeen(member, 2), DriftSeen(member, 3)]).drift == (DriftSeen(member, 5),)


def test_a_run_without_footer_is_truncated(events: list[Event]) -> None:
    """Whoever reads half a run knows that it is half."""
    assert (gather(events).truncated, gather(events[:-1]).truncated) == (False, True)


def test_progress_is_not_part_of_a_run(events: list[Event]) -> None:
    """How far it was does not matter once it is over."""
    assert gather([*events, Progress(1, 2, 3)]) == gather(events)


def test_causes_are_counted_as_they_come(a_finding: Make) -> None:
    """The progress line tells distinct findings, not sightings."""
    gathering = Gathering()
    for seen in (a_finding("a"), a_finding("a"), a_finding("b")):
        gathering.add(seen)
    assert gathering.causes == 2
