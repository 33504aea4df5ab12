"""Invoices beside the one that a scenario changes: what must not change with it."""

from __future__ import annotations

from coupa_contract.runner.api import Api, Row

_SHOWN = 2  # a read each, before and after: a list might lag behind


def beside(api: Api, invoice: Row, *, kin_first: bool = False) -> list[int]:
    """Ids of the invoices on either side of one; every second time, or always, of those of the same supplier first."""
    own = invoice["id"]
    others = [row for row in api.look.rows if row["id"] != own]
    near = sorted(others, key=lambda row: abs(int(str(row["id"])) - int(str(own))))
    below = [row for row in near if int(str(row["id"])) < int(str(own))]
    above = [row for row in near if int(str(row["id"])) > int(str(own))]
    kin = [row for row in near if _supplier(row) is not None and _supplier(row) == _supplier(invoice)]
    first = [*kin[:2]] if kin_first else [*above[:1], *kin[:2]] if api.number % 2 else [*below[:1], *above[:1]]
    chosen = dict.fromkeys(int(str(row["id"])) for row in (*first, *near))
    return list(chosen)[:_SHOWN]


def shown(api: Api, identifiers: list[int]) -> list[Row]:
    """Those of the invoices that the target shows, whole."""
    found = []
    for identifier in identifiers:
        response = api.show(identifier).response
        if response is not None and response.status == 200 and response.is_json and isinstance(response.json, dict):
            found.append(response.json)
    return found


def _supplier(row: Row) -> object:
    supplier = row.get("supplier")
    return supplier.get("id") if isinstance(supplier, dict) else None
