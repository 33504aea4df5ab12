"""`cassettes list`: what recordings are here, how old they are, and what they cover."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coupa_contract.cassette.reading import open_recording
from coupa_contract.cli.cassettes.places import folders
from coupa_contract.cli.cassettes.summary import Summary, age_days, age_text, moment_text, size_text, summary
from coupa_contract.cli.printing import complained, printed, written
from coupa_contract.errors import RecordingError
from coupa_contract.report.indented import Indented
from coupa_contract.report.text import counted, plain

_SEPARATOR = " · "


def print_list(paths: Sequence[Path], form: str) -> int:
    """Every recording that can be read, then the sentences about the others: then the exit code is 2. Raises RecordingError without any."""
    found: list[Summary] = []
    problems: list[str] = []
    for folder in folders(paths):
        try:
            found.append(summary(open_recording(folder)))
        except RecordingError as error:
            problems.append(str(error))
    now = datetime.now(UTC)
    if form == "json":
        written(json.dumps([_record(each, now) for each in found], indent=2, ensure_ascii=False) + "\n")
    elif form == "markdown":
        written("\n".join(_markdown(found, now)) + "\n")
    else:
        for number, each in enumerate(found):
            printed(Group(*([Text()] if number else []), Text(plain(each.path), style="bold"), Indented(_facts(each, now))))
    for problem in problems:
        complained(problem)
    return 2 if problems else 0


def _record(each: Summary, now: datetime) -> dict[str, Any]:
    record = dataclasses.asdict(each)
    return record | {"recorded_at": each.newest.recorded_at, "age_days": age_days(each.newest.recorded_at, now)}


def _facts(each: Summary, now: datetime) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("target", _joined(_target(each)))
    table.add_row("recorded", _joined(_recorded(each, now)))
    table.add_row("holds", _joined(_held(each)))
    table.add_row("covers", _joined(_covered(each)))
    warnings = list(_warnings(each))
    if warnings:
        table.add_row("note", Text("; ".join(warnings), style="yellow"))
    return table


def _joined(parts: Iterator[str]) -> Text:
    return Text(_SEPARATOR.join(part for part in parts if part))


def _target(each: Summary) -> Iterator[str]:
    yield plain(each.target)
    yield f"{plain(each.newest.dialect)} ({plain(each.newest.dialect_chosen)})"
    yield f"values {'kept' if each.values == 'kept' else 'replaced by pseudonyms'}"


def _recorded(each: Summary, now: datetime) -> Iterator[str]:
    newest = each.newest
    age = age_text(newest.recorded_at, now)
    yield plain(moment_text(newest.recorded_at)) + (f", {age}" if age else "")
    yield f"effort {plain(newest.effort)}, seed {newest.seed}" if newest.effort else ""
    yield counted(len(each.sessions), "session") if len(each.sessions) > 1 else ""


def _held(each: Summary) -> Iterator[str]:
    yield counted(each.items, "item")
    yield counted(each.scenarios, "scenario")
    yield counted(each.interactions, "interaction")
    yield f"{size_text(each.size)} of {' and '.join(each.encodings)}" if each.encodings else ""


def _covered(each: Summary) -> Iterator[str]:
    cover = each.coverage
    yield f"{cover.operations} of {counted(cover.operations + len(cover.operations_lacking), 'operation')}"
    if cover.requirements:
        yield f"{cover.requirements} of {counted(cover.requirements + len(cover.requirements_lacking), 'requirement')}"


def _warnings(each: Summary) -> Iterator[str]:
    for session in each.sessions:
        if not session.complete:
            yield f"a session was cut off{f': {plain(session.stopped)}' if session.stopped else ''}"
    if each.withheld:
        yield f"{counted(each.withheld, 'scenario')} cannot be judged in the form in which they are written"


def _markdown(found: Sequence[Summary], now: datetime) -> Iterator[str]:
    yield "| recording | target | dialect | recorded | items | scenarios | interactions | size | operations | requirements |"
    yield "|---|---|---|---|--:|--:|--:|--:|--:|--:|"
    for each in found:
        cover, newest = each.coverage, each.newest
        cells = [f"`{each.path}`", each.target, newest.dialect, _joined(_recorded(each, now)).plain]
        cells += [f"{each.items:,}", f"{each.scenarios:,}", f"{each.interactions:,}", size_text(each.size)]
        cells += [f"{cover.operations} of {cover.operations + len(cover.operations_lacking)}"]
        cells += [f"{cover.requirements} of {cover.requirements + len(cover.requirements_lacking)}" if cover.requirements else ""]
        yield f"| {' | '.join(' '.join(plain(cell).split()).replace('|', chr(92) + '|') for cell in cells)} |"
