"""What the first look saw judges every answer, and what may have changed is not judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coupa_contract.model import Case
from coupa_contract.runner.api import Api
from coupa_contract.runner.item import Stage, run_item
from coupa_contract.runner.properties import ATTRIBUTE, Property, judges, scenarios
from coupa_contract.runner.result import ItemResult

MakeStage = Callable[..., Stage]
PAGE = (("limit", "50"), ("order_by", "id"), ("dir", "asc"))


def invoice(identifier: int, **more: Any) -> dict[str, Any]:
    plain = {"id": identifier, "status": "draft" if identifier % 2 else "approved", "comments": f"number {identifier}"}
    stamps = {"created-at": "2024-01-01T00:00:00Z", "updated-at": "2024-01-02T00:00:00Z"}
    return {**plain, **stamps, **{name.replace("_", "-"): value for name, value in more.items()}}


SEEN = [invoice(number) for number in range(1, 7)]


def found(
    make_stage: MakeStage, answers: dict[str, Any], *query: tuple[str, str], seen: list[dict[str, Any]] | None = None
) -> tuple[set[str], ItemResult, list[Case]]:
    """The requirements that a list under these parameters breaks; `answers` are bodies by `list`, `one` (a list by id) and `show`."""

    def script(case: Case) -> tuple[int, Any]:
        if case.operation == "showInvoice":
            return answers.get("show", (404, {"errors": {"base": ["gone"]}}))
        if dict(case.query).keys() == {"id"}:
            return 200, answers.get("one", [])
        return 200, answers["list"]

    def ask(api: Api) -> None:
        api.call("listInvoices", query=query)

    prop: Property = getattr(judges("query-equality")(scenarios()(ask)), ATTRIBUTE)
    stage = make_stage(script, rows=seen or SEEN)
    result = run_item(stage, "test_module::test_item", prop, {})
    assert not result.error, result.error
    return {finding.requirement for finding in result.findings.values()} & ABOUT, result, stage.answers.asked  # type: ignore[attr-defined]


ABOUT = {
    "query-matching-row-is-returned",
    "paging-order-by-attribute",
    "consistency-reads-agree",
    "projection-keeps-the-values",
    "shape-list-agrees-with-show",
}
DRAFTS = [row for row in SEEN if row["status"] == "draft"]


def test_a_whole_list_is_read_once(make_stage: MakeStage) -> None:
    """What agrees with the look costs no further request, and is a witness."""
    broken, result, asked = found(make_stage, {"list": DRAFTS}, ("status", "draft"), *PAGE)
    assert not broken
    assert len(asked) == 1
    assert result.witnesses["query-matching-row-is-returned"] == 3
    assert result.witnesses["consistency-reads-agree"] >= 1


def test_a_row_that_is_missing_is_found_under_any_condition(make_stage: MakeStage) -> None:
    """The invoice is shown again before its absence is blamed."""
    broken, _, asked = found(make_stage, {"list": DRAFTS[:1], "show": (200, DRAFTS[1])}, ("status", "draft"), *PAGE)
    assert broken == {"query-matching-row-is-returned"}
    assert [case.operation for case in asked] == ["listInvoices", "showInvoice"]


@pytest.mark.parametrize(
    "show",
    [(404, {}), (200, invoice(3, updated_at="2026-01-01T00:00:00Z")), (200, invoice(3, status="approved"))],
    ids=["gone", "changed", "changed within a second"],
)
def test_a_row_that_changed_is_not_missing(make_stage: MakeStage, show: tuple[int, Any]) -> None:
    """An invoice that is gone, or was changed since the look, may leave a list."""
    broken, _, _ = found(make_stage, {"list": [row for row in DRAFTS if row["id"] != 3], "show": show}, ("status", "draft"), *PAGE)
    assert not broken


@pytest.mark.parametrize(
    "query",
    [
        (("status", "draft"), ("limit", "1"), ("order_by", "id"), ("dir", "asc")),
        (("status", "draft"), ("limit", "50"), ("offset", "1")),
        (("status", "draft"), ("limit", "1"), ("order_by", "updated_at")),
        (("status", "draft"), ("no_such_thing", "1"), ("limit", "50")),
        (("status", "draft"), ("status", "approved"), ("limit", "50")),
        (("status", "draft"),),
    ],
    ids=["cut", "offset", "another order", "unknown parameter", "twice", "no limit"],
)
def test_where_nobody_can_tell_nothing_is_missing(make_stage: MakeStage, query: tuple[tuple[str, str], ...]) -> None:
    """A page that is cut, or whose parameters are not understood, need not hold every row."""
    broken, _, _ = found(make_stage, {"list": DRAFTS[:1], "show": (200, DRAFTS[1])}, *query)
    assert not broken


def test_a_row_that_tells_something_else_is_found(make_stage: MakeStage) -> None:
    """Another value under the same time of update; read again, the invoice tells what it told."""
    changed = [*DRAFTS[:2], {**DRAFTS[2], "comments": "another"}]
    broken, result, _ = found(make_stage, {"list": changed, "one": [DRAFTS[2]]}, ("status", "draft"), *PAGE)
    assert broken == {"consistency-reads-agree"}
    (finding,) = [each for each in result.findings.values() if each.requirement == "consistency-reads-agree"]
    assert finding.pointer.endswith("/comments")


@pytest.mark.parametrize(
    "rows",
    [
        [{**DRAFTS[0], "comments": "another", "updated-at": "2025-01-01T00:00:00Z"}, *DRAFTS[1:]],
        [{name: value for name, value in row.items() if name != "comments"} for row in DRAFTS],
        [{**row, "updated-at": "2024-01-02T02:00:00+02:00"} for row in DRAFTS],
        [{**row, "more": 1} for row in DRAFTS],
    ],
    ids=["updated", "without a member", "another offset", "a member more"],
)
def test_what_changed_or_is_left_out_is_no_contradiction(make_stage: MakeStage, rows: list[dict[str, Any]]) -> None:
    """An update, a projection of the target's own and another spelling are no contradictions."""
    broken, _, _ = found(make_stage, {"list": rows, "one": DRAFTS[:1]}, ("status", "draft"), *PAGE)
    assert not broken


