"""Cleans a scenario before anything of it is written: the one place through which everything goes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from coupa_contract.cassette.arguments import decode, encode
from coupa_contract.cassette.recording import Exchange, RecordedScenario, Refusal, Values
from coupa_contract.cassette.secrecy.addresses import requested, without_hosts
from coupa_contract.cassette.secrecy.bodies import Bodies
from coupa_contract.cassette.secrecy.known import PLACEHOLDER, Known
from coupa_contract.cassette.secrecy.masking import Masks
from coupa_contract.cassette.secrecy.messages import Messages
from coupa_contract.cassette.secrecy.naming import Naming, public_values, texts_of_the_suite
from coupa_contract.cassette.secrecy.pseudonyms import Pseudonyms
from coupa_contract.cassette.secrecy.queries import Queries
from coupa_contract.cassette.secrecy.texts import Texts
from coupa_contract.cassette.secrecy.tokens import Place
from coupa_contract.contract import Contract
from coupa_contract.model import Case, Condition, Failure, Interaction, Request, Response
from coupa_contract.target.headers import kept_of_request, kept_of_response

Pairs = tuple[tuple[str, str], ...]
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Cleaner:
    """Callable: the scenario as it may be written. One that is clean stays as it is, but for pseudonyms, which get pseudonyms again."""

    def __init__(self, texts: Texts, naming: Naming, messages: Messages | None = None) -> None:
        self._texts = texts
        self._naming = naming
        self._messages = messages
        self._bodies = Bodies(texts, naming, messages)
        self._queries = Queries(texts, naming, self._bodies)

    def __call__(self, scenario: RecordedScenario) -> RecordedScenario:
        """The scenario without secrets, and with pseudonyms where they are asked for."""
        withheld = scenario.withheld or self._queries.lost_in(scenario)
        if withheld:
            return dataclasses.replace(scenario, withheld=withheld, exchanges=(), arguments="{}")
        return dataclasses.replace(
            scenario,
            exchanges=self._exchanges(scenario.exchanges),
            arguments=self.arguments(scenario.arguments),
            cause=None if scenario.cause is None else self._cause(scenario.cause),
            created=tuple(map(self._texts.safe, scenario.created)),
        )

    @property
    def replaces_values(self) -> bool:
        """Whether personal values become pseudonyms."""
        return self._messages is not None

    def masks(self, exchanges: Sequence[Exchange]) -> Masks:
        """What masks the findings of a scenario with these exchanges."""
        return Masks(self, self._exchanges(exchanges), self._bodies.met)

    def safe(self, text: str) -> str:
        """A text without secrets."""
        return self._texts.safe(text)

    def message(self, text: str, met: Mapping[str, str] = _NOTHING) -> str:
        """A text that may quote values, of which `met` are known."""
        safe = self._texts.safe(text)
        return safe if self._messages is None else self._messages.of(safe, met)

    def query_value(self, name: str, value: str) -> str:
        """The value of a query parameter."""
        return self._queries.value(name, value)

    def json_text(self, text: str) -> str:
        """The JSON text of an invoice."""
        return self._bodies.sent(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def _exchanges(self, exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
        self._bodies.forget()
        # Refusals last: they quote what other answers hold.
        clean = {at: self.exchange(each) for at, each in sorted(enumerate(exchanges), key=lambda numbered: _is_refusal(numbered[1]))}
        return tuple(clean[at] for at in range(len(clean)))

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
            body=None if case.body is None else self._bodies.sent(case.body),
            media_type=None if case.media_type is None else self._texts.safe(case.media_type),
            invalid=self._texts.safe(case.invalid),
            verb=self._texts.safe(case.verb),
        )

    def arguments(self, text: str) -> str:
        """The drawn arguments, as JSON text."""
        if text == "{}":
            return text
        return encode({name: self._argument(value, None) for name, value in decode(text).items()})

    def _argument(self, value: Any, place: Place | None) -> Any:
        match value:
            case str():
                return self._bodies.argument(value, place)
            case bytes():
                return self._bodies.sent(value)
            case Case():
                return self.case(value)
            case Condition():
                return dataclasses.replace(value, value=self._queries.value(value.name, value.value))
            case dict():
                return {key: self._member(each, Place(key, place.name if place else "")) for key, each in value.items()}
            case list() | tuple():
                return type(value)(self._argument(each, place) for each in value)
        return value

    def _member(self, value: Any, place: Place) -> Any:
        if self._naming.is_secret(place.name) and not isinstance(value, dict | list | tuple | bool | None):
            return PLACEHOLDER if isinstance(value, str | bytes) else 0
        return self._argument(value, place)

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
        body = None if request.body is None else self._bodies.sent(request.body)
        return Request(request.method, url, self._headers(kept_of_request(request.headers)), body)

    def _response(self, response: Response, host: str) -> Response:
        headers = self._headers(kept_of_response(response.headers), host)
        return Response(response.status, headers, self._bodies.received(response), response.elapsed_s)

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


def _is_refusal(exchange: Exchange) -> bool:
    response = exchange.response if isinstance(exchange, Interaction) else None
    return response is not None and response.status >= 400


def cleaner(contract: Contract, values: Values, *, key: bytes, numbers: bool = False, secrets: Sequence[str] = ()) -> Cleaner:
    """What makes a scenario fit to be written; see the package. `key` is for pseudonyms, `numbers` gives invoice numbers one too."""
    naming = Naming(contract, numbers=numbers)
    if values is Values.KEPT:
        return Cleaner(Texts(Known(secrets)), naming)
    pseudonyms = Pseudonyms(key, [*texts_of_the_suite(), *public_values(contract.document)])
    return Cleaner(Texts(Known(secrets), pseudonyms), naming, Messages(pseudonyms, contract.document))
