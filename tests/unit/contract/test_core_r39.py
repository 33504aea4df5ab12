"""What instances of release R39 speak, and the published dialect does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.operations import Operation
from coupa_contract.model import Effect

CORE = load_contract("core-r39")
PUBLISHED = load_contract()
ADDED = {
    "createInvoice", "deleteInvoice", "abandonInvoice", "addApproverToInvoice", "removeApprovalFromInvoice", "bypassInvoiceApprovals",
    "bypassCurrentInvoiceApproval", "restartInvoiceApprovals", "revalidateInvoiceTolerances", "withdrawInvoiceDispute",
    "retrieveInvoiceClearanceDocument", "retrieveLegalInvoicePdf",
}  # fmt: skip


def wrong(contract: Contract, body: Any) -> set[str]:
    return {violation.pointer for violation in contract.violations("showInvoice", 200, "application/json", body)}


def exact(value: Any) -> Any:
    """An example with `Decimal` for each float, as an answer would have been parsed."""
    if isinstance(value, dict):
        return {name: exact(each) for name, each in value.items()}
    if isinstance(value, list):
        return [exact(each) for each in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def test_the_newer_operations_are_added_to_the_twelve() -> None:
    """POST, DELETE, eight actions, two downloads."""
    assert len(PUBLISHED.operations) == 12
    assert CORE.operations.keys() - PUBLISHED.operations.keys() == ADDED
    assert PUBLISHED.operations.keys() <= CORE.operations.keys()


def test_every_added_operation_that_writes_acts() -> None:
    """Nothing undoes it; downloads read, and answer a file."""
    for name in ADDED:
        operation: Operation = CORE.operation(name)
        assert operation.effect is (Effect.READS if operation.method == "GET" else Effect.ACTS), name
        assert operation.binary is (operation.method == "GET"), name
        assert operation.scopes, name
        assert {"400", "401", "403", "404", "429"} <= set(operation.response_statuses), name


@pytest.mark.parametrize(
    ("operation", "scope"),
    [
        ("abandonInvoice", "delete"),
        ("addApproverToInvoice", "approval.write"),
        ("bypassInvoiceApprovals", "approval.bypass"),
        ("withdrawInvoiceDispute", "write"),
    ],
)
def test_each_needs_its_scope(operation: str, scope: str) -> None:
    """Which the security scheme knows."""
    assert CORE.operation(operation).scopes == (f"core.invoice.{scope}",)
    known = CORE.document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
    assert f"core.invoice.{scope}" in known


def test_a_new_invoice_may_be_answered_with_200_or_201() -> None:
    """The vendor's page and its convention differ."""
    assert {"200", "201"} <= set(CORE.operation("createInvoice").response_statuses)
    assert wrong_new({}) == {
        "/supplier",
        "/invoice-number",
        "/invoice-date",
        "/currency",
        "/account-type",
        "/line-level-taxation",
        "/invoice-lines",
    }


def wrong_new(body: Any) -> set[str]:
    return {violation.pointer for violation in CORE.request_violations("createInvoice", "application/json", body)}


@pytest.mark.parametrize(
    "body",
    [
        {"gross-total": "100.00"},
        {"supplier": None, "currency": None, "bill-to-address": None, "created-by": None},
        {"supplier": {"id": 1, "number": None, "anything": {"else": 1}}},
        {"invoice-lines": None, "tags": None, "payments": None},
        {
            "invoice-lines": [
                {
                    "type": "InvoiceAmountLine",
                    "quantity": None,
                    "total": "100.00",
                    "tax-code": {"id": 1, "code": "V", "percentage": Decimal("0.0")},
                }
            ]
        },
        {"invoice-lines": [{"description": "x" * 1550}]},
        {"delivery-date": "2024-03-15T12:30:00-07:00", "last-exported-at": "", "net-due-date": ""},
        {"image-scan": "a/path/that/is/longer/than/twenty-five/characters", "image-scan-url": ""},
        {"document-type": None, "shipping-term": {"id": 1}, "supplier-total": "1.0", "inbound-invoice": {"id": 1}},
        {"paid": None, "compliant": None},
        {},
    ],
)
def test_what_is_spoken_today_is_valid_here_and_was_not_published(body: Any) -> None:
    """Text for decimals, null for associations and collections, longer texts, absent members."""
    assert wrong(CORE, body) == set()
    assert wrong(PUBLISHED, body)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"gross-total": Decimal("100.00")}, "/gross-total"),
        ({"gross-total": "1e3"}, "/gross-total"),
        ({"gross-total": "100,00"}, "/gross-total"),
        ({"created-by": 17}, "/created-by"),
        ({"tax-rate": "much"}, "/tax-rate"),
        ({"status": "paid"}, "/status"),
        ({"invoice-lines": [{"tax-code": "VAT"}]}, "/invoice-lines/0/tax-code"),
        ({"created-at": None}, "/created-at"),
        ({"last-exported-at": "yesterday"}, "/last-exported-at"),
        ({"total-with-taxes": 1}, "/total-with-taxes"),
        ({"volume-brand": 1}, "/volume-brand"),
        ({"invoice-lines": [{"unspsc": 1}]}, "/invoice-lines/0/unspsc"),
    ],
)
def test_the_dialect_is_no_free_pass(body: Any, pointer: str) -> None:
    """What nobody speaks is a violation, among the vendor's own elements too."""
    assert wrong(CORE, body) == {pointer}


