"""A comparison travels in the stream of a run and draws the same report at its end."""

from __future__ import annotations

import json

from coupa_contract.drift.drift import DriftReport
from coupa_contract.report.drift.records import class_counts, drift_stream, report_of
from coupa_contract.report.run import gather
from coupa_contract.runner.events import DialectChoice, RunHeader, from_record, to_record


def header(report: DriftReport) -> RunHeader:
    return RunHeader(
        "1.2.3", "2026-01-02T03:04:05+00:00", report.new, "", "published", DialectChoice.ASKED, "ab", 0, "", 1, (), {}, 0, "never",
        replayed=True, against=report.old, since=report.since, fail_on_drift="breaking",
    )  # fmt: skip


def test_a_comparison_survives_the_stream(report: DriftReport) -> None:
    """Drifts, waivers, notes, names and counts come back as they were."""
    lines = [json.dumps(to_record(event)) for event in drift_stream(report, header(report), 1, 0.5)]
    assert report_of(gather(from_record(json.loads(line)) for line in lines)) == report


def test_the_stream_is_that_of_a_run(report: DriftReport) -> None:
    """A header first, a footer last, one record a drift between them, with the fingerprint in plain sight."""
    records = [to_record(event) for event in drift_stream(report, header(report), 1, 0.5)]
    kinds = [record["record"] for record in records]
    assert kinds == ["header", *["drift-found"] * 5, *["waiver-over"] * 2, "notice", "footer"]
    assert records[1]["fingerprint"] == report.drifts[0].fingerprint
    assert records[-1]["drift"] == class_counts(report) == {"breaking": 1, "risky": 1, "additive": 1, "unseen": 1}
    assert records[-1]["exit_code"] == 1
