"""Samples of what properties see in several answers together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from check_samples.making import Make, Sample
from coupa_contract.checks import access, consistency, lifecycle, ordering, paging, projection, query, update
from coupa_contract.model import Condition

R39 = "core-r39"
PAID = Condition("paid", "", "true", "boolean")
APPROVED = Condition("status", "", "approved", "enum")
_LINE = "invoice-lines/0"


def _stored(sent: dict[str, Any], **after: Any):
    return lambda m: update.update_stored(
        sent, m.invoice({name.replace("__", "/").replace("_", "-"): v for name, v in after.items()}), m.contract
    )


def _numbered(*numbers: str) -> list[dict[str, Any]]:
    return [{"id": place, "invoice-number": number} for place, number in enumerate(numbers)]


def _alone(sent: dict[str, Any], after: dict[str, Any]):
    return lambda m: update.update_left_the_rest_alone(sent, m.invoice(), m.invoice(after), m.contract)


def _lines_of(make: Make, told: list[dict[str, Any]]):
    """A projection of two lines to their numbers."""
    whole = make.invoice({"invoice-lines": [{"id": 101, "line-num": 1}, {"id": 102, "line-num": 2}]})
    return projection.projected_values({"id": 17, "invoice-lines": told}, whole, {"invoice-lines": {"line-num": None}}, make.contract)


def _before_the_end(identifier: int):
    """An invoice of New Year, no condition, and a page that ends on the second of January without any third invoice."""
    page = [{"id": 1, "created-at": "2023-12-30T00:00:00Z"}, {"id": 2, "created-at": "2024-01-02T00:00:00Z"}]
    return {"id": identifier, "created-at": "2024-01-01T00:00:00Z"}, (), page


def _acted(operation: str, old: str, new: str, status: int = 200):
    def outcomes(make: Make):
        answer = make.answer(operation, make.invoice({"status": new}) if status < 400 else {"errors": {"base": ["no"]}}, status)
        return lifecycle.status_moved(operation, answer, make.invoice({"status": old}), make.invoice({"status": new}), make.contract)

    return outcomes


def _besides(operation: str, after: dict[str, Any]):
    def outcomes(make: Make):
        answer = make.answer(operation, make.invoice())
        return lifecycle.action_changed_nothing_else(operation, answer, make.invoice(), make.invoice(after), make.contract)

    return outcomes


def _refused(after: dict[str, Any], status: int = 400):
    return lambda m: update.refused_changes_nothing(m.answer("updateInvoice", {}, status), m.invoice(), m.invoice(after), m.contract)


SAMPLES = (
    Sample(
        "error-unknown-id-is-404",
        "answered with nothing",
        lambda m: access.unknown_id(m.answer(body={}, status=200, negative=True)),
        lambda m: access.unknown_id(m.refusal(404, negative=True)),
    ),
    Sample(
        "error-unknown-id-is-404",
        "a write that succeeds",
        lambda m: access.unknown_id(m.answer("voidInvoice", {}, 200, negative=True), m.contract),
        lambda m: access.unknown_id(m.answer("voidInvoice", {}, 403, negative=True)),
    ),
    Sample(
        "query-matching-row-is-returned",
        "left out",
        lambda m: query.matching_row_is_returned(m.invoice(), APPROVED, []),
        lambda m: query.matching_row_is_returned(m.invoice(), [APPROVED, Condition("paid", "", "false", "boolean")], [m.invoice()]),
    ),
    Sample(
        "query-conditions-combine",
        "the last one wins",
        lambda m: query.conditions_combine(m.rows(2), m.rows(3), [APPROVED, PAID]),
        lambda m: query.conditions_combine(m.rows(3), m.rows(3)[::-1], [APPROVED, PAID]),
    ),
    Sample(
        "query-spelling-is-free",
        "an underscore is ignored",
        lambda m: query.spelled_otherwise(m.rows(2), m.rows(3), [APPROVED], [("status", "approved")]),
        lambda m: query.spelled_otherwise(m.rows(2), m.rows(2), [APPROVED], [("status", "approved")]),
    ),
    Sample(
        "query-complement-partitions",
        "in neither",
        lambda m: query.complement_partitions(m.rows(3), m.rows(3)[:1], m.rows(3)[2:], (PAID, APPROVED)),
        lambda m: query.complement_partitions(m.rows(3), m.rows(3)[:1], m.rows(3)[1:], (PAID, APPROVED)),
    ),
    Sample(
        "query-complement-partitions",
        "in both",
        lambda m: query.complement_partitions(m.rows(3), m.rows(3)[:2], m.rows(3)[1:], (PAID, APPROVED)),
        lambda m: query.complement_partitions(m.rows(3), [], m.rows(3), (PAID, APPROVED)),
    ),
    Sample(
        "paging-any-order-partitions-the-base",
        "equals come twice",
        lambda m: paging.any_order_partitions([1, 2, 3], [[3, 1], [3]], "status"),
        lambda m: paging.any_order_partitions([1, 2, 3], [[3, 1], [2]], "status"),
    ),
    Sample(
        "consistency-reads-agree",
        "another amount",
        lambda m: consistency.reads_agree(m.invoice({"gross-total": Decimal("118.00")}), m.invoice(), m.contract),
        lambda m: consistency.reads_agree(m.invoice(without=["comments"]), m.invoice(), m.contract),
    ),
    Sample(
        "query-id-is-show",
        "a neighbour comes along",
        lambda m: query.id_is_show(1, m.rows(2)),
        lambda m: query.id_is_show("1", m.rows(1)),
    ),
    Sample(
        "query-no-match-is-an-empty-list",
        "not found",
        lambda m: query.no_match(m.answer("listInvoices", {"errors": {"base": ["none"]}}, 404)),
        lambda m: query.no_match(m.list([])),
    ),
    Sample("query-no-match-is-an-empty-list", "rows", lambda m: query.no_match(m.list()), lambda m: query.no_match(m.list([]))),
    Sample(
        "query-unusable-condition",
        "some of the rows",
        lambda m: query.unusable_condition(m.list(m.rows(2), negative=True), m.rows(3)),
        lambda m: query.unusable_condition(m.list(m.rows(3), negative=True), m.rows(3)),
    ),
    Sample(
        "query-unusable-condition",
        "other rows",
        lambda m: query.unusable_condition(m.list(m.rows(3)[1:], negative=True), m.rows(3)),
        lambda m: query.unusable_condition(m.answer("listInvoices", {}, 400, negative=True), m.rows(3)),
    ),
    Sample(
        "projection-keeps-the-rows",
        "another order",
        lambda m: projection.projection_keeps_rows([1, 2, 3], [1, 3, 2]),
        lambda m: projection.projection_keeps_rows([1, 2, 3], [1, 2, 3]),
    ),
    Sample(
        "projection-keeps-the-values",
        "another value",
        lambda m: projection.projected_values({"id": 17, "gross-total": 118}, m.invoice(), {"gross-total": None}, m.contract),
        lambda m: projection.projected_values({"id": 17, "gross-total": 119}, m.invoice(), {"gross-total": None}, m.contract),
    ),
    Sample(
        "projection-keeps-the-values",
        "left out",
        lambda m: projection.projected_values({"id": 17}, m.invoice(), {"invoice-number": None}, m.contract),
        lambda m: projection.projected_values({"id": 17}, m.invoice(), {"payment-date": None}, m.contract),
    ),
    Sample(
        "projection-keeps-the-values",
        "left out of all lines but the first",
        lambda m: _lines_of(m, [{"line-num": 1}, {}]),
        lambda m: _lines_of(m, [{"line-num": 2}, {"line-num": 1}]),
    ),
    Sample(
        "paging-pages-partition-the-base",
        "a row lost between two pages",
        lambda m: paging.pages_partition([1, 2, 3, 4], [[1, 2], [4]], 2),
        lambda m: paging.pages_partition([1, 2, 3, 4], [[1, 2], [3, 4]], 2),
    ),
    Sample(
        "paging-pages-partition-the-base",
        "a row on two pages",
        lambda m: paging.pages_partition([1, 2, 3], [[1, 2], [2, 3]], 2),
        lambda m: paging.pages_partition([1, 2, 3], [[1, 2], [3]], 2),
    ),
    Sample(
        "paging-offset-past-the-end",
        "the last page again",
        lambda m: paging.offset_past_the_end(m.list(m.rows(1), "offset=90")),
        lambda m: paging.offset_past_the_end(m.list([], "offset=90")),
    ),
    Sample(
        "paging-order-by-id",
        "descending",
        lambda m: ordering.ordered(m.rows(3)[::-1], "id", "asc", "integer"),
        lambda m: ordering.ordered(m.rows(3), "id", "asc", "integer"),
    ),
    Sample(
        "paging-order-by-attribute",
        "amounts as texts",
        lambda m: ordering.ordered([{"gross-total": "10.0"}, {"gross-total": "9.0"}], "gross_total", "asc", "decimal"),
        lambda m: ordering.ordered(
            [{"gross-total": "9"}, {"gross-total": None}, {"gross-total": "9.0"}, {"gross-total": "10"}], "gross_total", "asc", "decimal"
        ),
    ),
    Sample(
        "paging-order-by-attribute",
        "numbers of one pattern out of order",
        lambda m: ordering.texts_ordered(_numbered("INV-09", "8", "INV-08"), "invoice_number", "asc"),
        # What differs in more than its digits, or in their number, stands where a collation puts it.
        lambda m: ordering.texts_ordered(_numbered("INV-08", "8", "inv-07", "INV-10", "INV-10", "INV-9"), "invoice_number", "asc"),
    ),
    Sample(
        "paging-fifty-is-not-cut",
        "one row less",
        lambda m: paging.fifty_is_not_cut([{"id": 1}, {"id": 2}], [{"id": 1}]),
        lambda m: paging.fifty_is_not_cut([{"id": 1}, {"id": 2}], [{"id": 2}, {"id": 1}, {"id": 3}]),
    ),
    Sample(
        "paging-order-by-attribute",
        "a page in order that lacks an earlier invoice",
        lambda m: ordering.none_skipped(*_before_the_end(3), "created_at", "asc"),
        lambda m: ordering.none_skipped(*_before_the_end(1), "created_at", "asc"),
    ),
    Sample(
        "paging-descending-reverses",
        "the first two swapped",
        lambda m: ordering.descending_reverses([1, 2, 3], [2, 3, 1]),
        lambda m: ordering.descending_reverses([1, 2, 3], [3, 2, 1]),
    ),
    Sample(
        "shape-list-agrees-with-show",
        "another total in the list",
        lambda m: consistency.list_agrees_with_show(m.invoice({"gross-total": 118}), m.invoice(), m.contract),
        lambda m: consistency.list_agrees_with_show(m.invoice(without=["gross-total"]), m.invoice(), m.contract),
    ),
    Sample(
        "shape-list-agrees-with-show",
        "another line in the list",
        lambda m: consistency.list_agrees_with_show(m.invoice({f"{_LINE}/description": "Stool"}), m.invoice(), m.contract),
        lambda m: consistency.list_agrees_with_show(
            m.invoice({"created-at": "2024-03-15T09:30:00Z", "supplier-note": None, "invoice-lines": m.invoice()["invoice-lines"][::-1]}),
            m.invoice(),
            m.contract,
        ),
    ),
    Sample(
        "safety-reads-change-nothing",
        "a read counts as an export",
        lambda m: consistency.reads_change_nothing(m.invoice(), m.invoice({"exported": True}), m.contract),
        lambda m: consistency.reads_change_nothing(m.invoice(), m.invoice({"updated-at": "2024-03-16T09:00:00+01:00"}), m.contract),
    ),
    Sample(
        "update-is-stored",
        "cut off",
        _stored({"comments": "a longer text"}, comments="a longer"),
        _stored({"comments": "a\r\nb "}, comments="a\nb"),
    ),
    Sample(
        "update-is-stored",
        "not at all",
        _stored({"shipping-amount": "9.50"}, shipping_amount=0),
        _stored({"shipping-amount": "9.50"}, shipping_amount=Decimal("9.5")),
    ),
    Sample(
        "update-is-stored",
        "another day",
        _stored({"invoice-date": "2024-02-29"}, invoice_date="2024-03-01T00:00:00+01:00"),
        _stored({"invoice-date": "2024-02-29"}, invoice_date="2024-02-29T00:00:00+01:00"),
    ),
    Sample(
        "update-is-stored",
        "another supplier",
        _stored({"supplier": {"number": "SUP-002"}}, comments="x"),
        _stored({"supplier": {"id": 42, "location-code": "A"}}, comments="x"),
    ),
    Sample(
        "update-is-stored",
        "another line",
        _stored({"invoice-lines": [{"id": 102, "description": "Desk"}]}, **{"invoice-lines__0__description": "Desk"}),
        _stored({"invoice_lines": [{"id": 102, "description": "Desk"}]}, **{"invoice-lines__1__description": "Desk"}),
    ),
    Sample("update-is-stored", "not cleared", _stored({"comments": None}, comments="as agreed"), _stored({"comments": None}, comments="")),
    Sample(
        "update-leaves-the-rest-alone",
        "a note goes",
        _alone({"supplier-note": "x"}, {"supplier-note": "x", "comments": None}),
        _alone({"supplier-note": "x"}, {"supplier-note": "x", "updated-at": "2024-03-17T00:00:00Z", "updated-by": {"id": 9}}),
    ),
    Sample(
        "update-leaves-the-rest-alone",
        "the other line follows",
        _alone({"invoice-lines": [{"id": 101, "price": 1}]}, {f"{_LINE}/price": 1, "invoice-lines/1/description": "Desk"}),
        _alone({"invoice-lines": [{"id": 101, "price": 1}]}, {f"{_LINE}/price": 1, f"{_LINE}/total": 2, "gross-total": 23}),
    ),
    Sample(
        "update-leaves-the-rest-alone",
        "the line's other members",
        _alone({"invoice-lines": [{"id": 101, "description": "x"}]}, {f"{_LINE}/description": "x", f"{_LINE}/quantity": 3}),
        _alone(
            {"invoice-lines": [{"id": 101, "description": "x"}]},
            {f"{_LINE}/description": "x", f"{_LINE}/updated-at": "2024-03-17T00:00:00Z"},
        ),
    ),
    Sample(
        "update-leaves-the-rest-alone",
        "a total moves with a note",
        _alone({"comments": "x"}, {"comments": "x", "gross-total": 120}),
        _alone({"shipping-amount": 1}, {"shipping-amount": 1, "gross-total": 120}),
    ),
    Sample(
        "update-leaves-the-rest-alone",
        "a neighbour changes",
        lambda m: update.neighbours_untouched({"comments"}, m.rows(2), m.rows(1) + m.rows(2, comments="x")[1:], m.contract),
        lambda m: update.neighbours_untouched({"comments"}, m.rows(2), m.rows(2, **{"internal-note": "y"})[::-1], m.contract),
    ),
    Sample(
        "update-origin-is-fixed",
        "another maker",
        _alone({"comments": "x"}, {"created-by/id": 6}),
        _alone({"comments": "x"}, {"comments": "x"}),
    ),
    Sample(
        "update-origin-is-fixed",
        "made anew",
        _alone({"comments": "x"}, {"created-at": "2024-03-15T10:30:00Z"}),
        _alone({"comments": "x"}, {"created-at": "2024-03-15T09:30:00Z"}),
    ),
    Sample(
        "update-time-runs-forward",
        "backwards",
        _alone({"comments": "x"}, {"updated-at": "2024-03-16T07:00:00Z"}),
        _alone({"comments": "x"}, {"updated-at": "2024-03-16T10:00:00+02:00"}),
    ),
    Sample(
        "lifecycle-update-keeps-the-status",
        "approved by a note",
        _alone({"comments": "x"}, {"status": "voided"}),
        _alone({"comments": "x"}, {"status": "approved"}),
    ),
    Sample(
        "update-answer-is-what-is-stored",
        "an answer of before",
        lambda m: update.answer_is_what_is_stored(m.answer("updateInvoice", m.invoice()), m.invoice({"comments": "x"}), m.contract),
        lambda m: update.answer_is_what_is_stored(
            m.answer("updateInvoice", {"id": 17, "comments": "x"}), m.invoice({"comments": "x"}), m.contract
        ),
    ),
    Sample(
        "update-put-and-patch-agree",
        "stored by one",
        lambda m: update.put_patch_agree(m.invoice({"comments": "x"}), m.invoice(), m.contract),
        lambda m: update.put_patch_agree(
            m.invoice({"comments": "x"}), m.invoice({"comments": "x", "updated-at": "2025-01-01T00:00:00Z"}), m.contract
        ),
    ),
    Sample(
        "update-read-only-is-not-obeyed",
        "approves itself",
        lambda m: update.read_only_not_obeyed("status", "approved", m.invoice({"status": "draft"}), m.invoice(), m.contract),
        lambda m: update.read_only_not_obeyed(
            "status", "approved", m.invoice({"status": "draft"}), m.invoice({"status": "draft"}), m.contract
        ),
    ),
    Sample(
        "update-read-only-is-not-obeyed",
        "another maker",
        lambda m: update.read_only_not_obeyed("created-by", {"id": 6}, m.invoice(), m.invoice({"created-by/id": 6}), m.contract),
        lambda m: update.read_only_not_obeyed("created-by", {"id": 6}, m.invoice(), m.invoice(), m.contract),
    ),
    Sample(
        "safety-refused-write-changes-nothing",
        "stored all the same",
        _refused({"comments": "x"}),
        _refused({"updated-at": "2025-01-01T00:00:00Z"}),
    ),
    Sample(
        "lifecycle-submit-leaves-draft", "stays", _acted("submitInvoice", "draft", "draft"), _acted("submitInvoice", "draft", "ap_hold")
    ),
    Sample("lifecycle-submit-arrives", "voided", _acted("submitInvoice", "draft", "voided"), _acted("submitInvoice", "draft", "approved")),
    Sample(
        "lifecycle-void-arrives", "stays", _acted("voidInvoice", "approved", "approved"), _acted("voidInvoice", "pending_receipt", "voided")
    ),
    Sample(
        "lifecycle-dispute-arrives",
        "rejected",
        _acted("disputeInvoice", "approved", "rejected"),
        _acted("disputeInvoice", "ap_hold", "disputed"),
    ),
    Sample(
        "lifecycle-withdrawal-leaves-the-dispute",
        "a draft again",
        _acted("withdrawInvoiceDispute", "disputed", "draft"),
        _acted("withdrawInvoiceDispute", "disputed", "pending_approval"),
        R39,
    ),
    Sample(
        "lifecycle-abandon-arrives",
        "voided",
        _acted("abandonInvoice", "disputed", "voided"),
        _acted("abandonInvoice", "disputed", "abandoned"),
        R39,
    ),
    Sample(
        "lifecycle-approval-chain-stays",
        "rejected",
        _acted("restartInvoiceApprovals", "pending_approval", "rejected"),
        _acted("bypassInvoiceApprovals", "pending_approval", "approved"),
        R39,
    ),
    Sample(
        "lifecycle-illegal-move-is-refused",
        "taken and ignored",
        _acted("submitInvoice", "voided", "voided"),
        _acted("submitInvoice", "voided", "voided", 400),
    ),
    Sample(
        "lifecycle-end-is-final",
        "back to life",
        _acted("disputeInvoice", "abandoned", "disputed"),
        _acted("disputeInvoice", "abandoned", "abandoned", 422),
    ),
    Sample(
        "lifecycle-action-keeps-the-amounts",
        "a total goes",
        _besides("voidInvoice", {"status": "voided", "gross-total": 0}),
        _besides("voidInvoice", {"status": "voided", "exported": True, "updated-at": "2025-01-01T00:00:00Z"}),
    ),
    Sample(
        "lifecycle-action-keeps-the-amounts",
        "a line goes",
        _besides("submitInvoice", {"status": "pending_approval", "invoice-lines": []}),
        _besides("submitInvoice", {"status": "pending_approval", "approvals": [{"id": 1}], "gross-total": 120}),
    ),
    Sample(
        "lifecycle-action-changes-nothing-else",
        "a note goes",
        _besides("disputeInvoice", {"status": "disputed", "supplier-note": "gone"}),
        _besides("disputeInvoice", {"status": "disputed", "dispute-reasons": [{"id": 1}]}),
    ),
)
