"""Strategies for what properties ask beside conditions: invoices that were seen, sizes, words."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coupa_contract.contract.precision import as_decimal
from coupa_contract.model import Json
from coupa_contract.runner.api import Row
from coupa_contract.runner.seam import Draw, Planned
from coupa_contract.runner.seen import seen_rows
from coupa_contract.runner.setting import Setting


def rows(setting: Setting) -> SearchStrategy[int]:
    """Ids of invoices that were seen. Raises Lacking when there were none."""
    return st.sampled_from([identifier for row in seen_rows(setting) if isinstance(identifier := row["id"], int)])


def sizes(low: int, high: int) -> Draw:
    """Whole numbers, the edges more often than not."""

    def draw(_: Setting) -> SearchStrategy[int]:
        return st.one_of(st.sampled_from([low, high]), st.integers(low, high))

    return draw


def one_of(*values: Any) -> Draw:
    """Each of these in turn; the run's seed says which is the first."""

    def draw(setting: Setting) -> Planned:
        first = setting.plan.seed % len(values)
        return Planned((*values[first:], *values[:first]))

    return draw


def in_order(*values: Any) -> Draw:
    """Each of these in turn, always from the first on: those come first that find the most."""

    def draw(_: Setting) -> Planned:
        return Planned(values)

    return draw


def telling_rows(setting: Setting) -> Planned:
    """Ids of invoices that were seen, those first that have what none before them had: another status, another member. Raises Lacking."""
    left = {identifier: _features(row) for row in seen_rows(setting) if isinstance(identifier := row["id"], int)}
    order, known = list(left), set[str]()
    random.Random(f"{setting.plan.seed}:invoices").shuffle(order)  # noqa: S311 - a plan is no secret
    planned: list[int] = []
    while order:
        best = max(order, key=lambda identifier: len(left[identifier] - known))
        if left[best] <= known:
            break
        known |= left[best]
        planned.append(best)
        order.remove(best)
    return Planned((*planned, *order))


def listed_rows(setting: Setting) -> Planned:
    """The same without those that a tenant hides until their status is asked for. Raises Lacking."""
    return Planned(tuple(each for each in telling_rows(setting).values if each in setting.look.openly))


def _fine(value: Json) -> bool:
    """Whether a number has more than two digits after its point, of which rounding would lose some."""
    number = as_decimal(value)
    return number is not None and int(number.normalize().as_tuple().exponent) < -2


def _features(row: Row) -> frozenset[str]:
    """What an invoice has that another one may lack."""
    lines = row.get("invoice-lines")
    having = {name for name, value in row.items() if value not in (None, "", [], {})}
    return frozenset(
        {
            *having,
            *(f"{name} to more than a cent" for name in having if _fine(row[name])),
            f"status {row.get('status')}",
            f"type {row.get('document-type')}",
            f"lines {min(len(lines), 3) if isinstance(lines, list) else '-'}",
        }
    )
