"""The catalogue of checks audits itself: against the requirements, the operations and the published sources."""

from __future__ import annotations

import csv
import re
from itertools import chain

import pytest

from coupa_contract.checks.catalogue import BY_THE_RUNNER, EMITTED, INTERACTION_CHECKS, RELATIONS, binds
from coupa_contract.contract import load_contract
from coupa_contract.model import Level
from coupa_contract.resources import spec_folder

PUBLISHED, NEWER = load_contract("published"), load_contract("core-r39")
_FILES = {
    "endpoints": "endpoints.csv",
    "elements": "elements.csv",
    "invoice-schema": "invoice_schema.csv",
    "line-schema": "line_schema.csv",
    "facts": "facts.csv",
}


def test_every_testable_requirement_is_yielded_by_somebody() -> None:
    """A requirement that nothing can yield would be a verdict without evidence; an untestable one is yielded by nobody."""
    testable = {name for name, requirement in PUBLISHED.requirements.items() if not requirement.untestable}
    assert testable == EMITTED


def test_names_are_unique() -> None:
    """A check and a relation never share a name."""
    names = [each.id for each in chain(INTERACTION_CHECKS, RELATIONS)]
    assert len(names) == len(set(names))


def test_there_are_enough_requirements_in_every_area() -> None:
    """At least sixty requirements over the eleven areas, each area with a must or a should."""
    requirements = PUBLISHED.requirements.values()
    assert sum(not requirement.untestable for requirement in requirements) >= 60
    areas = {requirement.area for requirement in requirements if requirement.level is not Level.MAY}
    assert areas == {
        "shape",
        "error",
        "query",
        "projection",
        "paging",
        "consistency",
        "update",
        "lifecycle",
        "access",
        "safety",
        "arithmetic",
    }


def test_requirements_name_operations_that_exist() -> None:
    """Each operation of a requirement is in the document of a dialect that it binds."""
    for requirement in PUBLISHED.requirements.values():
        contracts = [each for each in (PUBLISHED, NEWER) if not requirement.dialects or each.dialect in requirement.dialects]
        assert requirement.operations
        for operation in requirement.operations:
            assert any(operation in contract.operations for contract in contracts), (requirement.id, operation)


def test_every_source_is_a_row() -> None:
    """What a requirement or a move of the life cycle rests on is a row of a published table, or of the facts."""
    rows = {}
    for table, file in _FILES.items():
        with (spec_folder() / "sources" / file).open(encoding="utf-8", newline="") as lines:
            rows[table] = {row["row"] for row in csv.DictReader(lines)}
    moves = [move.sources for action in PUBLISHED.lifecycle.actions.values() for move in action.moves]
    for source in chain.from_iterable([*(requirement.sources for requirement in PUBLISHED.requirements.values()), *moves]):
        table, _, row = source.partition(":")
        assert row in rows[table], source


def test_a_binding_requirement_rests_on_more_than_a_guess() -> None:
    """A must rests on a published row, or on a fact that is certain or that can hardly raise a false alarm (rule 3 of the design)."""
    with (spec_folder() / "sources" / "facts.csv").open(encoding="utf-8", newline="") as lines:
        facts = {row["row"]: row for row in csv.DictReader(lines)}
    for requirement in PUBLISHED.requirements.values():
        if requirement.level is not Level.MUST:
            continue
        rated = [facts[source.partition(":")[2]] for source in requirement.sources if source.startswith("facts:")]
        published = len(rated) < len(requirement.sources)
        assert published or any(row["confidence"] == "high" or row["risk"].startswith("L") for row in rated), requirement.id


def test_sentences_are_sentences() -> None:
    """A requirement is one sentence that a report can print."""
    for requirement in PUBLISHED.requirements.values():
        assert re.fullmatch(r"[A-Z`].{10,160}\.", requirement.sentence), requirement.id
        assert "  " not in requirement.sentence


def test_both_dialects_read_the_same_catalogue() -> None:
    """Requirements and life cycle do not depend on the dialect; what binds does."""
    assert PUBLISHED.requirements == NEWER.requirements
    assert binds("shape-required", PUBLISHED)
    assert not binds("shape-required", NEWER)


def test_the_life_cycle_accounts_for_every_status() -> None:
    """Each action says of each of the sixteen statuses what happens, or that nobody knows."""
    life = PUBLISHED.lifecycle
    assert len(life.statuses) == 16
    for action in life.actions.values():
        named = {*action.unknown, *(status for move in action.moves for status in move.from_statuses)}
        assert named == {"nothing"} or named == set(life.statuses), action.operation
        assert action.operation in PUBLISHED.operations or action.operation in NEWER.operations


def test_the_life_cycle_has_the_statuses_of_the_document() -> None:
    """The statuses are those of the schema, no more and no fewer."""
    assert set(PUBLISHED.lifecycle.statuses) == set(PUBLISHED.resolve("/components/schemas/InvoiceStatus")["enum"])


@pytest.mark.parametrize(
    ("operation", "status", "to"),
    [
        ("voidInvoice", "approved", ("voided",)),
        ("voidInvoice", "voided", ()),
        ("disputeInvoice", "pending_receipt", ("disputed",)),
        ("createInvoice", "nothing", ("draft",)),
    ],
)
def test_known_moves_are_judged(operation: str, status: str, to: tuple[str, ...]) -> None:
    """What a source states is judged."""
    move = PUBLISHED.lifecycle.judged(operation, status)
    assert move is not None
    assert move.to == to


@pytest.mark.parametrize(("operation", "status"), [("voidInvoice", "draft"), ("submitInvoice", "approved"), ("disputeInvoice", "draft")])
def test_unknown_moves_are_not_judged(operation: str, status: str) -> None:
    """What nobody published, or what the sources contradict each other on, is never judged."""
    assert PUBLISHED.lifecycle.judged(operation, status) is None


def test_the_runner_yields_requirements_of_the_catalogue() -> None:
    """What the runner yields by itself exists."""
    assert set(BY_THE_RUNNER) <= set(PUBLISHED.requirements)
