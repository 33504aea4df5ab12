"""Observes interactions: counts what stands at every place of their requests and responses."""

from __future__ import annotations

from typing import Any

from coupa_contract.contract import Contract
from coupa_contract.contract.media import is_json
from coupa_contract.contract.operations import Operation
from coupa_contract.drift.asking import full_page, general_call, ignored, order_of
from coupa_contract.drift.bodies import read_body
from coupa_contract.drift.cells import Cell, Growth, count, widen
from coupa_contract.drift.columns import Columns
from coupa_contract.drift.counted import CountedAnswer, CountedOperation, CountedParameter, again, keep_largest, keep_smallest, plain_text
from coupa_contract.drift.described import Descriptions, Node, WordsRule
from coupa_contract.drift.freezing import Freezing
from coupa_contract.drift.merging import merge
from coupa_contract.drift.shape import ANSWERS, CHARSETS, EMPTY, NAMED, PAGES, UNKNOWN, Shape, SourceShape
from coupa_contract.model import Case, Interaction, Response

_REFUSALS = frozenset({400, 404, 422})


class Observer:
    """Grows by one interaction at a time; memory follows what is distinct, not how much there is.

    Call `source` before the first `add`, and again whenever another source begins.
    """

    def __init__(self, contract: Contract, *, words: WordsRule | None = None) -> None:
        self._contract = contract
        self._rule = words or WordsRule()
        self._descriptions = Descriptions(contract.document)
        self._columns = Columns()
        self._done = EMPTY
        self._name, self._at = "", ""
        self._begin()

    def source(self, name: str, at: str) -> None:
        """What comes next is from this source; `at` is the ISO 8601 date of its first interaction, "" when nobody knows."""
        if (name, at) != (self._name, self._at):
            self._done = self.shape()
            self._name, self._at = name, at
            self._begin()

    def add(self, number: int, interaction: Interaction) -> None:
        """Counts an interaction; `number` is its place in the source."""
        case, response = interaction.case, interaction.response
        operation = self._contract.operations.get(case.operation)
        if operation is None:
            self._lacking(number, interaction)
            return
        if case.verb:  # whatever it is answered, it says nothing of the operation
            self.left_out("a verb that the document does not have there")
            return
        if response is None:
            self.left_out(f"no response: {interaction.failure.kind}" if interaction.failure else "no response")
            return
        self._met += 1
        self._columns.now = number
        counted = self._operation(operation)
        taken, refused = 200 <= response.status < 300, response.status in _REFUSALS
        counted.seen_at(number, taken, refused)
        body = self._answer(counted, operation, case, response)
        self._parameters(counted, case, taken, refused, ignored(case, body) if taken and body is not None else frozenset())
        if taken:
            self._rows(counted, operation, case, body)
            self._sent(counted, operation, interaction)

    def _lacking(self, number: int, interaction: Interaction) -> None:
        """An operation of another document: it is there when it was answered with success; a refusal proves nothing."""
        response, path = interaction.response, interaction.request.url.partition("?")[0].removeprefix("/api")
        if response is not None and 200 <= response.status < 300:
            method, _, general = general_call(interaction.request.method, path).partition(" ")
            self.unknown(number, method, general)
        else:
            self.left_out("an operation that the document lacks, without success")

    def unknown(self, number: int, method: str, general_path: str) -> None:
        """Counts a request that belongs to no operation of the document."""
        self._met += 1
        count(self._unknown, f"{plain_text(method, 20)} {plain_text(general_path, 200)}", 1, number)
        keep_smallest(self._unknown, UNKNOWN)

    def left_out(self, reason: str) -> None:
        """Counts an exchange that could not be used."""
        self._left_out[reason] = self._left_out.get(reason, 0) + 1

    def shape(self) -> Shape:
        """All that was observed so far."""
        return merge(self._done, self._frozen()) if self._met or self._left_out or self._name else self._done

    def _begin(self) -> None:
        self._growth = Growth(self._descriptions, self._rule)
        self._operations: dict[str, CountedOperation] = {}
        self._unknown: dict[str, list[int]] = {}
        self._left_out: dict[str, int] = {}
        self._met = 0

    def _frozen(self) -> Shape:
        """What was observed of the present source."""
        freezing = Freezing(self._name, self._at)
        return Shape(
            {name: counted.frozen(freezing) for name, counted in self._operations.items()},
            freezing.tallies(self._unknown),
            {self._name: SourceShape(self._at, self._met, dict(self._left_out))},
            self._contract.dialect,
        )

    def _operation(self, operation: Operation) -> CountedOperation:
        counted = self._operations.get(operation.id)
        if counted is None:
            counted = self._operations[operation.id] = CountedOperation()
        return counted

    def _root(self, schema: Node | None) -> Cell:
        return self._growth.root((schema,) if schema else ())

    def _answer(self, counted: CountedOperation, operation: Operation, case: Case, response: Response) -> Any:
        """Counts a response; its body, or None where that is no JSON."""
        now = self._columns.now
        key = (response.status, plain_text(response.media_type, 80))
        answer = counted.answers.get(key)
        if answer is None:
            root = self._root(self._contract.response_schema(operation.id, *key))
            answer = counted.answers[key] = CountedAnswer(root)
            keep_smallest(counted.answers, ANSWERS)
        whole = not (200 <= response.status < 300 and case.projected)  # nothing projects a refusal
        answer.seen_at(now, whole)
        answer.headers_at(response.headers, now)
        count(answer.charsets, _charset(response), 1, now)
        keep_smallest(answer.charsets, CHARSETS)
        if not response.body:
            answer.empty = again(answer.empty, now)
            return None
        return self._body(answer.body, response.body, whole, answer.unreadable) if is_json(key[1]) else None

    def _body(self, root: Cell, body: bytes, whole: bool, unreadable: dict[str, list[int]]) -> Any:
        """Counts a body of a JSON type."""
        read = read_body(body)
        reason = read.reason
        if not reason and not self._columns.count_body(root, read, whole):
            reason = "nested"
        if reason:
            count(unreadable, reason, 1, self._columns.now)
        return read.value

    def _parameters(self, counted: CountedOperation, case: Case, taken: bool, refused: bool, without_effect: frozenset[str]) -> None:
        for name in {name: None for name, _ in case.query}:
            own = plain_text(name, 80)
            parameter = counted.parameters.get(own)
            if parameter is None:
                parameter = counted.parameters[own] = CountedParameter()
                keep_smallest(counted.parameters, NAMED)
            parameter.seen_at(self._columns.now, taken, refused, name in without_effect)

    def _rows(self, counted: CountedOperation, operation: Operation, case: Case, body: Any) -> None:
        """Counts the rows and the order of a list."""
        if operation.method != "GET" or not isinstance(body, list):
            return
        now = self._columns.now
        rows = full_page(case, body)
        if rows is not None:
            widen(counted.page, rows, rows)
            count(counted.pages, rows, 1, now)
            keep_largest(counted.pages, PAGES)
        order = order_of(case, body)
        if order:
            count(counted.order, order, 1, now)

    def _sent(self, counted: CountedOperation, operation: Operation, interaction: Interaction) -> None:
        """Counts a body that was sent and taken."""
        case = interaction.case
        body = case.body or interaction.request.body
        if not body or not is_json(case.media_type or ""):
            return
        if counted.request is None:
            counted.request = self._root(self._contract.request_schema(operation.id, case.media_type or ""))
        self._body(counted.request, body, True, {})


def _charset(response: Response) -> str:
    """The charset that a response declares, lower case; "" for none."""
    for part in (response.header("Content-Type") or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return plain_text(value.strip().strip('"').lower(), 40)
    return ""