def test_the_vendors_elements_are_documented() -> None:
    """95 on the header and 52 on a line; the 53rd is `_delete`, which no answer holds."""
    schemas = ((name, CORE.document["components"]["schemas"][name]["properties"]) for name in ("Invoice", "InvoiceLine"))
    published = PUBLISHED.document["components"]["schemas"]
    added = {name: len(properties.keys() - published[name]["properties"].keys()) for name, properties in schemas}
    # `account-allocations` of a line, one of the 53, is in the published document already: its allocations are published.
    assert added == {"Invoice": 95, "InvoiceLine": 51}


def test_custom_fields_may_hold_anything() -> None:
    """They are the tenant's, and no drift."""
    body: Any = {"custom-fields": {"a": 1, "b": {"c": [None]}}}
    assert wrong(CORE, body) == set()
    assert all(member.documented for member in CORE.walk("showInvoice", 200, "application/json", body))


def examples(node: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every example of a body beside its schema."""
    if isinstance(node, Mapping):
        if "schema" in node and "examples" in node:
            for name, example in node["examples"].items():
                yield f"{place}/{name}", node["schema"], example
        for key, value in node.items():
            yield from examples(value, f"{place}/{key}")


def test_every_example_is_valid_in_its_dialect(shipped: Contract) -> None:
    """Those of answers as those of requests."""
    judged = 0
    for operation in shipped.operations.values():
        for status in operation.response_statuses:
            for place, _, example in examples(shipped.resolve(f"{operation.pointer}/responses/{status}")):
                code = int(status) if status.isdigit() else 500
                value = exact(shipped.resolve(example)["value"])
                assert not list(shipped.violations(operation.id, code, "application/json", value)), place
                judged += 1
        for media_type in operation.request_media_types:
            for place, _, example in examples(shipped.resolve(f"{operation.pointer}/requestBody")):
                assert not list(shipped.request_violations(operation.id, media_type, exact(shipped.resolve(example)["value"]))), place
                judged += 1
    assert judged > 10


def test_every_decimal_of_an_example_fits_its_precision(shipped: Contract) -> None:
    """And each of its members is documented."""
    value = exact(shipped.resolve("/components/examples/Invoice")["value"])
    for member in shipped.walk("showInvoice", 200, "application/json", value):
        assert member.documented, member.pointer
        assert member.precision is None or member.precision.holds(Decimal(str(member.value)))


KEYWORDS = {
    "$ref", "type", "properties", "required", "items", "enum", "const", "anyOf", "oneOf", "format", "pattern", "maxLength", "minLength",
    "maximum", "minimum", "minItems", "minProperties", "additionalProperties", "readOnly", "description", "example", "examples", "default",
    "deprecated",
}  # fmt: skip


def odd_keywords(node: Any, place: str) -> Iterator[str]:
    """Keys of a schema that JSON Schema does not know: a comma in an unquoted description makes one."""
    if not isinstance(node, Mapping):
        return
    yield from (f"{place}: {key}" for key in node if key not in KEYWORDS and not key.startswith("x-"))
    for name, child in node.get("properties", {}).items():
        yield from odd_keywords(child, f"{place}/{name}")
    for key in ("items", "additionalProperties"):
        yield from odd_keywords(node.get(key), place)
    for child in [*node.get("anyOf", []), *node.get("oneOf", [])]:
        yield from odd_keywords(child, place)


def test_the_overlay_brings_in_no_misspelled_keyword() -> None:
    """A validator of documents lets unknown keywords pass."""

    def odd(contract: Contract) -> set[str]:
        return {each for name, schema in contract.document["components"]["schemas"].items() for each in odd_keywords(schema, name)}

    assert odd(CORE) <= odd(PUBLISHED)
