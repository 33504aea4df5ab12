"""Raises a bound to just what was seen: lengths, values, precision, sizes of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from coupa_contract.contract.precision import as_decimal, parse_precision
from coupa_contract.contract.walk import json_type
from coupa_contract.drift.proposals.parts import Part, Spot, lay, remove
from coupa_contract.drift.proposals.work import Work
from coupa_contract.model import Json

_MEASURES: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "length": ("minLength", "maxLength", len),
    "size": ("minItems", "maxItems", len),
    "bound": ("minimum", "maximum", lambda value: value),
}
_TYPES = {"length": {"string"}, "size": {"array"}, "bound": {"integer", "number"}}


def raised(work: Work, spots: Sequence[Spot], aspect: str) -> Iterator[Part]:
    """The parts that raise what bounds the values at these places."""
    for site in dict.fromkeys(site for spot in spots for site in work.view.sites(spot)):
        values = work.exhibits(site, aspect)
        if values:
            yield from (_precision if aspect == "precision" else _bound)(work, site, aspect, values)


def _bound(work: Work, site: str, aspect: str, values: tuple[Json, ...]) -> Iterator[Part]:
    low, high, measure = _MEASURES[aspect]
    figures = [measure(each) for each in values if json_type(each) in _TYPES[aspect]]
    spots = work.spots_of([site])
    for keyword, extreme, step in ((low, min, 1), (high, max, -1)):
        for holder in work.view.holders(site, keyword):
            declared, needed = work.view.node(holder)[keyword], extreme(figures)
            if extreme(declared, needed) != declared:
                yield Part(aspect, (lay(holder, {keyword: _plain(needed)}),), spots, ((lay(holder, {keyword: _plain(needed + step)}),),))
    for keyword, replaced, extreme in (("exclusiveMinimum", "minimum", min), ("exclusiveMaximum", "maximum", max)):
        for holder in work.view.holders(site, keyword) if aspect == "bound" else ():
            if any(extreme(work.view.node(holder)[keyword], each) == each for each in figures):
                yield Part(aspect, (*remove(holder, keyword), lay(holder, {replaced: _plain(extreme(figures))})), spots)


def _precision(work: Work, site: str, aspect: str, values: tuple[Json, ...]) -> Iterator[Part]:
    for holder in work.view.holders(site, "format"):
        declared = parse_precision(str(work.view.node(holder)["format"]))
        if declared is None:
            continue
        exact = [each for each in map(as_decimal, values) if each is not None]
        places = max(declared.scale, *map(_places, exact))
        before = max(declared.digits - declared.scale, *(max(each.adjusted() + 1, 0) for each in exact))
        narrower = []
        if places > declared.scale:
            narrower.append((lay(holder, {"format": f"decimal({before + places - 1},{places - 1})"}),))
        if before > declared.digits - declared.scale:
            narrower.append((lay(holder, {"format": f"decimal({before + places - 1},{places})"}),))
        yield Part(aspect, (lay(holder, {"format": f"decimal({before + places},{places})"}),), work.spots_of([site]), tuple(narrower))
        return  # the nearest decides


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _plain(figure: Any) -> Any:
    """A figure as YAML writes it."""
    if isinstance(figure, Decimal):
        return int(figure) if figure == figure.to_integral_value() else float(figure)
    return figure
