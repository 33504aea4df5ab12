"""The one seam of the runner: where a property's arguments come from, and where its answers come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from coupa_contract.cassette.recording import Refusal
from coupa_contract.model import Case, Credential, Finding, Interaction, Undocumented, Witness

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from coupa_contract.runner.setting import Setting
    from coupa_contract.runner.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Planned:
    """Values of an argument that were thought out before, the most telling first: each scenario takes the next one."""

    values: tuple[Any, ...]

    def at(self, number: int) -> Any:
        """The value of that scenario; after the last one comes the first."""
        return self.values[number % len(self.values)]


# Says what one argument is once the target has been looked at: a strategy to draw it, or a plan.
Draw = Callable[["Setting"], "SearchStrategy[Any] | Planned"]


class Choices(Protocol):
    """Arguments that a property asks for after it saw an answer."""

    def draw(self, name: str, strategy: SearchStrategy[Any]) -> Any:
        """One more argument of the running scenario."""


class Answers(Protocol):
    """What turns a case into an interaction: a live target, or a recording."""

    def answer(self, case: Case) -> Interaction:
        """The interaction of that case. Raises CoupaContractError subclasses of `target`."""

    def provides(self, credential: Credential) -> bool:
        """Whether cases with that kind of credential can be answered."""


@dataclass(slots=True)
class Scenario:
    """One run of a property, while it runs: its arguments, interactions and outcomes, in order."""

    number: int
    arguments: Mapping[str, Any]
    now: datetime
    interactions: list[Interaction] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    undocumented: list[Undocumented] = field(default_factory=list)
    lacking: str = ""  # why no verdict could be reached, when the target lacked a witness
    refused: str = ""  # why the guard kept a request in
    refusals: list[tuple[int, Refusal]] = field(default_factory=list)  # what it kept in, each with the position at which it was asked for
    created: tuple[str, ...] = ()  # ids of the invoices that the run had created before
    unrecorded: str = ""  # what the recording lacks, when the scenario could not be repeated as it was

    @property
    def causes(self) -> frozenset[tuple[str, str, str]]:
        """The causes of its findings."""
        return frozenset(finding.cause for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a scenario finds when it begins."""

    number: int
    now: datetime
    setting: Setting
    answers: Answers
    subjects: Subjects


class Body(Protocol):
    """A property, ready to be run once for given arguments.

    `answers` overrides where the answers come from, `at` all that the scenario finds (by default: what the stage has now).
    """

    def __call__(
        self, arguments: Mapping[str, Any], choices: Choices, answers: Answers | None = None, at: Circumstances | None = None
    ) -> Scenario: ...


class Mode(Protocol):
    """Live or replay: calls a property once a scenario."""

    def run(self, item: str, draws: Mapping[str, Draw], body: Body, *, repeatable: bool, stateful: bool = False) -> None:
        """Runs every scenario of an item. `repeatable`: it may be run again to find a smaller example.

        `stateful`: it changes what it asks about, so that an answer of before is no answer now.
        """
