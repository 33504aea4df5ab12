"""Writes that must do nothing, several on one invoice: looked at once, and one by one only when something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from coupa_contract.checks.access import refused_write_changes_nothing
from coupa_contract.contract import Contract
from coupa_contract.model import Finding, Interaction, Outcome
from coupa_contract.runner.api import Api, Row

Attempt: TypeAlias = Callable[[int, Row], Interaction]  # takes the id of an invoice, and what it was before
# Judges an attempt by what the invoice was before it, and by a show of it afterwards.
Judge: TypeAlias = Callable[[Interaction, Row, Interaction, Contract], Iterator[Outcome]]


def refused_attempts_change_nothing(api: Api, statuses: Sequence[str], attempts: Sequence[Attempt], *, acting: bool = False) -> None:
    """Judges that an invoice is as it was after attempts that were refused; a change is traced to one of them, on other invoices."""
    attempts_change_nothing(api, statuses, attempts, refused_write_changes_nothing, acting=acting)


def attempts_change_nothing(api: Api, statuses: Sequence[str], attempts: Sequence[Attempt], judge: Judge, *, acting: bool = False) -> None:
    """Judges an invoice after attempts that should have done nothing; a change is traced to one of them, on other invoices."""
    changed: set[int] = set()

    def changes(some: Sequence[Attempt]) -> bool:
        """Whether an invoice that was not `changed` before is now, and not yet known by which of the attempts."""
        before = api.subject(*statuses, acting=acting, where=lambda row: row.get("id") not in changed, having="that nothing was tried on")
        identifier = int(str(before["id"]))
        answers = [attempt(identifier, before) for attempt in some]
        shown = api.show(identifier)
        outcomes = [list(judge(each, before, shown, api.contract)) for each in answers]
        found = any(isinstance(outcome, Finding) for each in outcomes for outcome in each)
        if found:
            changed.add(identifier)
        if not found or len(some) == 1:
            for answer, each in zip(answers, outcomes, strict=True):
                api.judge(each, answer, shown)
        return found and len(some) > 1

    if changes(attempts):
        for attempt in attempts:
            changes([attempt])
