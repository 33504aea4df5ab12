"""The verdicts as one compact table: a row an area, a column a verdict."""

from __future__ import annotations

from collections import Counter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coupa_contract.model import VerdictKind
from coupa_contract.report.palette import VERDICTS
from coupa_contract.report.run import Run

_ALWAYS = (VerdictKind.PASS, VerdictKind.FAIL, VerdictKind.VACUOUS, VerdictKind.SKIP, VerdictKind.ERROR)


def verdict_table(run: Run) -> RenderableType:
    """Counts per area, in the order in which the areas came; `unrecorded` has a column only where it occurs."""
    counts: dict[str, Counter[VerdictKind]] = {}
    for given in run.verdicts:
        counts.setdefault(given.area, Counter())[given.verdict.kind] += 1
    total = sum(counts.values(), Counter[VerdictKind]())
    kinds = [*_ALWAYS, *([VerdictKind.UNRECORDED] if total[VerdictKind.UNRECORDED] else [])]

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_footer=len(counts) > 1)
    table.add_column("area", footer=Text("all", style="dim"), no_wrap=True)
    for kind in kinds:
        table.add_column(kind.value, footer=_count(total, kind), justify="right")
    for area, row in counts.items():
        table.add_row(area, *(_count(row, kind) for kind in kinds))
    return Group(table, Text(), _examined(run, total))


def _count(counts: Counter[VerdictKind], kind: VerdictKind) -> Text:
    return Text(f"{counts[kind]:,}", style=VERDICTS[kind]) if counts[kind] else Text("·", style="dim")


def _examined(run: Run, total: Counter[VerdictKind]) -> Text:
    examined = total[VerdictKind.PASS] + total[VerdictKind.FAIL]
    known = max(run.header.requirement_count if run.header else 0, len(run.verdicts))
    return Text(f"{examined:,} of {known:,} requirements were examined.")
