"""What the document says of a name: of a member, of a query parameter. What is not personal is decided here, by name, never by chance."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from coupa_contract.cassette.secrecy.marks import credential_name
from coupa_contract.cassette.secrecy.tokens import Place
from coupa_contract.contract import Contract
from coupa_contract.contract.operations import Parameter
from coupa_contract.resources import suite_folder

_TEXT = frozenset({"string", ""})
_NUMBERS = frozenset({"invoice-number", "original-invoice-number"})
_KEPT = frozenset({"id", "image-scan-content-type", "image-scan-file-size", "content-type", "file-size"})
# What stands in an amount or a date, however it is spelled.
_FIGURES = re.compile(r"[0-9.,:;+/ tzeTZE%()-]*|[-+]?(?i:nan|inf(inity)?)")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
_CODE = re.compile(r"[A-Za-z]{2,3}")
_STEP = re.compile(r"[^\[\]]+")


def dashed(name: str) -> str:
    """A name as answers spell it."""
    return name.replace("_", "-")


class Naming:
    """The names of one contract."""

    def __init__(self, contract: Contract, *, numbers: bool = False) -> None:
        self.numbers = numbers
        self.members = frozenset(_members(contract.document))
        self.parameters: Mapping[str, Parameter] = {
            dashed(parameter.name): parameter for operation in contract.operations.values() for parameter in operation.query
        }
        kinds: dict[str, set[str]] = {}
        _add_kinds(contract.document, contract, kinds)
        self._figures = frozenset(name for name, found in kinds.items() if not found & (_TEXT | {"enum", "object", "array"}))
        self._enums = frozenset(name for name, found in kinds.items() if "enum" in found and not found & _TEXT)
        self.is_secret = lru_cache(maxsize=16_384)(self._is_secret)

    def _is_secret(self, name: str) -> bool:
        """Whether a member of that name holds a credential."""
        return credential_name(name, self.members)

    def is_personal(self, place: Place, value: str) -> bool:
        """Whether the value of a text member belongs to somebody. Statuses, types, codes of money and countries, ids and amounts do not."""
        name, parent, value = dashed(place.name), dashed(place.parent), value.strip()
        if name in _KEPT or (name in _NUMBERS and not self.numbers):
            return False
        if name in self._figures:
            return _FIGURES.fullmatch(value) is None
        if name in self._enums or name in {"status", "type"} or name.endswith("-status"):
            return _WORD.fullmatch(value) is None
        public = parent if name == "code" else name.removesuffix("-code")
        if public in {"currency", "country"} or public.endswith(("-currency", "-country")):
            return _CODE.fullmatch(value) is None
        return True

    def is_text(self, name: str) -> bool:
        """Whether the document knows a member of that name that can hold a text."""
        return dashed(name) in self.members - self._figures

    def place_of(self, parameter: Parameter) -> Place:
        """The member that a condition is about."""
        *_, parent, name = ("", *_STEP.findall(parameter.attribute))
        return Place(name, parent)

    def parameter(self, name: str) -> Parameter | None:
        """The query parameter of that name, in either spelling."""
        return self.parameters.get(dashed(name))


def _members(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        properties = node.get("properties")
        if isinstance(properties, Mapping):
            yield from (dashed(str(name)) for name in properties)
        for each in node.values():
            yield from _members(each)
    elif isinstance(node, list):
        for each in node:
            yield from _members(each)


def _add_kinds(node: Any, contract: Contract, kinds: dict[str, set[str]]) -> None:
    """Gathers what kinds of values the members of each name have, anywhere in the document."""
    if isinstance(node, Mapping):
        properties = node.get("properties")
        if isinstance(properties, Mapping):
            for name, schema in properties.items():
                kinds.setdefault(dashed(str(name)), set()).update(_kinds_of(schema, contract))
        for each in node.values():
            _add_kinds(each, contract, kinds)
    elif isinstance(node, list):
        for each in node:
            _add_kinds(each, contract, kinds)


def _kinds_of(schema: Any, contract: Contract) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    if "x-kind" in schema:
        yield str(schema["x-kind"])
    elif "$ref" in schema:
        yield from _kinds_of(contract.resolve(schema["$ref"]), contract)
    elif "anyOf" in schema or "oneOf" in schema:
        for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from _kinds_of(each, contract)
    else:
        declared = schema.get("type", "")
        yield from (each for each in ([declared] if isinstance(declared, str) else declared) if each != "null")


def texts_of(document: Any) -> Iterator[str]:
    """Every text in a document, names of members too."""
    if isinstance(document, Mapping):
        for name, each in document.items():
            yield str(name)
            yield from texts_of(each)
    elif isinstance(document, list):
        for each in document:
            yield from texts_of(each)
    elif isinstance(document, str):
        yield document


def public_values(document: Any) -> Iterator[str]:
    """The values that the document enumerates."""
    if isinstance(document, Mapping):
        yield from (each for each in document.get("enum", ()) if isinstance(each, str))
        for each in document.values():
            yield from public_values(each)
    elif isinstance(document, list):
        for each in document:
            yield from public_values(each)


@lru_cache(maxsize=1)
def texts_of_the_suite() -> frozenset[str]:
    """Every text that stands in the source of the suite: published, so nobody's, and sent again on replay as it is."""
    found: set[str] = set()
    for path in sorted(suite_folder().rglob("*.py")):
        found.update(_constants(compile(path.read_text(encoding="utf-8"), path.name, "exec", dont_inherit=True)))
    return frozenset(found)


def _constants(value: object) -> Iterator[str]:
    if isinstance(value, types.CodeType):
        for each in value.co_consts:
            yield from _constants(each)
    elif isinstance(value, tuple | frozenset):
        for each in value:
            yield from _constants(each)
    elif isinstance(value, str):
        yield value
