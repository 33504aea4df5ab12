"""Asks lists whether they have caught up with a write, before anything is blamed: a second is no fault."""

from __future__ import annotations

from coupa_contract.checks.commands import seen_by_conditions
from coupa_contract.model import Condition
from coupa_contract.runner.api import Api

_PATIENCE_S = (0.0, 0.3, 1.2)  # waited before each time of asking


def follow(api: Api, requirement: str, invoice: int, condition: Condition, *, found: bool) -> None:
    """Judges whether a condition finds an invoice, together with its id; asks again while the list says otherwise."""
    own = Condition("id", "", str(invoice), "integer")
    seen = not found
    for patience_s in _PATIENCE_S:
        if patience_s:
            api.pause(patience_s)
        position = len(api.interactions)
        rows = api.rows(condition, own)
        api.witness(all(row.get("id") == invoice for row in rows), "the list by id held other invoices as well")
        seen = bool(rows)
        if seen is found:
            break
    api.judge(seen_by_conditions(requirement, "=".join(condition.pair), found, seen), *api.interactions[position:])
