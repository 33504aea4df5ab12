"""What the document says of a name: of a member, of a query parameter. What is not personal is decided here, by name, never by chance."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from coupa_contract.cassette.secrecy.marks import credential_name
from coupa_contract.contract import Contract
from coupa_contract.contract.operations import Parameter
from coupa_contract.resources import suite_folder


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
        self.is_secret = lru_cache(maxsize=16_384)(self._is_secret)

    def _is_secret(self, name: str) -> bool:
        """Whether a member of that name holds a credential."""
        return credential_name(name, self.members)

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
