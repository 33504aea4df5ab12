"""Runs a scenario again before it blames a target on which somebody else works: what it saw before and after may be their doing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from coupa_contract.model import Condition
from coupa_contract.runner.api import Lacking
from coupa_contract.runner.seam import Scenario

if TYPE_CHECKING:
    from coupa_contract.contract import Contract
    from coupa_contract.runner.api import Api

AREAS = frozenset({"update", "lifecycle", "safety"})  # judged by an invoice before and after
_BESIDES = frozenset({"access-undocumented-verb-does-not-act", "access-write-has-no-other-verb"})  # and so are these
_AGAIN = 2  # times that a finding has to come back
_WATCHED_S = 1.3  # longer than the resolution of any `updated-at`
_ROWS = 50


def beyond_doubt(api: Api, scenario: Scenario, known: Collection[tuple[str, str, str]], attempt: Callable[[], None]) -> None:
    """Keeps what a scenario found by before and after if nobody else changes the target, or if it comes back each time.

    `known`: causes that are beyond doubt already. `attempt` runs the property once more, with another invoice where there is one.
    """
    contract = api.contract
    doubtful = {cause for cause in scenario.causes if _doubted(cause, contract)} - set(known)
    if not doubtful or not others_at_work(api):
        return
    gone: set[tuple[str, str, str]] = set()
    for _ in range(_AGAIN):
        before, scenario.findings = scenario.findings, []
        scenario.lacking = ""
        attempt()
        gone |= doubtful - scenario.causes
        doubtful -= gone
        # What came up in a repetition only was not repeated itself.
        scenario.findings = before + [each for each in scenario.findings if each.cause in doubtful or not _doubted(each.cause, contract)]
        if not doubtful:
            break
    if gone:
        scenario.findings = [each for each in scenario.findings if each.cause not in gone]
        unsure = {requirement for requirement, _, _ in gone}
        scenario.witnesses = [each for each in scenario.witnesses if each.requirement not in unsure]
        scenario.lacking = "somebody else changed invoices of the target meanwhile, and what was seen did not come back"


def _doubted(cause: tuple[str, str, str], contract: Contract) -> bool:
    return contract.requirements[cause[0]].area in AREAS or cause[0] in _BESIDES


def others_at_work(api: Api) -> bool:
    """Whether invoices change while this run, which writes one scenario at a time, waits; False when the target does not tell."""
    since = _date_of_last_answer(api)
    if not since:
        return False
    try:
        first = _newest(api, since)
        api.pause(_WATCHED_S)
        return bool(_newest(api, since) - first)
    except Lacking:
        return False


def _newest(api: Api, since: str) -> set[tuple[str, str]]:
    rows = api.rows(Condition("updated_at", "gt_or_eq", since, "timestamp"), limit=_ROWS)
    return {(str(row.get("id")), str(row.get("updated-at"))) for row in rows}


def _date_of_last_answer(api: Api) -> str:
    """The clock of the target, by the Date header (RFC 9110, section 6.6.1) of what it answered last; empty when it sends none."""
    for interaction in reversed(api.interactions):
        if interaction.response is not None and (date := interaction.response.header("Date")):
            try:
                return parsedate_to_datetime(date).isoformat()
            except ValueError:
                return ""
    return ""
