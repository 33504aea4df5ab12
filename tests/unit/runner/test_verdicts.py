"""Verdicts: one a requirement, whatever the order of results, and the exit code that follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from coupa_contract.model import Finding, Level, Requirement, Verdict, VerdictKind
from coupa_contract.runner.result import ItemResult
from coupa_contract.runner.verdicts import Tally, exit_code

REQUIREMENT = Requirement("query-x", "query", Level.MUST, "Rows obey.", ("listInvoices",), ("facts:x",), "0.1")
FINDING = Finding("query-x", "listInvoices", "/0/id", "1", "2")


def verdict(
    *results: dict[str, Any],
    requirement: Requirement = REQUIREMENT,
    areas: tuple[str, ...] = (),
    stopped: str = "",
    held: dict[str, str] | None = None,
) -> Verdict:
    tally = Tally({requirement.id: requirement}, "published", areas, held)
    for position, fields in enumerate(results):
        tally.add(ItemResult(f"item {position}", (requirement.id,), **fields))
    (only,) = tally.verdicts(stopped)
    return only


def test_a_finding_fails() -> None:
    """One finding outweighs any number of witnesses."""
    assert verdict({"findings": {FINDING.cause: FINDING}}, {"witnesses": Counter({"query-x": 9})}).kind is VerdictKind.FAIL


def test_a_witness_passes() -> None:
    """A witness without a finding passes, also when another item lacked one."""
    given = verdict({"lacking": Counter({"no rows": 2})}, {"witnesses": Counter({"query-x": 2})})
    assert (given.kind, given.witnesses) == (VerdictKind.PASS, 2)


def test_without_a_witness_it_is_vacuous() -> None:
    """The most common reason is given."""
    given = verdict({"lacking": Counter({"no rows": 1})}, {"lacking": Counter({"no drafts": 3})})
    assert (given.kind, given.reason) == (VerdictKind.VACUOUS, "no drafts")


def test_refused_by_the_guard_is_skipped() -> None:
    """What the guard kept in was not judged, and the reason names the permission."""
    given = verdict({"refused": "not sent (--allow-writes)"})
    assert (given.kind, given.reason) == (VerdictKind.SKIP, "not sent (--allow-writes)")


def test_our_error_is_an_error() -> None:
    """A broken property is no verdict about the target, even beside a witness."""
    assert verdict({"error": "boom"}, {"witnesses": Counter({"query-x": 1})}).kind is VerdictKind.ERROR


@pytest.mark.parametrize(
    ("changes", "areas", "reason"),
    [
        ({"untestable": "mail"}, (), "untestable: mail"),
        ({"dialects": ("core-r39",)}, (), "not part of the dialect published"),
        ({}, ("shape",), "left out by -k"),
    ],
)
def test_what_is_left_out_is_skipped_with_the_reason(changes: dict[str, Any], areas: tuple[str, ...], reason: str) -> None:
    """Untestable, of another dialect, or of another area: skipped, and it says why."""
    import dataclasses

    given = verdict(requirement=dataclasses.replace(REQUIREMENT, **changes), areas=areas)
    assert (given.kind, given.reason) == (VerdictKind.SKIP, reason)


def test_a_stopped_run_says_what_it_never_reached() -> None:
    """After an early end nothing is called vacuous that was never tried."""
    assert verdict(stopped="interrupted").reason == "not reached: interrupted"


def test_results_add_up_in_any_order() -> None:
    """Workers finish in any order; the verdict is the same."""
    results = [{"lacking": Counter({"b": 1, "a": 1})}, {"witnesses": Counter({"query-x": 1})}, {"refused": "r"}]
    assert verdict(*results) == verdict(*reversed(results))


PASSED, VACUOUS, BROKEN = (Verdict("query-x", kind) for kind in (VerdictKind.PASS, VerdictKind.VACUOUS, VerdictKind.ERROR))


@pytest.mark.parametrize(
    ("levels", "verdicts", "fail_on", "code"),
    [
        ({}, [PASSED], "must", 0),
        ({Level.MUST: 1}, [PASSED], "must", 1),
        ({Level.SHOULD: 1}, [PASSED], "must", 0),
        ({Level.SHOULD: 1}, [PASSED], "should", 1),
        ({Level.MAY: 1}, [PASSED], "should", 0),
        ({Level.MAY: 1}, [PASSED], "may", 1),
        ({Level.MUST: 1}, [PASSED], "never", 0),
        ({}, [VACUOUS], "must", 3),
        ({}, [PASSED, BROKEN], "must", 3),
        ({Level.MUST: 1}, [PASSED, BROKEN], "must", 1),
    ],
)
def test_the_exit_code_follows(levels: dict[Level, int], verdicts: list[Verdict], fail_on: str, code: int) -> None:
    """Findings at or above the level fail the run; a run that examined nothing does not conform."""
    assert exit_code(levels, verdicts, fail_on) == code


def test_what_a_recording_lacks_is_unrecorded() -> None:
    """Neither a pass nor a failure, and the reason says how many scenarios it cost."""
    given = verdict({"unrecorded": Counter({"limit is 2, recorded 1": 3})}, held={"query-x": "pass"})
    assert (given.kind, given.reason) == (VerdictKind.UNRECORDED, "limit is 2, recorded 1 (3 scenarios)")


def test_what_was_judged_and_is_not_any_more_is_unrecorded() -> None:
    """A witness of another item does not stand for what the property of the requirement judged when it was recorded."""
    lost = {"unrecorded": Counter({"gone": 1}), "lost": ("query-x",)}
    assert verdict(lost, {"witnesses": Counter({"query-x": 4})}, held={"query-x": "pass"}).kind is VerdictKind.UNRECORDED


def test_a_witness_in_the_rest_still_passes() -> None:
    """Where some scenarios could be repeated and met a witness, the requirement passes."""
    given = verdict({"unrecorded": Counter({"gone": 1}), "witnesses": Counter({"query-x": 2})}, held={"query-x": "pass"})
    assert given.kind is VerdictKind.PASS


def test_a_requirement_that_is_newer_than_the_recording_is_unrecorded() -> None:
    """What the recording could not know is not called vacuous: the target may well have it."""
    assert verdict({}, held={"query-y": "pass"}).kind is VerdictKind.UNRECORDED
    assert verdict({}, held={"query-x": "vacuous"}).kind is VerdictKind.VACUOUS


@pytest.mark.parametrize(
    ("fields", "level", "held", "lost"),
    [
        ({"unrecorded": Counter({"gone": 1}), "lost": ("query-x",)}, Level.MUST, "pass", ["query-x"]),
        ({"unrecorded": Counter({"gone": 1})}, Level.MUST, "fail", ["query-x"]),
        ({"unrecorded": Counter({"gone": 1})}, Level.MUST, "vacuous", []),
        ({"unrecorded": Counter({"gone": 1})}, Level.SHOULD, "pass", []),
        ({"withheld": Counter({"a name was searched": 1}), "lost": ("query-x",)}, Level.MUST, "pass", []),
    ],
)
def test_a_must_that_can_no_longer_be_judged_is_lost(fields: dict[str, Any], level: Level, held: str, lost: list[str]) -> None:
    """Only a must counts, that was judged when it was recorded, and was not withheld on purpose."""
    requirement = replace(REQUIREMENT, level=level)
    tally = Tally({"query-x": requirement}, "published", (), {"query-x": held})
    tally.add(ItemResult("item", ("query-x",), **fields))
    assert tally.unjudged(tally.verdicts()) == lost
    passed = [Verdict("query-y", VerdictKind.PASS)]
    assert exit_code({}, passed, "must", lost) == (3 if lost else 0)


def test_a_replay_that_examined_nothing_ends_with_3_unless_that_is_allowed() -> None:
    """Nothing examined is no success, unless somebody says so."""
    assert exit_code({}, [Verdict("query-x", VerdictKind.UNRECORDED)], "must") == 3
    assert exit_code({}, [Verdict("query-x", VerdictKind.UNRECORDED)], "must", allow_nothing=True) == 0
