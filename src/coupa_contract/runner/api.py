"""What a property holds in its hand: it talks to the target, judges what comes back, and says what the target lacked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coupa_contract.cassette.recording import Refusal
from coupa_contract.contract import Contract
from coupa_contract.errors import RefusedError
from coupa_contract.model import (
    Case,
    Condition,
    Credential,
    Interaction,
    Json,
    NotJsonError,
    Origin,
    Outcome,
    canonical_json,
)
from coupa_contract.runner.crossing import Crossing
from coupa_contract.runner.judging import judged, keep, telling
from coupa_contract.runner.seam import Answers, Choices, Scenario
from coupa_contract.runner.setting import Look, Setting
from coupa_contract.target.credentials import ADVICE

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from coupa_contract.runner.subjects import Subjects

Row = dict[str, Json]
Rows = list[Row]  # outside the class, whose method is called list

JSON_TYPE = "application/json"


class Lacking(Exception):  # noqa: N818 - not an error: it ends a scenario that met no witness
    """The target lacks what the property is about; the scenario ends without a verdict."""


class Api:
    """The target, as one scenario of one property sees it."""

    def __init__(self, setting: Setting, scenario: Scenario, answers: Answers, choices: Choices, subjects: Subjects) -> None:
        self._setting = setting
        self._scenario = scenario
        self._answers = answers
        self._choices = choices
        self._subjects = subjects
        self._crossing = Crossing(setting.contract, setting.look, scenario.now, self._send)

    @property
    def contract(self) -> Contract:
        """The document with its dialect."""
        return self._setting.contract

    @property
    def look(self) -> Look:
        """What the first look at the target saw."""
        return self._setting.look

    @property
    def number(self) -> int:
        """The position of this scenario in its item."""
        return self._scenario.number

    @property
    def disposable(self) -> bool:
        """Whether the whole target may be spoilt."""
        return self._setting.disposable

    @property
    def now(self) -> datetime:
        """The clock of this scenario (UTC); on replay the recorded one."""
        return self._scenario.now

    @property
    def interactions(self) -> Sequence[Interaction]:
        """Everything that this scenario sent and received so far."""
        return tuple(self._scenario.interactions)

    # Asking

    def provides(self, credential: Credential) -> bool:
        """Whether a case with that kind of credential can be sent."""
        return self._answers.provides(credential)

    def send(self, case: Case) -> Interaction:
        """Sends one case, and has what comes back judged by every interaction check, and by what the first look saw."""
        interaction = self._send(case)
        for outcomes, of in self._crossing.judge(interaction):
            self.judge(outcomes, *of)
        return interaction

    def _send(self, case: Case) -> Interaction:
        if not self._answers.provides(case.credential):
            raise Lacking(f"no {case.credential} token is at hand: {ADVICE.get(case.credential, 'the recording was made without one')}")
        position = len(self._scenario.interactions)
        try:
            interaction = self._answers.answer(case)
        except RefusedError as refused:
            self._scenario.refusals.append((position, Refusal(case, str(refused), refused.permission)))
            raise
        self._scenario.interactions.append(interaction)
        keep(self._scenario, self._setting, judged(interaction, self._setting), (position,))
        return interaction

    def call(
        self,
        operation: str,
        identifier: int | str | None = None,
        *,
        query: Iterable[tuple[str, str]] = (),
        json: Any = None,
        body: bytes | None = None,
        media_type: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        credential: Credential = Credential.VALID,
        invalid: str = "",
        verb: str = "",
    ) -> Interaction:
        """Sends a case made of its parts; `invalid` says what was made wrong on purpose, `verb` is one that the document lacks there."""
        if json is not None:
            body, media_type = canonical_json(json).encode(), media_type or JSON_TYPE
        return self.send(
            Case(
                operation=operation,
                path_parameters=() if identifier is None else (("id", str(identifier)),),
                query=tuple(query),
                headers=tuple(headers),
                body=body,
                media_type=media_type,
                credential=credential,
                origin=Origin.NEGATIVE if invalid else Origin.POSITIVE,
                invalid=invalid,
                verb=verb,
            )
        )

    def list(self, *conditions: Condition, **paging: int | str) -> Interaction:
        """Lists invoices under conditions; `paging` takes limit, offset, order_by, dir, fields, return_object."""
        return self.call("listInvoices", query=[*(c.pair for c in conditions), *((k, str(v)) for k, v in paging.items())])

    def rows(self, *conditions: Condition, **paging: int | str) -> Rows:
        """The rows of a list. Ends the scenario as lacking when the target does not answer with rows (that is judged elsewhere)."""
        return self.rows_of(self.list(*conditions, **paging))

    def show(self, identifier: int | str, **query: str) -> Interaction:
        """Shows one invoice."""
        return self.call("showInvoice", identifier, query=query.items())

    def invoice(self, identifier: int | str, **query: str) -> Row:
        """One whole invoice. Ends the scenario as lacking when the target does not answer with one."""
        return self.invoice_of(self.show(identifier, **query))

    def completed(self, invoice: Row, names: Iterable[str]) -> Row:
        """An invoice with those of its members that a tenant's default filter left out: they are asked for by name, once."""
        hidden = [name for name in names if name not in invoice]
        if not hidden or not isinstance(identifier := invoice.get("id"), int):
            return invoice
        asked = canonical_json(["id", *(name.replace("-", "_") for name in hidden)])
        response = self.show(identifier, fields=asked).response
        part = response.json if response is not None and response.status == 200 and response.is_json else None
        return {**part, **invoice} if isinstance(part, dict) else invoice

    def rows_of(self, interaction: Interaction) -> Rows:
        """The rows that a list answered. Ends the scenario as lacking when there are none to read."""
        value = self._success(interaction)
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise Lacking(f"{interaction.case.operation} did not answer with a list of invoices")
        return [row for row in value if isinstance(row, dict)]

    def invoice_of(self, interaction: Interaction) -> Row:
        """The invoice that an operation answered. Ends the scenario as lacking when there is none to read."""
        value = self._success(interaction)
        if not isinstance(value, dict):
            raise Lacking(f"{interaction.case.operation} did not answer with an invoice")
        return value

    def _success(self, interaction: Interaction) -> Json:
        response, operation = interaction.response, interaction.case.operation
        if response is None or interaction.failure is not None:
            raise Lacking(f"{operation} did not answer")
        if not 200 <= response.status < 300:
            raise Lacking(f"{operation} answered {response.status}")
        try:
            return response.json
        except NotJsonError:
            raise Lacking(f"{operation} did not answer in JSON") from None

    def subject(self, *statuses: str, acting: bool = False, where: Callable[[Row], bool] | None = None, having: str = "") -> Row:
        """A whole invoice that this scenario may change; what can be undone is undone when it ends.

        `statuses`: one of these (none: any). `acting`: it will be changed in a way that nothing can undo. `where`: what else it must have,
        said by `having`. Ends the scenario as lacking when there is none.
        """
        return self._subjects.take(self, statuses, acting=acting, where=where, having=having)

    def create(self, **members: Json) -> tuple[Row, Interaction]:
        """Creates an invoice like one that was seen, with these members besides: what was sent, and the interaction."""
        return self._subjects.create(self, **members)

    def pause(self, seconds_s: float) -> None:
        """Waits, where somebody is there to be waited for: a list may catch up with a write. A replay does not wait."""
        if self._setting.plan.replay is None:
            time.sleep(seconds_s)

    # Judging

    def judge(self, outcomes: Iterable[Outcome], *of: Interaction) -> None:
        """Keeps what a check yields; `of` are the interactions it is about (by default all of the scenario that tell something)."""
        sent = self._scenario.interactions
        positions = tuple(at for at, each in enumerate(sent) if any(each is one for one in of)) if of else telling(sent)
        keep(self._scenario, self._setting, outcomes, positions)

    def witness(self, present: bool, lacking: str) -> None:
        """Goes on when the target has what the property is about; else ends the scenario with what it lacked."""
        if not present:
            raise Lacking(lacking)

    def draw(self, name: str, strategy: SearchStrategy[Any]) -> Any:
        """An argument that depends on an answer; recorded and served like any other."""
        return self._choices.draw(name, strategy)
