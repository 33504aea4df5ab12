"""Drift as Markdown for a pull request: a short table, and the details folded away."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.drift.drift import Drift, DriftClass, DriftReport, Waiver
from coupa_contract.report.drift import words
from coupa_contract.report.drift.escaping import code, sentence, text
from coupa_contract.report.text import counted

_ROWS = 40  # of the table: a forge cuts off what is too long
_PLACES = 100  # of a drift in the details
_MARKS = {DriftClass.BREAKING: "🔴", DriftClass.RISKY: "🟠", DriftClass.ADDITIVE: "🔵", DriftClass.UNSEEN: "⚪"}


def drift_markdown(report: DriftReport) -> str:
    """The report as a text that ends with a line break."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: DriftReport) -> Iterator[str]:
    observed = f" ({counted(report.interactions, 'interaction')})" if report.interactions else ""
    yield from [f"## API drift: {words.summary(report)}", ""]
    yield f"{code(report.new)}{observed} compared with {code(report.old)}."
    if report.since:
        new = sum(not drift.since for drift in report.drifts)
        yield f"{new:,} of them not yet in {code(report.since)}."
    yield ""
    told = [drift for drift in report.drifts if drift.drift_class is not DriftClass.UNSEEN]
    if told:
        yield from ["| class | drift | where | what to do |", "|---|---|---|---|", *map(_row, told[:_ROWS])]
        if len(told) > _ROWS:
            yield f"| | … and {len(told) - _ROWS:,} more | | |"
        yield ""
    for each in DriftClass:
        drifts = [drift for drift in report.drifts if drift.drift_class is each]
        if drifts:
            yield from _folded(
                f"{each.value.capitalize()}: {counted(len(drifts), 'drift')}, {words.MEANINGS[each]}",
                (line for drift in drifts for line in _details(drift, report)),
            )
    yield from _apart(report)


def _row(drift: Drift) -> str:
    mark = f"{_MARKS[drift.drift_class]} {drift.drift_class.value}"
    return f"| {mark} | {sentence(drift.message)} | {_places(drift)} | {sentence(drift.fix)} |"


def _places(drift: Drift) -> str:
    shown, more = words.places(drift)
    return ", ".join(map(code, shown)) + (f" and {more:,} more" if more > 0 else "")


def _details(drift: Drift, report: DriftReport) -> Iterator[str]:
    yield f"- {code(drift.fingerprint)} **{sentence(drift.message)}** ({code(drift.rule)})"
    parts = [
        ("change", text(words.change(drift))),
        ("seen", text(", ".join(part for part in (words.counts(drift.backing), words.sightings(drift.backing)) if part), 600)),
        ("since", text(words.since(drift, report))),
        ("sure", text(words.assurance(drift.doubt), 600)),
        ("edit", sentence(words.no_edit(drift))),
        ("do", sentence(drift.fix)),
    ]
    yield from (f"  - {label}: {told}" for label, told in parts if told)
    shown = drift.places[:_PLACES]
    more = len(drift.places) - len(shown)
    yield f"  - where: {', '.join(code(words.place(each)) for each in shown)}" + (f" and {more:,} more" if more > 0 else "")


def _apart(report: DriftReport) -> Iterator[str]:
    if report.accepted:
        yield from _folded(
            f"Accepted: {counted(len(report.accepted), 'drift')}, fails nothing",
            (_waiver(waiver, drift.message, drift.drift_class.value) for drift, waiver in report.accepted),
        )
    over = [_waiver(each, each.summary, "expired, counts again") for each in report.expired]
    over += [_waiver(each, each.summary, "did not occur, can go") for each in report.stale]
    if over:
        yield from _folded(f"No longer accepted: {len(over):,}", iter(over))
    if report.notes:
        yield from _folded(f"Good to know: {len(report.notes):,}", (f"- {text(note, 600)}" for note in report.notes))


def _waiver(waiver: Waiver, what: str, state: str) -> str:
    until = f", until {text(waiver.until)}" if waiver.until else ""
    return f"- {code(waiver.fingerprint)} {sentence(what)} ({state}): {text(waiver.reason, 600)}{until}"


def _folded(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield from [f"<details><summary>{title}</summary>", "", *lines, "", "</details>", ""]
