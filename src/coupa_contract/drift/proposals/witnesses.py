"""Values that stand for what was observed at a place when the bodies themselves are not at hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import inf

from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.model import Json

_TEXTS = {
    "empty": "",
    "date": "2024-05-01",
    "timestamp-z": "2024-05-01T12:00:00Z",
    "timestamp-offset": "2024-05-01T12:00:00+02:00",
    "timestamp-local": "2024-05-01T12:00:00",
    "decimal": "12.50",
    "integer": "12",
    "boolean": "true",
    "uri": "https://instance.example/a",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "email": "a@instance.example",
    "text": "a text",
}
_LONGEST = 100_000  # characters of a text that is made up


def witnesses(facts: PlaceFacts) -> Iterator[Json]:
    """Values of the types, forms, words and bounds that were seen; of objects and lists only empty ones."""
    if facts.null:
        yield None
    if "string" in facts.types:
        yield from _texts(facts)
    if facts.types.keys() & {"integer", "number"}:
        yield from _numbers(facts)
    if "boolean" in facts.types:
        yield from (True, False)
    if "array" in facts.types:
        for length in {facts.size.least, facts.size.most} if facts.size else {0}:
            yield [None] * int(min(length, 1_000))
    if "object" in facts.types:
        yield {}


def _texts(facts: PlaceFacts) -> Iterator[str]:
    words = [word for word in facts.words or () if not word.startswith("~")]
    if words:
        yield from words
        return
    for form in facts.forms or {"text": None}:
        text = _TEXTS.get(form, "a text")
        if form == "text" and facts.length is not None:
            for length in {facts.length.least, facts.length.most}:
                if 0 < length < inf:
                    yield "x" * int(min(length, _LONGEST))
        elif form == "decimal" and facts.digits is not None:
            yield _figures(int(facts.digits.most), int(facts.places.most) if facts.places else 2)
        else:
            yield text


def _numbers(facts: PlaceFacts) -> Iterator[int | Decimal]:
    if "integer" in facts.types:
        yield from {int(facts.value.least), int(facts.value.most)} if facts.value and abs(facts.value.most) < 1e15 else {1}
    if "number" in facts.types:
        places = int(facts.places.most) if facts.places and facts.places.most else 1
        yield Decimal(_figures(max(int(facts.digits.most) if facts.digits else 2, places), places))


def _figures(digits: int, places: int) -> str:
    places = min(places, digits)
    whole = "1" * (digits - places) or "0"
    return f"{whole}.{'1' * places}" if places else whole
