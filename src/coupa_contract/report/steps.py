"""A finding's steps as a table of calls: what was sent one after the other, how it was answered, and what became of the invoice."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from coupa_contract.model import Step
from coupa_contract.report.text import plain

_LONGEST = 60  # characters of a call


def step_table(steps: Sequence[Step]) -> Table:
    """A row for each step; the status only where some answer told it."""
    told = any(step.before or step.after for step in steps)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("step", justify="right", no_wrap=True)
    table.add_column("call", no_wrap=True)
    table.add_column("answer", no_wrap=True)
    if told:
        table.add_column("status")
    for number, step in enumerate(steps, start=1):
        answered = Text(str(step.answered)) if step.answered else Text("none", style="dim")
        table.add_row(str(number), Text(plain(step.call, _LONGEST)), answered, *([_status(step)] if told else []))
    return table


def _status(step: Step) -> Text:
    before, after = plain(step.before), plain(step.after)
    if not after:
        return Text(f"{before} → ?" if before else "", style="dim")
    if before == after:
        return Text(f"stays {after}")
    return Text.assemble(f"{before or '?'} → ", (after, "bold"))
