"""What the keywords of one schema say, without the schemas that it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from math import inf, isfinite
from typing import Any

from coupa_contract.contract.patterns import accepted
from coupa_contract.contract.precision import parse_precision
from coupa_contract.contract.walk import json_type
from coupa_contract.drift.documents.meaning import ANYTHING, NUMERIC, TEXT, Meaning
from coupa_contract.drift.forms import FORMS, form_of
from coupa_contract.drift.shape import Bounds

Node = Mapping[str, Any]

_DECIMAL = frozenset({"decimal", "integer"})
_STAMP = frozenset({"timestamp-z", "timestamp-offset"})  # RFC 3339 always names the zone
_FORMATS: Mapping[str, frozenset[str]] = {
    "date": frozenset({"date"}),
    "date-time": _STAMP,
    "datetime": _STAMP,
    "timestamp": _STAMP,
    "decimal": _DECIMAL,
    "double": _DECIMAL,
    "float": _DECIMAL,
    "integer": frozenset({"integer"}),
    "int32": frozenset({"integer"}),
    "int64": frozenset({"integer"}),
    "boolean": frozenset({"boolean"}),
    "uri": frozenset({"uri"}),
    "url": frozenset({"uri"}),
    "uuid": frozenset({"uuid"}),
    "email": frozenset({"email"}),
    "idn-email": frozenset({"email"}),
}
_TYPES: Mapping[str, frozenset[str]] = {
    "null": frozenset({"null"}),
    "boolean": frozenset({"boolean"}),
    "integer": frozenset({"integer"}),
    "number": NUMERIC,
    "string": TEXT,
    "array": frozenset({"array"}),
    "object": frozenset({"object"}),
    "file": TEXT,  # Swagger 2.0
}

# A text of each form is tried against a pattern, and texts of many sorts: a form that no sample has is taken to be refused.
_DIGITS = [*("1" * count for count in range(1, 41)), "0", "7", "12", "105", "-1", "-12", "+12", "20240501"]
_FIGURES = ["0.5", "1.0", "12.5", "12.50", "-12.50", "100.00", "5250.0000", "1234567.891", "+1.5", "0.123456789", "1.5e3", "12.500"]
_DATES = ["2024-05-01", "1999-12-31"]
_TIMES = ["T12:00:00", " 12:00:00", "T12:00", "T12:00:00.000"]
_STAMPS = [_DATES[0] + time + zone for time in _TIMES for zone in ("", "Z", "+02:00", "-0700")]
_OF_FORMS = [
    "true", "false", "https://example.com", "http://example.com/a?b=c", "https://example.com/files/1.pdf", "ann@example.com",
    "a.b+c@mail.example.org", "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000",
]  # fmt: skip
_LETTERS = [text for count in range(1, 13) for text in ("A" * count, "a" * count)]
_TEXTS = [
    "-", "/", "#1", "50%", "$5", "*", "()", "_", ".", ",", "12-34", "123-45-6789", "12/34", "1,5", "1 234", "+1 555 0100", "12:30", "\n",
    "USD", "Us", "Acme", "Net 30", "INV-2024-001", "SF-Fac-Supplies", "AB123", "A1", "1A", "ab12", "pending_approval", "x.pdf", "Ä",
    "two words", "a b c", "A sentence, of sorts.", "/files/1", "image/png", "Main Office", "#/x", "{}", "[]", "<a>", "a@b",
]  # fmt: skip
_SAMPLES = ["", *_DIGITS, *_FIGURES, *_DATES, *_STAMPS, *_OF_FORMS, *_LETTERS, *_TEXTS]
_FORM_OF_SAMPLE = {sample: form_of(sample) for sample in _SAMPLES}


def own_meaning(node: Node) -> Meaning:
    """What a schema's own keywords say of types, texts, numbers and lengths."""
    forms, least = _forms(node)
    values = _listed(node)
    words = frozenset(value for value in values if isinstance(value, str)) if values is not None else frozenset()
    length = _bounds(node.get("minLength"), node.get("maxLength"), 0)
    digits, places = _precision(node)
    return Meaning(
        types=own_types(node),
        forms=frozenset(map(form_of, words)) if words else forms,
        words=words or None,
        length=Bounds(max(least, length.least if length else 0), length.most if length else inf) if least else length,
        value=_of_listed(values) or _value(node),
        digits=digits,
        places=places,
        size=_bounds(node.get("minItems"), node.get("maxItems"), 0),
        kind=str(node.get("x-kind") or ""),
        deprecated=node.get("deprecated") is True,
    )


