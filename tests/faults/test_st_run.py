"""Schemathesis's own command line is run within its budget, what it reports is read, and the kill matrix shows it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from planted import BY_NAME, FAULTS
from planted.matrix import page, read
from planted.st_column import digest, fill
from planted.st_run import Failure, Ran, expected, failures, found, st_run

ONE_OPERATION = ("--include-operation-id", "showInvoice", "--phases", "fuzzing")
_SCHEMA = "Validated against the response schema for status code 200.\n\nSchema at /components/schemas/Flag:\n\n    {}\n\nValue:\n\n    "


def reported(*told: tuple[str, str], check: str = "response_schema_conformance", operation: str = "GET /invoices/{id}") -> str:
    """A line of a report: a scenario with a failure for each case and message."""
    checks: dict[str, list[Any]] = {}
    for case, message in told:
        failure = {"operation": operation, "title": "Response violates schema", "message": message, "case_id": None}
        checks.setdefault(case, []).append({"name": check, "status": "failure", "failure_info": {"failure": failure}})
    return json.dumps({"ScenarioFinished": {"recorder": {"label": operation, "checks": checks}}})


@pytest.mark.slow
def test_a_gross_fault_is_found_within_the_budget() -> None:
    """Of an instance without a fault it reports less; neither run sends more than it may."""
    usual = st_run("", "published", "tuned", budget=50, options=ONE_OPERATION)
    ran = st_run("flags-as-words", "published", "tuned", budget=50, options=ONE_OPERATION)
    assert {failure.check for failure in found(ran, usual.failures)} == {"response_schema_conformance"}
    assert not found(usual, usual.failures)
    assert usual.requests <= 50
    assert ran.requests <= 50


def test_a_failure_counts_where_it_was_first_met() -> None:
    """And not at all when its case was not paid for, or broke the fault itself."""
    lines = [reported(("b", f'"No" is not of type "boolean"\n\n{_SCHEMA}"No"'), ("a", f'"Yes" is not of type "boolean"\n\n{_SCHEMA}"Yes"'))]
    only = Failure(
        "response_schema_conformance",
        True,
        'Response violates schema: … is not of type "boolean"; Validated against the response schema for status code 200; '
        "Schema at /components/schemas/Flag",
    )
    assert failures(lines, {"a": 7, "b": 9}) == {only: 7}
    assert failures(lines, {"b": 9}) == {only: 9}
    assert failures(lines, {"a": 7, "b": 9}, broken={"a"}) == {only: 9}
    assert failures([*lines, lines[0][:100]], {}) == {}


def test_what_was_met_is_no_part_of_a_kind_but_what_was_expected_is() -> None:
    """Values and operations go; members, rules and places stay."""
    assert expected('"id" is a required property') != expected('"status" is a required property')
    assert expected("7 is greater than the maximum of 5") == expected("12 is greater than the maximum of 5")
    assert expected('{"a": " is not "} is not of type "array"').endswith('is not of type "array"')
    assert expected("Expected 401 or 403, got `200 OK` for `GET /invoices`") == "Expected 401 or 403, got `200 OK`"
    spoilt = "Invalid data should have been rejected\nExpected: 400\nInvalid component: in body - {}: Incorrect type"
    assert expected(spoilt.format("currency")) == expected(spoilt.format("supplier -> id"))  # drawn by chance


def test_a_kind_that_a_conforming_instance_has_is_no_find() -> None:
    """Whichever operation it is of, as long as both are reads or both are writes."""
    usual = {Failure("a", True, "x")}
    ran = Ran({Failure("a", True, "x"): 1, Failure("a", False, "x"): 5, Failure("b", True, "y"): 3}, requests=9)
    assert list(found(ran, usual).items()) == [(Failure("b", True, "y"), 3), (Failure("a", False, "x"), 5)]


def test_the_page_shows_what_st_run_finds() -> None:
    """In the totals as a share of what was tried, and in the row of each fault."""
    missed = {"killed": False, "first": None, "requests": 1450, "by": []}
    early = {"killed": True, "first": 210, "requests": 1450, "by": ["response_schema_conformance"]}
    matrix = {name: dict(each) if isinstance(each, dict) else each for name, each in read().items()}
    matrix["st run"] = {"flags-as-words": {"tuned": early, "untuned": missed}, "no-currency": {"tuned": missed}}
    alarm = ["response_schema_conformance", True, "x"]
    matrix["st run alarms"] = {"tuned": {"published": {"failures": [alarm]}, "core-r39": {"failures": [alarm, ["b", True, "y"]]}}}
    text = page(matrix)
    rows = {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("|")}
    assert rows["flags-as-words"].endswith("| tuned 210 |")
    assert rows["no-currency"].endswith("| – |")
    assert rows["line-ids-as-text"].endswith("|  |")
    assert rows["**all**"].endswith("| 1 of 2 (50%) | 0 of 1 (0%) |")
    assert rows["query"].endswith("|  |  |")
    assert "reports 2 kinds tuned and 0 kinds untuned" in text


def test_what_is_known_is_not_tried_again() -> None:
    """As long as neither the fault nor the instance nor the document changes."""
    fault = BY_NAME["flags-as-words"]
    kept = {way: {"killed": False, "digest": digest(fault.dialect, way, fault)} for way in ("tuned", "untuned")}
    assert not list(fill({"st run": {fault.name: kept}}, [fault]))
    assert len({digest(each.dialect, "tuned", each) for each in FAULTS}) > 10
