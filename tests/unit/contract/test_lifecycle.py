"""The life cycle is read, and judges only what was published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.contract.lifecycle import NOTHING, Result, read_lifecycle
from coupa_contract.errors import DocumentError

Write = Callable[[str, str], Path]
TEXT = """\
statuses:
  sent: {meaning: On its way., sources: [x]}
  lost: {meaning: Gone., sources: [x]}
  found: {meaning: Back., sources: [x]}
final: [lost]
actions:
  loseLetter:
    moves:
      - {from: [sent], result: moves, to: [lost], level: must, sources: [x]}
      - {from: [lost, nothing], result: refused, level: should, sources: [x]}
    unknown: [found]
"""


def test_a_move_is_judged_where_it_was_published(write: Write) -> None:
    """What it leads to, or that it is refused."""
    lifecycle = read_lifecycle(write("l.yaml", TEXT))
    moves, refused = lifecycle.judged("loseLetter", "sent"), lifecycle.judged("loseLetter", "lost")
    assert moves is not None
    assert refused is not None
    assert (moves.result, moves.to, moves.level) == (Result.MOVES, ("lost",), "must")
    assert (refused.result, refused.to, refused.level) == (Result.REFUSED, (), "should")
    assert lifecycle.judged("loseLetter", NOTHING) == refused


@pytest.mark.parametrize(("operation", "status"), [("loseLetter", "found"), ("loseLetter", "burnt"), ("burnLetter", "sent")])
def test_what_nobody_published_is_never_judged(write: Write, operation: str, status: str) -> None:
    """Unknown statuses and unknown actions alike."""
    assert read_lifecycle(write("l.yaml", TEXT)).judged(operation, status) is None


def test_statuses_keep_the_order_of_the_file(write: Write) -> None:
    """With their meanings; an action tells the statuses in which it has a result."""
    lifecycle = read_lifecycle(write("l.yaml", TEXT))
    assert (lifecycle.statuses, lifecycle.final) == (("sent", "lost", "found"), ("lost",))
    assert lifecycle.meanings["lost"] == "Gone."
    assert lifecycle.actions["loseLetter"].statuses(Result.REFUSED) == ("lost", "nothing")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unknown: [found]", "unknown: [burnt]", "unknown names 'burnt', which is no status"),
        ("final: [lost]", "final: [burnt]", "final names 'burnt'"),
        ("from: [sent]", "from: [burnt]", "from names 'burnt'"),
        ("to: [lost]", "to: [burnt]", "to names 'burnt'"),
        ("unknown: [found]", "unknown: [sent]", "names the status sent twice"),
        ("to: [lost], ", "", "exactly when it moves"),
        ("result: refused", "result: refused, to: [lost]", "exactly when it moves"),
        ("result: moves", "result: goes", "'goes'; it must be one of moves, refused"),
        ("level: must, sources: [x]", "level: must, sources: []", "sources"),
        ("meaning: Gone.", "sense: Gone.", "unknown field 'sense'"),
        ("    unknown: [found]\n", "    unknwon: [found]\n", "unknown field 'unknwon'"),
        (
            "    moves:\n      - {from: [sent]",
            "    moves: {}\n    unknown: [found]\n  other:\n    moves:\n      - {from: [sent]",
            "moves must be a list",
        ),
    ],
)
def test_a_slip_is_an_error(write: Write, old: str, new: str, said: str) -> None:
    """The message names the action and what is wrong with it."""
    with pytest.raises(DocumentError, match=said):
        read_lifecycle(write("l.yaml", TEXT.replace(old, new)))


@pytest.mark.parametrize("text", ["[]", "statuses: []\nactions: {}", "statuses: {}\nactions: 1"])
def test_what_is_no_life_cycle_is_refused(write: Write, text: str) -> None:
    """Statuses and actions are mappings."""
    with pytest.raises(DocumentError):
        read_lifecycle(write("l.yaml", text))


def test_the_shipped_life_cycle_agrees_with_the_document() -> None:
    """The sixteen statuses of the schema; actions that are operations; sources that exist; each status in each action once."""
    contract = load_contract("core-r39")
    lifecycle = contract.lifecycle
    assert set(lifecycle.statuses) == set(contract.resolve("/components/schemas/InvoiceStatus")["enum"])
    assert len(lifecycle.statuses) == 16
    for action in lifecycle.actions.values():
        assert action.operation in contract.operations
        assert {source for move in action.moves for source in move.sources} <= contract.sources.keys()
        named = {*action.unknown, *action.statuses(Result.MOVES), *action.statuses(Result.REFUSED)}
        assert named in ({NOTHING}, set(lifecycle.statuses)), action.operation
