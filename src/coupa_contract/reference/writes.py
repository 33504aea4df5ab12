"""The operations that create, update and delete."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from coupa_contract.reference.bodies import json_object, uploaded_file
from coupa_contract.reference.changes import Changes
from coupa_contract.reference.elements import dashed
from coupa_contract.reference.instance import INTEGRATION_USER, Instance, Options, answer_options
from coupa_contract.reference.projection import Selection
from coupa_contract.reference.query import selection
from coupa_contract.reference.refusals import RefusalError, invalid
from coupa_contract.reference.rules import completed
from coupa_contract.reference.scans import Scan
from coupa_contract.reference.stamps import stored_moment

Record = dict[str, Any]
# What bookkeeping may still note on an invoice that is over.
_AFTERWARDS = frozenset({"custom-fields", "paid", "payments", "payment-date", "payment-notes"})
_OVER = ("voided", "abandoned")


def checked_options(instance: Instance, request: Request) -> Options:
    """The options of a write, refused before anything is written. Raises RefusalError."""
    options = answer_options(request)
    if options.get("return_object") != "none":
        _: Selection = selection(options, instance.dialect)
    return options


async def update_invoice(instance: Instance, request: Request, number: int) -> Response:
    """PUT and PATCH alike: what the body names changes, the rest stays. `?exported=` is a command of its own."""
    options = checked_options(instance, request)
    body = await json_object(request)
    invoice = instance.invoice(number)
    if "exported" in options:
        _mark_exported(instance, invoice, options["exported"])
    elif body is None:
        raise invalid("body", "An update has a body.")
    else:
        _update(instance, invoice, body)
    return instance.answer(number, options)


def _mark_exported(instance: Instance, invoice: Record, value: str) -> None:
    """Sets the flag; whatever else the request carries is ignored (FACTS 3.8)."""
    if value not in ("true", "false"):
        raise invalid("exported", "exported is true or false.")
    wanted = value == "true"
    if invoice.get("exported") == wanted:
        return
    moment = instance.later(invoice)
    invoice["exported"] = wanted
    if wanted:
        invoice["last-exported-at"] = moment
    instance.keep(invoice, moment)


def _update(instance: Instance, invoice: Record, body: Record) -> None:
    if invoice["status"] in _OVER and any(dashed(name) not in _AFTERWARDS for name in body):
        raise invalid("status", f"An invoice that is {invoice['status']} takes only payments and custom fields.")
    before = invoice["currency"]["id"]
    moment = instance.later(invoice)
    with instance.store.transaction():  # so that a refused change gives back the ids that it took
        Changes(instance.dialect, instance.catalogue, instance.store.next_number, moment).lay(body, invoice)
        if invoice["currency"]["id"] != before:
            raise invalid("currency", "The currency of an invoice that exists cannot change.")
        instance.keep(completed(invoice, instance.dialect), moment)


async def update_line_accounts(instance: Instance, request: Request, number: int) -> Response:
    """Changes the accounts of lines that the body names by id, and nothing else that it holds."""
    options = checked_options(instance, request)
    body = await json_object(request)
    invoice = instance.invoice(number)
    lines = next((value for name, value in (body or {}).items() if dashed(name) == "invoice-lines"), None)
    if not isinstance(lines, list) or not all(isinstance(line, dict) and line.get("id") is not None for line in lines):
        raise invalid("invoice-lines", "invoice-lines is an array of objects, each with the id of a line.")
    kept = [{name: value for name, value in line.items() if dashed(name) in ("id", "account", "account-allocations")} for line in lines]
    _update(instance, invoice, {"invoice-lines": kept})
    return instance.answer(number, options)


async def create_invoice(instance: Instance, request: Request, _: int) -> Response:
    """A new draft."""
    options = checked_options(instance, request)
    body = await json_object(request)
    if body is None:
        raise invalid("body", "A new invoice has a body.")
    moment = stored_moment(instance.clock(), instance.dialect)
    user = instance.catalogue.get("User", INTEGRATION_USER)
    with instance.store.transaction():
        invoice: Record = {
            "id": instance.store.next_number("Invoice"), "status": "draft", "created-at": moment, "updated-at": moment, "created-by": user,
            "exported": False, "paid": False, "is-credit-note": False, "line-level-taxation": False, "supplier-created": False,
            "currency": instance.catalogue.get("Currency", 1), "invoice-lines": [],
        }  # fmt: skip
        Changes(instance.dialect, instance.catalogue, instance.store.next_number, moment).lay(body, invoice)
        invoice = completed(invoice, instance.dialect)
        if instance.store.is_taken(invoice["supplier"]["id"], invoice["invoice-number"]):
            raise invalid("invoice-number", "invoice-number has already been taken.")
        instance.keep(invoice, moment)
    return instance.answer(invoice["id"], options, 201)


async def delete_invoice(instance: Instance, _: Request, number: int) -> Response:
    """Deletes an invoice that is still new (FACTS 1.2)."""
    invoice = instance.invoice(number)
    if invoice["status"] != "new":
        raise RefusalError(400, {"status": (f"An invoice that is {invoice['status']} cannot be deleted.",)})
    with instance.store.transaction():
        instance.store.delete(number)
    return Response(status_code=200)


async def update_scan(instance: Instance, request: Request, number: int) -> Response:
    """Keeps the uploaded file as the image scan."""
    options = checked_options(instance, request)
    name, media_type, content = await uploaded_file(request)
    invoice = instance.invoice(number)
    scan = Scan(number, name, media_type, content)
    invoice |= scan.members
    with instance.store.transaction():
        instance.store.put_scan(scan)
        instance.keep(invoice, instance.later(invoice))
    return instance.answer(number, options)
