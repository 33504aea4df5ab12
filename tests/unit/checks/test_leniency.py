"""What is lenient is not wrong: variants that a conforming instance may show raise no finding at any level."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from check_samples.making import Make, findings, requirements

from coupa_contract.checks import access, consistency, ordering, paging, query, update
from coupa_contract.contract import load_contract
from coupa_contract.model import Case, Condition, Credential, Finding, Interaction, Request, Response, Undocumented

_PAGE = b"<html><body>nothing here</body></html>"


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_a_conforming_answer_raises_nothing(dialect: str) -> None:
    """A whole invoice, and a list of them, break no requirement of any level."""
    make = Make(dialect)
    assert findings(make.judged(make.show())) == []
    assert findings(make.judged(make.list(query="limit=3&order_by=id&status=approved"))) == []


def test_the_example_of_the_document_raises_nothing(published: Make) -> None:
    """The published example of an invoice breaks no requirement."""
    example = published.contract.resolve("/components/examples/Invoice")["value"]
    assert findings(published.judged(published.answer(body=example))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"more": {"of": [1, "2"]}, "custom-field_of_ours": True},
        {"invoice-lines/0/more": None},
        {"created-by": 5},
        {"exported": 1},
        {"created-at": "2024-03-15T10:30:00.123456+01:00"},
        {"updated-at": "2024-03-16T03:00:00-05:00"},
        {"invoice-date": "2024-03-15", "net-due-date": None},
        {"gross-total": 119, "tax-rate": 19},
        {"comments": "", "image-scan-url": "", "created-by/email": ""},
        {"supplier": {}},
        {"tags": [], "payments": []},
        {"invoice-lines": []},
        {
            "currency/code": "JPY",
            "invoice-lines/0/currency/code": "JPY",
            "gross-total": 119,
            "gross-total-less-discount": 113,
            "discount-amount": Decimal("5.5"),
        },
    ],
)
def test_other_values_are_as_good(published: Make, changes: dict[str, Any]) -> None:
    """Extra members, either form of what two sources disagree on, empty texts for nothing, other offsets: no finding."""
    assert findings(published.judged(published.show(changes))) == []


def test_extra_members_are_drift(published: Make) -> None:
    """What the document does not know is told apart, with its general place and its type."""
    said = published.judged(published.list([published.invoice({"invoice-lines/1/shade": "red"})]))
    assert Undocumented("listInvoices", "/*/invoice-lines/*/shade", "string") in said
    assert findings(said) == []


def test_absent_is_as_good_as_null_in_the_newer_dialect(newer: Make) -> None:
    """Today's instances may leave out what is empty, and what a tenant's filter hides."""
    assert findings(newer.judged(newer.answer(body={"id": 1}))) == []
    assert findings(newer.judged(newer.show({"supplier": None, "created-by": None, "supplier-note": None}))) == []


@pytest.mark.parametrize(
    ("status", "body", "media_type"),
    [
        (400, {"errors": {"invoice_number": ["has already been taken"], "warnings": {"a": ["b"]}}}, "application/json"),
        (401, b"", None),
        (401, {"message": "who are you?"}, "application/json"),
        (403, {"error": "insufficient_scope", "error_description": "no"}, "application/json"),
        (404, _PAGE, "text/html"),
        (404, b"Not Found", "text/plain"),
        (406, {"status": 406, "title": "Not acceptable"}, "application/json"),
        (422, {"errors": {"base": "is odd"}}, "application/json; charset=utf-8"),
        (429, b"Slow down", "text/plain"),
    ],
)
def test_other_refusals_are_as_good(published: Make, status: int, body: Any, media_type: str | None) -> None:
    """Another text, another 4xx, a gateway's own words: no finding."""
    headers = (("Retry-After", "1"),) if status == 429 else ()
    answer = published.answer(body=body, status=status, media_type=media_type, negative=True, headers=headers)
    assert findings(published.judged(answer)) == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=500",
        "limit=0",
        "offset=99999999999",
        "filter=ours",
        'fields=["no_such"]',
        "fields=[",
        "order_by=gross_total",
        "no_such=1",
        "limit=5&limit=6",
        "limit=" + "9" * 5000,
    ],
)
def test_odd_parameters_may_be_refused(published: Make, query: str) -> None:
    """A limit over the maximum, an absurd offset, a tenant's own filter, unusable fields: refusing them is no fault."""
    assert findings(published.judged(published.answer("listInvoices", {"errors": {"base": ["no"]}}, 400, query=query))) == []


def test_a_scope_that_lacks_a_permission_is_nobodys_fault(published: Make) -> None:
    """A valid token may be forbidden to read, or asked to wait."""
    assert findings(published.judged(published.refusal(403, negative=False))) == []


