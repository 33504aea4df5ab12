"""Makes the body of an update out of what an instance answered: what a change must send to put an invoice back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coupa_contract.contract.contract import Contract
from coupa_contract.contract.precision import as_decimal
from coupa_contract.contract.walk import Node, json_type
from coupa_contract.model import Json

_AMOUNTS = frozenset({"decimal", "float"})
_DATES = frozenset({"date"})


def restoring_body(contract: Contract, before: Mapping[str, Json], now: Mapping[str, Json]) -> dict[str, Json]:
    """The body of `updateInvoice` that turns `now` back into `before`, both as an instance shows them; empty when nothing writable differs.

    References go by their id, records of a collection too. Members that no update can put back (`x-irreversible`) are in it all the same:
    whoever sends it is told that this cannot be undone.
    """
    schema = contract.request_schema("updateInvoice") or {}
    return dict(_changes(contract, schema, before, now))


def _changes(contract: Contract, schema: Node, before: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    for name, node in contract.resolve(schema).get("properties", {}).items():
        old, new = before.get(name), now.get(name)
        if name == "id" or (_blank(old) and _blank(new)):
            continue
        described = contract.resolve(node)
        if "items" in described:
            records = list(_records(contract, described["items"], old, new))
            if records:
                yield name, records
        elif "properties" in described:
            reference = _reference(described, old)
            if reference != _reference(described, new):
                yield name, reference
        elif not _same(described, old, new):
            yield name, _sendable(described, old)


def _records(contract: Contract, schema: Node, before: Json, now: Json) -> Iterator[Json]:
    """The records whose writable members differ, each with its id; one that was added or is gone cannot be put back by a change."""
    present = {key: row for row in _rows(now) if (key := _identifier(row)) is not None}
    for row in _rows(before):
        key = _identifier(row)
        if key in present:
            changes = dict(_changes(contract, schema, row, present[key]))
            if changes:
                yield {"id": key, **changes}


def _rows(value: Json) -> list[dict[str, Json]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _identifier(row: Mapping[str, Json]) -> int | None:
    value = row.get("id")
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _reference(schema: Node, value: Json) -> Json:
    """How a request names an associated record: by its id, or else by the natural keys that the schema knows."""
    if not isinstance(value, dict):
        return None if _blank(value) else value
    if value.get("id") is not None:
        return {"id": value["id"]}
    return {name: value[name] for name in schema["properties"] if not _blank(value.get(name))}


def _same(schema: Node, old: Json, new: Json) -> bool:
    if schema.get("x-kind") in _AMOUNTS:
        left, right = as_decimal(old), as_decimal(new)
        if left is not None and right is not None:
            return left == right
    return old == new and json_type(old) == json_type(new)


def _sendable(schema: Node, value: Json) -> Json:
    if value is None or value == []:
        return None
    if schema.get("x-kind") in _DATES and isinstance(value, str):
        return value[:10]  # a request sends the date alone, in the offset that the answer printed
    return value


def _blank(value: Any) -> bool:
    """Null, absent and empty are one and the same to an instance."""
    return value is None or value == "" or value == []
