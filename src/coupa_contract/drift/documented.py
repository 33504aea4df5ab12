"""What a document says, as facts: that of a contract, or any that was read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from coupa_contract.contract import Contract
from coupa_contract.contract.dialects import PUBLISHED
from coupa_contract.drift.facts import Facts
from coupa_contract.drift.openapi import facts_of_openapi
from coupa_contract.drift.swagger import facts_of_swagger
from coupa_contract.errors import DocumentError


@lru_cache(maxsize=16)
def facts_of_contract(contract: Contract) -> Facts:
    """What the document of a contract says; the same value for the same contract."""
    name = "the published document" if contract.dialect == PUBLISHED else f"the document in the dialect {contract.dialect}"
    return replace(facts_of_openapi(contract.document, name, contract.schemas), dialect=contract.dialect)


def facts_of_document(document: Any, name: str) -> Facts:
    """What a document says, OpenAPI 3 or Swagger 2.0. Raises DocumentError when it is neither."""
    if isinstance(document, Mapping) and "swagger" in document:
        return facts_of_swagger(document, name)
    if isinstance(document, Mapping) and "openapi" in document:
        return facts_of_openapi(document, name)
    raise DocumentError(f"{name} is no OpenAPI document: it says neither `openapi` nor `swagger`")
