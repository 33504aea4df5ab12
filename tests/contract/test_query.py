"""The query language: what comes back obeys the conditions, and nothing that obeys them is missing.

That rows obey what was asked, and that no invoice of the first look is missing among them, is judged of every list that any property
sends; here lists are sent for that purpose, under conditions that were planned to tell a right reading of them from a wrong one.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

from coupa_contract.checks.query import (
    OBEYED,
    complement_partitions,
    conditions_combine,
    id_is_show,
    no_match,
    spelled_otherwise,
    unusable_condition,
)
from coupa_contract.model import Condition, Interaction
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.drawing import listed_rows, one_of, telling_rows
from coupa_contract.runner.pairing import telling_pairs, telling_requests
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.planning import complements, spellable
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.seam import Planned
from coupa_contract.runner.seen import seen_rows, spelled, values
from coupa_contract.runner.setting import Setting

SINGLE = Tries(brief=32, quick=118, standard=250, thorough=500)  # conditions; there are about half as many requests
PAIRS = Tries(brief=1, quick=6, standard=22, thorough=120)
COMPLEMENTS = Tries(brief=1, quick=4, standard=14, thorough=90)
SPELLINGS = Tries(brief=1, quick=4, standard=12, thorough=40)

_WINDOW = 30  # invoices that a condition and its complement are asked of: few enough for one page

Pair = tuple[Condition, Condition]


def listed(api: Api, *conditions: Condition) -> list[Row]:
    """The first page under conditions, by id."""
    return api.rows(*conditions, limit=50, order_by="id", dir="asc")


def same(one: list[Row], other: list[Row]) -> bool:
    """Whether two pages hold the same invoices."""
    return {str(row.get("id")) for row in one} == {str(row.get("id")) for row in other}


@judges("query-condition-is-accepted", "query-matching-row-is-returned", *OBEYED, tries=SINGLE)
@scenarios(conditions=telling_requests(SINGLE))
def test_rows_obey_conditions(api: Api, conditions: tuple[Condition, ...]) -> None:
    """Every row of a list satisfies the condition, or both, as far as its members show, and none that does is missing."""
    answer = first_or_last(api, *conditions)
    if len(conditions) > 1 and (answer.response is None or answer.response.status != 200):
        for condition in conditions:  # one of them may be refused by right, and must not hide what is said of the other
            first_or_last(api, condition)


def first_or_last(api: Api, *conditions: Condition) -> Interaction:
    """The first page under conditions, by id; in every other scenario the last one, for what tells may stand at either end."""
    return api.list(*conditions, limit=50, order_by="id", dir="desc" if api.number % 2 else "asc")


def statuses(setting: Setting) -> Planned:
    """Conditions on statuses that were seen, the rarest first: as many together as a page holds, then each alone. Raises Lacking."""
    seen = Counter(status for row in seen_rows(setting) if isinstance(status := row.get("status"), str))
    together: list[list[str]] = []
    held = _WINDOW
    for status in sorted(seen, key=lambda each: (seen[each], each)):
        held += seen[status]
        if held >= _WINDOW:
            together.append([])
            held = seen[status]
        together[-1].append(status)
    if not together:
        raise Lacking("no invoice was seen with its status")
    lists = [Condition("status", "in", ",".join(some), "enum") for some in together]
    return Planned((*lists, *(Condition("status", "", status, "enum") for some in together for status in some)))


@judges("query-equality", "query-membership", "query-matching-row-is-returned", tries=Tries(1, 3, 16, 30))
@scenarios(condition=statuses)
def test_every_status_is_found(api: Api, condition: Condition) -> None:
    """What is in a status that few invoices are in is found by it: a list of statuses is the one that has to be kept up to date."""
    listed(api, condition)


@judges("query-conditions-combine", "query-matching-row-is-returned", tries=PAIRS)
@scenarios(pair=telling_pairs(PAIRS))
def test_conditions_hold_together(api: Api, pair: Pair) -> None:
    """Under two conditions every row satisfies both, whichever comes first."""
    one, other = pair
    found, turned = listed(api, one, other), listed(api, other, one)
    if not same(found, turned):
        api.witness(same(found, listed(api, one, other)), "the rows changed while they were read")
    api.judge(conditions_combine(found, turned, pair))


@judges("query-complement-partitions", tries=COMPLEMENTS)
@scenarios(pair=complements(COMPLEMENTS), start=telling_rows)
def test_a_condition_and_its_complement_partition_the_base(api: Api, pair: Pair, start: int) -> None:
    """What does not meet a condition meets its complement: each invoice of a base is in one list or the other."""
    edge = [row["id"] for row in api.look.rows if pair[0].value in map(spelled, values(row, pair[0].attribute))]
    start = next((identifier for identifier in edge if isinstance(identifier, int)), start)  # the invoice that decides is among them
    ids = api.look.stretch(start)
    width = min(_WINDOW, max(2, api.look.page_size - 1))
    first = min(ids.index(start), max(0, len(ids) - width))
    last = ids[min(first + width, len(ids)) - 1]
    frame = (Condition("id", "gt_or_eq", str(ids[first]), "integer"), Condition("id", "lt_or_eq", str(last), "integer"))
    base = listed(api, *frame)
    api.witness(len(base) < api.look.page_size, "one page does not hold the whole base")
    holding, others = listed(api, *frame, pair[0]), listed(api, *frame, pair[1])
    if pair[0].attribute == "status":  # which may bring up what a tenant keeps out of the base
        openly = {row.get("id") for row in base}
        holding, others = ([row for row in rows if row.get("id") in openly] for rows in (holding, others))
    outcomes = list(complement_partitions(base, holding, others, pair))
    if len(outcomes) > 1:
        api.witness(same(base, listed(api, *frame)), "the base changed while it was read")
        api.witness(same(holding, listed(api, *frame, pair[0])), "the rows changed while they were read")
    api.judge(outcomes)


def respelled(condition: Condition) -> tuple[str, str]:
    """A condition with underscores for dashes, and its instant in another offset."""
    name, value = condition.name.replace("-", "_"), condition.value
    if condition.kind == "timestamp" and "T" in value:
        at = datetime.fromisoformat(value)
        zone = timezone(timedelta(hours=2)) if at.utcoffset() != timedelta(hours=2) else UTC
        value = at.astimezone(zone).isoformat(timespec="seconds")
    return name, value


@judges("query-spelling-is-free", tries=SPELLINGS)
@scenarios(condition=spellable(SPELLINGS))
def test_a_condition_can_be_spelled_otherwise(api: Api, condition: Condition) -> None:
    """Dashes or underscores, and the zone in which an instant is written, change nothing about the rows."""
    paging = (("limit", "50"), ("order_by", "id"), ("dir", "asc"))
    found = listed(api, condition)
    other = api.rows_of(api.call("listInvoices", query=[respelled(condition), *paging]))
    if not same(found, other):
        api.witness(same(found, listed(api, condition)), "the rows changed while they were read")
    api.judge(spelled_otherwise(found, other, [condition], [respelled(condition)]))


@judges("query-id-is-show", tries=Tries(1, 2, 6, 20))
@scenarios(invoice=listed_rows)
def test_an_id_selects_that_invoice(api: Api, invoice: int) -> None:
    """Asking for an id gives the invoice that is shown under it."""
    answer = api.list(Condition("id", "", str(invoice), "integer"))
    found = api.rows_of(answer)
    if not found:
        api.invoice(invoice)
    api.judge(id_is_show(invoice, found), answer)


@judges("query-no-match-is-an-empty-list", tries=Tries(1, 1, 2, 3))
@scenarios(above=one_of(1, 1000003, 77777777))
def test_no_match_is_an_empty_list(api: Api, above: int) -> None:
    """A condition that nothing can meet gives an empty list."""
    highest = max((row["id"] for row in api.look.rows if isinstance(row["id"], int)), default=0)
    answer = api.list(Condition("id", "gt", str(highest + 1_000_000_000 + above), "integer"))
    api.judge(no_match(answer), answer)


@judges("query-unusable-condition", tries=Tries(1, 3, 8, 16))
@scenarios(
    unusable=one_of(
        ("no_such_attribute", "not a value"),
        ("status[no_such_operator]", "draft"),
        ("supplier[no_such_attribute]", "1"),
        ("updated_at[gt]", "not a time"),
        ("id[lt]", "many"),
        ("invoice_lines[no_such_attribute][in]", "1,2"),
        ("status[gt][lt]", "draft"),
        ("id[", "1"),
    )
)
def test_an_unusable_condition_selects_nothing_else(api: Api, unusable: tuple[str, str]) -> None:
    """A condition that cannot be understood is refused, ignored, or matches nothing."""
    paging = (("limit", "50"), ("order_by", "id"), ("dir", "asc"))
    answer = api.call("listInvoices", query=[unusable, *paging], invalid=f"{unusable[0]} is not a usable condition")
    base = api.rows_of(api.call("listInvoices", query=paging)) if answer.response and answer.response.status == 200 else []
    outcomes = list(unusable_condition(answer, base))
    if len(outcomes) > 1:
        api.witness(same(base, api.rows_of(api.call("listInvoices", query=paging))), "the list changed while it was read")
    api.judge(outcomes, answer)