def own_types(node: Node) -> frozenset[str]:
    """The types that a schema's own keywords permit; values that its own type refuses count for nothing."""
    declared = node.get("type")
    named = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    types = frozenset().union(*(_TYPES.get(str(each), frozenset()) for each in named)) or ANYTHING
    values = _listed(node)
    if values:
        of_values = frozenset("number" if isinstance(value, float) else json_type(value) for value in values)
        types = types & (of_values | NUMERIC if "number" in of_values else of_values) or types
    return types


def unknown_types(node: Node) -> list[str]:
    """Names of types that JSON does not have."""
    declared = node.get("type")
    named = [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    return [str(each) for each in named if str(each) not in _TYPES and str(each) != "any"]


def contradicts(node: Node) -> bool:
    """Whether a schema lists values and permits the type of none of them."""
    values = _listed(node)
    declared = {key: value for key, value in node.items() if key == "type"}
    return bool(values) and not own_types(declared) & own_types({"enum": values})


def _listed(node: Node) -> list[Any] | None:
    """The values of an enumeration or a constant; None when there is none."""
    if "const" in node:
        return [node["const"]]
    values = node.get("enum")
    return values if isinstance(values, list) and values else None


def _forms(node: Node) -> tuple[frozenset[str] | None, int]:
    """The forms that `format` and `pattern` permit (None: any), and the least length that follows from the pattern."""
    name = str(node.get("format") or "")
    forms = _DECIMAL if parse_precision(name) else _FORMATS.get(name.lower())
    pattern = node.get("pattern")
    if not isinstance(pattern, str):
        return forms, 0
    of_pattern, least = _of_pattern(pattern)
    if forms is None or of_pattern is None:
        return forms or of_pattern, least
    return forms & of_pattern or forms, least


@cache
def _of_pattern(pattern: str) -> tuple[frozenset[str] | None, int]:
    taken = accepted(pattern, _SAMPLES)
    if not taken:
        return None, 0
    forms = frozenset(_FORM_OF_SAMPLE[sample] for sample in taken)
    if forms >= frozenset(FORMS) - {"empty"}:
        return None, 0 if "empty" in forms else 1
    return forms, 0


def _precision(node: Node) -> tuple[Bounds | None, Bounds | None]:
    """Digits in all and after the point: `format: decimal(30,4)`, or `multipleOf` of a power of ten."""
    named = parse_precision(str(node.get("format") or ""))
    if named:
        return Bounds(0, named.digits), Bounds(0, named.scale)
    step = node.get("multipleOf")
    try:
        exact = Decimal(str(step)) if isinstance(step, int | float | Decimal) and not isinstance(step, bool) else Decimal(0)
    except InvalidOperation:
        return None, None
    exponent = exact.normalize().as_tuple().exponent
    if exact <= 0 or not isinstance(exponent, int) or exact != Decimal(1).scaleb(exponent) or exponent > 0:
        return None, None
    return None, Bounds(0, -exponent)


def _value(node: Node) -> Bounds | None:
    """The bounds of a number. OpenAPI 3.0 says `exclusiveMinimum: true`, 3.1 gives the figure; of a whole number the next one counts."""
    least, most = _figure(node.get("minimum")), _figure(node.get("maximum"))
    step = 1 if own_types(node) & NUMERIC == {"integer"} else 0
    above, below = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
    if above is True and least is not None:
        least += step
    elif (figure := _figure(above)) is not None:
        least = max(figure + step, -inf if least is None else least)
    if below is True and most is not None:
        most -= step
    elif (figure := _figure(below)) is not None:
        most = min(figure - step, inf if most is None else most)
    return _bounds(least, most, -inf)


def _of_listed(values: list[Any] | None) -> Bounds | None:
    """The bounds of numbers that are listed."""
    figures = [figure for value in values or [] if (figure := _figure(value)) is not None]
    return Bounds(min(figures), max(figures)) if figures else None


def _bounds(least: Any, most: Any, usual: float) -> Bounds | None:
    low, high = _figure(least), _figure(most)
    if low is None and high is None:
        return None
    return Bounds(usual if low is None else low, inf if high is None else high)


def _figure(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        figure = float(value)
    except OverflowError:
        return None
    return figure if isfinite(figure) else None
