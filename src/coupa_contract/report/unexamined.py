"""What a run could not examine, grouped by why."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from coupa_contract.model import VerdictKind
from coupa_contract.report.palette import VERDICTS
from coupa_contract.report.run import Run
from coupa_contract.report.text import plain

_KINDS = (VerdictKind.ERROR, VerdictKind.VACUOUS, VerdictKind.UNRECORDED, VerdictKind.SKIP)
_GROUPS_SHOWN = 8
_IDS_SHOWN = 4


def unexamined(run: Run) -> Iterator[RenderableType]:
    """One table: verdict, count, reason, the first few requirements. Nothing when everything was examined."""
    groups: dict[tuple[VerdictKind, str], list[str]] = {}
    for kind in _KINDS:
        for given in run.verdicts_of(kind):
            groups.setdefault((kind, _shared(given.verdict.reason)), []).append(given.verdict.requirement)
    if not groups:
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    ranked = sorted(groups.items(), key=lambda group: (_KINDS.index(group[0][0]), -len(group[1])))
    for (kind, reason), ids in ranked[:_GROUPS_SHOWN]:
        table.add_row(Text(kind.value, style=VERDICTS[kind]), f"{len(ids):,}", Text.assemble(plain(reason), (_few(ids), "dim")))
    yield table
    if (more := sum(len(ids) for _, ids in ranked[_GROUPS_SHOWN:])) > 0:
        yield Text(f"and {more:,} more requirements for other reasons", style="dim")


def _shared(reason: str) -> str:
    """What several requirements have in common; why each cannot be tested is told by the catalogue, once for all runs."""
    if reason.startswith("untestable:"):
        return "untestable (coupa-contract requirements says why)"
    return reason or "no reason was given"


def _few(ids: list[str]) -> str:
    more = f" and {len(ids) - _IDS_SHOWN:,} more" if len(ids) > _IDS_SHOWN else ""
    return f"\n{', '.join(plain(each, 80) for each in ids[:_IDS_SHOWN])}{more}"
