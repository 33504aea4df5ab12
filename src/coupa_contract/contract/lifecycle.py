"""Reads `spec/lifecycle.yaml`: the statuses, and what each action does to them as far as anybody published it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from coupa_contract.contract.entries import Entry
from coupa_contract.contract.reading import read_yaml
from coupa_contract.errors import DocumentError
from coupa_contract.model import Level

NOTHING = "nothing"  # an invoice that does not exist yet, or any more


class Result(StrEnum):
    """What becomes of an action in a status."""

    MOVES = "moves"  # allowed; where it succeeds, the invoice is in one of `to` afterwards
    REFUSED = "refused"  # answered with 4xx, and nothing changes


@dataclass(frozen=True, slots=True)
class Move:
    """What an action does to an invoice in one of the statuses `from_statuses`."""

    operation: str
    from_statuses: tuple[str, ...]
    result: Result
    to: tuple[str, ...]  # empty when refused
    level: Level
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """The moves of one operation, and the statuses of which nobody published what happens."""

    operation: str
    moves: tuple[Move, ...]
    unknown: tuple[str, ...]

    def statuses(self, result: Result) -> tuple[str, ...]:
        """The statuses in which the action has that result."""
        return tuple(status for move in self.moves if move.result is result for status in move.from_statuses)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Statuses and actions; what it does not know is never judged."""

    meanings: Mapping[str, str]
    final: tuple[str, ...]
    actions: Mapping[str, Action]

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status, in the file's order."""
        return tuple(self.meanings)

    def judged(self, operation: str, status: str) -> Move | None:
        """What must become of an invoice in this status under this operation; None when nobody published it."""
        action = self.actions.get(operation)
        if action is None:
            return None
        return next((move for move in action.moves if status in move.from_statuses), None)


def read_lifecycle(path: Path) -> Lifecycle:
    """The life cycle of a file. Raises DocumentError."""
    entry = Entry.of(read_yaml(path, "life cycle"), path.name, ("statuses", "final", "actions"))
    statuses, actions = entry.fields.get("statuses"), entry.fields.get("actions")
    if not isinstance(statuses, Mapping) or not isinstance(actions, Mapping):
        raise entry.error("statuses and actions", "must be mappings")
    meanings = {
        name: Entry.of(each, f"status {name} of {path.name}", ("meaning", "sources")).text("meaning") for name, each in statuses.items()
    }
    known = {*meanings, NOTHING}
    _all_known(entry, "final", entry.texts("final"), known)
    return Lifecycle(meanings, entry.texts("final"), {name: _action(name, each, path.name, known) for name, each in actions.items()})


def _action(operation: str, value: Any, file: str, known: set[str]) -> Action:
    entry = Entry.of(value, f"action {operation} of {file}", ("moves", "unknown"))
    moves = entry.fields.get("moves")
    if not isinstance(moves, list):
        raise entry.error("moves", "must be a list")
    action = Action(operation, tuple(_moves(operation, moves, entry.name, known)), entry.texts("unknown"))
    _all_known(entry, "unknown", action.unknown, known)
    named = [*action.unknown, *(status for move in action.moves for status in move.from_statuses)]
    if twice := sorted({status for status in named if named.count(status) > 1}):
        raise DocumentError(f"{entry.name} names the status {twice[0]} twice")
    return action


def _moves(operation: str, values: list[Any], name: str, known: set[str]) -> Iterator[Move]:
    for position, value in enumerate(values, start=1):
        entry = Entry.of(value, f"move {position} of {name}", ("from", "result", "to", "level", "sources"))
        result, level = entry.choice("result", Result), entry.choice("level", Level)
        move = Move(operation, entry.texts("from"), result, entry.texts("to"), level, entry.texts("sources"))
        _all_known(entry, "from", move.from_statuses, known)
        _all_known(entry, "to", move.to, known)
        if not move.from_statuses or not move.sources or bool(move.to) != (move.result is Result.MOVES):
            raise DocumentError(f"{entry.name} needs `from`, `sources`, and `to` exactly when it moves")
        yield move


def _all_known(entry: Entry, field: str, statuses: tuple[str, ...], known: set[str]) -> None:
    if unknown := [status for status in statuses if status not in known]:
        raise entry.error(field, f"names {unknown[0]!r}, which is no status")
