"""Pages and order: no row twice, none lost, none out of place.

The length and the order of a page are judged of every list that any property sends; here lists are sent for that purpose.
"""

from __future__ import annotations

from coupa_contract.checks.fields import dashed
from coupa_contract.checks.ordering import descending_reverses
from coupa_contract.checks.paging import any_order_partitions, fifty_is_not_cut, offset_past_the_end, pages_partition
from coupa_contract.model import Condition
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.drawing import in_order, one_of, telling_rows
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.planning import dice, wide_conditions
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.seam import Planned
from coupa_contract.runner.seen import seen_rows
from coupa_contract.runner.setting import Setting

_WINDOW = 24  # invoices of a base: enough for several pages, few enough to read three times
_PAGES = 4
_TIED = 16  # invoices of a base of which several share a place: pages of four
_SPREADS = 30  # choices of invoices from everywhere

Frame = tuple[Condition, Condition]


def window(api: Api, around: int) -> Frame:
    """Two conditions on the id that frame at most `_WINDOW` invoices that were seen, from about `around` on."""
    seen = api.look.stretch(around)
    width = min(_WINDOW, max(2, api.look.page_size - 1))
    first = min(seen.index(around), max(0, len(seen) - width))
    last = seen[min(first + width, len(seen)) - 1]
    return Condition("id", "gt_or_eq", str(seen[first]), "integer"), Condition("id", "lt_or_eq", str(last), "integer")


def whole(api: Api, frame: Frame, direction: str = "asc") -> list[Row]:
    """Every row in a frame, by id. Ends the scenario as lacking when one page cannot hold them."""
    found = api.rows(*frame, limit=50, order_by="id", dir=direction)
    ends = {int(condition.value) for condition in frame}
    api.witness(ends <= set(ids(found)), "one page does not hold all invoices between two that were seen")
    return found


def ids(found: list[Row]) -> list[int]:
    """The ids of rows."""
    return [identifier for row in found if isinstance(identifier := row.get("id"), int)]


@judges(
    "paging-limit-is-honoured",
    "paging-at-most-fifty",
    "paging-row-once-in-a-page",
    tries=Tries(1, 3, 7, 14),
)
@scenarios(limit=in_order(1, 50, 2, 7, 49, 20, 33, 3, 5, 10, 12, 24, 25, 48))
def test_a_page_is_as_long_as_asked(api: Api, limit: int) -> None:
    """A page never holds more rows than its limit."""
    order = {"order_by": "id", "dir": "asc"} if api.number % 2 else {}
    api.rows(limit=limit, **order)


@judges("paging-at-most-fifty", tries=Tries(1, 2, 4, 6))
@scenarios(limit=one_of(51, 1000, 100, 60, 75, 500))
def test_a_limit_over_fifty_is_capped_or_refused(api: Api, limit: int) -> None:
    """More than fifty rows never come, whatever is asked for."""
    api.call("listInvoices", query=[("limit", str(limit))], invalid="limit is over the maximum of 50")


@judges("paging-at-most-fifty", "paging-row-once-in-a-page", "paging-fifty-is-not-cut", "shape-read-is-answered", tries=Tries(1, 2, 2, 2))
@scenarios(condition=in_order(False, True))
def test_a_list_without_parameters_is_a_page(api: Api, condition: bool) -> None:
    """The plainest list there is, which holds what a limit of fifty gives; a condition makes it no longer."""
    if condition:
        api.rows(Condition("id", "gt", "0", "integer"))
        return
    plain, fifty = api.rows(), api.rows(limit=50)
    if len(fifty) < len(plain):
        api.witness(len(api.rows()) == len(plain), "the list changed while it was read")
    api.judge(fifty_is_not_cut(plain, fifty))


