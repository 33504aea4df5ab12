"""Cleans a scenario before anything of it is written: the one place through which everything goes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from coupa_contract.cassette.arguments import decode, encode
from coupa_contract.cassette.recording import Exchange, RecordedScenario, Refusal, Values
from coupa_contract.cassette.secrecy.addresses import requested, without_hosts
from coupa_contract.cassette.secrecy.bodies import Bodies
from coupa_contract.cassette.secrecy.known import Known
from coupa_contract.cassette.secrecy.naming import Naming
from coupa_contract.cassette.secrecy.queries import Queries
from coupa_contract.cassette.secrecy.texts import Texts
from coupa_contract.contract import Contract
from coupa_contract.model import Case, Condition, Failure, Interaction, Request, Response
from coupa_contract.target.headers import kept_of_request, kept_of_response

Pairs = tuple[tuple[str, str], ...]


class Cleaner:
    """Callable: the scenario as it may be written. One that is clean stays as it is, but for pseudonyms, which get pseudonyms again."""

    def __init__(self, texts: Texts, naming: Naming) -> None:
        self._texts = texts
        self.bodies = Bodies(texts, naming)
        self._queries = Queries(texts, naming)

    def __call__(self, scenario: RecordedScenario) -> RecordedScenario:
        """The scenario without secrets, and with pseudonyms where they are asked for."""
        withheld = scenario.withheld or self._queries.lost_in(scenario)
        if withheld:
            return dataclasses.replace(scenario, withheld=withheld, exchanges=(), arguments="{}")
        with self.bodies.remembering():
            exchanges = tuple(map(self.exchange, scenario.exchanges))
            # What an error quotes may stand in a later answer: known values are replaced in a second round.
            exchanges = tuple(map(self._quoting, scenario.exchanges, exchanges))
            return dataclasses.replace(
                scenario,
                exchanges=exchanges,
                arguments=self.arguments(scenario.arguments),
                cause=None if scenario.cause is None else self._cause(scenario.cause),
                created=tuple(map(self._texts.safe, scenario.created)),
            )

    def exchange(self, exchange: Exchange) -> Exchange:
        """One interaction or refusal."""
        if isinstance(exchange, Refusal):
            return dataclasses.replace(exchange, case=self.case(exchange.case), reason=self._texts.safe(exchange.reason))
        return self._interaction(exchange)

    def case(self, case: Case) -> Case:
        """A case, wherever it stands: in an exchange or among the arguments."""
        return dataclasses.replace(
            case,
            path_parameters=tuple((name, self._texts.safe(value)) for name, value in case.path_parameters),
            query=tuple((name, self._queries.value(name, value)) for name, value in case.query),
            headers=self._headers(kept_of_request(case.headers)),
            body=None if case.body is None else self.bodies.sent(case.body),
            media_type=None if case.media_type is None else self._texts.safe(case.media_type),
            invalid=self._texts.safe(case.invalid),
        )

    def arguments(self, text: str) -> str:
        """The drawn arguments, as JSON text."""
        return text if text == "{}" else encode(self._argument(decode(text), ""))

    def _argument(self, value: Any, name: str) -> Any:
        match value:
            case str():
                return self.bodies.argument(value, name)
            case bytes():
                return self.bodies.sent(value)
            case Case():
                return self.case(value)
            case Condition():
                return dataclasses.replace(value, value=self._queries.value(value.name, value.value))
            case dict():
                return {key: self._argument(each, key if name else _TOP + key) for key, each in value.items()}
            case list() | tuple():
                return type(value)(self._argument(each, name) for each in value)
        return value

    def _interaction(self, interaction: Interaction) -> Interaction:
        host = next((value for name, value in interaction.request.headers if name.lower() == "host"), "")
        return Interaction(
            self.case(interaction.case),
            self._request(interaction.request),
            None if interaction.response is None else self._response(interaction.response, host),
            None if interaction.failure is None else self._failure(interaction.failure),
        )

    def _request(self, request: Request) -> Request:
        url = requested(request.url, self._texts.safe, self._queries.value)
        body = None if request.body is None else self.bodies.sent(request.body)
        return Request(request.method, url, self._headers(kept_of_request(request.headers)), body)

    def _response(self, response: Response, host: str) -> Response:
        headers = self._headers(kept_of_response(response.headers), host)
        return Response(response.status, headers, self.bodies.received(response), response.elapsed_s)

    def _quoting(self, before: Exchange, after: Exchange) -> Exchange:
        if not isinstance(before, Interaction) or not isinstance(after, Interaction) or before.response is None or after.response is None:
            return after
        body = self.bodies.received(before.response) if before.response.status >= 400 else after.response.body
        return after if body == after.response.body else dataclasses.replace(after, response=dataclasses.replace(after.response, body=body))

    def _failure(self, failure: Failure) -> Failure:
        return Failure(failure.kind, without_hosts(self._texts.safe(failure.detail)))

    def _headers(self, headers: Pairs, host: str = "") -> Pairs:
        return tuple((name, self._header(name.lower(), value, host)) for name, value in headers)

    def _header(self, name: str, value: str, host: str) -> str:
        if name == "host":
            return "target.invalid"
        return without_hosts(self._texts.safe(value), host)

    def _cause(self, cause: tuple[str, str, str]) -> tuple[str, str, str]:
        requirement, operation, pointer = cause
        return requirement, operation, self._texts.safe(pointer)


_TOP = "\0"  # before the name of an argument, which is no member's name


def cleaner(
    contract: Contract, values: Values, *, key: bytes, numbers: bool = False, secrets: Sequence[str] = ()
) -> Callable[[RecordedScenario], RecordedScenario]:
    """What makes a scenario fit to be written; see the package. `key` is for pseudonyms, `numbers` gives invoice numbers one too."""
    return Cleaner(Texts(Known(secrets)), Naming(contract, numbers=numbers))
