"""Planned conditions: documented, discriminating, and all kinds of them before the second of a kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coupa_contract.checks.conditions import holds
from coupa_contract.contract import load_contract
from coupa_contract.model import Condition
from coupa_contract.runner.api import Lacking
from coupa_contract.runner.misreadings import misreadings
from coupa_contract.runner.plan import RunPlan, Tries
from coupa_contract.runner.planning import complements, seen_conditions, spellable, telling_conditions
from coupa_contract.runner.setting import Look, Setting

Looked = Callable[..., Setting]

KINDS, MANY = 60, 300  # conditions: one of each kind that the document knows, and several of each
OPERATORS = {"", "not_eq", "gt", "lt", "gt_or_eq", "lt_or_eq", "in", "not_in", "contains", "starts_with", "ends_with", "blank"}


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_every_operator_comes_early(looked: Looked, dialect: str) -> None:
    """As many conditions as a quick run asks for have each operator, on numbers, texts, times and associated records."""
    planned = telling_conditions(looked(dialect), KINDS)
    assert len(planned) == len(set(planned)) == KINDS
    assert {condition.operator for condition in planned} == OPERATORS
    assert {"integer", "decimal", "string", "enum", "timestamp", "date", "boolean"} <= {condition.kind for condition in planned}
    assert {0, 1, 2} <= {condition.attribute.count("[") for condition in planned}


def test_every_documented_condition_is_planned(looked: Looked) -> None:
    """No parameter of the document that something was seen for is left out, and nothing else is sent."""
    here = looked("published")
    documented = {parameter.name for parameter in here.contract.operation("listInvoices").query if parameter.attribute}
    planned = {condition.name for condition in telling_conditions(here, MANY)}
    assert planned <= documented
    assert len(planned) > 0.9 * len(documented)


def test_most_conditions_tell_invoices_apart(looked: Looked) -> None:
    """A condition that keeps all rows, or none, would not show that it is ignored."""
    here = looked("published")
    planned = telling_conditions(here, 2 * KINDS)
    apart = [
        condition
        for condition in planned
        if {True, False} <= {held for row in here.look.rows if (held := holds(row, condition)) is not None}
    ]
    assert len(apart) > 0.8 * len(planned)


def test_the_seed_chooses(looked: Looked) -> None:
    """Another seed asks for other conditions; the same seed for the same ones."""
    one, same, other = (telling_conditions(looked("published", "quick", seed), KINDS) for seed in (1, 1, 2))
    assert one == same != other


def test_complements_share_no_row_and_lack_none(looked: Looked) -> None:
    """A row that the checks can judge meets a condition or its complement."""
    here = looked("published")
    for one, other in complements(Tries(1, 3, 30, 90))(here).values:
        for row in here.look.rows:
            held = (holds(row, one), holds(row, other))
            assert None in held or held[0] is not held[1], (one, other)


def test_spellable_conditions_can_be_spelled_otherwise(looked: Looked) -> None:
    """Each has a dash, or a time."""
    planned = spellable(Tries(1, 3, 12, 40))(looked("published")).values
    assert planned
    assert all("-" in condition.name or "T" in condition.value for condition in planned)


def test_an_empty_target_is_lacking() -> None:
    """Without any invoice nothing can be planned."""
    empty = Setting(RunPlan(), load_contract("published"), Look(), "http://127.0.0.1:9", True, "cc-test")
    assert seen_conditions(empty, 5) == []
    with pytest.raises(Lacking, match="lists no invoice"):
        telling_conditions(empty, 5)


def named(condition: Condition, row: dict[str, object]) -> dict[str, bool | None]:
    return {name: misread(row) for name, misread in misreadings(condition)}  # type: ignore[arg-type]


def test_a_misreading_is_not_the_right_reading() -> None:
    """What an instance could take a condition for, row by row."""
    row = {"id": 9, "status": "approved", "updated-at": "2024-05-01T12:00:00Z", "invoice-lines": [{"line-num": 1}, {"line-num": 2}]}
    assert named(Condition("id", "gt", "10", "integer"), row)["as text"] is True
    assert named(Condition("id", "gt", "9", "integer"), row)["as gt_or_eq"] is True
    assert named(Condition("status", "in", "draft,approved", "enum"), row)["first value only"] is False
    assert named(Condition("status", "in", "draft,approved", "enum"), row)["last value only"] is True
    assert named(Condition("updated-at", "gt", "2024-05-01T13:00:00+03:00", "timestamp"), row)["without its offset"] is False
    assert named(Condition("updated-at", "lt", "2024-05-01", "timestamp"), row | {"updated-at": "2024-05-01T07:00:00Z"})["8 hours later"]
    assert named(Condition("invoice-lines[line-num]", "", "2", "integer"), row)["first only"] is False
    plain = named(Condition("status", "", "draft", "enum"), row)
    assert (plain["ignored"], plain["as not_eq"]) == (True, True)
