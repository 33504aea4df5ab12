"""`drift accept`: puts drift that was found into the file of accepted drift, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coupa_contract.cli.drift import files
from coupa_contract.cli.drift.asking import ACCEPTED, Question
from coupa_contract.cli.drift.comparing import compared, today
from coupa_contract.cli.printing import written
from coupa_contract.drift.accepting import chosen
from coupa_contract.drift.drift import Drift, Waiver
from coupa_contract.drift.waivers import is_date, with_waivers
from coupa_contract.errors import UsageError
from coupa_contract.report.text import plain


def accept(ids: Sequence[str], reason: str, until: str | None, asked: Question, file: Path | None) -> None:
    """Adds an entry for each drift, or replaces the one that is there. Raises CoupaContractError."""
    if not reason.strip():
        raise UsageError("--reason is empty: say why this drift is accepted, for those who read the file later")
    if until and not is_date(until):
        raise UsageError(f"--until takes a date such as 2026-12-31, not {until!r}")
    if until and until < today().isoformat():
        raise UsageError(f"--until {until} is over: the drift would fail again at once; name a later day")
    path = file or asked.accepted or ACCEPTED
    text = files.read(path, "the file of accepted drift") if path.exists() else ""
    report, _ = compared(asked)
    known = [*report.drifts, *(drift for drift, _ in report.accepted)]
    drifts = chosen(known, ids)
    files.write(path, with_waivers(text, str(path), [_waiver(each, reason, until or "") for each in drifts]), "the file of accepted drift")
    for drift in drifts:
        written(f"accepted {drift.fingerprint} in {plain(str(path))}{f', until {until}' if until else ''}: {plain(drift.message, 600)}\n")


def _waiver(drift: Drift, reason: str, until: str) -> Waiver:
    where = drift.places[0] if drift.places else None
    first = " ".join(part for part in (where.operation, where.status, where.pointer) if part) if where else ""
    summary = plain(f"{drift.drift_class.value}: {drift.message} ({first})" if first else drift.message, 500)
    return Waiver(drift.fingerprint, " ".join(reason.split()), drift.rule, summary, today().isoformat(), until)
