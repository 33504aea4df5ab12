"""Judges every member of an answer by the document: types, spelling, presence, precision, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from coupa_contract.checks.answers import JSON_TYPE, body_of, found, success
from coupa_contract.checks.fields import dashed, documented
from coupa_contract.contract import Contract, Member, SchemaViolation
from coupa_contract.contract.explain import describe
from coupa_contract.contract.precision import as_decimal
from coupa_contract.contract.walk import json_type
from coupa_contract.model import Effect, Interaction, Outcome, Undocumented, Witness, general_pointer

LINE_TYPES = frozenset({"InvoiceQuantityLine", "InvoiceAmountLine"})

# The requirement that judges the form of a member of a kind, or of a JSON type where the document names no kind.
FORMS: Mapping[str, str] = {
    "decimal": "shape-decimal",
    "float": "shape-float",
    "number": "shape-decimal",
    "integer": "shape-integer",
    "identifier": "shape-integer",
    "flag": "shape-flag",
    "boolean": "shape-flag",
    "timestamp": "shape-timestamp",
    "date": "shape-date",
    "date-or-timestamp": "shape-date",
    "enum": "shape-text",
    "string": "shape-text",
    "object": "shape-reference",
    "array": "shape-collection",
}
_SCALARS = frozenset({"decimal", "float", "timestamp", "date", "date-or-timestamp", "identifier", "integer", "flag"})
_VALUES = {"status": "shape-status-value", "document-type": "shape-document-type-value"}
REQUIREMENTS = (
    *dict.fromkeys(FORMS.values()),
    *_VALUES.values(),
    "shape-null",
    "shape-required",
    "shape-length",
    "shape-precision",
    "shape-line-type-value",
    "shape-currency-code",
    "shape-scan-url",
    "shape-format",
    "shape-schema",
    "shape-names-are-dashed",
)


def members(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """What the document says of each member of a success, and which members it does not know (rule 5 of the design)."""
    response, operation = success(interaction), contract.operations.get(interaction.case.operation)
    body = body_of(interaction)
    if response is None or operation is None or operation.binary or operation.effect is Effect.PROBES or body is None:
        return
    records = body if isinstance(body, list) else [body]
    if isinstance(body, list) is not (operation.id == "listInvoices") or not all(isinstance(record, dict) for record in records):
        return  # the outermost form is wrong, which is judged elsewhere
    if contract.response_schema(operation.id, response.status, JSON_TYPE) is None:
        return
    met = list(contract.walk(operation.id, response.status, JSON_TYPE, body))
    by_pointer = {member.pointer: member for member in met}
    yield from _witnesses(met, whole=not interaction.case.projected)
    for violation in contract.violations(operation.id, response.status, JSON_TYPE, body, projected=interaction.case.projected):
        requirement = _judged(violation, by_pointer.get(violation.pointer))
        if requirement:
            yield found(interaction, requirement, violation.pointer, violation.expected, violation.seen)
    for member in met:
        yield from _of_member(interaction, member, contract)


def _witnesses(met: list[Member], *, whole: bool) -> Iterator[Outcome]:
    counts: Counter[str] = Counter()
    for member in met:
        if member.documented:
            counts.update(_subjects(member))
    counts["shape-names-are-dashed"] = len(met)
    if met and whole:
        counts["shape-required"] = 1
    yield from (Witness(requirement, count) for requirement, count in counts.items() if count)


def _subjects(member: Member) -> Iterator[str]:
    """The requirements that a documented member is about."""
    yield "shape-schema"
    yield "shape-null"
    if member.value is None:
        return
    if member.kind in FORMS:
        yield FORMS[member.kind]
    name, schema = _name(member.pointer), member.schema
    if "maxLength" in schema and isinstance(member.value, str):
        yield "shape-length"
    if member.precision is not None and as_decimal(member.value) is not None:
        yield "shape-precision"
    if schema.get("format") in {"email", "uri"} and name != "image-scan-url":
        yield "shape-format"
    if name == "image-scan-url" and member.value != "":
        yield "shape-scan-url"
    if _is_currency_code(member.pointer):
        yield "shape-currency-code"
    if _is_line_type(member.pointer):
        yield "shape-line-type-value"
    if name in _VALUES and "enum" in schema:
        yield _VALUES[name]


def _judged(violation: SchemaViolation, member: Member | None) -> str:
    """The requirement that a violation of the schema breaks; nothing for what is lenient."""
    keyword = violation.keyword
    if keyword in {"required", "dependentRequired"}:
        return "shape-required"
    value = member.value if member is not None else None
    if value == "" and keyword in {"format", "pattern", "minLength"}:
        return ""  # an empty text stands for nothing, as null does
    name = _name(violation.pointer)
    if keyword in {"enum", "const"}:
        return _VALUES.get(name, "" if _is_line_type(violation.pointer) else "shape-schema")
    if keyword == "maxLength":
        return "shape-length"
    kind = member.kind if member is not None else ""
    if keyword in {"format", "pattern"}:
        if name == "image-scan-url":
            return "shape-scan-url"
        if _is_currency_code(violation.pointer):
            return "shape-currency-code"
        return FORMS[kind] if kind in FORMS and kind not in {"string", "enum"} else "shape-format"
    if keyword in {"type", "anyOf", "oneOf"} and member is not None:
        return _of_type(violation, member)
    return "shape-schema"


def _of_type(violation: SchemaViolation, member: Member) -> str:
    if member.value is None:
        return "shape-null"
    first = violation.expected.partition(" or ")[0]
    if member.kind in _SCALARS and first not in {"object", "array"}:
        return FORMS[member.kind]
    return FORMS.get(first, FORMS.get(member.kind, "shape-schema"))


def _of_member(interaction: Interaction, member: Member, contract: Contract) -> Iterator[Outcome]:
    name, value = _name(member.pointer), member.value
    if not member.documented:
        yield Undocumented(interaction.case.operation, general_pointer(member.pointer), json_type(value))
        if ("_" in name or "?" in name) and _twin(member.pointer, contract):
            yield found(interaction, "shape-names-are-dashed", member.pointer, describe(dashed(name.rstrip("?"))), describe(name))
        return
    number = as_decimal(value) if member.precision is not None else None
    if member.precision is not None and number is not None and not member.precision.holds(number):
        yield found(interaction, "shape-precision", member.pointer, f"a {member.precision}", describe(value))
    if _is_line_type(member.pointer) and isinstance(value, str) and value and value not in LINE_TYPES:
        yield found(interaction, "shape-line-type-value", member.pointer, "one of " + ", ".join(sorted(LINE_TYPES)), describe(value))
    if name == "image-scan-url" and isinstance(value, str) and value and not value.lower().startswith(("http://", "https://")):
        yield found(interaction, "shape-scan-url", member.pointer, "an address that starts with http:// or https://", describe(value))


def _twin(pointer: str, contract: Contract) -> bool:
    """Whether the document knows the member under its dashed name: then it is that member, misspelled, and no custom field."""
    *above, name = general_pointer(pointer).split("/")[1:]
    if above[:1] == ["*"]:
        above = above[1:]
    return documented(contract, dashed(name.rstrip("?")), tuple(above))


def _name(pointer: str) -> str:
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def _is_currency_code(pointer: str) -> bool:
    return pointer.endswith("currency/code")


def _is_line_type(pointer: str) -> bool:
    return general_pointer(pointer).endswith("invoice-lines/*/type")
