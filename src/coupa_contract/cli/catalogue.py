"""The command `requirements`: the catalogue as a table, as JSON or as Markdown."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from coupa_contract.cli.options import AREAS, nearest
from coupa_contract.cli.printing import printed, written
from coupa_contract.contract import load_contract
from coupa_contract.errors import UsageError
from coupa_contract.model import Requirement
from coupa_contract.report.indented import Indented


def print_requirements(areas: Sequence[str], form: str) -> None:
    """The requirements of these areas (none: all), in the catalogue's order. Raises UsageError for an unknown area."""
    for area in areas:
        if area not in AREAS:
            raise UsageError(f"there is no area {area}; {nearest(area, AREAS)}")
    chosen = [each for each in load_contract().requirements.values() if not areas or each.area in areas]
    if form == "json":
        written(json.dumps([dataclasses.asdict(each) for each in chosen], indent=2, ensure_ascii=False) + "\n")
    elif form == "markdown":
        written("\n".join(_markdown(chosen)) + "\n")
    else:
        _print_table(chosen)


def _markdown(requirements: Sequence[Requirement]) -> Iterator[str]:
    for number, (area, group) in enumerate(groupby(requirements, key=lambda each: each.area)):
        yield from [*([""] if number else []), f"## {area}", "", "| id | level | requirement |", "|---|---|---|"]
        for each in group:
            yield f"| `{each.id}` | {each.level} | {_cell(each.sentence)}{_note(each)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _note(requirement: Requirement) -> str:
    notes = [f"only {' and '.join(requirement.dialects)}"] if requirement.dialects else []
    notes += [f"untestable: {_cell(requirement.untestable)}"] if requirement.untestable else []
    notes += [f"beside others: {_cell(requirement.beside)}"] if requirement.beside else []
    return f" *({'; '.join(notes)})*" if notes else ""


def _print_table(requirements: Sequence[Requirement]) -> None:
    from rich.table import Table
    from rich.text import Text

    from coupa_contract.report.palette import LEVELS

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_footer=False)
    table.add_column("level", no_wrap=True)
    table.add_column("requirement", overflow="fold")
    for each in requirements:
        told = Text.assemble((each.id, "bold"), "\n", " ".join(each.sentence.split()), (_note(each).replace("*", ""), "dim"))
        table.add_row(Text(each.level, style=LEVELS[each.level]), told)
    printed(Indented(table, 0))
