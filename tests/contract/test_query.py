"""The query language: what comes back obeys the conditions, and nothing that obeys them is missing.

That rows obey what was asked is judged of every list that any property sends; here lists are sent for that purpose.
"""

from __future__ import annotations

import pytest

from coupa_contract.checks.query import id_is_show, matching_row_is_returned, no_match, unusable_condition
from coupa_contract.model import Condition, Finding
from coupa_contract.runner.api import Api, Row
from coupa_contract.runner.drawing import conditions, one_of, rows
from coupa_contract.runner.properties import Depending, judges, scenarios

Met = tuple[int, Condition]

# How each requirement on the rows of a condition is asked for.
FAMILIES = {
    "query-equality": ("",),
    "query-inequality": ("not_eq",),
    "query-comparison": ("gt", "lt", "gt_or_eq", "lt_or_eq"),  # of numbers; of dates below
    "query-membership": ("in",),
    "query-exclusion": ("not_in",),
    "query-text": ("contains", "starts_with", "ends_with"),
    "query-blank": ("blank",),
}


# Of these kinds only: dates, flags and texts are asked for on their own.
KINDS = {"query-comparison": ("integer", "decimal"), "query-equality": ("integer", "decimal", "enum", "string")}


def listed(api: Api, *conditions: Condition) -> list[Row]:
    """The rows of a list by id; every invoice of the first look that certainly belongs among them must be there."""
    answer = api.list(*conditions, limit=50, order_by="id", dir="asc")
    found = api.rows_of(answer)
    ids = [identifier for row in found if isinstance(identifier := row.get("id"), int)]
    whole = len(found) < api.look.page_size
    if not whole and (not ids or ids != sorted(ids)):
        return found  # a full page in another order than asked for: which rows it should hold cannot be told
    for seen in api.look.rows:
        if isinstance(seen["id"], int) and (whole or seen["id"] <= ids[-1]):
            outcomes = list(matching_row_is_returned(seen, conditions, found))
            if not any(isinstance(each, Finding) for each in outcomes):
                api.judge(outcomes, answer)
            elif (now := api.invoice(seen["id"])).get("updated-at") == seen.get("updated-at"):  # it did not change since it was seen
                api.judge(matching_row_is_returned(now, conditions, found))
    return found


@pytest.mark.parametrize("requirement", FAMILIES)
@judges("query-condition-is-accepted", "query-matching-row-is-returned", *FAMILIES)
@scenarios(
    met=Depending(
        "requirement",
        lambda requirement: conditions(kinds=KINDS.get(requirement, ()), operators=FAMILIES[requirement], association=False),
    )
)
def test_rows_obey_a_condition(api: Api, requirement: str, met: Met) -> None:
    """Every row of a list satisfies the condition, as far as its members show."""
    _, condition = met
    api.witness(bool(listed(api, condition)), f"nothing was listed for {requirement}")


@judges("query-date")
@scenarios(met=conditions(kinds=("timestamp", "date"), association=False))
def test_rows_obey_a_date(api: Api, met: Met) -> None:
    """Every row lies on the side of the instant that the condition asks for, whatever offset it is written with."""
    _, condition = met
    listed(api, condition)


@judges("query-flag")
@scenarios(met=conditions(kinds=("boolean",), association=False))
def test_rows_obey_a_flag(api: Api, met: Met) -> None:
    """A condition on a flag gives rows with that flag."""
    _, condition = met
    listed(api, condition)


@judges("query-association")
@scenarios(met=conditions(association=True))
def test_rows_obey_a_condition_on_an_association(api: Api, met: Met) -> None:
    """A condition on an associated record holds for the record of every row."""
    _, condition = met
    listed(api, condition)


@judges("query-matching-row-is-returned")
@scenarios(met=conditions())
def test_a_row_that_meets_a_condition_is_returned(api: Api, met: Met) -> None:
    """An invoice that was seen to meet a condition is among the rows of that condition."""
    invoice, condition = met
    own = Condition("id", "", str(invoice), "integer")
    before = api.invoice(invoice)
    answer = api.list(own, condition)
    found = api.rows_of(answer)
    after = api.invoice(invoice)
    api.witness(before == after, "the invoice changed while it was read")
    api.judge(matching_row_is_returned(before, condition, found))


@judges("query-equality")
@scenarios(first=conditions(), second=conditions())
def test_conditions_hold_together(api: Api, first: Met, second: Met) -> None:
    """Under two conditions every row satisfies both."""
    api.witness(first[1].name != second[1].name, "the two conditions drawn are on the same parameter")
    listed(api, first[1], second[1])


@judges("query-id-is-show")
@scenarios(invoice=rows)
def test_an_id_selects_that_invoice(api: Api, invoice: int) -> None:
    """Asking for an id gives the invoice that is shown under it."""
    api.invoice(invoice)
    answer = api.list(Condition("id", "", str(invoice), "integer"))
    api.judge(id_is_show(invoice, api.rows_of(answer)), answer)


@judges("query-no-match-is-an-empty-list")
@scenarios(beyond=one_of("1", "1000003", "77777777"))
def test_no_match_is_an_empty_list(api: Api, beyond: str) -> None:
    """A condition that nothing can meet gives an empty list."""
    highest = max((row["id"] for row in api.look.rows if isinstance(row["id"], int)), default=0)
    answer = api.list(Condition("id", "gt", str(highest + 1_000_000_000 + int(beyond)), "integer"))
    api.judge(no_match(answer), answer)


@judges("query-unusable-condition")
@scenarios(name=one_of("no_such_attribute", "status[no_such_operator]", "supplier[no_such_attribute]", "updated_at[gt]"))
def test_an_unusable_condition_selects_nothing_else(api: Api, name: str) -> None:
    """A condition that cannot be understood is refused, ignored, or matches nothing."""
    paging = (("limit", "50"), ("order_by", "id"), ("dir", "asc"))
    base = api.rows_of(api.call("listInvoices", query=paging))
    answer = api.call("listInvoices", query=[(name, "not a value"), *paging], invalid=f"{name} is not a usable condition")
    again = api.rows_of(api.call("listInvoices", query=paging))
    api.witness([row.get("id") for row in base] == [row.get("id") for row in again], "the list changed while it was read")
    api.judge(unusable_condition(answer, base), answer)
