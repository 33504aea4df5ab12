"""The tokens that may do less than the client: which scopes they ask for, and what they may not do."""

from __future__ import annotations

from collections.abc import Mapping

from coupa_contract.contract.operations import Operation
from coupa_contract.model import Credential

# The operation whose scope a narrow token has, and no other; of several the first that the dialect knows.
_NARROW = {
    Credential.READING: ("listInvoices",),
    Credential.WRITING: ("updateInvoice",),
    Credential.CREATING: ("createInvoice", "submitNewInvoiceForApproval"),
    Credential.VOIDING: ("voidInvoice",),
}
NARROW: tuple[Credential, ...] = tuple(_NARROW)


def scopes_of(credential: Credential, operations: Mapping[str, Operation]) -> tuple[str, ...]:
    """The scope of a narrow token; none for any other credential, or when the document names none."""
    known = (operations[name] for name in _NARROW.get(credential, ()) if name in operations)
    operation = next(known, None)
    return operation.scopes[:1] if operation is not None else ()


def lacks_scope(credential: Credential, operation: str, operations: Mapping[str, Operation]) -> bool:
    """Whether a narrow token has none of the scopes that permit an operation (facts: scopes)."""
    had, wanted = scopes_of(credential, operations), operations[operation].scopes if operation in operations else ()
    return bool(had) and bool(wanted) and not set(had) & set(wanted)
