"""Replay: the arguments, the answers and the clock come from a recording; the property is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coupa_contract.cassette.arguments import decode
from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Entry, Kind, RecordedScenario, Role
from coupa_contract.cassette.tape import Tape
from coupa_contract.errors import RecordingError, UnrecordedError
from coupa_contract.model import Case, Credential, Interaction, Json
from coupa_contract.runner.choices import Drawn
from coupa_contract.runner.offline import offline
from coupa_contract.runner.seam import Body, Circumstances, Draw
from coupa_contract.runner.setting import Setting
from coupa_contract.runner.subjects import Subjects

if TYPE_CHECKING:
    from coupa_contract.runner.result import ItemResult

_NO_SCENARIO = "the recording has no scenario of this property"


@dataclass(frozen=True, slots=True)
class Replaying:
    """A recording, opened for this process: its cassettes, and the circumstances of each of its sessions."""

    recording: Recording
    settings: tuple[Setting, ...]
    credentials: tuple[frozenset[str], ...]  # that each session could provide
    keep_going: bool = False  # judge what is intact beside what is not
    items: set[str] = field(default_factory=set)  # names of the items that this process collected

    def entry(self, name: str, requirements: tuple[str, ...], arguments: Collection[str]) -> Entry | None:
        """The cassette of an item: under its name, or else the only one left that states the same of the same arguments."""
        entries = [entry for entry in self.recording.manifest.entries if entry.item.kind is Kind.PROPERTY]
        own = next((entry for entry in entries if entry.item.name == name), None)
        if own is not None:
            return own
        alike = [
            entry
            for entry in entries
            if entry.item.name not in self.items
            and entry.item.requirements == requirements
            and set(entry.item.arguments) == set(arguments)
            and _parameters(entry.item.name) == _parameters(name)
        ]
        return alike[0] if len(alike) == 1 else None


def _parameters(name: str) -> str:
    return name.partition("[")[2]


class _Tape:
    """The answers of one scenario."""

    def __init__(self, tape: Tape, credentials: frozenset[str]) -> None:
        self._tape = tape
        self._credentials = credentials

    def answer(self, case: Case) -> Interaction:
        """The recorded interaction of that case. Raises UnrecordedError, RefusedError."""
        return self._tape.answer(case)

    def provides(self, credential: Credential) -> bool:
        """As the target did."""
        return credential.value in self._credentials


class Nobody:
    """Answers nothing: what a replay has outside its scenarios."""

    def answer(self, case: Case) -> Interaction:
        """Never. Raises UnrecordedError."""
        raise UnrecordedError(f"{case.operation} was asked for outside a recorded scenario")

    def provides(self, credential: Credential) -> bool:
        """Nothing can be asked for."""
        return False


class _Created:
    """The invoices that the recorded run had created when the scenario began."""

    def __init__(self, created: Sequence[str]) -> None:
        self._created = set(created)

    @property
    def created(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(self._created)

    def add_created(self, invoice: str) -> None:
        """One more."""
        self._created.add(invoice)


class _NothingToPutBack:
    """Nothing is changed, so nothing has to be remembered."""

    def remember(self, invoice: Mapping[str, Json]) -> None:
        """An invoice as it was."""

    def forget(self, identifier: Json) -> None:
        """It is as it was."""


class Replay:
    """Runs a property once for each recorded scenario. No socket is opened."""

    def __init__(self, replaying: Replaying, result: ItemResult) -> None:
        self._replaying = replaying
        self._result = result

    def run(self, item: str, draws: Mapping[str, Draw], body: Body, *, repeatable: bool, stateful: bool = False) -> None:
        """Runs what was recorded of an item. Raises RecordingError when its cassette cannot be read."""
        result = self._result
        entry = self._replaying.entry(item, result.requirements, draws)
        if entry is None:
            result.unrecorded[_NO_SCENARIO] += 1
            return
        result.cassette = entry.item.name
        recording = self._replaying.recording
        try:
            with offline():
                for scenario in recording.scenarios(entry):
                    self._replay(scenario, set(draws), body)
                ending = recording.ending(entry)
        except RecordingError as error:
            if not self._replaying.keep_going:
                raise
            result.error, result.exit_code = str(error), error.exit_code
            return
        if ending.lacking:
            result.lacking[ending.lacking] += 1
        result.error = result.error or ending.error
        if result.unrecorded or result.withheld:
            known = self._replaying.settings[0].contract.requirements
            judged = [name for name, met in ending.witnesses.items() if met and name in result.requirements and name in known]
            result.lost = tuple(sorted(name for name in judged if not result.witnesses[name]))

    def _replay(self, scenario: RecordedScenario, draws: set[str], body: Body) -> None:
        result, setting = self._result, self._replaying.settings[scenario.session]
        if scenario.withheld:
            result.withheld[scenario.withheld] += 1
            return
        if left := sorted(set(gone(scenario, setting))):
            result.error = left_the_document(left)
            return
        arguments = decode(scenario.arguments)
        if missing := sorted(draws - set(arguments)):
            result.unrecorded[f"the property draws {', '.join(missing)}, which was not drawn when it was recorded"] += 1
            return
        tape = Tape(scenario, setting.contract)
        at = Circumstances(
            scenario.number,
            scenario.now,
            setting,
            _Tape(tape, self._replaying.credentials[scenario.session]),
            Subjects(setting, _Created(scenario.created), _NothingToPutBack()),
        )
        done = body(arguments, Drawn(arguments, _never_drawn), at=at)
        done.unrecorded = done.unrecorded or next(iter(tape.missing), "")
        result.unserved += len(tape.unserved)
        if scenario.role is Role.SMALLEST and scenario.cause is not None and scenario.cause in result.findings:
            result.amend(scenario.cause, done)
        else:
            result.add(done)


def gone(scenario: RecordedScenario, setting: Setting) -> Iterator[str]:
    """Operations of a scenario that the document does not have (any more)."""
    for exchange in scenario.exchanges:
        if exchange.case.operation not in setting.contract.operations:
            yield exchange.case.operation


def left_the_document(operations: Iterable[str]) -> str:
    """What to say of recorded operations that the document does not have any more."""
    names = ", ".join(operations)
    return f"the recording holds {names}, which has left the document: record again, or drop it with `coupa-contract cassettes prune`"


def _never_drawn(key: str) -> UnrecordedError:
    return UnrecordedError(f"the property asks for an argument {key}, which was not drawn when it was recorded")
