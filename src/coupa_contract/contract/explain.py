"""Turns a validator's errors into short sentences at the member that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import jsonschema_rs

from coupa_contract.contract import pointers
from coupa_contract.model import Json

SEEN_LIMIT = 80  # characters


@dataclass(frozen=True, slots=True)
class SchemaViolation:
    """A value that its schema does not let through. `rule` is the pointer of the violated keyword in the document."""

    pointer: str
    keyword: str
    expected: str
    seen: str
    rule: str = ""


def describe(value: Json) -> str:
    """A value in at most about 80 characters; of an object or array only its size.

    >>> describe({"id": 1}), describe(Decimal("1.50")), describe("x" * 200)[-22:]
    ('an object with 1 member', '1.50', 'xxxx… (200 characters)')
    """
    if isinstance(value, dict):
        return "an object with " + _count(len(value), "member")
    if isinstance(value, list):
        return "an array of " + _count(len(value), "item")
    if isinstance(value, Decimal):
        return _shortened(str(value))
    if isinstance(value, str) and len(value) > SEEN_LIMIT - 2:
        return json.dumps(value[: SEEN_LIMIT - 24], ensure_ascii=False)[:-1] + f"… ({len(value)} characters)"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 300:  # int to text is refused beyond 4300 digits
        return f"an integer of about {int(value.bit_length() * 0.30103) + 1} digits"
    return json.dumps(value, ensure_ascii=False)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _shortened(text: str) -> str:
    return text if len(text) <= SEEN_LIMIT else text[: SEEN_LIMIT - 1] + "…"


def explain(error: jsonschema_rs.ValidationError, body: Json) -> Iterator[SchemaViolation]:
    """The violations of a body that one error stands for; a failed `anyOf` or `oneOf` is told by the branch that comes closest."""
    branches: Sequence[Sequence[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", None) or ()
    if error.kind.name not in {"anyOf", "oneOf"} or not branches:
        yield _told(error, body)
        return
    fitting = [branch for branch in branches if not any(_rules_out(each, error) for each in branch)]
    if not fitting or (len(fitting) > 1 and all(_here(each, error) for branch in fitting for each in branch)):
        yield _choice(error, fitting or branches, body)
        return
    for each in min(fitting, key=_distance):
        yield from explain(each, body)


def _here(each: jsonschema_rs.ValidationError, error: jsonschema_rs.ValidationError) -> bool:
    return list(each.instance_path) == list(error.instance_path)


def _rules_out(each: jsonschema_rs.ValidationError, error: jsonschema_rs.ValidationError) -> bool:
    """Whether this error says that the branch was not meant for such a value at all."""
    if not _here(each, error):
        return False
    if each.kind.name in {"anyOf", "oneOf"}:
        return all(any(_rules_out(deep, error) for deep in branch) for branch in getattr(each.kind, "context", None) or ((),))
    return each.kind.name in {"type", "falseSchema"}


def _distance(branch: Sequence[jsonschema_rs.ValidationError]) -> tuple[int, int]:
    """Fewest errors at the value itself first (it is probably what was meant), then fewest errors."""
    shallow = min((len(each.instance_path) for each in branch), default=0)
    return sum(len(each.instance_path) == shallow for each in branch), len(branch)


def _choice(
    error: jsonschema_rs.ValidationError, branches: Sequence[Sequence[jsonschema_rs.ValidationError]], body: Json
) -> SchemaViolation:
    told = [violation for branch in branches for each in branch for violation in explain(each, body) if _here(each, error)]
    own = _told(error, body)
    if not told:
        return own
    return SchemaViolation(
        pointer=own.pointer,
        keyword=told[0].keyword,  # the first branch is the usual form
        expected=" or ".join(dict.fromkeys(part for each in told for part in _parts(each))),
        seen=told[0].seen if len({each.seen for each in told}) == 1 else own.seen,
        rule=own.rule,
    )


def _parts(told: SchemaViolation) -> list[str]:
    if told.keyword == "required":
        return [f"a member {pointers.split(told.pointer)[-1]!r}"]
    return told.expected.split(" or ")


def _told(error: jsonschema_rs.ValidationError, body: Json) -> SchemaViolation:
    keyword = error.kind.name
    pointer = pointers.join(error.instance_path)
    rule = pointers.join(error.schema_path)
    if keyword == "required":
        return SchemaViolation(pointer + pointers.join([_kind(error).property]), keyword, "present", "absent", rule)
    value = _at(body, error.instance_path)  # the error's own copy has lost the spelling of numbers
    seen = describe(value)
    if isinstance(value, str) and keyword in {"maxLength", "minLength"} and "characters)" not in seen:
        seen += f" ({_count(len(value), 'character')})"
    return SchemaViolation(pointer, keyword, _expected(error), seen, rule)


_NAMED_FORMATS = {
    "date-time": "a date-time with offset or Z (RFC 3339)",
    "date": "a date as YYYY-MM-DD (RFC 3339)",
    "uri": "a URI (RFC 3986)",
    "email": "an e-mail address",
}
_NAMED_PATTERNS = {r"^-?\d+(\.\d+)?$": "a decimal such as 12.50, in digits alone"}
_BOUNDS = {
    "maxLength": "at most {} characters",
    "minLength": "at least {} characters",
    "maximum": "at most {}",
    "minimum": "at least {}",
    "exclusiveMaximum": "less than {}",
    "exclusiveMinimum": "more than {}",
    "maxItems": "at most {} items",
    "minItems": "at least {} items",
    "maxProperties": "at most {} members",
    "minProperties": "at least {} members",
    "multipleOf": "a multiple of {}",
    "pattern": "text that matches {}",
}


def _at(body: Json, path: Sequence[str | int]) -> Json:
    for part in path:
        body = body[part]  # type: ignore[index]
    return body


def _kind(error: jsonschema_rs.ValidationError) -> Any:
    """The error's details; which attributes there are depends on its name."""
    return error.kind


def _expected(error: jsonschema_rs.ValidationError) -> str:
    kind = _kind(error)
    value = getattr(kind, "value", None)
    if kind.name == "type":
        return " or ".join(sorted(kind.types, key=lambda name: (name == "null", name)))
    if kind.name == "format":
        return _NAMED_FORMATS.get(kind.format, f"the format {kind.format}")
    if kind.name == "enum":
        return _shortened("one of " + ", ".join(map(describe, kind.options)))
    if kind.name == "const":
        return describe(kind.expected_value)
    if kind.name == "pattern" and value in _NAMED_PATTERNS:
        return _NAMED_PATTERNS[value]
    if kind.name in _BOUNDS:
        return _shortened(_BOUNDS[kind.name].format(value))
    if kind.name in {"additionalProperties", "unevaluatedProperties"}:
        return "no other members than those documented"
    if kind.name == "oneOf":
        return "exactly one of the documented forms"
    return "what its schema describes"
