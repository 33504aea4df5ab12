"""Types, forms and bounds in words."""

from __future__ import annotations

from collections.abc import Collection
from math import inf, isinf

from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.shape import Bounds

NUMERIC = frozenset({"number", "integer"})
SCALAR = frozenset({"string", "number", "integer", "boolean"})
TIMESTAMPS = frozenset({"timestamp-z", "timestamp-offset", "timestamp-local"})
FIGURES = frozenset({"decimal", "integer"})

_TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "a flag",
    "object": "an object",
    "array": "a list",
    "null": "null",
}
_FORMS = {
    "empty": "an empty text",
    "date": "a date",
    "timestamp-z": "a timestamp with Z",
    "timestamp-offset": "a timestamp with an offset",
    "timestamp-local": "a timestamp without an offset",
    "decimal": "a decimal",
    "integer": "a whole number in a text",
    "boolean": "a flag in a text",
    "uri": "a URI",
    "uuid": "a UUID",
    "email": "an e-mail address",
    "text": "a free text",
}


def either(parts: Collection[str]) -> str:
    """Alternatives in words, the same for the same set."""
    ordered = sorted(set(parts))
    return " or ".join(ordered) if len(ordered) < 3 else ", ".join(ordered[:-1]) + " or " + ordered[-1]


def types_in_words(types: Collection[str]) -> str:
    """JSON types; a whole number beside a number is a number."""
    rest = set(types) - {"integer"} if "number" in types else set(types)
    return either([_TYPES.get(each, each) for each in rest]) if rest else "anything"


def forms_in_words(forms: Collection[str]) -> str:
    """Forms of texts; a whole number beside a decimal is a decimal, two sorts of timestamp are a timestamp."""
    rest = set(forms) - {"integer"} if "decimal" in forms else set(forms)
    words = [_FORMS.get(each, each) for each in rest - TIMESTAMPS]
    stamps = rest & TIMESTAMPS
    words += ["a timestamp"] if {"timestamp-z", "timestamp-offset"} <= stamps else [_FORMS[each] for each in stamps]
    return either(words) if words else "any text"


def value_in_words(place: PlaceFacts) -> str:
    """What stands at a place: its types, and for a text of one form that form."""
    if set(place.types) == {"string"} and place.forms and set(place.forms) <= FIGURES:
        return "a decimal in a text"
    return types_in_words(place.types)


def plain(figure: float) -> str:
    """A figure as people write it."""
    return str(int(figure)) if figure == int(figure) else f"{figure:g}" if not isinf(figure) else "any"


def bounds_in_words(bounds: Bounds | None, unit: str = "") -> str:
    """Bounds, such as `at most 255 characters`."""
    if bounds is None or (bounds.least in (0, -inf) and bounds.most == inf):
        return "any"
    unit = f" {unit}" if unit else ""
    if bounds.most == inf:
        return f"at least {plain(bounds.least)}{unit}"
    if bounds.least in (0, -inf):
        return f"at most {plain(bounds.most)}{unit}"
    if bounds.least == bounds.most:
        return f"{plain(bounds.most)}{unit}"
    return f"{plain(bounds.least)} to {plain(bounds.most)}{unit}"
