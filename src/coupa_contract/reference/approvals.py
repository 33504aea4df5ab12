"""The chain of approvals of an invoice that is being approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coupa_contract.reference.instance import Instance
from coupa_contract.reference.refusals import invalid

Record = dict[str, Any]
Body = Mapping[str, Any]
_PENDING = "pending_approval"
_MANUAL = "ManualApproval"


def _chain(invoice: Record) -> list[Record]:
    chain: list[Record] = invoice.setdefault("approvals", [])
    return chain


def _row(instance: Instance, invoice: Record, approver: Record, kind: str) -> Record:
    position = max((row.get("position") or 0 for row in _chain(invoice)), default=0) + 1
    return {"id": instance.store.next_number("Approval"), "status": _PENDING, "approver": approver, "position": position, "type": kind}


def add(instance: Instance, invoice: Record, body: Body, _: str) -> None:
    """Adds an approver, named by id or login; the first user when none is named. Raises RefusalError (400)."""
    wanted = body.get("approver") or {"id": 1}
    keys = {name: wanted[name] for name in ("id", "login", "email") if isinstance(wanted, dict) and name in wanted}
    approver = instance.catalogue.find("User", keys) if keys else None
    if approver is None:
        raise invalid("approver", "approver names no user.")
    _chain(invoice).append(_row(instance, invoice, approver, _MANUAL))


def remove(_: Instance, invoice: Record, body: Body, __: str) -> None:
    """Removes an approver that was added by hand: the one named, or the last. Raises RefusalError (400) when there is none."""
    wanted = body.get("approval")
    number = wanted.get("id") if isinstance(wanted, dict) else None
    manual = [row for row in _chain(invoice) if row.get("type") == _MANUAL and number in (None, row["id"])]
    if not manual:
        raise invalid("approval", "Only an approval that was added by hand can be removed.")
    _chain(invoice).remove(manual[-1])


def _bypass(rows: list[Record], moment: str) -> None:
    for row in rows:
        row |= {"status": "bypassed", "approval-date": moment}


def bypass_all(_: Instance, invoice: Record, __: Body, moment: str) -> None:
    """Skips every approval that is still pending."""
    _bypass([row for row in _chain(invoice) if row["status"] == _PENDING], moment)


def bypass_current(_: Instance, invoice: Record, __: Body, moment: str) -> str | None:
    """Skips the first approval that is still pending; after the last one the invoice is approved."""
    pending = [row for row in _chain(invoice) if row["status"] == _PENDING]
    _bypass(pending[:1], moment)
    return "approved" if len(pending) <= 1 else None


def restart(instance: Instance, invoice: Record, _: Body, __: str) -> None:
    """Replaces the chain by a new one with the same approvers; the first user when there were none."""
    approvers = [row["approver"] for row in _chain(invoice)] or instance.catalogue.all("User")[:1]
    invoice["approvals"] = []
    for approver in approvers:
        _chain(invoice).append(_row(instance, invoice, approver, "UserApproval"))
