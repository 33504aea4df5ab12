"""The one screen at the end of a run: what was judged, what was found, what was not examined, how to see it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from coupa_contract.report.closing import closing
from coupa_contract.report.drift.records import report_of
from coupa_contract.report.drift.table import drift_sections
from coupa_contract.report.effort import more
from coupa_contract.report.findings import findings
from coupa_contract.report.indented import Indented
from coupa_contract.report.run import Run
from coupa_contract.report.text import counted, duration, plain
from coupa_contract.report.unexamined import unexamined
from coupa_contract.report.verdicts import verdict_table
from coupa_contract.runner.events import DialectChoice, LeftKind, RunHeader

_DRIFT_SHOWN = 4
_NOTICES_SHOWN = 5
_CREATED_SHOWN = 12

_CHOICES = {
    DialectChoice.ASKED: "as asked",
    DialectChoice.RECOGNISED: "recognised by the first answers",
    DialectChoice.IN_DOUBT: "the first answers left it in doubt, so judged as published",
}


def screen(run: Run, output: str = "") -> RenderableType:
    """The end screen of a run; `output` names the file that holds all of it, when there is one.

    Print it with `crop=False`: a curl line is one line, however long, so that it can be copied.
    """
    return Group(*_sections(run, output))


def _sections(run: Run, output: str) -> Iterator[RenderableType]:
    version = run.header.tool_version if run.header else ""
    yield from _section(f"coupa-contract {version}".strip(), _facts(run))
    if run.verdicts:
        yield from _section("Verdicts", verdict_table(run))
    if run.findings:
        yield from _section("Findings", *findings(run, output))
    if run.drifts or run.waivers:
        yield from drift_sections(replace(report_of(run), notes=()), "Drift: ")
    if groups := list(unexamined(run)):
        yield from _section("Not examined", *groups)
    if run.drift and not run.drifts:  # which tell the same and more
        yield from _section("Additive drift", _drift(run))
    if run.left_behind:
        yield from _section("Left behind", *_left_behind(run))
    if run.notices:
        yield from _section("Good to know", *_notices(run, output))
    if run.header and run.header.command:
        yield from _section("To see it again", Text(run.header.command, no_wrap=True, overflow="ignore"))
    if run.footer and run.footer.more:
        yield from _section("To see more", Text(more(run.footer.more)))
    yield Text()
    yield Indented(closing(run), 0)


def _section(title: str, *content: RenderableType) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(title, style="bold"), align="left", style="dim")
    for each in content:
        yield Indented(each)


def _facts(run: Run) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    if run.header is None:
        table.add_row("target", Text("nobody knows: the run ended before it began"))
        return table
    header = run.header
    table.add_row("target", Text(plain(_target(header)), style="bold"))
    table.add_row("dialect", f"{header.dialect}, {_CHOICES[header.dialect_chosen]}")
    table.add_row("allowed", ", ".join(header.permissions) or "reads")
    if not header.replayed:
        table.add_row("drawn", f"effort {header.effort}, seed {header.seed}, {counted(header.workers, 'worker')}")
    if run.footer:
        what = ("judged", "recorded interaction") if header.replayed else ("sent", "request")
        table.add_row(what[0], f"{counted(run.footer.requests, what[1])} in {duration(run.footer.elapsed_s)}")
    return table


def _target(header: RunHeader) -> str:
    if header.replayed:
        return header.target
    return header.target if header.origin in header.target or not header.origin else f"{header.target} ({header.origin})"


def _drift(run: Run) -> Text:
    places = [f"{seen.undocumented.operation} {seen.undocumented.pointer} ({seen.undocumented.seen})" for seen in run.drift]
    more = len(places) - _DRIFT_SHOWN
    shown = ", ".join(plain(place, 100) for place in places[:_DRIFT_SHOWN])
    return Text.assemble(
        f"{counted(len(places), 'member')} that the document does not know (no finding): ",
        (shown, "cyan"),
        f" and {more:,} more" if more > 0 else "",
    )


def _left_behind(run: Run) -> Iterator[RenderableType]:
    created = [left for left in run.left_behind if left.kind is LeftKind.CREATED]
    for left in run.left_behind:
        if left.kind is LeftKind.NOT_RESTORED:  # all of them, in full: somebody has to put these back by hand
            detail = f": {plain(left.detail)}" if left.detail else ""
            yield Text.assemble(("not restored ", "bold red"), f"invoice {plain(left.invoice)}{detail}")
            if left.old_values:
                yield Text(f"  held {plain(left.old_values, 40_000)}")
    if created:
        ids = ", ".join(plain(left.invoice, 40) for left in created[:_CREATED_SHOWN])
        more = len(created) - _CREATED_SHOWN
        yield Text.assemble(
            ("created ", "bold yellow"), f"{counted(len(created), 'invoice')}: {ids}", f" and {more:,} more" if more > 0 else ""
        )
        if detail := next((left.detail for left in created if left.detail), ""):
            yield Text(f"  {plain(detail)}", style="dim")


def _notices(run: Run, output: str) -> Iterator[RenderableType]:
    for notice in run.notices[:_NOTICES_SHOWN]:
        yield Text(f"· {plain(notice.text)}")
    if (more := len(run.notices) - _NOTICES_SHOWN) > 0:
        yield Text(f"and {more:,} more{f' in {plain(output)}' if output else ''}", style="dim")
