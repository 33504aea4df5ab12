"""Judges every member of an answer by the document: types, spelling, presence, precision, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b

from coupa_contract.checks.answers import JSON_TYPE, Invoice, body_of, success
from coupa_contract.checks.fields import dashed, documented
from coupa_contract.contract import Contract, Member, SchemaViolation
from coupa_contract.contract.explain import describe
from coupa_contract.contract.precision import as_decimal
from coupa_contract.contract.walk import json_type
from coupa_contract.model import Effect, Finding, Interaction, Json, Outcome, Undocumented, Witness, general_pointer

_POINTERS = 8192  # what is known of a pointer by its spelling is kept for that many
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
    counts: Counter[str] = Counter()
    for index, record in enumerate(records):
        judged = _of_record(contract, operation.id, response.status, interaction.case.projected, _Record.of(record))
        counts.update(judged.witnesses)
        yield from (_below(f"/{index}" if isinstance(body, list) else "", outcome) for outcome in judged.outcomes)
    yield from (Witness(requirement, count) for requirement, count in counts.items() if count)


@dataclass(frozen=True, slots=True)
class _Record:
    """An invoice as the key of a cache: the same invoice comes again and again in a run, and judging it is the dearest check of all."""

    digest: bytes
    value: Invoice = field(compare=False)

    @classmethod
    def of(cls, record: Json) -> _Record:
        return cls(
            blake2b(repr(record).encode("utf-8", "surrogatepass"), digest_size=16).digest(), record if isinstance(record, dict) else {}
        )


@dataclass(frozen=True, slots=True)
class _Judged:
    witnesses: Mapping[str, int]
    outcomes: tuple[Finding | Undocumented, ...]  # pointers below the invoice


@lru_cache(maxsize=4096)
def _of_record(contract: Contract, operation: str, status: int, projected: bool, record: _Record) -> _Judged:
    root = "/0" if operation == "listInvoices" else ""
    body: Json = [record.value] if root else record.value
    met = [member for member in contract.walk(operation, status, JSON_TYPE, body) if member.pointer != root]
    by_pointer = {member.pointer: member for member in met}
    outcomes: list[Finding | Undocumented] = []
    for violation in contract.violations(operation, status, JSON_TYPE, body, projected=projected):
        requirement = _judged(violation, by_pointer.get(violation.pointer))
        if requirement:
            outcomes.append(Finding(requirement, operation, violation.pointer, violation.expected, violation.seen))
    for member in met:
        outcomes += _of_member(operation, member, contract)
    return _Judged(_witnesses(met, whole=not projected), tuple(_above(root, outcome) for outcome in outcomes))


def _above(root: str, outcome: Finding | Undocumented) -> Finding | Undocumented:
    pointer = outcome.pointer.removeprefix(root) if isinstance(outcome, Finding) else outcome.pointer.removeprefix(general_pointer(root))
    return replace(outcome, pointer=pointer)


def _below(place: str, outcome: Finding | Undocumented) -> Finding | Undocumented:
    return replace(outcome, pointer=(place if isinstance(outcome, Finding) else general_pointer(place)) + outcome.pointer)


def _witnesses(met: list[Member], *, whole: bool) -> Counter[str]:
    known = [member for member in met if member.documented]
    counts = Counter(subject for member in known if member.value is not None for subject in _subjects(member))
    counts["shape-schema"] = counts["shape-null"] = len(known)
    counts["shape-names-are-dashed"] = len(met)
    if met and whole:
        counts["shape-required"] = 1
    return counts


def _subjects(member: Member) -> Iterator[str]:
    """The requirements that a documented member is about, which is not null; shape-schema and shape-null are about every one."""
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


def _of_member(operation: str, member: Member, contract: Contract) -> Iterator[Finding | Undocumented]:
    name, value = _name(member.pointer), member.value
    if not member.documented:
        yield Undocumented(operation, general_pointer(member.pointer), json_type(value))
        if ("_" in name or "?" in name) and _twin(member.pointer, contract):
            yield Finding("shape-names-are-dashed", operation, member.pointer, describe(dashed(name.rstrip("?"))), describe(name))
        return
    precision = member.precision
    number = as_decimal(value) if precision is not None else None
    if precision is not None and number is not None and not precision.holds(number):
        yield Finding("shape-precision", operation, member.pointer, f"a {precision}", describe(value))
    if _is_line_type(member.pointer) and isinstance(value, str) and value and value not in LINE_TYPES:
        yield Finding("shape-line-type-value", operation, member.pointer, "one of " + ", ".join(sorted(LINE_TYPES)), describe(value))
    if name == "image-scan-url" and isinstance(value, str) and value and not value.lower().startswith(("http://", "https://")):
        yield Finding("shape-scan-url", operation, member.pointer, "an address that starts with http:// or https://", describe(value))


def _twin(pointer: str, contract: Contract) -> bool:
    """Whether the document knows the member under its dashed name: then it is that member, misspelled, and no custom field."""
    *above, name = general_pointer(pointer).split("/")[1:]
    if above[:1] == ["*"]:
        above = above[1:]
    return documented(contract, dashed(name.rstrip("?")), tuple(above))


@lru_cache(maxsize=_POINTERS)
def _name(pointer: str) -> str:
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")


def _is_currency_code(pointer: str) -> bool:
    return pointer.endswith("currency/code")


@lru_cache(maxsize=_POINTERS)
def _is_line_type(pointer: str) -> bool:
    return pointer.endswith("/type") and general_pointer(pointer).endswith("invoice-lines/*/type")
