"""Record: what a scenario drew, sent and received goes into a recording, and nothing else about the run changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coupa_contract.cassette.arguments import encode
from coupa_contract.cassette.recording import Ending, Exchange, RecordedItem, RecordedScenario, Role
from coupa_contract.cassette.secrecy import Cleaner, Masks
from coupa_contract.cassette.staging import Clean, ItemWriter, Scan
from coupa_contract.runner.seam import Scenario


class Cleaning:
    """Cleans scenarios by what is secret at that moment: a token that was renewed half-way is known from then on."""

    def __init__(self, make: Callable[[tuple[str, ...]], Cleaner], secrets: Callable[[], tuple[str, ...]]) -> None:
        self._make = make
        self._secrets = secrets
        self._known: tuple[str, ...] = ()
        self._cleaner = make(())

    def __call__(self, scenario: RecordedScenario) -> RecordedScenario:
        """The scenario as it may be written."""
        return self.now(scenario)

    def masks(self, scenario: Scenario) -> Masks:
        """What masks the findings of a scenario."""
        return self.now.masks(scenario.interactions)

    @property
    def now(self) -> Cleaner:
        """What cleans by all that is secret now."""
        if (known := self._secrets()) != self._known:
            self._known, self._cleaner = known, self._make(known)
        return self._cleaner


@dataclass(frozen=True, slots=True)
class Recorder:
    """Where the scenarios of this process go. `clean` takes out what must not be written, `scan` refuses it: both before anything is."""

    folder: Path  # of the recording in the making
    clean: Clean
    scan: Scan

    def item(self, item: RecordedItem) -> ItemRecorder:
        """What records one item. Raises RecordingError."""
        return ItemRecorder(ItemWriter(self.folder, item, self.clean, self.scan))


class ItemRecorder:
    """Records the scenarios of one item, in order."""

    def __init__(self, writer: ItemWriter) -> None:
        self._writer = writer

    def keep(self, scenario: Scenario, cause: tuple[str, str, str] | None = None) -> None:
        """Records a scenario; `cause`: it is the smallest example of that finding. Raises RecordingError."""
        self._writer.add(recorded(scenario, cause))

    def end(self, witnesses: Mapping[str, int], lacking: str = "", error: str = "") -> None:
        """Records how the item ended. Raises RecordingError."""
        self._writer.end(Ending(dict(witnesses), lacking, error))


def recorded(scenario: Scenario, cause: tuple[str, str, str] | None = None) -> RecordedScenario:
    """A scenario in the form in which it is written."""
    refusals = list(scenario.refusals)
    exchanges: list[Exchange] = []
    for position, interaction in enumerate(scenario.interactions):
        exchanges += [refusal for at, refusal in refusals if at == position]
        exchanges.append(interaction)
    exchanges += [refusal for at, refusal in refusals if at == len(scenario.interactions)]
    return RecordedScenario(
        number=scenario.number,
        now=scenario.now,
        arguments=encode(dict(scenario.arguments)),
        exchanges=tuple(exchanges),
        role=Role.DRAWN if cause is None else Role.SMALLEST,
        cause=cause,
        created=scenario.created,
    )
