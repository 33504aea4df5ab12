"""The operations that read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from coupa_contract.reference.bodies import query_pairs
from coupa_contract.reference.instance import Instance, answer_options, json_text
from coupa_contract.reference.query import parse_query
from coupa_contract.reference.refusals import not_found
from coupa_contract.reference.scans import legal_document


async def list_invoices(instance: Instance, request: Request, _: int) -> Response:
    """The invoices that the query asks for."""
    return json_text(instance.store.list_printed(parse_query(query_pairs(request), instance.dialect, instance.most_rows)))


async def show_invoice(instance: Instance, request: Request, number: int) -> Response:
    """One invoice."""
    return instance.answer(number, answer_options(request))


async def submit_new(_: Instance, __: Request, ___: int) -> Response:
    """`GET /invoices/new/submit_for_approval` is a row of the endpoint table and no more (FACTS 1.3): nothing is there."""
    raise not_found("There is nothing to be had by GET here.")


async def retrieve_scan(instance: Instance, _: Request, number: int) -> Response:
    """The image scan, as it was uploaded."""
    invoice = instance.invoice(number)
    scan = instance.store.scan(number)
    if scan is None or not invoice.get("image-scan"):
        raise not_found(f"Invoice {number} has no image scan.")
    return Response(scan.content, headers={"Content-Type": scan.media_type, "Content-Disposition": "attachment"})


async def retrieve_legal_document(instance: Instance, _: Request, number: int) -> Response:
    """The legal PDF, or the clearance document, of an invoice that complies with its country's law."""
    if not instance.invoice(number).get("compliant"):
        raise not_found(f"Invoice {number} has no legal document.")
    return Response(legal_document(number), headers={"Content-Type": "application/pdf", "Content-Disposition": "attachment"})
