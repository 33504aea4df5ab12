"""Judges what any property reads by what the first look saw: no row is missing from a list, and no invoice tells something else.

So each answer is judged by every oracle that can use it, not only by the one that asked. Before anything is blamed it is read again, once
a scenario; an invoice that changed within the last minute, or since the look, is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from coupa_contract.checks.answers import asked, invoices, ordinary, rows
from coupa_contract.checks.conditions import read_condition
from coupa_contract.checks.consistency import list_agrees_with_show, reads_agree
from coupa_contract.checks.fields import dashed
from coupa_contract.checks.ordering import none_skipped
from coupa_contract.checks.projection import projected_values
from coupa_contract.checks.query import matching_row_is_returned
from coupa_contract.checks.values import instant, same_scalar, whole_number
from coupa_contract.contract import Contract
from coupa_contract.model import Case, Condition, Finding, Interaction, Json, Outcome
from coupa_contract.runner.setting import Look

Row = dict[str, Json]
Send = Callable[[Case], Interaction]
JudgeRow = Callable[[Row], Iterator[Outcome]]

_SETTLED = timedelta(minutes=1)  # longer than any resolution of `updated-at`, and than most clocks differ
_PAGING = {"limit", "offset", "order_by", "dir", "fields", "return_object"}


class Crossing:
    """One scenario's comparison of its answers with the first look."""

    def __init__(self, contract: Contract, look: Look, now: datetime, send: Send) -> None:
        self._contract = contract
        self._seen = {identifier: row for row in look.rows if isinstance(identifier := row["id"], int) and settled(row, now)}
        self._openly = look.openly
        self._page_size = look.page_size
        self._send = send
        self._spent: set[str] = set()

    def judge(self, answer: Interaction) -> Iterator[tuple[list[Outcome], list[Interaction]]]:
        """What can be said of a valid read, each with the interactions that it rests on."""
        if answer.case.operation not in {"listInvoices", "showInvoice"} or not ordinary(answer):
            return
        if (missing := self._missing(answer)) is not None:
            yield missing
        if (other := self._otherwise(answer)) is not None:
            yield other

    # Rows that are missing

    def _missing(self, answer: Interaction) -> tuple[list[Outcome], list[Interaction]] | None:
        found, conditions = rows(answer), self._conditions(answer.case)
        if found is None or conditions is None or answer.case.projected:
            return None  # whether a projection keeps the rows is asked of the same list without it
        outcomes: list[Outcome] = []
        for seen, judge in self._expected(answer, found, conditions):
            judged = list(judge(seen))
            if not any(isinstance(each, Finding) for each in judged):
                outcomes += judged
            elif "missing" not in self._spent:
                self._spent.add("missing")
                again = self._send(Case("showInvoice", (("id", str(seen["id"])),)))
                now = next((invoice for _, invoice in invoices(again)), {})
                if _unchanged(seen, now):
                    return list(judge(now)), [answer, again]
        return outcomes, [answer]

    def _conditions(self, case: Case) -> list[Condition] | None:
        """The conditions of a list; None when it has a parameter of which nobody can tell what it does to the rows."""
        names = [dashed(name) for name, _ in case.query]
        if len(set(names)) < len(names):
            return None
        conditions = [read_condition(name, value, self._contract) for name, value in case.query if name not in _PAGING]
        return None if None in conditions else [each for each in conditions if each is not None]

    def _expected(self, answer: Interaction, found: Sequence[Row], conditions: list[Condition]) -> list[tuple[Row, JudgeRow]]:
        """The seen invoices that this page may have to hold, and what says whether it does."""

        def meets(row: Row) -> Iterator[Outcome]:
            return matching_row_is_returned(row, conditions, found)

        def precedes(row: Row) -> Iterator[Outcome]:
            return none_skipped(row, conditions, found, by, direction)

        by_status = any(each.attribute == "status" for each in conditions)
        seen = [row for identifier, row in self._seen.items() if by_status or identifier in self._openly]
        ids = [identifier for row in found if isinstance(identifier := row.get("id"), int)]
        limit = whole_number(asked(answer, "limit") or "")
        if limit is None or len(ids) < len(found) or (asked(answer, "offset") or "0") != "0":
            return []
        if len(found) < min(limit, self._page_size):
            return [(row, meets) for row in seen]
        by, direction = asked(answer, "order_by") or "", asked(answer, "dir") or "asc"
        if not by or not ids or direction not in {"asc", "desc"}:
            return []  # a full page in no order: which rows it should hold cannot be told
        if by != "id":
            return [(row, precedes) for row in seen]
        if ids != sorted(ids, reverse=direction == "desc"):
            return []
        return [(row, meets) for row in seen if (row["id"] >= ids[-1] if direction == "desc" else row["id"] <= ids[-1])]  # type: ignore[operator]

    # Invoices that tell something else

    def _otherwise(self, answer: Interaction) -> tuple[list[Outcome], list[Interaction]] | None:
        compared = [(row, seen) for _, row in invoices(answer) if (seen := self._known(row)) is not None and _unchanged(seen, row)]
        apart = [(row, seen) for row, seen in compared if not _part_of(row, seen) and any(self._differences(answer, row, seen))]
        if not apart:
            # The plain case is told without a closer look: every value is where it was.
            return ([each for row, seen in compared[:1] for each in self._told(answer, row, seen)], [answer]) if compared else None
        if "otherwise" in self._spent:
            return None
        self._spent.add("otherwise")
        row, seen = apart[0]
        again = self._send(Case("listInvoices", query=(("id", str(seen["id"])),)))
        fresh = next((each for _, each in invoices(again) if each.get("id") == seen["id"]), None)
        if fresh is None or not _unchanged(seen, fresh):
            return None
        if not any(self._differences(answer, row, fresh)) and answer.case.operation == "listInvoices" and not answer.case.projected:
            # The second list tells the same; the invoice itself decides whether both are wrong, or it changed within a second.
            shown = self._send(Case("showInvoice", (("id", str(seen["id"])),)))
            whole = next((each for _, each in invoices(shown)), {})
            agrees = _unchanged(seen, whole) and bool(whole) and not any(self._differences(shown, whole, seen))
            return (list(self._told(answer, row, seen)), [answer, shown]) if agrees else None
        return list(self._told(answer, row, fresh)), [answer, again]

    def _known(self, row: Row) -> Row | None:
        identifier = row.get("id")
        return self._seen.get(identifier) if isinstance(identifier, int) else None

    def _differences(self, answer: Interaction, row: Row, seen: Row) -> Iterator[Finding]:
        return (each for each in self._told(answer, row, seen) if isinstance(each, Finding))

    def _told(self, answer: Interaction, row: Row, seen: Row) -> Iterator[Outcome]:
        if answer.case.projected:
            return projected_values(row, seen, {}, self._contract, answer.case.operation)
        if answer.case.operation == "showInvoice":
            return list_agrees_with_show(seen, row, self._contract)
        return reads_agree(row, seen, self._contract)


def settled(row: Row, now: datetime) -> bool:
    """Whether an invoice has not changed for so long that another change would show in `updated-at`."""
    updated = instant(row.get("updated-at"))
    return updated is not None and updated < now - _SETTLED


def _unchanged(seen: Row, now: Row) -> bool:
    """Whether an invoice has the same `updated-at` as before; a projection that leaves it out does not tell, and is taken for it."""
    return "updated-at" not in now or same_scalar(seen["updated-at"], now["updated-at"], "timestamp")


def _part_of(part: Json, whole: Json) -> bool:
    """Whether all that one value tells is told alike by the other, spelling and all: the cheap answer."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and _part_of(value, whole[name]) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_part_of, part, whole))
    return type(part) is type(whole) and part == whole
