"""The members that the document lets an update send and a second update can put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coupa_contract.contract import Contract


def changeable(contract: Contract) -> Mapping[str, Mapping[str, Any]]:
    """Name -> schema of what `updateInvoice` may send, without what is marked `x-irreversible`."""
    properties = contract.resolve(contract.request_schema("updateInvoice") or {}).get("properties", {})
    resolved = {name: contract.resolve(node) for name, node in properties.items()}
    return {name: node for name, node in resolved.items() if not node.get("x-irreversible")}
