"""The door to Schemathesis: which of its checks count, and what it draws."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

from coupa_contract.contract import load_contract
from coupa_contract.model import Case, Finding, Interaction, Origin, Request, Response, Witness
from coupa_contract.runner.generation import SECOND_OPINIONS, SWITCHED_OFF, broken_reads, reads, second_opinion
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.setting import Look, Setting

CONTRACT = load_contract("published")
ROW = {"id": 7, "invoice-number": "A-1", "status": "draft", "created-at": "2024-01-02T03:04:05+00:00"}
SETTING = Setting(RunPlan(), CONTRACT, Look((json.dumps([ROW]).encode(),)), "http://127.0.0.1:9", True, "cc-test")


def interaction(status: int, body: bytes, media_type: str = "application/json") -> Interaction:
    response = Response(status, (("Content-Type", media_type),), body)
    return Interaction(Case("listInvoices"), Request("GET", "/api/invoices"), response)


def findings(status: int, body: bytes) -> set[str]:
    return {each.requirement for each in second_opinion(interaction(status, body), CONTRACT) if isinstance(each, Finding)}


def test_every_check_of_schemathesis_is_used_or_switched_off_with_a_reason() -> None:
    """An upgrade that brings a new check fails here until somebody decided on it."""
    load_all_checks()
    assert set(CHECKS.get_all_names()) | {"max_response_time"} == set(SECOND_OPINIONS) | set(SWITCHED_OFF)
    assert all(reason for reason in SWITCHED_OFF.values())


def test_second_opinions_are_requirements() -> None:
    """What Schemathesis finds is reported under a requirement of the catalogue."""
    assert set(SECOND_OPINIONS.values()) <= set(CONTRACT.requirements)


def test_a_second_opinion_fires() -> None:
    """A list that comes as text is found by Schemathesis's content type check as well."""
    outcomes = list(second_opinion(interaction(200, b"[]", "text/plain"), CONTRACT))
    assert {each.requirement for each in outcomes if isinstance(each, Finding)} == {"shape-content-type"}


def test_a_second_opinion_does_not_repeat_the_first() -> None:
    """What our own check of the schema saw is left to it: it knows the requirement, and what is lenient."""
    assert not findings(200, b'{"id": 1}')


def test_a_second_opinion_does_not_blame_the_whole_for_a_part() -> None:
    """Schemathesis names the record in which a member is wrong, or one is missing; our own check names the member."""
    assert not findings(200, json.dumps([ROW | {"created-by": {"email": "nobody"}}]).encode())


def test_a_second_opinion_leaves_what_is_no_json_to_the_first() -> None:
    """A body that cannot be read is one finding, not two."""
    assert not findings(200, b"[")


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_is_no_fault_of_the_server(status: int) -> None:
    """Our own check tells a gateway's answer from the instance's."""
    assert not findings(status, b'{"message": "try again later"}')


def test_a_fault_of_the_server_is_seen_twice() -> None:
    """By our own check, and by Schemathesis's."""
    assert findings(500, b'{"errors": {}}') == {"error-no-server-error"}


def test_a_second_opinion_stays_silent() -> None:
    """An empty list is fine, and counts as a witness."""
    outcomes = list(second_opinion(interaction(200, b"[]"), CONTRACT))
    assert outcomes
    assert all(isinstance(each, Witness) for each in outcomes)


@given(st.data())
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
def test_drawn_reads_are_positive_and_documented(data: st.DataObject) -> None:
    """A drawn list sends documented parameters, each once."""
    case = data.draw(reads("listInvoices")(SETTING))
    names = [name for name, _ in case.query]
    assert case.origin is Origin.POSITIVE
    assert len(names) == len(set(names))
    assert set(names) <= {parameter.name for parameter in CONTRACT.operation("listInvoices").query}


@given(st.data())
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
def test_broken_reads_are_negative_and_say_so(data: st.DataObject) -> None:
    """A case that was made wrong carries what was made wrong, so that no check takes its refusal for a fault."""
    case = data.draw(broken_reads("showInvoice")(SETTING))
    assert case.origin is Origin.NEGATIVE
    assert case.invalid
    assert case.path_parameter("id") == "7"
