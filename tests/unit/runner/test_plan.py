"""What a run was asked to do."""

from __future__ import annotations

import itertools

from coupa_contract.cli.options import EFFORTS as OFFERED
from coupa_contract.runner.handover import DEFAULT_MAX_REQUESTS
from coupa_contract.runner.plan import EFFORTS, RunPlan


def test_a_plan_survives_the_journey_to_a_worker() -> None:
    """Every option, tuples as tuples."""
    plan = RunPlan(url="http://127.0.0.1:9", overlays=("a.yaml",), areas=("paging",), invoices=("1", "2"), effort="brief")
    assert RunPlan.from_json(plan.to_json()) == plan


def test_each_effort_is_more_than_the_one_before() -> None:
    """In every respect; all that exist are offered, in that order, and have a budget."""
    assert tuple(EFFORTS) == OFFERED == tuple(DEFAULT_MAX_REQUESTS)
    for less, more in itertools.pairwise(EFFORTS.values()):
        assert less.scenarios < more.scenarios
        assert less.shrink_requests < more.shrink_requests
        assert less.shrunk_findings <= more.shrunk_findings
        assert DEFAULT_MAX_REQUESTS[less.name] < DEFAULT_MAX_REQUESTS[more.name]
