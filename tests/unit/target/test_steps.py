"""What a scenario did, told as steps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coupa_contract.model import Case, Interaction, Request, Response, Step
from coupa_contract.target.steps import steps_of


def sent(method: str, path: str, status: int, value: Any = None, invoice: str = "17") -> Interaction:
    operation = {"GET": "showInvoice", "POST": "createInvoice"}.get(method, "updateInvoice")
    body = b"" if value is None else json.dumps(value).encode()
    case = Case(operation, (("id", invoice),) if invoice else ())
    return Interaction(case, Request(method, f"/api/invoices{path}"), Response(status, (("Content-Type", "application/json"),), body))


def shown(status: Any, invoice: str = "17") -> Interaction:
    return sent("GET", f"/{invoice}", 200, {"id": int(invoice), "status": status}, invoice)


def acted(action: str, status: int, value: Any = None, invoice: str = "17") -> Interaction:
    return sent("PUT", f"/{invoice}/{action}", status, value, invoice)


def test_a_walk_is_told_step_by_step() -> None:
    """Each request that writes, its answer, the status shown before and the one shown after; reads are no steps of their own."""
    walk = [shown("draft"), acted("submit", 200), shown("pending_approval"), acted("void", 422), shown("pending_approval")]
    assert steps_of(walk) == (
        Step("PUT /invoices/17/submit", 200, "draft", "pending_approval"),
        Step("PUT /invoices/17/void", 422, "pending_approval", "pending_approval"),
    )


def test_what_is_read_counts_for_more_than_what_is_answered() -> None:
    """An answer that tells another status than the next read is not believed; without a read it is all there is."""
    told = {"id": 17, "status": "voided"}
    assert steps_of([shown("approved"), acted("void", 200, told), shown("approved")])[0].after == "approved"
    assert steps_of([shown("approved"), acted("void", 200, told)])[0].after == "voided"


def test_a_status_that_was_not_shown_is_left_open() -> None:
    """Between two writes nobody looked; another invoice's status is not this one's."""
    assert steps_of([acted("submit", 400), acted("void", 400), shown("voided", "18"), shown("new")]) == (
        Step("PUT /invoices/17/submit", 400),
        Step("PUT /invoices/17/void", 400, "", "new"),
    )


def test_a_creation_is_followed_by_its_id() -> None:
    """A new invoice is known by the answer that made it."""
    made = sent("POST", "", 201, {"id": 99, "status": "draft"}, "")
    assert steps_of([made, acted("submit", 200, invoice="99"), shown("approved", "99")]) == (
        Step("POST /invoices", 201, "", "draft"),
        Step("PUT /invoices/99/submit", 200, "draft", "approved"),
    )


@pytest.mark.parametrize("status", ["Approved by Ada Quimby", "", 7, None, {"name": "x"}, "x" * 41, "draft\x1b[2J"])
def test_only_words_are_statuses(status: Any) -> None:
    """Whatever else a target shows as a status is not repeated."""
    assert steps_of([shown(status), acted("void", 200), shown(status)]) == (Step("PUT /invoices/17/void", 200),)


def test_a_query_is_no_part_of_a_call() -> None:
    """What was asked for beside the path may be anything."""
    asked = sent("PUT", "/17?return_object=none&name=Quimby", 200)
    assert [step.call for step in steps_of([shown("draft"), asked])] == ["PUT /invoices/17"]


def test_one_interaction_is_no_sequence() -> None:
    """Nor is a sequence of reads one of steps; a request without an answer is told as such."""
    assert steps_of([acted("void", 200)]) == ()
    assert steps_of([shown("draft"), shown("draft")]) == ()
    silent = Interaction(Case("voidInvoice", (("id", "17"),)), Request("PUT", "/api/invoices/17/void"), None)
    assert steps_of([shown("draft"), silent]) == (Step("PUT /invoices/17/void", 0, "draft"),)
