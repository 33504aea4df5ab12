"""A comparison as SARIF 2.1.0: what code scanning requires, at the line that decides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coupa_contract.drift.catalogue import RULES
from coupa_contract.drift.drift import DriftReport
from coupa_contract.report.drift.sarif import SourceLine, drift_sarif


@pytest.fixture
def log(report: DriftReport) -> dict[str, Any]:
    lines = {"/components/schemas/Decimal": SourceLine("spec/overlays/core-r39.yaml", 37)}
    made: dict[str, Any] = json.loads(json.dumps(drift_sarif(report, RULES, lines.get, "1.2.3")))
    return made


def test_the_log_has_what_the_format_requires(log: dict[str, Any]) -> None:
    """Version, schema, one run with a named tool, and results that each have a message (SARIF 2.1.0, sections 3.13, 3.14 and 3.27)."""
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "coupa-contract"
    assert all(result["message"]["text"] for result in run["results"])


def test_every_result_has_a_rule(log: dict[str, Any]) -> None:
    """A result's index leads to the rule that it names, and known rules explain themselves."""
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        if rule["id"] in RULES:
            assert rule["help"]["text"] == RULES[rule["id"]].fix
            assert len(set(rule["properties"]["tags"])) == len(rule["properties"]["tags"])


def test_levels_follow_the_classes(log: dict[str, Any]) -> None:
    """Breaking is an error, risky a warning, the rest a note."""
    assert [result["level"] for result in log["runs"][0]["results"]] == ["error", "warning", "note", "note", "warning"]


def test_a_result_is_at_the_line_that_decides(log: dict[str, Any]) -> None:
    """File and line of what the drift is about, relative to the root; where no document decides, the place is named in words."""
    first, second = log["runs"][0]["results"][:2]
    physical = first["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "spec/overlays/core-r39.yaml", "uriBaseId": "SRCROOT"}
    assert physical["region"] == {"startLine": 37}
    assert len(first["relatedLocations"]) == 41
    assert "physicalLocation" not in second["locations"][0]
    assert second["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "listInvoices/200/application/json#/*/supplier"


def test_fingerprints_are_those_of_the_drifts(log: dict[str, Any], report: DriftReport) -> None:
    """A scanner recognises a result from run to run by the drift's own fingerprint."""
    found = [result["partialFingerprints"]["coupaContractDrift/v1"] for result in log["runs"][0]["results"]]
    assert found == [drift.fingerprint for drift in report.drifts] + [drift.fingerprint for drift, _ in report.accepted]


def test_accepted_drift_is_suppressed_with_its_reason(log: dict[str, Any]) -> None:
    """What was accepted is in the log with the justification; the rest has no suppression."""
    *open_, accepted = log["runs"][0]["results"]
    assert accepted["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "the client treats null as absent (until 2026-12-31)"}
    ]
    assert not any("suppressions" in result for result in open_)


def test_a_target_brings_no_control_characters(log: dict[str, Any]) -> None:
    """Its texts are spelled out."""
    text = json.dumps(log, ensure_ascii=False)
    assert not [character for character in text if not character.isprintable()]
