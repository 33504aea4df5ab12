"""Verbs that no source has are known beforehand, and no source has them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location

import pytest

from coupa_contract.contract import Contract, load_contract
from coupa_contract.resources import suite_folder

CONTRACTS = {dialect: load_contract(dialect) for dialect in ("published", "core-r39")}
# What a source has beside both documents: the catch-all route of the endpoint table's eighth row.
BESIDES = {("GET", "/invoices"), ("POST", "/invoices"), ("PATCH", "/invoices")}


def _probes() -> dict[str, tuple[tuple[tuple[str, str], ...], ...]]:
    spec = spec_from_file_location("verbs_of_the_suite", suite_folder() / "verbs.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.PROBES)


PROBES = _probes()
SENT = sorted({probe for turns in PROBES.values() for turn in turns for probe in turn})


def _operation_of(contract: Contract, name: str) -> str:
    return contract.operation(name).path if name in contract.operations else CONTRACTS["core-r39"].operation(name).path


@pytest.mark.parametrize(("verb", "operation"), SENT)
@pytest.mark.parametrize("dialect", CONTRACTS)
def test_no_source_has_a_verb_that_is_tried(dialect: str, verb: str, operation: str) -> None:
    """Neither document, whatever the dialect of the target, nor what the research found besides."""
    path = _operation_of(CONTRACTS[dialect], operation)
    assert CONTRACTS[dialect].match(verb, path.replace("{id}", "17")) is None
    assert (verb, path) not in BESIDES


def test_a_status_is_one_in_which_the_operation_would_be_seen_to_act() -> None:
    """Where the life cycle knows of a move of the operation from it, or where it is there for another reason."""
    statuses = CONTRACTS["core-r39"].lifecycle.statuses
    assert set(PROBES) <= set(statuses)
    for status, turns in PROBES.items():
        reading = [operation for turn in turns for verb, operation in turn if verb == "GET"]
        assert reading
        for operation in reading:
            move = CONTRACTS["core-r39"].lifecycle.judged(operation, status)
            assert move is None or move.to, (operation, status)


def test_few_are_tried() -> None:
    """A quick run sends one turn of each status, and no verb whose answer may repeat the token."""
    assert sum(len(PROBES[status][0]) for status in ("draft", "approved")) <= 6
    assert sum(len(turn) for status in ("draft", "approved") for turn in PROBES[status]) <= 12
    assert not {verb for verb, _ in SENT} & {"TRACE", "CONNECT"}
