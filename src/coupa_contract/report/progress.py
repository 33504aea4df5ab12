"""How far a run is, on a terminal; nothing at all in CI or when standard error is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column

from coupa_contract.report.run import Gathering
from coupa_contract.report.text import counted, plain
from coupa_contract.runner.events import Event, RunHeader
from coupa_contract.runner.events import Progress as Step


def wants_progress(console: Console, environ: Mapping[str, str]) -> bool:
    """Whether somebody is watching: an interactive terminal, and no CI."""
    return console.is_terminal and not console.is_dumb_terminal and environ.get("CI", "").lower() in {"", "0", "false"}


@contextmanager
def progress_shown(console: Console, environ: Mapping[str, str], gathering: Gathering) -> Iterator[Callable[[Event], None]]:
    """A listener that keeps one line up to date while the context lasts, and leaves none behind."""
    if not wants_progress(console, environ):
        yield lambda _event: None
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1)),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[counts]}", markup=False, table_column=Column(no_wrap=True)),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        refresh_per_second=5,
        expand=True,
    ) as progress:
        task = progress.add_task("starting", total=None, counts="")

        def listen(event: Event) -> None:
            if isinstance(event, RunHeader):
                progress.update(task, description=f"judging {plain(event.target, 80)}")
            elif isinstance(event, Step):
                done = f"{event.done}/{event.total}  " if event.total else ""
                counts = f"{done}{counted(event.requests, 'request')}  {counted(gathering.causes, 'finding')}"
                progress.update(task, completed=event.done, total=event.total or None, counts=counts)
                if event.doing:
                    progress.update(task, description=plain(event.doing, 80))

        yield listen
