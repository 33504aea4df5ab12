"""Verbs that no source has at a path of the document: few, those first that are obeyed where a route does not look at the verb.

What any source lists stays out, in either dialect: POST and PATCH of all invoices, PATCH and DELETE of one (the newer instances delete
those that are new). So does TRACE, whose answer may repeat the token.
"""

from __future__ import annotations

from typing import TypeAlias

Probe: TypeAlias = tuple[str, str]  # a verb, and the operation at whose path it is sent

# By the status in which the operation would do something, and by turn.
PROBES: dict[str, tuple[tuple[Probe, ...], ...]] = {
    "draft": (
        (("GET", "submitInvoice"), ("POST", "showInvoice")),
        (("DELETE", "submitInvoice"), ("PATCH", "submitInvoice")),
    ),
    "approved": (
        (("GET", "voidInvoice"), ("GET", "disputeInvoice"), ("DELETE", "voidInvoice"), ("POST", "voidInvoice")),
        (("PATCH", "disputeInvoice"), ("OPTIONS", "voidInvoice"), ("DELETE", "retrieveInvoiceImageScan")),
    ),
    "pending_approval": ((("GET", "bypassInvoiceApprovals"), ("GET", "restartInvoiceApprovals")),),
    "disputed": ((("GET", "withdrawInvoiceDispute"), ("GET", "abandonInvoice")),),
}
