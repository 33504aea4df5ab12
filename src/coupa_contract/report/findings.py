"""The worst findings, each with what was expected, what was seen, and the requests that show it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from coupa_contract.model import Finding, Level
from coupa_contract.report.indented import Indented
from coupa_contract.report.palette import LEVELS
from coupa_contract.report.run import Run
from coupa_contract.report.steps import step_table
from coupa_contract.report.text import counted, plain
from coupa_contract.runner.events import FindingSeen

_SHOWN = 10
_CURL_LINES = 12  # the last ones: the request that shows it, and what led to it
_CURL_LENGTH = 2000


def findings(run: Run, output: str = "") -> Iterator[RenderableType]:
    """The ten worst findings, and where the rest is."""
    per_level = run.findings_per_level
    yield Text(", ".join(f"{per_level[level]:,} {level.value}" for level in Level if per_level[level]))
    for seen in run.findings[:_SHOWN]:
        yield Text()
        yield _headline(seen)
        yield Indented(_body(seen))
        if steps := seen.finding.evidence.steps:
            yield from (Text(), Indented(step_table(steps)), Text())
        yield from map(Indented, _curl(seen.finding, output))
    if (more := len(run.findings) - _SHOWN) > 0:
        where = f"in {plain(output)}" if output else "(--output FILE keeps them all)"
        yield Text()
        yield Text(f"and {more:,} more {where}", style="bold")


def _headline(seen: FindingSeen) -> Text:
    finding = seen.finding
    times = (f"  {finding.count:,} times", "dim") if finding.count > 1 else ""
    return Text.assemble((f"{seen.level.value:<6}  ", LEVELS[seen.level]), (plain(finding.requirement), "bold"), times)


def _body(seen: FindingSeen) -> Table:
    finding = seen.finding
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    pointer = finding.evidence.pointer or finding.pointer
    table.add_row("at", Text.assemble(plain(finding.operation), (f"  {plain(pointer)}" if pointer else "", "cyan")))
    if seen.sentence:
        table.add_row("rule", Text(plain(seen.sentence)))
    table.add_row("expected", Text(plain(finding.expected), style="green"))
    table.add_row("seen", Text(plain(finding.seen), style="red"))
    if finding.evidence.recurred is False:
        table.add_row("but", Text("it did not recur when it was tried again; this is its first evidence", style="yellow"))
    return table


def _curl(finding: Finding, output: str) -> Iterator[Text]:
    """The requests, one line each and never wrapped, so that they can be copied."""
    lines = finding.evidence.curl
    if (before := len(lines) - _CURL_LINES) > 0:
        where = f"in {plain(output)}" if output else "--output FILE keeps them"
        yield Text(f"after {counted(before, 'earlier request')} ({where}):", style="dim")
    for line in lines[-_CURL_LINES:]:
        if len(line) > _CURL_LENGTH or "\n" in line:  # indented, a line break inside quotes would send something else
            where = f"it is in {plain(output)}" if output else "--output FILE keeps it"
            yield Text(f"(a curl command of {len(line):,} characters: {where})", style="dim")
        else:
            yield Text(plain(line, _CURL_LENGTH), no_wrap=True, overflow="ignore")
