"""What one side says of a place, in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.drift.facts import PlaceFacts, Side
from coupa_contract.drift.shape import Bounds
from coupa_contract.drift.wording import bounds_in_words, forms_in_words, types_in_words

_WORDS = 6  # of an enumeration


def documented(place: PlaceFacts) -> str:
    """What a document permits, such as `a text: a date; or null; required`."""
    return "; ".join(part for part in _documented(place) if part)


def observed(place: PlaceFacts) -> str:
    """What was seen, such as `a text: a date; 300 times, 12 null, 4 absent`."""
    return "; ".join(part for part in _observed(place) if part)


def said(place: PlaceFacts, side: Side) -> str:
    """What a side says of a place."""
    return documented(place) if side is Side.DOCUMENT else observed(place)


def _documented(place: PlaceFacts) -> Iterator[str]:
    yield _value(place)
    yield "or null" if place.null else ""
    yield "required" if place.required else ""
    yield "deprecated" if place.deprecated else ""


def _observed(place: PlaceFacts) -> Iterator[str]:
    yield _value(place) if place.types or not place.null else ""
    nulls = place.nulls.count if place.nulls else 0
    counts = [
        f"{place.seen:,} times" if place.seen else "",
        f"{nulls:,} null" if nulls else "",
        f"{place.absent:,} absent" if place.absent else "",
    ]
    yield ", ".join(each for each in counts if each) or "not seen"


def _value(place: PlaceFacts) -> str:
    told = types_in_words(place.types)
    details = [_enumeration(place), forms_in_words(place.forms) if place.forms and set(place.forms) != {"text"} else ""]
    details += [_bounds(place.length, "characters"), _bounds(place.value), _bounds(place.digits, "digits")]
    details += [_bounds(place.places, "after the point"), _bounds(place.size, "items")]
    detail = ", ".join(each for each in details if each)
    return f"{told}: {detail}" if detail else told


def _bounds(bounds: Bounds | None, unit: str = "") -> str:
    told = bounds_in_words(bounds, unit)
    return "" if told == "any" else told


def _enumeration(place: PlaceFacts) -> str:
    if not place.words:
        return ""
    words = sorted(place.words)
    more = f" and {len(words) - _WORDS} more" if len(words) > _WORDS else ""
    return f"one of {', '.join(words[:_WORDS])}{more}"
