"""A few values of a schema, the same each time: what conformed before has to conform after a widening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from coupa_contract.drift.proposals.view import View
from coupa_contract.model import Json

_SCALARS: tuple[Json, ...] = (
    None, True, False, 0, 1, -1, 10**12, Decimal("12.5"), Decimal("0.0001"), "", "a", "A", "true", "12", "-12.50", "1e3", "2024-05-01",
    "2024-05-01T12:00:00Z", "2024-05-01T12:00:00+02:00", "2024-05-01T12:00:00", "https://instance.example/a", "a@instance.example",
    "123e4567-e89b-42d3-a456-426614174000", "USD",
)  # fmt: skip
_MOST = 300  # values of one node
_LONGEST = 100_000


def conforming(view: View, site: str, observed: Sequence[Json] = ()) -> Iterator[Json]:
    """Values that a node lets through: made up, those observed, and those observed with a member changed or left out."""
    for value in islice((*made_up(view, site), *observed, *_mutated(observed)), _MOST):
        if not view.objections(site, value):
            yield value


def made_up(view: View, site: str, depth: int = 2) -> list[Json]:
    """Candidates by the keywords of a node; many of them do not conform."""
    found: list[Json] = list(_SCALARS)
    for each in view.flat(site):
        node = view.node(each)
        found += list(node.get("enum") or ())
        found += [node["const"]] if "const" in node else []
        for keyword in ("minLength", "maxLength"):
            if keyword in node:
                found += ["x" * length for length in (node[keyword] - 1, node[keyword], node[keyword] + 1) if 0 <= length <= _LONGEST]
        for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if keyword in node:
                found += [_exact(node[keyword]) + step for step in (-1, 0, 1)]
        if "properties" in node and depth:
            found += _objects(view, each, depth)
        if isinstance(node.get("items"), dict) and depth:
            items = [value for value in made_up(view, f"{each}/items", depth - 1) if not view.objections(f"{each}/items", value)]
            found += [[], items[:1], items[:2] * 2]
    return [*found, {}, []]


def _objects(view: View, holder: str, depth: int) -> Iterator[Json]:
    whole: dict[str, Json] = {}
    for name in view.node(holder)["properties"]:
        site = f"{holder}/properties/{name.replace('~', '~0').replace('/', '~1')}"
        values = made_up(view, site, 0 if depth == 1 else depth - 1)
        fitting = next((value for value in values if value is not None and not view.objections(site, value)), None)
        whole[name] = fitting
    required = view.node(holder).get("required") or ()
    yield whole
    yield {name: value for name, value in whole.items() if name in required}


def _mutated(observed: Sequence[Json]) -> Iterator[Json]:
    for value in observed[:5]:
        if isinstance(value, dict):
            for name in sorted(value)[:20]:
                rest = {key: each for key, each in value.items() if key != name}
                yield rest
                yield rest | {name: None}
        elif isinstance(value, list):
            yield from ([], value[:1], value * 2)
        elif isinstance(value, str):
            yield from (value[:-1], value + "x", value.upper())


def _exact(figure: int | float) -> int | Decimal:
    return figure if isinstance(figure, int) else Decimal(repr(figure))
