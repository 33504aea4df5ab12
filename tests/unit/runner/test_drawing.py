"""Drawn conditions: each is met by the invoice that it comes with, and goes out as documented."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coupa_contract.checks.conditions import holds
from coupa_contract.contract import load_contract
from coupa_contract.model import Condition
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.runner.api import Lacking
from coupa_contract.runner.drawing import conditions, rows, sizes
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.session import opened
from coupa_contract.runner.setting import Look, Setting


@lru_cache
def setting(dialect: str) -> Setting:
    """A setting over what the reference instance shows."""
    with running(create_app(dialect)) as instance:
        environment = {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}
        with opened(RunPlan(url=instance.url, disposable=True), environment) as (handover, _):
            return handover.setting


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
@given(data=st.data())
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_a_condition_is_met_by_its_invoice(dialect: str, data: st.DataObject) -> None:
    """The invoice that a condition was drawn for satisfies it, as the checks see it; what they cannot tell is rare."""
    here = setting(dialect)
    identifier, condition = data.draw(conditions()(here))
    row = next(row for row in here.look.rows if row["id"] == identifier)
    assert holds(row, condition) is not False, condition


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_a_condition_is_a_documented_parameter(data: st.DataObject) -> None:
    """What is sent is spelled as the document names it."""
    _, condition = data.draw(conditions()(setting("published")))
    documented = {parameter.name for parameter in load_contract("published").operation("listInvoices").query}
    assert condition.name in documented


@pytest.mark.parametrize(
    "operator", ["", "not_eq", "gt", "lt", "gt_or_eq", "lt_or_eq", "in", "not_in", "contains", "starts_with", "ends_with", "blank"]
)
def test_every_operator_is_drawn(operator: str) -> None:
    """Each operator of the query language has a condition that meets something."""
    drawn: list[Condition] = []

    @given(conditions(operators=(operator,))(setting("published")))
    @settings(max_examples=5, database=None, suppress_health_check=list(HealthCheck))
    def collect(pair: tuple[int, Condition]) -> None:
        drawn.append(pair[1])

    collect()
    assert {condition.operator for condition in drawn} == {operator}


@pytest.mark.parametrize("draw", [rows, conditions()])
def test_an_empty_target_is_lacking(draw: Callable[[Setting], Any]) -> None:
    """Where no invoice was seen there is nothing to draw from, and it says so."""
    empty = Setting(RunPlan(), load_contract("published"), Look(), "http://127.0.0.1:9", True, "cc-test")
    with pytest.raises(Lacking, match="lists no invoice"):
        draw(empty)


def test_sizes_begin_at_their_edges() -> None:
    """Both edges of a range are drawn before long."""
    seen: set[int] = set()

    @given(sizes(1, 50)(setting("published")))
    @settings(max_examples=40, database=None)
    def collect(size: int) -> None:
        seen.add(size)

    collect()
    assert {1, 50} <= seen <= set(range(1, 51))
