"""The canonical forms of what is asked and of what was recorded, by today's document."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from coupa_contract.cassette.canonical import CanonicalRequest, canonical
from coupa_contract.cassette.recording import Exchange, RecordedScenario
from coupa_contract.contract import Contract
from coupa_contract.contract.operations import Operation
from coupa_contract.errors import UnrecordedError
from coupa_contract.model import Case, Effect, Interaction
from coupa_contract.target.encoding import target_of


class Forms:
    """Spells the requests of one scenario."""

    def __init__(self, scenario: RecordedScenario, contract: Contract) -> None:
        self._exchanges = scenario.exchanges
        self._operations = contract.operations

    def target(self, case: Case) -> str:
        """Path and query of a case below the base URL. Raises UnrecordedError when the document has no place for it any more."""
        operation = self._operations.get(case.operation)
        if operation is None:
            raise UnrecordedError(f"the operation {case.operation!r} has left the document")
        try:
            return target_of(operation.path, case)
        except KeyError as error:
            raise UnrecordedError(f"the operation {case.operation!r} now takes a path parameter {error}, which the case lacks") from None

    def method(self, case: Case) -> str:
        """The method of a case whose operation is in the document."""
        return self._operations[case.operation].method_of(case)

    def asked(self, case: Case, target: str) -> CanonicalRequest:
        """The canonical form of a case."""
        return _canonical(self.method(case), target, case, case.body)

    def recorded(self, exchange: Exchange) -> CanonicalRequest | None:
        """The canonical form of an exchange; None outside the base URL, or where it was never sent and the document cannot spell it."""
        case = exchange.case
        if not isinstance(exchange, Interaction):
            try:
                return self.asked(case, self.target(case))
            except UnrecordedError:
                return None
        request = exchange.request
        if not request.url.startswith(self.base + "/"):
            return None
        return _canonical(request.method, request.url.removeprefix(self.base), case, request.body)

    def is_identical(self, case: Case, target: str, exchange: Exchange) -> bool:
        """Whether an interaction has that request down to its spelling: what nearly every look-up finds, at a fraction of the price."""
        if not isinstance(exchange, Interaction):
            return False
        request, recorded = exchange.request, exchange.case
        return (
            request.url == self.base + target
            and request.method == self.method(case)
            and request.body == case.body
            and recorded.media_type == case.media_type
            and recorded.headers == case.headers
            and recorded.credential is case.credential
        )

    def is_write(self, exchange: Exchange) -> bool:
        """Whether it may have changed something at the target."""
        if not isinstance(exchange, Interaction):
            return False
        operation = self._operations.get(exchange.case.operation)
        if operation is None:
            return exchange.request.method not in {"GET", "HEAD", "OPTIONS"}
        return operation.effect_of(exchange.case) is not Effect.READS

    @cached_property
    def base(self) -> str:
        """The path of the base URL when it was recorded: what stands before the operation's path in the first URL that shows it."""
        for exchange in self._exchanges:
            operation = self._operations.get(exchange.case.operation)
            if isinstance(exchange, Interaction) and operation is not None:
                before = _before(operation, exchange.request.url.partition("?")[0].split("/"))
                if before is not None:
                    return "/".join(before)
        return ""


def _canonical(method: str, target: str, case: Case, body: bytes | None) -> CanonicalRequest:
    return canonical(method, target, headers=case.headers, media_type=case.media_type, body=body, credential=case.credential)


def _before(operation: Operation, recorded: list[str]) -> Iterable[str] | None:
    """The segments before those of the operation's path; None when the path does not end in them."""
    template = operation.path.split("/")[1:]
    before, own = recorded[: -len(template)], recorded[-len(template) :]
    fits = all(name.startswith("{") or name == segment for name, segment in zip(template, own, strict=False))
    return before if fits else None
