"""What more effort would add, in one sentence."""

from __future__ import annotations

from coupa_contract.report.text import counted, duration, plain
from coupa_contract.runner.events import MoreEffort

_AREAS = 3  # those that gain the most


def more(further: MoreEffort) -> str:
    """How many scenarios, of which areas, in how many requests, and how long that would take."""
    areas = ", ".join(f"{plain(each.area, 40)} {each.then:,} instead of {each.now:,}" for each in further.areas[:_AREAS])
    others = ", …" if len(further.areas) > _AREAS else ""
    where = f" ({areas}{others})" if len(further.areas) > 1 else ""
    return (
        f"--effort {plain(further.effort, 40)} would run {counted(further.then, 'scenario')} instead of {further.now:,}{where}: "
        f"about {counted(_roughly(further.requests), 'request')}, {duration(_roughly(further.elapsed_s))} at this pace."
    )


def _roughly(amount: float) -> int:
    """An estimate with two digits that mean something.

    >>> _roughly(1378), _roughly(41.6), _roughly(3.2)
    (1400, 42, 3)
    """
    return int(round(amount, min(0, 2 - len(str(int(amount))))))
