"""Validates bodies against the schemas of one document, formats on, numbers exact, one compiled validator per place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from coupa_contract.contract.explain import SchemaViolation, explain
from coupa_contract.errors import DocumentError
from coupa_contract.model import Json

_URN = "urn:coupa-contract:document"
_PRESENCE = ("required", "dependentRequired", "minProperties")


class Schemas:
    """The validators of one document, compiled when first asked for."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._validators: dict[tuple[str, bool], jsonschema_rs.Draft202012Validator] = {}

    def violations(self, pointer: str, body: Json, *, projected: bool = False) -> Iterator[SchemaViolation]:
        """What the schema at a pointer of the document has against a body; `projected` lifts every rule of presence.

        Raises DocumentError when there is no usable schema at the pointer.
        """
        validator = self._validator(pointer, projected)
        try:
            errors = list(validator.iter_errors(body))
        except UnicodeEncodeError:  # an unpaired surrogate, which JSON can escape and UTF-8 cannot hold
            body = _encodable(body)
            errors = list(validator.iter_errors(body))
        except ValueError as limit:
            if "Recursion limit" not in str(limit):
                raise
            yield SchemaViolation("", "type", "fewer than 250 levels of nesting", "more")
            return
        for error in errors:
            yield from explain(error, body)

    def _validator(self, pointer: str, projected: bool) -> jsonschema_rs.Draft202012Validator:
        key = (pointer, projected)
        if key not in self._validators:
            registry = self._without_presence if projected else self._registry
            reference = {"$ref": f"{_URN}#{quote(pointer, safe='/~')}"}
            try:
                self._validators[key] = jsonschema_rs.Draft202012Validator(reference, registry=registry, validate_formats=True)
            except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
                raise DocumentError(f"the schema at {pointer} of the document cannot be used: {error}") from error
        return self._validators[key]

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(_URN, dict(self._document))])

    @cached_property
    def _without_presence(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(_URN, without_presence(self._document))])


def without_presence(node: Any) -> Any:
    """A copy of a schema (or of a whole document) that asks for the presence of nothing.

    `oneOf` becomes `anyOf`: without their required members several branches may let the same value through.
    """
    if isinstance(node, list):
        return [without_presence(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    return {
        "anyOf" if key == "oneOf" and "anyOf" not in node else key: without_presence(value)
        for key, value in node.items()
        if not (key in _PRESENCE and _is_rule(value))
    }


def _is_rule(value: Any) -> bool:
    """Tells the keyword `required` from a member of that name, whose value is a schema."""
    return isinstance(value, list | int) or (isinstance(value, Mapping) and all(isinstance(each, list) for each in value.values()))


def _encodable(value: Json) -> Json:
    """The same value with U+FFFD for each unpaired surrogate, so that lengths stay true."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in value)
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    if isinstance(value, dict):
        return {_encodable_name(name): _encodable(each) for name, each in value.items()}
    return value


def _encodable_name(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
