"""Two conditions in one request: nothing that either tells alone is hidden by the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coupa_contract.checks.conditions import holds
from coupa_contract.model import Condition
from coupa_contract.runner.misreadings import misreadings
from coupa_contract.runner.pairing import paired, telling_pairs, telling_requests
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.planning import telling_conditions
from coupa_contract.runner.setting import Setting

Looked = Callable[..., Setting]

TRIES = Tries(1, 60, 120, 240)


def told(condition: Condition, rows: list[dict[str, Any]]) -> set[str]:
    """The misreadings of a condition that would be seen by these rows."""
    return {name for name, misread in misreadings(condition) if any(_apart(holds(row, condition), misread(row)) for row in rows)}


def _apart(right: bool | None, other: bool | None) -> bool:
    return None not in (right, other) and right is not other


def test_no_condition_of_a_pair_hides_what_the_other_tells(looked: Looked) -> None:
    """Every misreading that a condition is seen by among all rows is seen by it among those that meet its partner."""
    rows = list(looked("published").look.rows)
    pairs = [each for each in paired(telling_conditions(looked("published"), 60), rows) if len(each) == 2]
    assert len(pairs) > 15
    for one, other in [*pairs, *(pair[::-1] for pair in pairs)]:
        assert told(one, [row for row in rows if holds(row, other)]) == told(one, rows), (one, other)
        assert one.attribute.partition("[")[0] != other.attribute.partition("[")[0]


def test_every_condition_is_asked_for_once_and_in_fewer_requests(looked: Looked) -> None:
    """None is lost by pairing, and none is sent twice."""
    requests = telling_requests(TRIES)(looked("published")).values
    conditions = [condition for request in requests for condition in request]
    assert sorted(conditions, key=str) == sorted(telling_conditions(looked("published"), 120), key=str)
    assert len(requests) < 0.7 * len(conditions)


def test_a_condition_that_one_row_meets_stays_alone() -> None:
    """What excludes everything by which another would show is not put beside it."""
    rows = [{"id": number, "status": "draft" if number < 4 else "paid"} for number in range(1, 7)]
    one, other = Condition("id", "gt", "4", "integer"), Condition("status", "", "draft", "enum")
    assert list(paired([one, other], rows)) == [(one,), (other,)]


def test_pairs_need_both_conditions(looked: Looked) -> None:
    """Of most pairs neither condition can be left out without another set of rows; ranges of one attribute are among them."""
    here = looked("published")
    pairs = telling_pairs(Tries(1, 8, 30, 90))(here).values
    assert any(one.attribute == other.attribute for one, other in pairs)

    def needed(pair: tuple[Condition, Condition]) -> bool:
        seen = {tuple(holds(row, each) for each in pair) for row in here.look.rows}
        return {(True, False), (False, True)} <= seen or (True, True) in seen

    assert all(needed(pair) for pair in pairs)
