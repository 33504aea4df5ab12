"""What the instance can do: methods, paths, and the scopes that permit each (any one of them; FACTS 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

READ = "core.invoice.read"
WRITE = "core.invoice.write"
CREATE = "core.invoice.create"
DELETE = "core.invoice.delete"
CHAIN = "core.invoice.approval.write"
BYPASS = "core.invoice.approval.bypass"
SCOPES = (READ, WRITE, CREATE, DELETE, CHAIN, BYPASS)


@dataclass(frozen=True, slots=True)
class Operation:
    """A method and a path. `newer` ones exist in `core-r39` only; a `binary` one answers with a file."""

    id: str
    method: str
    path: tuple[str, ...]
    scopes: tuple[str, ...]
    newer: bool = False
    binary: bool = False

    def matches(self, path: tuple[str, ...]) -> bool:
        """Whether a path is of this operation, whatever the method."""
        return len(path) == len(self.path) and all(mine in ("{id}", theirs) for mine, theirs in zip(self.path, path, strict=True))


def _on_one(name: str, action: str, scope: str, *, method: str = "PUT", newer: bool = False, binary: bool = False) -> Operation:
    return Operation(name, method, ("invoices", "{id}", *([action] if action else [])), (scope,), newer, binary)


OPERATIONS: tuple[Operation, ...] = (
    Operation("submitNewInvoiceForApproval", "GET", ("invoices", "new", "submit_for_approval"), (WRITE, CREATE)),
    Operation("listInvoices", "GET", ("invoices",), (READ,)),
    Operation("createInvoice", "POST", ("invoices",), (CREATE, WRITE), newer=True),
    _on_one("showInvoice", "", READ, method="GET"),
    _on_one("updateInvoice", "", WRITE),
    _on_one("patchInvoice", "", WRITE, method="PATCH"),
    _on_one("deleteInvoice", "", DELETE, method="DELETE", newer=True),
    _on_one("submitInvoice", "submit", WRITE),
    _on_one("voidInvoice", "void", DELETE),
    _on_one("disputeInvoice", "dispute", WRITE),
    _on_one("flipInvoiceToAdvanceShipNotice", "flip_to_advance_ship_notice", WRITE),
    _on_one("updateInvoiceImageScan", "image_scan", WRITE),
    _on_one("retrieveInvoiceImageScan", "retrieve_image_scan", READ, method="GET", binary=True),
    _on_one("updateInvoiceLineAccounts", "update_line_accounts", WRITE),
    _on_one("abandonInvoice", "abandon", DELETE, newer=True),
    _on_one("addApproverToInvoice", "add_approver", CHAIN, newer=True),
    _on_one("removeApprovalFromInvoice", "remove_approval", CHAIN, newer=True),
    _on_one("bypassInvoiceApprovals", "bypass_approvals", BYPASS, newer=True),
    _on_one("bypassCurrentInvoiceApproval", "bypass_current_approval", BYPASS, newer=True),
    _on_one("restartInvoiceApprovals", "restart_approvals", CHAIN, newer=True),
    _on_one("revalidateInvoiceTolerances", "revalidate_tolerances", WRITE, newer=True),
    _on_one("withdrawInvoiceDispute", "withdraw_dispute", WRITE, newer=True),
    _on_one("retrieveInvoiceClearanceDocument", "retrieve_clearance_document", READ, method="GET", newer=True, binary=True),
    _on_one("retrieveLegalInvoicePdf", "retrieve_legal_invoice_pdf", READ, method="GET", newer=True, binary=True),
)


def at_path(path: tuple[str, ...], dialect: str) -> dict[str, Operation]:
    """The operations of a path by method; a path with `new` in the place of an id is its own."""
    found: dict[str, Operation] = {}
    for operation in OPERATIONS:
        if operation.matches(path) and not (operation.newer and dialect == "published"):
            found.setdefault(operation.method, operation)
            if "{id}" not in operation.path and len(operation.path) > 1:
                break
    return found
