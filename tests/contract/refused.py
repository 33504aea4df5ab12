"""Writes that must be refused, several on one invoice: looked at once, and one by one only when something changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from coupa_contract.checks.access import refused_write_changes_nothing
from coupa_contract.model import Finding, Interaction
from coupa_contract.runner.api import Api, Row

Attempt: TypeAlias = Callable[[int, Row], Interaction]  # takes the id of an invoice, and what it was before


def refused_attempts_change_nothing(api: Api, statuses: Sequence[str], attempts: Sequence[Attempt], *, acting: bool = False) -> None:
    """Judges that an invoice is as it was after attempts that were refused; a change is traced to one of them, on other invoices."""
    changed: set[int] = set()
    if _changes(api, statuses, attempts, acting, changed):
        for attempt in attempts:
            _changes(api, statuses, [attempt], acting, changed)


def _changes(api: Api, statuses: Sequence[str], attempts: Sequence[Attempt], acting: bool, changed: set[int]) -> bool:
    """Whether an invoice that was not `changed` before is now, and not yet known by which of the attempts."""
    before = api.subject(*statuses, acting=acting, where=lambda row: row.get("id") not in changed, having="that nothing was tried on")
    identifier = int(str(before["id"]))
    answers = [attempt(identifier, before) for attempt in attempts]
    shown = api.show(identifier)
    outcomes = [list(refused_write_changes_nothing(each, before, shown, api.contract)) for each in answers]
    found = any(isinstance(outcome, Finding) for each in outcomes for outcome in each)
    if found:
        changed.add(identifier)
    if not found or len(attempts) == 1:
        for answer, each in zip(answers, outcomes, strict=True):
            api.judge(each, answer, shown)
    return found and len(attempts) > 1
