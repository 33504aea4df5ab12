"""The tokens that may do less than the client: which scopes they ask for, and what they may not do."""

from __future__ import annotations

from collections.abc import Mapping

from coupa_contract.contract.operations import Operation
from coupa_contract.model import Credential

# The operation whose scopes a narrow token has, and no other.
_NARROW = {Credential.READING: "listInvoices", Credential.WRITING: "updateInvoice"}
NARROW: tuple[Credential, ...] = tuple(_NARROW)


def scopes_of(credential: Credential, operations: Mapping[str, Operation]) -> tuple[str, ...]:
    """The scopes of a narrow token; none for any other credential, or when the document names none."""
    operation = operations.get(_NARROW.get(credential, ""))
    return operation.scopes if operation is not None else ()


def lacks_scope(credential: Credential, operation: str, operations: Mapping[str, Operation]) -> bool:
    """Whether a narrow token has none of the scopes that permit an operation (facts: scopes)."""
    had, wanted = scopes_of(credential, operations), operations[operation].scopes if operation in operations else ()
    return bool(had) and bool(wanted) and not set(had) & set(wanted)
