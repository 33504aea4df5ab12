"""A walk of one invoice through its life: actions one after the other, each judged by where it led and what else it did."""

from __future__ import annotations

import json
from collections.abc import Iterator

from coupa_contract.checks import lifecycle as checks
from coupa_contract.checks.update import answer_is_what_is_stored, refused_changes_nothing, update_left_the_rest_alone, update_stored
from coupa_contract.contract.lifecycle import Result
from coupa_contract.model import Condition, Interaction, Json
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.catching_up import follow
from coupa_contract.runner.neighbours import beside, shown
from coupa_contract.target.steps import invoice_of

_QUOTED = 120  # characters of a refusal
_APART = frozenset({"createInvoice", "deleteInvoice"})  # they make or unmake an invoice; a walk needs one


class Walk:
    """An invoice on its way. `invoice` is what was shown last, `refusals` what kept it where it was."""

    def __init__(self, api: Api, *statuses: str, neighbours: bool = True) -> None:
        self._api = api
        self._first = len(api.interactions)
        self.invoice = api.subject(*statuses, acting=True)
        self.refusals: list[str] = []
        self._beside: list[Row] | None = None if neighbours else []  # None: not looked at yet
        self._began = self.status

    @property
    def status(self) -> str:
        """The status that the invoice was shown with last."""
        return str(self.invoice.get("status"))

    @property
    def identifier(self) -> int:
        """The id of the invoice."""
        return int(str(self.invoice["id"]))

    def step(self, operation: str, body: dict[str, Json] | None = None) -> bool:
        """Takes an action and judges it; whether it succeeded. A refusal where it is legal is kept, for it is the tenant's to refuse."""
        api, before = self._api, self.invoice
        self._look_beside()
        answer = api.call(operation, self.identifier, json=body)
        self.invoice = api.invoice(self.identifier)
        of = self._so_far()
        api.judge(checks.status_moved(operation, answer, before, self.invoice, api.contract), *of)
        api.judge(checks.action_changed_nothing_else(operation, answer, before, self.invoice, api.contract), *of)
        api.judge(refused_changes_nothing(answer, before, self.invoice, api.contract), *of)
        api.judge(answer_is_what_is_stored(answer, self.invoice, api.contract), *of)
        succeeded = answer.response is not None and 200 <= answer.response.status < 300
        if not succeeded:
            self.refusals.append(f"{operation} in status {before.get('status')}: {quoted(answer)}")
            if operation == "disputeInvoice" and body is None and (reason := self._reason()) is not None:
                return self.step(operation, {"dispute-reason": {"code": reason}})
        return succeeded

    def note(self, text: str) -> None:
        """Leaves a note on the invoice, which whatever comes after has to keep; where the target takes none, nothing may have changed."""
        api, before = self._api, self.invoice
        sent: dict[str, Json] = {"internal-note": text}
        answer = api.call("updateInvoice", self.identifier, json=sent)
        self.invoice = api.invoice(self.identifier)
        of = self._so_far()
        api.judge(refused_changes_nothing(answer, before, self.invoice, api.contract), *of)
        api.judge(checks.status_moved("updateInvoice", answer, before, self.invoice, api.contract), *of)
        if answer.response is not None and 200 <= answer.response.status < 300:
            stored = api.completed(self.invoice, sent)
            api.judge(update_stored(sent, stored, api.contract), *(of if stored is self.invoice else self._so_far()))
            api.judge(update_left_the_rest_alone(sent, before, self.invoice, api.contract), *of)

    def ruled_out(self, *operations: str) -> None:
        """Tries actions that a source rules out in this status: each is refused, and together they change nothing."""
        api, before = self._api, self.invoice
        self._look_beside()
        answers = []
        for operation in operations:
            answer = api.call(operation, self.identifier)
            answers.append((operation, answer))
            if answer.response is None or not 400 <= answer.response.status < 500:
                break  # it acted: what follows would be of another status
        if not answers:
            return
        self.invoice = api.invoice(self.identifier)
        of = self._so_far()
        for operation, answer in answers:
            api.judge(checks.status_moved(operation, answer, before, self.invoice, api.contract), *of)
            api.judge(refused_changes_nothing(answer, before, self.invoice, api.contract), *of)

    def _so_far(self) -> list[Interaction]:
        """The walk until now: what was sent about the invoice, from the first look at it on."""
        return [each for each in self._api.interactions[self._first :] if invoice_of(each) == str(self.identifier)]

    def _look_beside(self) -> None:
        """Looks at the neighbours before the first action: what a note does to them is not the action's."""
        if self._beside is None:
            self._beside = shown(self._api, beside(self._api, self.invoice))

    def legal(self) -> list[str]:
        """The actions that a source allows in the status that the invoice has."""
        return self._known(Result.MOVES)

    def illegal(self) -> list[str]:
        """The actions that a source rules out in that status."""
        return self._known(Result.REFUSED)

    def unknown(self) -> list[str]:
        """The actions of which nobody published what they do in that status."""
        life = self._api.contract.lifecycle
        return [name for name, action in life.actions.items() if name in self._walked() and self.status in action.unknown]

    def end(self, *, conditions: bool = True) -> None:
        """Judges what the walk left elsewhere: the invoices beside it, and the lists by status."""
        api = self._api
        if self._beside:
            later = shown(api, [int(str(row["id"])) for row in self._beside])
            operation = next((each.case.operation for each in api.interactions if each.case.operation in self._walked()), "submitInvoice")
            api.judge(checks.neighbours_stay(operation, self.invoice, self._beside, later, api.contract, alone=api.disposable))
        if conditions and self.status != self._began:
            others = [str(row.get("status")) for row in api.look.rows if row.get("status") not in {None, self.status, self._began}]
            among = Condition("status", "in", ",".join([self._began, *others[:1]]), "enum")
            for condition, found in ((Condition("status", "", self.status, "enum"), True), (among, False)):
                follow(api, "lifecycle-is-seen-by-conditions", self.identifier, condition, found=found)

    def _walked(self) -> list[str]:
        contract = self._api.contract
        return [name for name in contract.lifecycle.actions if name in contract.operations and name not in _APART]

    def _known(self, result: Result) -> list[str]:
        life = self._api.contract.lifecycle
        moves = ((name, life.judged(name, self.status)) for name in self._walked())
        return [name for name, move in moves if move is not None and move.result is result]

    def _reason(self) -> str | None:
        """A reason for a dispute that the target knows: one that a dispute was given before."""
        return next((code for row in (self.invoice, *self._api.look.rows) for code in _codes(row)), None)


def _codes(row: Row) -> Iterator[str]:
    reasons = row.get("dispute-reasons")
    for reason in reasons if isinstance(reasons, list) else []:
        if isinstance(reason, dict) and isinstance(code := reason.get("code"), str) and code:
            yield code


def quoted(answer: Interaction) -> str:
    """How a target refused, in its own words as far as they are short."""
    response = answer.response
    if response is None:
        return "no answer"
    try:
        told = json.dumps(response.json, ensure_ascii=False) if response.is_json else response.body.decode("utf-8", "replace")
    except ValueError:
        told = ""
    return f"{response.status} {' '.join(told.split())[:_QUOTED]}".strip()


def arrived(walk: Walk, operation: str, moved: bool) -> None:
    """Ends the scenario as lacking when a legal action was refused. Raises Lacking."""
    if not moved:
        raise Lacking(f"{operation} was refused: {'; '.join(walk.refusals)}")
