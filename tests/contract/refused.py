"""Writes that must be refused, several on one invoice: looked at once, and one by one only when something changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from coupa_contract.checks.access import refused_write_changes_nothing
from coupa_contract.model import Finding, Interaction
from coupa_contract.runner.api import Api, Row

Attempt: TypeAlias = Callable[[int, Row], Interaction]  # takes the id of an invoice, and what it was before


def refused_attempts_change_nothing(api: Api, statuses: Sequence[str], attempts: Sequence[Attempt], *, acting: bool = False) -> None:
    """Judges that an invoice is as it was after attempts that were refused; a change is traced to one of them, on another invoice."""
    if _changed(api, statuses, attempts, acting):
        for attempt in attempts:
            _changed(api, statuses, [attempt], acting)


def _changed(api: Api, statuses: Sequence[str], attempts: Sequence[Attempt], acting: bool) -> bool:
    before = api.subject(*statuses, acting=acting)
    identifier = int(str(before["id"]))
    answers = [attempt(identifier, before) for attempt in attempts]
    shown = api.show(identifier)
    outcomes = [list(refused_write_changes_nothing(each, before, shown, api.contract)) for each in answers]
    changed = any(isinstance(outcome, Finding) for each in outcomes for outcome in each)
    if not changed or len(attempts) == 1:
        for answer, each in zip(answers, outcomes, strict=True):
            api.judge(each, answer, shown)
    return changed and len(attempts) > 1
