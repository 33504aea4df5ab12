"""Answers the requests of one recorded scenario from what was recorded; nothing else is ever asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from coupa_contract.cassette.canonical import CanonicalRequest
from coupa_contract.cassette.difference import differences, shortened
from coupa_contract.cassette.forms import Forms
from coupa_contract.cassette.recording import Exchange, RecordedScenario, Refusal
from coupa_contract.contract import Contract
from coupa_contract.errors import RefusedError, UnrecordedError
from coupa_contract.model import Case, Interaction

_SHOWN = 120  # characters of a request's path and query
_NAMED = 2  # differences that a sentence names
_NEAR = 200  # exchanges on each side of the cursor among which the nearest is sought: a miss costs the same in any recording
_FAR = 1_000_000  # differences of another operation
_MOMENT = "date"  # the header that says when an answer was given; every other one is part of the answer


@dataclass(slots=True)
class _Equals:
    """The exchanges of one canonical request between two writes: where they are, and whether all had the same answer."""

    positions: list[int] = field(default_factory=list)
    alike: bool = True


class Tape:
    """One scenario while it is replayed: serves the exchange whose turn it is when that is what is asked for, else the only one like it.

    Out of turn it serves only what stands between the same two writes: on the other side of one the same question may have another answer.
    """

    def __init__(self, scenario: RecordedScenario, contract: Contract) -> None:
        self.missing: list[str] = []  # what was asked for and is not recorded: a sentence each
        self._exchanges: Sequence[Exchange] = scenario.exchanges
        self._number = scenario.number
        self._forms = Forms(scenario, contract)
        self._cursor = 0
        self._served = bytearray(len(scenario.exchanges))

    def answer(self, case: Case) -> Interaction:
        """The recorded answer to a case. Raises UnrecordedError when there is none, RefusedError when the guard kept the case in."""
        try:
            position = self._find(case)
        except UnrecordedError as error:
            error.message = f"scenario {self._number}: {error.message}"
            self.missing.append(error.message)
            raise
        self._served[position] = 1
        self._cursor = position + 1
        exchange = self._exchanges[position]
        if isinstance(exchange, Refusal):
            raise RefusedError(exchange.reason, exchange.permission)
        return Interaction(case, exchange.request, exchange.response, exchange.failure)

    @property
    def unserved(self) -> list[str]:
        """The recorded exchanges that were never asked for, in order."""
        return [self._named(position) for position, served in enumerate(self._served) if not served]

    def _find(self, case: Case) -> int:
        forms, cursor, target = self._forms, self._cursor, self._forms.target(case)
        if cursor < len(self._exchanges) and forms.is_identical(case, target, self._exchanges[cursor]):
            return cursor
        request = forms.asked(case, target)
        if cursor < len(self._exchanges) and forms.recorded(self._exchanges[cursor]) == request:
            return cursor
        equals = self._index.get(request, {}).get(self._writes[cursor])
        if equals is not None and equals.alike:
            return equals.positions[min(bisect_left(equals.positions, cursor), len(equals.positions) - 1)]
        raise UnrecordedError(f"{forms.method(case)} {shortened(target, _SHOWN)} {self._lacking(case, request, equals)}")

    # Out of turn

    @cached_property
    def _writes(self) -> list[int]:
        """How many writes come before each position, and before the end."""
        counts = [0]
        for exchange in self._exchanges:
            counts.append(counts[-1] + self._forms.is_write(exchange))
        return counts

    @cached_property
    def _index(self) -> dict[CanonicalRequest, dict[int, _Equals]]:
        """By request, then by the number of writes before it."""
        index: dict[CanonicalRequest, dict[int, _Equals]] = {}
        for position, exchange in enumerate(self._exchanges):
            request = self._forms.recorded(exchange)
            if request is not None:
                equals = index.setdefault(request, {}).setdefault(self._writes[position], _Equals())
                equals.positions.append(position)
                equals.alike = equals.alike and _answer(exchange) == _answer(self._exchanges[equals.positions[0]])
        return index

    # What is lacking

    def _lacking(self, case: Case, request: CanonicalRequest, equals: _Equals | None) -> str:
        if equals is not None:
            return f"was recorded {len(equals.positions)} times with different answers, and not at this place"
        if request in self._index:
            return "was recorded only on the other side of a write, where its answer may have been another one"
        near = range(max(0, self._cursor - _NEAR), min(len(self._exchanges), self._cursor + _NEAR))
        if not near:
            return "was not recorded, nor was any other request"
        ranked = ((self._distance(case, request, position), position) for position in near)
        (_, differing), nearest = min(ranked, key=lambda each: (each[0][0], abs(each[1] - self._cursor)))
        named = "; ".join(differing[:_NAMED]) + (f"; and {len(differing) - _NAMED} more" if len(differing) > _NAMED else "")
        return f"was not recorded; nearest is {self._named(nearest)}: {named}"

    def _distance(self, case: Case, request: CanonicalRequest, position: int) -> tuple[int, list[str]]:
        exchange = self._exchanges[position]
        recorded = self._forms.recorded(exchange)
        if exchange.case.operation != case.operation or recorded is None:
            return _FAR, [f"another operation, {exchange.case.operation}"]
        differing = list(differences(request, recorded))
        return len(differing), differing

    def _named(self, position: int) -> str:
        exchange = self._exchanges[position]
        what = f"{exchange.request.method} {exchange.request.url}" if isinstance(exchange, Interaction) else exchange.case.operation
        return f"request {position + 1} of {len(self._exchanges)}, {shortened(what, _SHOWN)}"


def _answer(exchange: Exchange) -> object:
    """What tells two answers apart."""
    if isinstance(exchange, Refusal):
        return exchange.reason, exchange.permission
    response = exchange.response
    if response is None:
        return exchange.failure
    headers = tuple(pair for pair in response.headers if pair[0].lower() != _MOMENT)
    return response.status, headers, response.body, exchange.failure
