"""Where two invoices differ, member by member, each compared by its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from coupa_contract.checks.answers import JSON_TYPE
from coupa_contract.checks.values import blank, same_scalar
from coupa_contract.contract import Contract
from coupa_contract.contract.pointers import join
from coupa_contract.model import Json, general_pointer

# The kind of the member at a pointer; "" when nothing says.
KindAt: TypeAlias = Callable[[str], str]

_KEYS = ("id", "code", "name", "number", "login")  # what stands for a whole record


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two invoices say something else. Array indices are those of the second one."""

    pointer: str
    before: Json
    after: Json

    @property
    def names(self) -> tuple[str, ...]:
        """The members on the way, without array indices."""
        return tuple(part for part in self.pointer.split("/")[1:] if not part.isdigit())


def kinds_of(contract: Contract, *bodies: Json, operation: str = "showInvoice") -> KindAt:
    """The kinds of the members of these invoices, by the document."""
    kinds: dict[str, str] = {}
    for body in bodies:
        for member in contract.walk(operation, 200, JSON_TYPE, body):
            if (member.kind and member.value is not None) or general_pointer(member.pointer) not in kinds:
                kinds[general_pointer(member.pointer)] = member.kind
    return lambda pointer: kinds.get(general_pointer(pointer), "")


def differences(before: Json, after: Json, kind_at: KindAt, *, common: bool = False, pointer: str = "") -> Iterator[Difference]:
    """Where two values differ. `common`: only what both have; else a member that is missing counts as null.

    Records of a collection are matched by their id, so their order does not matter; those that show none, by all that they show.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            if not common or (name in before and name in after):
                yield from differences(before.get(name), after.get(name), kind_at, common=common, pointer=pointer + join([name]))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_collection(before, after, kind_at, common, pointer)
    elif not _same(before, after, kind_at(pointer)):
        yield Difference(pointer, before, after)


def _in_collection(before: list[Json], after: list[Json], kind_at: KindAt, common: bool, pointer: str) -> Iterator[Difference]:
    old, new = _by_id(before), _by_id(after)
    if old is None or new is None:
        if len(before) != len(after):
            yield Difference(pointer, before, after)
            return
        if _rearranged(before, after, kind_at, common, pointer):
            return
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, kind_at, common=common, pointer=f"{pointer}/{index}")
        return
    if old.keys() != new.keys():
        yield Difference(pointer, before, after)
    for identifier, (index, record) in new.items():
        if identifier in old:
            yield from differences(old[identifier][1], record, kind_at, common=common, pointer=f"{pointer}/{index}")


def _rearranged(before: list[Json], after: list[Json], kind_at: KindAt, common: bool, pointer: str) -> bool:
    """Whether collections hold the same records in any order, as far as that can be told without ids."""
    left = list(enumerate(before))
    for index, record in enumerate(after):
        alike = (each for each in left if not any(differences(each[1], record, kind_at, common=common, pointer=f"{pointer}/{index}")))
        twin = next(alike, None)
        if twin is None:
            return False
        left.remove(twin)
    return True


def _by_id(records: list[Json]) -> dict[str, tuple[int, Json]] | None:
    found: dict[str, tuple[int, Json]] = {}
    for index, record in enumerate(records):
        if not isinstance(record, dict) or blank(record.get("id")):
            return None
        found[str(record["id"])] = (index, record)
    return found if len(found) == len(records) else None


def _same(one: Json, other: Json, kind: str) -> bool:
    if blank(one) and blank(other):
        return True
    for record, scalar in ((one, other), (other, one)):
        if isinstance(record, dict) and not isinstance(scalar, dict | list) and not blank(scalar):
            return any(key in record and same_scalar(record[key], scalar) for key in _KEYS)
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return False
    return same_scalar(one, other, kind)
