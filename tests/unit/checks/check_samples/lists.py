"""Samples of lists: conditions, pages, order, projections."""

from __future__ import annotations

from check_samples.making import Make, Sample


def _obey(requirement: str, name: str, query: str, member: str, wrong: object, right: object, sure: object = None) -> Sample:
    """A list under conditions with a row that does not obey them, and one whose rows may all do; `sure` certainly does."""

    def made(value: object):
        first = [] if member == "id" else [{member: right if sure is None else sure}]
        return lambda make: make.list(
            [make.invoice({"id": 17 + index, **row}) for index, row in enumerate([*first, {member: value}])], query
        )

    return Sample(requirement, name, made(wrong), made(right))


def _page(make: Make, count: int, query: str = ""):
    return make.list([{"id": number} for number in range(1, count + 1)], query + "&return_object=limited")


def _ids(make: Make, ids: list[int], query: str):
    return make.list([make.invoice({"id": number}) for number in ids], query)


SAMPLES = (
    _obey("query-equality", "a status", "status=approved", "status", "draft", "approved"),
    _obey("query-equality", "an id", "id=17&limit=50", "id", 18, 17),
    _obey("query-equality", "an amount", "shipping-amount=1.5", "shipping-amount", 2, 1.50),
    _obey("query-equality", "a status, underscored", "document_type=Invoice", "document-type", "Credit Note", "Invoice"),
    _obey("query-equality", "a null", "original-invoice-number=INV-1", "original-invoice-number", None, "inv-1", "INV-1"),
    _obey("query-inequality", "a status", "status[not_eq]=draft", "status", "draft", "approved"),
    _obey("query-comparison", "an id", "id[gt]=10", "id", 10, 11),
    _obey("query-comparison", "ten is more than nine", "id[lt]=10", "id", 10, 9),
    _obey("query-comparison", "an amount", "shipping-amount[gt_or_eq]=9.50", "shipping-amount", 9, 10),
    _obey("query-comparison", "the edge", "id[lt_or_eq]=10", "id", 11, 10),
    _obey(
        "query-date",
        "too late",
        "updated-at[lt]=2024-03-16T09:00:00+01:00",
        "updated-at",
        "2024-03-16T08:00:00Z",
        "2024-03-16T07:59:59Z",
    ),
    _obey(
        "query-date",
        "another offset",
        "created-at[gt_or_eq]=2024-03-15T10:00:00Z",
        "created-at",
        "2024-03-15T10:30:00+01:00",
        "2024-03-15T11:00:00+01:00",
    ),
    _obey(
        "query-date",
        "a bare date",
        "updated-at[gt]=2024-03-16",
        "updated-at",
        "2024-03-15T23:59:58Z",
        "2024-03-16T00:00:00Z",
        "2024-03-16T00:00:01Z",
    ),
    _obey(
        "query-date",
        "days later",
        "invoice-date[lt]=2024-03-15",
        "invoice-date",
        "2024-03-18T00:00:00+01:00",
        "2024-03-15T00:00:00+01:00",
        "2024-03-10",
    ),
    _obey("query-membership", "a status", "status[in]=draft,approved", "status", "voided", "approved"),
    _obey("query-exclusion", "a status", "status[not_in]=draft,voided", "status", "voided", "approved"),
    _obey("query-text", "contains", "invoice-number[contains]=NV-1", "invoice-number", "INV-2", "xinv-17x", "INV-17"),
    _obey("query-text", "starts", "invoice-number[starts_with]=INV", "invoice-number", "17-INV", "INV"),
    _obey("query-text", "ends", "invoice-number[ends_with]=17", "invoice-number", "17-INV", "17"),
    _obey("query-blank", "empty", "original-invoice-number[blank]=true", "original-invoice-number", "INV-1", ""),
    _obey("query-blank", "not empty", "original-invoice-number[blank]=false", "original-invoice-number", None, "INV-1"),
    _obey("query-flag", "exported", "exported=true", "exported", False, True),
    _obey("query-association", "a supplier", "supplier[name]=acme office", "supplier/name", "Acme Offices", "Acmé Office", "acme office"),
    _obey("query-association", "a line", "invoice-lines[description][starts_with]=Ch", "invoice-lines/0/description", "Stool", "Chair"),
    _obey("query-association", "its id", "supplier[id][in]=41,42", "supplier", {"id": 43}, {"id": 42}),
    Sample(
        "paging-limit-is-honoured",
        "one more",
        lambda m: _page(m, 4, "limit=3"),
        lambda m: _page(m, 3, "limit=3"),
    ),
    Sample("paging-at-most-fifty", "no limit", lambda m: _page(m, 51), lambda m: _page(m, 50)),
    Sample("paging-at-most-fifty", "a high limit", lambda m: _page(m, 60, "limit=60"), lambda m: _page(m, 50, "limit=60")),
    Sample("paging-row-once-in-a-page", "a row twice", lambda m: _ids(m, [1, 2, 1], ""), lambda m: _ids(m, [1, 2, 3], "")),
    Sample(
        "paging-row-once-across-a-collection",
        "a row for each line",
        lambda m: _ids(m, [1, 1, 2], "invoice-lines[line-num][gt]=0"),
        lambda m: _ids(m, [1, 2], "invoice-lines[line-num][gt]=0"),
    ),
    Sample(
        "paging-order-by-id",
        "as texts",
        lambda m: _ids(m, [10, 100, 9], "order_by=id&dir=asc"),
        lambda m: _ids(m, [9, 10, 100], "order_by=id"),
    ),
    Sample(
        "paging-order-by-id",
        "under conditions beside",
        lambda m: _ids(m, [2, 1], "status=approved&currency[code]=EUR&paid=false&order_by=id&dir=asc"),
        lambda m: _ids(m, [1, 2], "status=approved&currency[code]=EUR&paid=false&order_by=id&dir=asc"),
    ),
    Sample(
        "paging-order-by-id",
        "not descending",
        lambda m: _ids(m, [1, 2], "order_by=id&dir=desc"),
        lambda m: _ids(m, [2, 1], "order_by=id&dir=desc"),
    ),
    Sample(
        "paging-order-by-attribute",
        "as texts in two offsets",
        lambda m: m.list(
            [m.invoice({"id": 1, "updated-at": "2024-01-01T10:00:00+05:00"}), m.invoice({"id": 2, "updated-at": "2024-01-01T04:00:00Z"})],
            "order_by=updated_at",
        ),
        lambda m: m.list(
            [m.invoice({"id": 1, "updated-at": "2024-01-01T11:00:00+05:00"}), m.invoice({"id": 2, "updated-at": "2024-01-01T06:00:00Z"})],
            "order_by=updated_at",
        ),
    ),
    Sample(
        "projection-only-what-was-asked",
        "the status as well",
        lambda m: m.answer(body={"id": 1, "invoice-number": "a", "status": "draft"}, query='fields=["id","invoice_number"]'),
        lambda m: m.answer(body={"id": 1, "invoice-number": "a", "link": "/1"}, query='fields=["invoice_number"]'),
    ),
    Sample(
        "projection-only-what-was-asked",
        "more of the lines",
        lambda m: m.list([{"invoice-lines": [{"id": 1, "line-num": 1, "price": 3}]}], 'fields=[{"invoice-lines":["line-num"]}]'),
        lambda m: m.list([{"invoice-lines": [{"id": 1, "line-num": 1}]}], 'fields=[{"invoice-lines":["line-num"]}]'),
    ),
    Sample(
        "projection-limited-to-ids",
        "the number as well",
        lambda m: m.list([{"id": 1, "invoice-number": "a"}], "return_object=limited"),
        lambda m: m.list([{"id": 1}], "return_object=limited"),
    ),
    Sample(
        "consistency-references-agree",
        "a supplier of two names",
        lambda m: m.list([m.invoice({"id": 1}), m.invoice({"id": 2, "supplier/name": "Another"})]),
        lambda m: m.list([m.invoice({"id": 1}), m.invoice({"id": 2, "supplier": {"id": 43, "name": "Another"}})]),
    ),
    Sample(
        "consistency-times-run-forward",
        "updated before it was created",
        lambda m: m.list([m.invoice({"created-at": "2024-03-16T10:00:00+01:00"})]),
        lambda m: m.list([m.invoice({"created-at": "2024-03-16T09:00:00+01:00"})]),
    ),
)