def test_without_a_token_forbidden_is_as_good(published: Make) -> None:
    """403 refuses as well as 401."""
    answer = published.answer(body=b"no", status=403, media_type="text/plain", credential=Credential.MISSING)
    assert findings(published.judged(answer)) == []


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("invoice-number[contains]=ACME%", {"invoice-number": "something else"}),  # wildcards
        ("supplier[name][gt]=b", {"supplier/name": "a"}),  # a collation
        ("status[not_eq]=draft", {"original-invoice-number": None}),
        ("original-invoice-number[not_in]=a,b", {"original-invoice-number": None}),  # a null under a negation
        ("invoice-number[not_eq]=inv-17", {"invoice-number": "INV-17"}),  # the case of letters
        ("updated-at[gt]=2024-03-16T08:00:00Z", {"updated-at": "2024-03-16T08:00:00Z"}),  # a hidden fraction
        ("updated-at=2024-03-16", {"updated-at": "2024-03-16T08:00:00Z"}),  # the whole day
        ("invoice-date[gt]=2024-03-15", {"invoice-date": "2024-03-15T00:00:00+03:00"}),  # a day without a zone
        ("created-by[login]=ann", {"created-by": 5}),  # not shown
        ("no_such=1", {}),
        ("id[gt]=many", {}),
        ("status=approved&status=draft", {"status": "draft"}),  # one of the two may win
    ],
)
def test_what_nobody_can_tell_is_not_judged(published: Make, query: str, row: dict[str, Any]) -> None:
    """Where a row does not tell for certain, or nobody published the rule, there is no finding."""
    assert findings(published.judged(published.list([published.invoice(row)], query))) == []


def test_members_that_are_not_shown_are_not_judged(newer: Make) -> None:
    """A condition on a member that the row leaves out is not judged."""
    assert findings(newer.judged(newer.list([{"id": 1}], "status=approved&paid=true"))) == []


def test_conditions_of_an_invalid_request_are_not_judged(published: Make) -> None:
    """What a request that was made invalid selects is the instance's own choice."""
    assert findings(published.judged(published.list(query="status=draft", negative=True))) == []


def test_nothing_is_said_of_no_witness(published: Make) -> None:
    """A page that its limit cannot cut, one row, one line: nothing was examined, so nothing passes."""
    said = {getattr(each, "requirement", "") for each in published.judged(published.list(published.rows(1), "limit=9&order_by=id"))}
    assert not said & {"paging-limit-is-honoured", "paging-at-most-fifty", "paging-row-once-in-a-page", "paging-order-by-id"}


def test_relations_without_a_witness_say_nothing(published: Make) -> None:
    """An empty base, one page, an invoice that does not satisfy the condition: no verdict."""
    draft = Condition("status", "", "draft", "enum")
    assert list(query.matching_row_is_returned(published.invoice(), draft, [])) == []
    assert list(paging.pages_partition([1], [[1]], 5)) == []
    assert list(ordering.descending_reverses([1], [1])) == []
    assert list(ordering.ordered(published.rows(1), "id", "asc", "integer")) == []
    assert list(update.refused_changes_nothing(published.show(), published.invoice(), {}, published.contract)) == []


def test_an_update_in_between_ends_a_comparison(published: Make) -> None:
    """A list and a show of different times are not compared."""
    row = published.invoice({"updated-at": "2024-01-01T00:00:00Z", "comments": "old"})
    assert list(consistency.list_agrees_with_show(row, published.invoice(), published.contract)) == []


@pytest.mark.parametrize("member", ["paid", "gross-total", "exported", "comments", "no-such"])
def test_members_on_whose_access_sources_disagree_are_not_judged(published: Make, member: str) -> None:
    """Only what every source calls read-only must not be obeyed."""
    before, after = published.invoice({member: 1}), published.invoice({member: 2})
    assert list(update.read_only_not_obeyed(member, 2, before, after, published.contract)) == []


def test_a_write_to_an_unknown_id_may_be_refused_for_another_reason(published: Make) -> None:
    """The order in which a write is examined is the instance's own."""
    answer = published.answer("updateInvoice", {"errors": {"base": ["no"]}}, 400, negative=True)
    assert requirements(access.unknown_id(answer, published.contract)) == set()


def test_amounts_at_the_edge_of_their_precision_add_up_exactly() -> None:
    """Sums of thirty digits are exact: no digit is lost to the default context, in either direction."""
    from coupa_contract.checks.arithmetic import totals

    def judged(less: str) -> list[str]:
        invoice = (
            '{"id": 1, "status": "approved", "currency": {"code": "USD"}, "gross-total": 99999999999999999999999999.1234,'
            f' "discount-amount": 0.0234, "gross-total-less-discount": {less}}}'
        )
        response = Response(200, (("Content-Type", "application/json"),), invoice.encode())
        interaction = Interaction(Case("showInvoice", (("id", "1"),)), Request("GET", "/api/invoices/1"), response)
        return [each.requirement for each in totals(interaction, load_contract()) if isinstance(each, Finding)]

    assert judged("99999999999999999999999999.1") == []
    assert judged("99999999999999999999999999.3") == ["arithmetic-discount-is-taken-off"]


@pytest.mark.parametrize(
    ("status", "body", "media_type", "found"),
    [
        (200, b"<html>not an invoice</html>", "text/html", set()),
        (204, b"", None, set()),
        (405, b"<html>Method Not Allowed</html>", "text/html", set()),
        (501, b"<html>Unsupported method</html>", "text/html", set()),
        (500, b"", None, {"error-no-server-error"}),
    ],
)
def test_nothing_is_documented_of_the_answer_to_another_verb(
    published: Make, status: int, body: bytes, media_type: str | None, found: set[str]
) -> None:
    """Whatever it looks like, as long as the server does not fail; 501 says that it knows the verb nowhere."""
    said = published.judged(published.answer("voidInvoice", body, status, media_type=media_type, negative=True, verb="DELETE"))
    assert {each.requirement for each in findings(said)} == found
