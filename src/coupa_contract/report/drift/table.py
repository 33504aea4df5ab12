"""Drift on a terminal: a table a class, the worst first, each row with what to do; then what was accepted or not compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from coupa_contract.drift.drift import Drift, DriftClass, DriftReport, Waiver
from coupa_contract.report.drift import words
from coupa_contract.report.indented import Indented
from coupa_contract.report.palette import DRIFT
from coupa_contract.report.text import counted, plain

_WIDE = 110  # columns from which what to do has a column of its own
_SHOWN = {DriftClass.BREAKING: 50, DriftClass.RISKY: 30, DriftClass.ADDITIVE: 20, DriftClass.UNSEEN: 10}
_NOTES = 12


def drift_sections(report: DriftReport, prefix: str = "") -> Iterator[RenderableType]:
    """The tables of a comparison, each below a line that names its class; `prefix` says what it is among other things."""
    for each in DriftClass:
        drifts = [drift for drift in report.drifts if drift.drift_class is each]
        if drifts:
            yield from _section(Text.assemble((_title(prefix, each.value), DRIFT[each]), f"  {len(drifts):,}, {words.MEANINGS[each]}"))
            yield Indented(_Rows(report, drifts[: _SHOWN[each]]))
            yield from _more(len(drifts) - _SHOWN[each])
    if report.accepted:
        yield from _section(Text.assemble((_title(prefix, "accepted"), "bold green"), f"  {len(report.accepted):,}, fails nothing"))
        yield Indented(_waivers([(drift, waiver, "") for drift, waiver in report.accepted]))
    over = [(_drift_of(report, each), each, "expired, counts again") for each in report.expired]
    over += [(None, each, "did not occur, can go") for each in report.stale]
    if over:
        yield from _section(Text.assemble((_title(prefix, "no longer accepted"), "bold magenta"), f"  {len(over):,}"))
        yield Indented(_waivers(over))
    if report.notes:
        yield from _section(Text("Good to know", style="bold"))
        yield from (Indented(Text(f"· {plain(note)}")) for note in report.notes[:_NOTES])
        yield from _more(len(report.notes) - _NOTES)


def drift_screen(report: DriftReport, closing: Text) -> RenderableType:
    """A whole report: what was compared with what, the tables, and the sentence that closes it."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    seen = f", {counted(report.interactions, 'interaction')}" if report.interactions else ""
    seen += f" of {counted(report.operations, 'operation')}" if report.interactions and report.operations else ""
    facts.add_row("observed", Text.assemble((plain(report.new), "bold"), seen))
    facts.add_row("against", Text(plain(report.old), style="bold"))
    if report.since:
        new = sum(not drift.since for drift in report.drifts)
        facts.add_row("since", f"{plain(report.since)}: {new:,} of {counted(len(report.drifts), 'drift')} are new")
    return Group(*_section(Text("Drift", style="bold")), Indented(facts), *drift_sections(report), Text(), Indented(closing, 0))


def _title(prefix: str, words: str) -> str:
    return f"{prefix}{words}" if prefix else words.capitalize()


def _section(title: Text) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(title, align="left", style="dim")


def _more(count: int) -> Iterator[RenderableType]:
    if count > 0:
        yield Indented(Text(f"and {count:,} more (--format json has them all)", style="bold"))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The drifts of one class; what to do stands beside what changed where the terminal is wide, and below it where it is not."""

    report: DriftReport
    drifts: Sequence[Drift]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        wide = options.max_width >= _WIDE
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=wide)
        table.add_column("id", no_wrap=True)
        table.add_column("what changed", overflow="fold", ratio=3)
        if wide:
            table.add_column("what to do", overflow="fold", ratio=2)
        for number, drift in enumerate(self.drifts):
            if number:
                table.add_row()
            row: list[RenderableType] = [Text(drift.fingerprint, style=DRIFT[drift.drift_class])]
            row.append(Group(Text(plain(drift.message, 600), style="bold"), self._details(drift, wide=wide)))
            table.add_row(*row, *[Text(plain(drift.fix, 600))] * wide)
        yield table

    def _details(self, drift: Drift, *, wide: bool) -> Table:
        details = Table.grid(padding=(0, 2, 0, 0))
        details.add_column(style="dim", no_wrap=True)
        details.add_column(overflow="fold")
        shown, more = words.places(drift)
        rows = [
            ("change", words.change(drift), ""),
            ("where", ", ".join(shown) + (f" and {more:,} more" if more > 0 else ""), "cyan"),
            ("seen", ", ".join(part for part in (words.counts(drift.backing), words.sightings(drift.backing)) if part), ""),
            ("since", words.since(drift, self.report), ""),
            ("sure", words.assurance(drift.doubt), ""),
            ("edit", words.no_edit(drift), ""),
            ("do", "" if wide else drift.fix, "green"),
            ("rule", drift.rule, "dim"),
        ]
        for label, text, style in rows:
            if text:
                details.add_row(label, Text(plain(text, 800), style=style))
        return details


def _drift_of(report: DriftReport, waiver: Waiver) -> Drift | None:
    return next((drift for drift in report.drifts if drift.fingerprint == waiver.fingerprint), None)


def _waivers(entries: Sequence[tuple[Drift | None, Waiver, str]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for drift, waiver, end in entries:
        what = drift.message if drift else waiver.summary or waiver.rule
        until = f"until {waiver.until}" if waiver.until else "without an end"
        dates = ", ".join(part for part in [end, f"accepted {waiver.accepted}" if waiver.accepted else "", until] if part)
        told = Text.assemble(plain(what, 600), *(["\n"] if what else []), (plain(waiver.reason, 600), "italic"), f"  ({plain(dates)})")
        style = DRIFT[drift.drift_class] if drift else "dim"
        table.add_row(Text.assemble((plain(waiver.fingerprint), style), f"\n{drift.drift_class.value}" if drift else ""), told)
    return table
