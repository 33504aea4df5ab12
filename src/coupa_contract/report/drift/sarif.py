"""Drift as SARIF 2.1.0, for code scanning: every result at the line of the document, or of the overlay, that decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coupa_contract.drift.drift import Drift, DriftClass, DriftPlace, DriftReport, Rule, Waiver
from coupa_contract.report.drift import words
from coupa_contract.report.text import plain

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {DriftClass.BREAKING: "error", DriftClass.RISKY: "warning", DriftClass.ADDITIVE: "note", DriftClass.UNSEEN: "note"}
_LOCATIONS = 1000  # of one result: a scanner refuses more


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a file; `uri` is relative to the root of the sources."""

    uri: str
    line: int


Locate = Callable[[str], SourceLine | None]


def drift_sarif(report: DriftReport, rules: Mapping[str, Rule], locate: Locate, version: str) -> dict[str, Any]:
    """The log as JSON values. `locate` tells where a pointer of the document stands; None where no document decides."""
    accepted = [(drift, waiver) for drift, waiver in report.accepted]
    found: list[tuple[Drift, Waiver | None]] = [*((drift, None) for drift in report.drifts), *accepted]
    ids = sorted({drift.rule for drift, _ in found})
    driver = {
        "name": "coupa-contract",
        "version": version,
        "semanticVersion": version,
        "rules": [_rule(each, rules.get(each)) for each in ids],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "coupa-contract/drift/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder that holds spec/, the root of the sources."}}},
        "results": [_result(drift, waiver, ids, locate) for drift, waiver in found],
        "properties": {"observed": plain(report.new), "against": plain(report.old)},
    }
    if report.notes:
        notes = [{"level": "note", "message": {"text": plain(note, 2000)}} for note in report.notes]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    kind = rule.taxonomy
    return {
        "id": name,
        "shortDescription": {"text": rule.sentence},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": _LEVELS[rule.usual]},
        "properties": {"tags": list(dict.fromkeys(["drift", kind.area, kind.kind, kind.action, kind.direction.value]))},
    }


def _result(drift: Drift, waiver: Waiver | None, ids: list[str], locate: Locate) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": drift.rule,
        "ruleIndex": ids.index(drift.rule),
        "level": _LEVELS[drift.drift_class],
        "message": {"text": _message(drift)},
        "locations": [_location(_deciding(drift), locate)],
        "partialFingerprints": {"coupaContractDrift/v1": drift.fingerprint},
        "properties": {"class": drift.drift_class.value, "confidence": drift.doubt.confidence, "places": len(drift.places)},
    }
    if len(drift.places) > 1:
        result["relatedLocations"] = [{"id": number, **_location(each, locate)} for number, each in enumerate(drift.places[:_LOCATIONS])]
    if waiver is not None:
        until = f" (until {waiver.until})" if waiver.until else ""
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": plain(waiver.reason, 2000) + until}]
    return result


def _deciding(drift: Drift) -> DriftPlace:
    """The place that stands for all: the first that a document decides."""
    return next((each for each in drift.places if each.source), drift.places[0])


def _message(drift: Drift) -> str:
    shown, more = words.places(drift)
    where = ", ".join(shown) + (f" and {more:,} more" if more > 0 else "")
    seen = words.counts(drift.backing)
    return " ".join(plain(part, 1000) for part in (drift.message, f"Where: {where}.", f"Seen: {seen}." if seen else "", drift.fix) if part)


def _location(place: DriftPlace, locate: Locate) -> dict[str, Any]:
    name = "/".join(part for part in (place.operation, place.status, place.media_type) if part) + (
        f"#{place.pointer}" if place.pointer else ""
    )
    logical = {"fullyQualifiedName": plain(name, 1000) or "the whole", "kind": "member" if place.pointer else "function"}
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if line := locate(place.source):
        location["physicalLocation"] = {
            "artifactLocation": {"uri": line.uri, "uriBaseId": "SRCROOT"},
            "region": {"startLine": line.line},
        }
    return location
