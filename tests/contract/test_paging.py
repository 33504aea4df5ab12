"""Pages and order: no row twice, none lost, none out of place.

The length and the order of a page are judged of every list that any property sends; here lists are sent for that purpose.
"""

from __future__ import annotations

import pytest

from coupa_contract.checks.ordering import descending_reverses
from coupa_contract.checks.paging import offset_past_the_end, pages_partition
from coupa_contract.model import Condition
from coupa_contract.runner.api import Api, Row
from coupa_contract.runner.drawing import rows, sizes
from coupa_contract.runner.properties import judges, scenarios

_WINDOW = 24  # invoices of a base: enough for several pages, few enough to read three times


Frame = tuple[Condition, Condition]


def window(api: Api, around: int) -> Frame:
    """Two conditions on the id that frame at most `_WINDOW` invoices that were seen, from `around` on."""
    seen = [row["id"] for row in api.look.rows if isinstance(row["id"], int)]
    first = seen.index(around)
    last = seen[min(first + _WINDOW, len(seen)) - 1]
    return Condition("id", "gt_or_eq", str(around), "integer"), Condition("id", "lt_or_eq", str(last), "integer")


def whole(api: Api, frame: Frame, direction: str = "asc") -> list[Row]:
    """Every row in a frame, by id. Ends the scenario as lacking when one page cannot hold them."""
    found = api.rows(*frame, limit=50, order_by="id", dir=direction)
    ends = {int(condition.value) for condition in frame}
    api.witness(ends <= set(ids(found)), "one page does not hold all invoices between two that were seen")
    return found


def ids(found: list[Row]) -> list[int]:
    """The ids of rows."""
    return [identifier for row in found if isinstance(identifier := row.get("id"), int)]


@judges("paging-limit-is-honoured", "paging-at-most-fifty", "paging-row-once-in-a-page")
@scenarios(limit=sizes(1, 50))
def test_a_page_is_as_long_as_asked(api: Api, limit: int) -> None:
    """A page never holds more rows than its limit."""
    api.rows(limit=limit)


@judges("paging-at-most-fifty")
@scenarios(limit=sizes(51, 1000))
def test_a_limit_over_fifty_is_capped_or_refused(api: Api, limit: int) -> None:
    """More than fifty rows never come, whatever is asked for."""
    api.call("listInvoices", query=[("limit", str(limit))], invalid="limit is over the maximum of 50")


@judges("paging-pages-partition-the-base")
@scenarios(start=rows, limit=sizes(1, 12))
def test_pages_partition_the_base(api: Api, start: int, limit: int) -> None:
    """Pages of one size, in order of id, concatenate to the whole: no gap, no repetition."""
    frame = window(api, start)
    base = ids(whole(api, frame))
    api.witness(limit < len(base), "the base fits on one page")
    limit = max(limit, -(-len(base) // 6))  # at most six pages
    pages = [ids(api.rows(*frame, limit=limit, offset=offset, order_by="id", dir="asc")) for offset in range(0, len(base), limit)]
    api.witness(base == ids(whole(api, frame)), "the base changed while it was read")
    api.judge(pages_partition(base, pages, limit))


@judges("paging-offset-past-the-end")
@scenarios(start=rows, beyond=sizes(0, 1000))
def test_an_offset_past_the_end_is_empty(api: Api, start: int, beyond: int) -> None:
    """After the last row comes an empty list."""
    frame = window(api, start)
    base = whole(api, frame)
    answer = api.list(*frame, limit=50, offset=len(base) + beyond, order_by="id", dir="asc")
    api.witness(len(base) < 50 and len(whole(api, frame)) == len(base), "the base changed while it was read")
    api.judge(offset_past_the_end(answer), answer)


@judges("paging-order-by-id", "paging-descending-reverses")
@scenarios(start=rows)
def test_descending_reverses_ascending(api: Api, start: int) -> None:
    """Ids come in the order that is asked for, and the other order is its reverse."""
    frame = window(api, start)
    upward = whole(api, frame)
    downward = whole(api, frame, "desc")
    again = whole(api, frame)
    api.witness(ids(upward) == ids(again), "the base changed while it was read")
    api.judge(descending_reverses(ids(upward), ids(downward)))


@pytest.mark.parametrize("attribute", ["updated_at", "created_at", "gross_total"])
@judges("paging-order-by-attribute")
@scenarios(start=rows)
def test_rows_come_in_the_order_of_an_attribute(api: Api, attribute: str, start: int) -> None:
    """Rows that are ordered by a number or a timestamp come in that order."""
    for direction in ("asc", "desc"):
        api.rows(*window(api, start), limit=50, order_by=attribute, dir=direction)
