"""Each requirement is worth having: it finds what no other of its area finds, or says why it is there all the same."""

from __future__ import annotations

from typing import Any

from planted.matrix import read
from planted.worth import Worth, catalogue, section, worths

from coupa_contract.model import Level, Requirement


def test_each_requirement_finds_a_fault_alone_or_says_why_it_is_worth_having() -> None:
    """By the kept matrix: a fault that no other requirement of its area finds in the same run, or a sentence under `beside`."""
    idle = [each.requirement.id for each in _kept() if not each.alone and not each.requirement.beside]
    assert not idle


def test_no_requirement_gives_a_reason_that_it_does_not_need() -> None:
    """A sentence under `beside` goes once there is a fault that the requirement alone of its area finds."""
    assert not [each.requirement.id for each in _kept() if each.alone and each.requirement.beside]


def test_a_reason_is_a_sentence() -> None:
    """It begins and ends like one."""
    reasons = [requirement.beside for requirement in catalogue() if requirement.beside]
    assert all(reason[0].isupper() and reason.endswith(".") for reason in reasons), reasons


def test_a_fault_that_two_of_an_area_find_is_nobodys_alone() -> None:
    """One of another area does not count, nor does another run of the same fault."""
    runs = {
        "both": {"quick": _by("query-a", "query-b")},
        "one": {"quick": _by("query-a", "paging-a")},
        "later": {"quick": _by("query-a", "query-b"), "standard": _by("query-b")},
    }
    found = {each.requirement.id: each for each in worths(runs, map(_requirement, ("query-a", "query-b", "query-c")))}
    assert (found["query-a"].kills, found["query-a"].alone) == (("both", "later", "one"), ("one",))
    assert (found["query-b"].kills, found["query-b"].alone) == (("both", "later"), ("later",))
    assert (found["query-c"].kills, found["query-c"].alone) == ((), ())


def test_the_page_has_a_row_for_each() -> None:
    """Those that cannot be tested are left out."""
    rows = [line for line in section(read()["faults"]) if line.startswith("| `")]
    assert len(rows) == sum(not requirement.untestable for requirement in catalogue())


def _kept() -> list[Worth]:
    return list(worths(read()["faults"], catalogue()))


def _by(*requirements: str) -> dict[str, Any]:
    return {"by": list(requirements)}


def _requirement(name: str) -> Requirement:
    return Requirement(name, name.partition("-")[0], Level.MUST, "It holds.", (), ("facts:it",), "0.1")
