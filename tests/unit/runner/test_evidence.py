"""The evidence of a finding holds what it rests on, in order, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from coupa_contract.model import Case, Interaction, Request, Step
from coupa_contract.runner.api import Api
from coupa_contract.runner.item import Stage
from coupa_contract.runner.judging import telling
from coupa_contract.runner.seam import Scenario
from coupa_contract.runner.walks import Walk

MakeStage = Callable[..., Stage]
ROWS = [{"id": number, "status": "draft"} for number in (16, 17, 18)]


def sent(method: str, path: str) -> Interaction:
    invoice = path.strip("/").partition("/")[0].partition("?")[0]
    return Interaction(Case("x", (("id", invoice),) if invoice else ()), Request(method, f"/api/invoices{path}"), None)


def told(*interactions: tuple[str, str]) -> tuple[int, ...]:
    return telling([sent(method, path) for method, path in interactions])


def test_what_was_only_looked_at_before_the_first_write_is_left_out() -> None:
    """An invoice that was not taken, and the list in which it was found, say nothing of what the write did; the neighbour does."""
    looked = (("GET", "?status=draft"), ("GET", "/14"), ("GET", "/17"), ("GET", "/18"))
    assert told(*looked, ("PUT", "/17/submit"), ("GET", "/17"), ("GET", "/18")) == (2, 3, 4, 5, 6)


def test_whatever_comes_after_the_first_write_stays() -> None:
    """Also what was read once: a list may have lost an invoice by it."""
    assert told(("POST", ""), ("GET", "/99"), ("GET", "?status=draft")) == (0, 1, 2)


def test_of_reads_alone_nothing_is_left_out() -> None:
    """Where nothing is written, each read may be what another one is compared with."""
    assert told(("GET", ""), ("GET", "/17"), ("GET", "/18")) == (0, 1, 2)


class Choosing:
    """Takes the first invoice each time."""

    def draw(self, _name: str, _strategy: Any) -> Any:
        return 0


def test_a_finding_of_a_walk_shows_the_whole_walk_of_its_invoice(make_stage: MakeStage) -> None:
    """From the first look at the invoice on, without those beside it; and tells it as steps."""
    status = {16: "draft", 17: "draft", 18: "draft"}

    def script(case: Case) -> tuple[int, Any]:
        number = int(case.path_parameter("id"))
        if case.operation == "submitInvoice":
            status[number] = "pending_approval"
        if case.operation == "voidInvoice":
            return 200, {"id": number, "status": status[number]}  # and does nothing
        return 200, {"id": number, "status": status[number]}

    stage = make_stage(script, rows=ROWS)
    scenario = Scenario(0, {}, datetime(2026, 1, 2, tzinfo=UTC))
    walk = Walk(Api(stage.setting, scenario, stage.answers, Choosing(), stage.subjects), "draft")
    walk.step("submitInvoice")
    status[walk.identifier] = "approved"
    walk.invoice = {**walk.invoice, "status": "approved"}
    walk.step("voidInvoice")

    found = next(each for each in scenario.findings if each.requirement == "lifecycle-void-arrives")
    rests_on = [scenario.interactions[position] for position in found.evidence.interactions]
    asked = [(each.case.operation, each.case.path_parameter("id")) for each in rests_on]
    assert asked == [(name, "16") for name in ("showInvoice", "submitInvoice", "showInvoice", "voidInvoice", "showInvoice")]
    assert len(found.evidence.curl) == 5
    assert [step.call for step in found.evidence.steps] == ["PUT /invoices/16/submit", "PUT /invoices/16/void"]
    assert found.evidence.steps[0] == Step("PUT /invoices/16/submit", 200, "draft", "pending_approval")
