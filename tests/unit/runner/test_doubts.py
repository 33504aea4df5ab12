"""What somebody else does to an invoice while it is judged is not blamed on the target; what comes back each time is."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from coupa_contract.checks.update import update_left_the_rest_alone
from coupa_contract.checks.verbs import verb_does_not_act
from coupa_contract.model import Case, Interaction, Request, Response
from coupa_contract.runner.item import Stage, run_item
from coupa_contract.runner.properties import judges, scenarios

ROW = {"id": 7, "status": "draft", "comments": "as it was", "internal-note": "old", "updated-at": "2026-01-01T00:00:00+00:00"}


@judges("update-leaves-the-rest-alone", writes=True)
@scenarios()
def changing(api: Any) -> None:
    """Changes one member and compares the others."""
    before = api.invoice(7)
    api.call("updateInvoice", 7, json={"internal-note": "new"})
    api.judge(update_left_the_rest_alone({"internal-note": "new"}, before, api.invoice(7), api.contract))


@judges("access-undocumented-verb-does-not-act", writes=True)
@scenarios()
def probing(api: Any) -> None:
    """Sends a verb that the document lacks there, and compares the invoice."""
    before = api.invoice(7)
    answer = api.call("updateInvoice", 7, json={}, verb="DELETE")
    api.judge(verb_does_not_act(answer, before, api.show(7), api.contract))


class Shared:
    """An invoice that others change too: `spoilt` says after which updates its comments are other ones, `alone` that nobody else writes."""

    def __init__(self, spoilt: Callable[[int], bool], *, alone: bool = False, dated: bool = True) -> None:
        self.spoilt, self.alone, self.dated = spoilt, alone, dated
        self.updates, self.lists = count(1), count(1)
        self.row: dict[str, Any] = dict(ROW)

    def answer(self, case: Case) -> Interaction:
        value: Any = self.row
        if case.operation == "updateInvoice":
            turn = next(self.updates)
            self.row = {**self.row, **json.loads(case.body or b"{}")} | ({"comments": f"by another {turn}"} if self.spoilt(turn) else {})
            value = self.row
        elif case.operation == "listInvoices":
            value = [{**ROW, "id": 8, "updated-at": f"2026-01-02T00:00:{0 if self.alone else next(self.lists):02}+00:00"}]
        headers = (("Content-Type", "application/json"), *([("Date", "Fri, 02 Jan 2026 00:00:00 GMT")] if self.dated else []))
        request = Request("PUT" if case.operation == "updateInvoice" else "GET", "/api/invoices/7", body=case.body)
        return Interaction(case, request, Response(200, headers, json.dumps(value).encode()))

    def provides(self, _: object) -> bool:
        return True


@pytest.fixture
def judged(make_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a property (the first by default) against such an invoice."""
    monkeypatch.setattr("coupa_contract.runner.api.time.sleep", lambda _: None)

    def run(shared: Shared, prop: Any = changing) -> Any:
        stage = make_stage(lambda _: (200, {}), areas=("update", "access"))
        object.__setattr__(stage, "answers", shared)
        return run_item(stage, "changing", prop.coupa_property, {})

    return run


def test_what_does_not_come_back_is_not_blamed(judged: Callable[[Shared], Any]) -> None:
    """Nor is it a witness: the verdict is vacuous, and says why."""
    result = judged(Shared(lambda turn: turn == 1))
    assert result.findings == {}
    assert result.error == ""
    assert not result.witnesses["update-leaves-the-rest-alone"]
    assert list(result.lacking) == ["somebody else changed invoices of the target meanwhile, and what was seen did not come back"]


def test_twice_is_not_each_time(judged: Callable[[Shared], Any]) -> None:
    """A busy client may well change the same invoice twice."""
    assert judged(Shared(lambda turn: turn < 3)).findings == {}


def test_what_a_verb_seems_to_have_done_has_to_come_back_too(judged: Callable[..., Any]) -> None:
    """It is judged by before and after, although it is a matter of access."""
    assert judged(Shared(lambda turn: turn == 1), probing).findings == {}
    assert len(judged(Shared(lambda turn: True), probing).findings) == 1


def test_what_comes_back_each_time_is_blamed(judged: Callable[[Shared], Any]) -> None:
    """On a target where others work as well."""
    (cause,) = judged(Shared(lambda _: True)).findings
    assert cause == ("update-leaves-the-rest-alone", "updateInvoice", "/comments")


@pytest.mark.parametrize("options", [{"alone": True}, {"dated": False}])
def test_where_nobody_else_writes_once_is_enough(judged: Callable[[Shared], Any], options: dict[str, bool]) -> None:
    """So a fault that shows once only is found; also where the target does not tell its time."""
    assert judged(Shared(lambda turn: turn == 1, **options)).findings