def test_a_projection_that_tells_something_else_is_found(make_stage: MakeStage) -> None:
    """Values under `fields` are compared with the look as well."""
    part = [{"id": row["id"], "comments": "cut"} for row in DRAFTS]
    query = (("status", "draft"), ("fields", '["id","comments"]'), *PAGE)
    broken, _, _ = found(make_stage, {"list": part, "one": DRAFTS[:1]}, *query)
    assert broken == {"projection-keeps-the-values"}


def test_an_invoice_that_an_order_puts_on_the_first_page_is_on_it(make_stage: MakeStage) -> None:
    """Where pages are cut before they are put in order, the latest invoice is not on the first page of the latest."""
    rows = [invoice(number, created_at=f"2024-01-0{number}T00:00:00Z") for number in range(1, 7)]
    cut, right = [rows[1], rows[0]], [rows[5], rows[4]]
    query = (("limit", "2"), ("order_by", "created_at"), ("dir", "desc"))
    for answered, broken in ((cut, {"paging-order-by-attribute"}), (right, set())):
        told, _, _ = found(make_stage, {"list": answered, "show": (200, rows[5])}, *query, seen=rows)
        assert told == broken


@pytest.mark.parametrize(("shown", "broken"), [(SEEN[0], {"consistency-reads-agree"}), (invoice(1, comments="another"), set())])
def test_lists_that_lie_alike_are_told_by_the_invoice(make_stage: MakeStage, shown: dict[str, Any], broken: set[str]) -> None:
    """Where every list under a condition tells another note, the invoice itself decides whether they are wrong or it changed."""
    lying = [{**row, "comments": "another"} if row["id"] == 1 else row for row in DRAFTS]
    told, _, asked = found(make_stage, {"list": lying, "one": lying[:1], "show": (200, shown)}, ("status", "draft"), *PAGE)
    assert told == broken
    assert [case.operation for case in asked] == ["listInvoices", "listInvoices", "showInvoice"]
