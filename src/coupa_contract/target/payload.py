"""What the body of a write does, as far as the guard must know: whether all of it can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from coupa_contract.target.permission import Demand, Need, is_canonical_id
from coupa_contract.target.rulebook import Members, dashed

_REMOVALS = frozenset({"-delete", "-destroy"})


class _OddBodyError(ValueError):
    """A body that two servers could read differently."""


def body_demand(body: bytes, members: Members, invoice: str | None) -> Demand:
    """What a JSON body needs at least; what cannot be read, is unknown or ambiguous is a probe.

    `invoice`: the id in the path, None for an invoice that is about to be made.
    """
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_constant)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        return _probe(f"its body is {error}" if isinstance(error, _OddBodyError) else "its body is not readable JSON")
    if not isinstance(value, dict):
        return _probe("its body is not an object")
    if "id" in value and _id_text(value["id"]) != invoice:
        return _probe("its body names another id than its path")
    demand = Demand(Need.WRITES, "it changes an invoice", invoice)
    for more in _walk(value, members):
        demand = demand.or_more(more)
    return demand


def _walk(value: dict[str, Any], members: Members) -> Iterator[Demand]:
    for name, member in value.items():
        yield from _judge_member(dashed(name), member, members)


def _judge_member(name: str, value: Any, members: Members) -> Iterator[Demand]:
    if name in _REMOVALS:
        yield Demand(Need.ACTIONS, "it removes a row")
        return
    if name not in members.known:
        yield _probe(f"its member {name[:60]!r} is in no schema of the operation")
        return
    if name in members.irreversible:
        yield Demand(Need.ACTIONS, f"nothing can undo a change of {name!r}")
    if name in members.open:
        return
    if isinstance(value, dict):
        yield from _walk(value, members)
    if isinstance(value, list) != (name in members.arrays) and value is not None:
        yield _probe(f"its member {name!r} does not have the documented kind")
    elif name in members.arrays:
        yield from _judge_rows(name, value, members)


def _judge_rows(name: str, rows: list[Any] | None, members: Members) -> Iterator[Demand]:
    if not rows:
        yield Demand(Need.ACTIONS, f"it may remove every row of {name!r}")
        return
    for row in rows:
        if isinstance(row, list):
            yield _probe(f"a row of {name!r} is a list")
        if not isinstance(row, dict):
            continue
        if row.get("id") is None:
            yield Demand(Need.ACTIONS, f"it adds a row to {name!r}")
        elif not is_canonical_id(_id_text(row["id"])):
            yield _probe(f"a row of {name!r} has an odd id")
        yield from _walk(row, members)


def _id_text(value: Any) -> str:
    """An id as text: an integer, or a text in the canonical spelling; anything else becomes what no path can hold."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and is_canonical_id(value) else ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Servers differ in which of two members of one name they take, and dashes and underscores are one name."""
    if len({dashed(name) for name, _ in pairs}) != len(pairs):
        raise _OddBodyError("ambiguous: a member occurs twice")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise _OddBodyError(f"not JSON ({name})")


def _probe(reason: str) -> Demand:
    return Demand(Need.DISPOSABLE, reason)
