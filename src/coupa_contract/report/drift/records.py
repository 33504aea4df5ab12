"""A comparison as the events of a stream, and back: what a file holds draws the same report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from coupa_contract.drift.drift import DriftReport
from coupa_contract.report.run import Run
from coupa_contract.runner.events import Event, RunFooter, RunHeader, WaiverEnd, drift_events


def drift_stream(report: DriftReport, header: RunHeader, exit_code: int, elapsed_s: float) -> Iterator[Event]:
    """The whole stream of a comparison by itself."""
    yield header
    yield from drift_events(report)
    yield RunFooter(report.interactions, elapsed_s, {}, {}, exit_code, drift=class_counts(report), operations=report.operations)


def class_counts(report: DriftReport) -> dict[str, int]:
    """How many drifts each class has, accepted ones left out, the worst class first."""
    return dict(Counter(drift.drift_class.value for drift in sorted(report.drifts, key=lambda each: each.drift_class.rank)))


def report_of(run: Run) -> DriftReport:
    """The comparison that a stream tells. Of a run, `notes` are all of its notices."""
    drifts = tuple(each.drift for each in run.drifts if each.waiver is None)
    return DriftReport(
        old=run.header.against if run.header else "",
        new=run.header.target if run.header else "",
        drifts=drifts,
        accepted=tuple((each.drift, each.waiver) for each in run.drifts if each.waiver is not None),
        expired=tuple(each.waiver for each in run.waivers if each.end is WaiverEnd.EXPIRED),
        stale=tuple(each.waiver for each in run.waivers if each.end is WaiverEnd.STALE),
        notes=tuple(notice.text for notice in run.notices),
        interactions=run.footer.requests if run.footer else 0,
        operations=run.footer.operations if run.footer else 0,
        counts=dict(run.footer.drift) if run.footer else {},
        since=run.header.since if run.header else "",
    )