@judges("paging-pages-partition-the-base", tries=Tries(1, 2, 8, 24))
@scenarios(start=telling_rows, limit=one_of(7, 1, 10, 5, 8, 12, 3, 11), direction=one_of("asc", "desc", "asc"))
def test_pages_partition_the_base(api: Api, start: int, limit: int, direction: str) -> None:
    """Pages of one size, in order of id, concatenate to the whole: no gap, no repetition."""
    frame = window(api, start)
    base = ids(whole(api, frame, direction))
    api.witness(limit < len(base), "the base fits on one page")
    limit = max(limit, -(-len(base) // _PAGES))
    pages = [ids(api.rows(*frame, limit=limit, offset=offset, order_by="id", dir=direction)) for offset in range(0, len(base), limit)]
    if [identifier for page in pages for identifier in page] != base:
        api.witness(base == ids(whole(api, frame, direction)), "the base changed while it was read")
    api.judge(pages_partition(base, pages, limit))


@judges("paging-pages-partition-the-base", "query-matching-row-is-returned", tries=Tries(1, 2, 6, 24))
@scenarios(condition=wide_conditions)
def test_pages_under_a_condition_partition_what_it_gives(api: Api, condition: Condition) -> None:
    """What a condition gives at once, pages give as well: an offset counts what is left of the invoices, or of their lines."""
    paging: dict[str, int | str] = {"order_by": "id", "dir": "desc" if api.number % 2 else "asc"}
    base = ids(api.rows(condition, limit=50, **paging))
    api.witness(2 < len(base) < api.look.page_size, "the condition gives no page of several rows")
    limit = -(-len(base) // 3)
    pages = [ids(api.rows(condition, limit=limit, offset=offset, **paging)) for offset in range(0, len(base), limit)]
    if [identifier for page in pages for identifier in page] != base:
        api.witness(base == ids(api.rows(condition, limit=50, **paging)), "the rows changed while they were read")
    api.judge(pages_partition(base, pages, limit))


@judges("paging-pages-partition-the-base", tries=Tries(1, 3, 6, 12))
@scenarios(limits=in_order((50, 50), (25, 7), (1, 1), (10, 10), (49, 49), (20, 11)), begin=in_order(100, 53, 3, 0, 0, 121))
def test_the_next_page_is_what_comes_after_the_last_row(api: Api, limits: tuple[int, int], begin: int) -> None:
    """The page at the next offset begins where this one ended: what `id[gt]` of its last row gives."""
    order = {"order_by": "id", "dir": "asc"}
    newest = Condition("id", "lt_or_eq", str(max(ids([*api.look.rows]), default=0)), "integer")
    this = ids(api.rows(newest, limit=limits[0], offset=begin, **order))
    if not this:
        begin = 0
        this = ids(api.rows(newest, limit=limits[0], offset=begin, **order))
    api.witness(bool(this), "there is no such page")
    following = ids(api.rows(newest, limit=limits[1], offset=begin + len(this), **order))
    after = Condition("id", "gt", str(this[-1]), "integer")
    beyond = ids(api.rows(newest, after, limit=limits[1], **order))
    if following != beyond:
        again = ids(api.rows(newest, after, limit=limits[1], **order))
        api.witness(again == beyond, "the base changed while it was read")
        api.witness(this == ids(api.rows(newest, limit=limits[0], offset=begin, **order)), "the base changed while it was read")
    api.judge(pages_partition([*this, *beyond], [this, following], limits[0]))


@judges("paging-offset-past-the-end", tries=Tries(1, 2, 4, 12))
@scenarios(start=telling_rows, beyond=one_of(0, 1, 1000, 50))
def test_an_offset_past_the_end_is_empty(api: Api, start: int, beyond: int) -> None:
    """After the last row comes an empty list."""
    frame = window(api, start)
    base = whole(api, frame)
    api.witness(len(base) < api.look.page_size, "one page does not hold the whole base")
    answer = api.list(*frame, limit=50, offset=len(base) + beyond, order_by="id", dir="asc")
    outcomes = list(offset_past_the_end(answer))
    if len(outcomes) > 1:
        api.witness(len(whole(api, frame)) == len(base), "the base changed while it was read")
    api.judge(outcomes, answer)


@judges("paging-order-by-id", "paging-descending-reverses", tries=Tries(1, 1, 5, 15))
@scenarios(start=telling_rows)
def test_descending_reverses_ascending(api: Api, start: int) -> None:
    """Ids come in the order that is asked for, and the other order is its reverse."""
    frame = window(api, start)
    upward = ids(whole(api, frame))
    downward = ids(whole(api, frame, "desc"))
    if upward != downward[::-1]:
        api.witness(upward == ids(whole(api, frame)), "the base changed while it was read")
    api.judge(descending_reverses(upward, downward))


def orders(setting: Setting) -> Planned:
    """Each documented attribute to order by, in either direction."""
    parameter = next(each for each in setting.contract.operation("listInvoices").query if each.name == "order_by")
    names = [name for name in setting.contract.resolve(parameter.schema).get("enum", ()) if name != "id"]
    first = setting.plan.seed % max(1, len(names))
    turned = [*names[first:], *names[:first]]
    return Planned((*zip(turned, ["asc", "desc"] * len(turned), strict=False), *zip(turned, ["desc", "asc"] * len(turned), strict=False)))


def spread(setting: Setting) -> Planned:
    """Ids of invoices from everywhere in what was seen, so that numbers have more digits and times other years from row to row."""
    seen = [str(identifier) for row in seen_rows(setting) if isinstance(identifier := row["id"], int)]
    chance = dice(setting, "spread")
    return Planned(tuple(",".join(chance.sample(seen, min(_WINDOW, len(seen)))) for _ in range(_SPREADS)))


@judges("paging-order-by-attribute", "paging-row-once-in-a-page", tries=Tries(1, 4, 8, 30))
@scenarios(order=orders, among=spread)
def test_rows_come_in_the_order_of_an_attribute(api: Api, order: tuple[str, str], among: str) -> None:
    """Rows that are ordered by a number or a timestamp come in that order, upward and downward; none before the last one is missing."""
    by, direction = order
    other = "desc" if direction == "asc" else "asc"
    api.rows(Condition("id", "in", among, "integer"), limit=50, order_by=by, dir=direction)
    api.rows(limit=20 if api.number % 2 else 50, order_by=by, dir=other)


def ties(setting: Setting) -> Planned:
    """An order, a direction, and ids of invoices of which several share the place in that order; first where the most do."""
    found: list[tuple[int, str, list[int]]] = []
    for order in dict.fromkeys(order for order, _ in orders(setting).values):
        alike: dict[str, list[int]] = {}
        for row in seen_rows(setting):
            if isinstance(value := row.get(dashed(order)), str) and isinstance(identifier := row["id"], int):
                alike.setdefault(value, []).append(identifier)
        tied = [identifier for group in sorted(alike.values(), key=len, reverse=True) if len(group) > 1 for identifier in group]
        others = [identifier for group in alike.values() if len(group) == 1 for identifier in group]
        found.append((len(tied), order, [*tied, *others][: min(_TIED, setting.look.page_size)]))
    found.sort(key=lambda each: -each[0])
    told = [(order, among) for _, order, among in found if len(among) > 1]
    if not told:
        raise Lacking("no invoice that was seen has what lists are ordered by")
    turns = ((turn, *each) for turn in range(4) for each in enumerate(told))
    return Planned(tuple((order, "asc" if (turn + place) % 2 else "desc", among) for turn, place, (order, among) in turns))


@judges("paging-any-order-partitions-the-base", tries=Tries(1, 2, 4, 12))
@scenarios(tie=ties)
def test_pages_in_any_order_hold_each_row_once(api: Api, tie: tuple[str, str, list[int]]) -> None:
    """Pages that are ordered by what several rows share hold each of them once nevertheless."""
    order, direction, among = tie
    chosen = Condition("id", "in", ",".join(map(str, among)), "integer")
    api.witness(len(api.rows(chosen, limit=50, order_by="id", dir="asc")) == len(among), "invoices that were seen are not listed")
    limit = max(1, len(among) // 4)
    pages = [ids(api.rows(chosen, offset=offset, limit=limit, order_by=order, dir=direction)) for offset in range(0, len(among), limit)]
    if sorted(identifier for page in pages for identifier in page) != sorted(among):
        again = ids(api.rows(chosen, limit=50, order_by="id", dir="asc"))
        api.witness(again == sorted(among), "the base changed while it was read")
    api.judge(any_order_partitions(among, pages, order))
