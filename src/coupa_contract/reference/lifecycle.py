"""The actions on the status of an invoice: from where, to where, and what else they leave (FACTS 4). Everything else stays as it was.

Decisions where nobody published one: a submitted draft always waits for approval; what may be disputed is what FACTS 4.4 says may
succeed; the body that an action accepts is not an update.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from coupa_contract.reference.approvals import add, bypass_all, bypass_current, remove, restart
from coupa_contract.reference.bodies import json_object
from coupa_contract.reference.elements import dashed
from coupa_contract.reference.instance import Instance
from coupa_contract.reference.refusals import invalid
from coupa_contract.reference.writes import checked_options

Record = dict[str, Any]
Body = Mapping[str, Any]
# What an action does beside the move; it may name another status than the move does.
Effect = Callable[[Instance, Record, Body, str], str | None]

_IN_APPROVAL = frozenset({"pending_approval"})


@dataclass(frozen=True, slots=True)
class Move:
    """From which statuses an action leads where; an empty `target` keeps the status."""

    sources: frozenset[str]
    target: str
    effect: Effect | None = None


def _dispute(instance: Instance, invoice: Record, body: Body, _: str) -> None:
    """Notes the reason, `other` when none is given. Raises RefusalError (400) for an unknown one."""
    reason = body.get("dispute-reason")
    if reason is None:
        reason = {"code": "other"}
    code = reason.get("code") if isinstance(reason, dict) else None
    found = next((record for record in instance.catalogue.all("DisputeReason") if record["code"] == code), None)
    if found is None:
        raise invalid("dispute-reason", "dispute-reason has no code of an active reason.")
    reasons = invoice.setdefault("dispute-reasons", [])
    if found not in reasons:
        reasons.append(found)


MOVES: Mapping[str, Move] = {
    "submitInvoice": Move(frozenset({"draft"}), "pending_approval"),
    "voidInvoice": Move(frozenset({"approved", "pending_receipt"}), "voided"),
    "disputeInvoice": Move(frozenset({"pending_approval", "ap_hold", "pending_receipt", "approved"}), "disputed", _dispute),
    "withdrawInvoiceDispute": Move(frozenset({"disputed"}), "pending_approval"),
    "abandonInvoice": Move(frozenset({"disputed"}), "abandoned"),
    "addApproverToInvoice": Move(_IN_APPROVAL, "", add),
    "removeApprovalFromInvoice": Move(_IN_APPROVAL, "", remove),
    "bypassInvoiceApprovals": Move(_IN_APPROVAL, "approved", bypass_all),
    "bypassCurrentInvoiceApproval": Move(_IN_APPROVAL, "", bypass_current),
    "restartInvoiceApprovals": Move(_IN_APPROVAL, "", restart),
    "revalidateInvoiceTolerances": Move(frozenset({"ap_hold", "pending_receipt", "pending_approval"}), ""),
}


async def _act(name: str, instance: Instance, request: Request, number: int) -> Response:
    options = checked_options(instance, request)
    body = {dashed(key): value for key, value in (await json_object(request) or {}).items()}
    invoice = instance.invoice(number)
    move = MOVES[name]
    if invoice["status"] not in move.sources:
        raise invalid("status", f"An invoice that is {invoice['status']} does not allow this action.")
    moment = instance.later(invoice)
    with instance.store.transaction():
        target = move.effect(instance, invoice, body, moment) if move.effect else None
        invoice["status"] = target or move.target or invoice["status"]
        instance.keep(invoice, moment)
    return instance.answer(number, options)


def _action(name: str) -> Callable[[Instance, Request, int], Awaitable[Response]]:
    async def act(instance: Instance, request: Request, number: int) -> Response:
        return await _act(name, instance, request, number)

    return act


async def _flip(instance: Instance, request: Request, number: int) -> Response:
    """Makes an advance ship notice from an invoice whose lines stem from an order; the notice is no resource here, the invoice stays."""
    options = checked_options(instance, request)
    await json_object(request)
    if not any(line.get("order-line-id") for line in instance.invoice(number).get("invoice-lines") or []):
        raise invalid("invoice-lines", "No line stems from an order.")
    return instance.answer(number, options)


ACTIONS = {**{name: _action(name) for name in MOVES}, "flipInvoiceToAdvanceShipNotice": _flip}
