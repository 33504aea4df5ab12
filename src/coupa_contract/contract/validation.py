"""Validates a whole document against the OpenAPI 3.1 specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from coupa_contract.contract import pointers
from coupa_contract.errors import DocumentError


def problems(document: Mapping[str, Any]) -> list[str]:
    """What is wrong with a document, one line each with the JSON pointer of the place; empty when it is valid."""
    found = []
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        place = pointers.join(getattr(error, "absolute_path", ())) or "/"
        found.append(f"{place}: {getattr(error, 'message', error)}"[:500])
    return found


def validate(document: Mapping[str, Any], name: str) -> None:
    """Raises DocumentError with the first problem and the number of others."""
    found = problems(document)
    if found:
        others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise DocumentError(f"{name} is not a valid OpenAPI 3.1 document: {found[0]}{others}")
