"""Turns a case into an interaction with a live target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies
from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt, wait_fixed
from urllib3.exceptions import HTTPError

from coupa_contract import __version__
from coupa_contract.contract.operations import Operation
from coupa_contract.contract.scopes import NARROW, scopes_of
from coupa_contract.errors import UnauthorisedError, UnreachableError, UsageError
from coupa_contract.model import Case, Credential, Effect, Failure, FailureKind, Interaction, Request, Response
from coupa_contract.target.adapter import Door, GuardedAdapter, Pace
from coupa_contract.target.credentials import ADVICE, Credentials
from coupa_contract.target.encoding import target_of
from coupa_contract.target.failures import connection_problem, failure_of, unreachable
from coupa_contract.target.guard import Guard
from coupa_contract.target.headers import kept_of_request, kept_of_response, without_secrets
from coupa_contract.target.ledger import Ledger
from coupa_contract.target.oauth import TokenSource
from coupa_contract.target.permission import Permission
from coupa_contract.target.reading import TooLargeError, read_body
from coupa_contract.target.rulebook import Routes, Rulebook
from coupa_contract.target.settings import Settings, is_loopback, origin_of
from coupa_contract.target.waiting import asked_to_wait_s
from coupa_contract.target.watch import Watch, Watcher

_ATTEMPTS = 4  # of one case that is told to wait
_CONNECT_S = 10.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The cheapest read there is: tells a bad token from an operation that answers 401 for reasons of its own.
_PLAIN_READ = Case("listInvoices", query=(("limit", "1"),))


@dataclass(frozen=True, slots=True)
class _Exchange:
    interaction: Interaction
    authorization: str | None

    def __repr__(self) -> str:
        return "_Exchange(<secret>)"

    def answered(self, status: int) -> bool:
        response = self.interaction.response
        return response is not None and response.status == status


class Transport:
    """Sends cases to one target, past the guard, at the ledger's pace, with the right credential. Safe across threads.

    No redirect is followed. The proxies of the environment are used, except for this machine; a .netrc never is.
    """

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        permission: Permission,
        contract: Routes,
        ledger: Ledger,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings = settings
        self._contract = contract
        self._ledger = ledger
        self._now = now
        self._answered = False
        self._watcher = Watcher()
        self._patience = Retrying(
            retry=retry_if_result(lambda exchange: self._wait_of(exchange) is not None),
            stop=stop_after_attempt(_ATTEMPTS),
            before_sleep=self._hold_all,
            retry_error_callback=lambda state: None if state.outcome is None else state.outcome.result(),
        )
        self._reconnection = Retrying(stop=stop_after_attempt(3), wait=wait_fixed(0.5), retry=self._was_up, reraise=True)
        self._proxies = {} if is_loopback(settings.base_url) else get_environ_proxies(settings.base_url)
        guard = Guard(settings.base_url, settings.token_url, permission, Rulebook(contract))
        pace = Pace(ledger, settings.rate_per_s, settings.max_requests)
        self._token_adapter = GuardedAdapter(guard, pace, Door.TOKENS, lambda _: False)
        narrow = {credential: scopes_of(credential, contract.operations) for credential in NARROW}
        self._tokens = TokenSource(credentials, settings, self._mount, self._watcher, narrow)
        self._adapter = GuardedAdapter(guard, pace, Door.CASES, self._tokens.is_current)

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes every connection; the ledger stays open, it belongs to the caller."""
        self._tokens.close()
        self._adapter.close()
        self._token_adapter.close()
        self._watcher.close()

    def provides(self, credential: Credential) -> bool:
        """Whether cases with that kind of credential can be sent: an expired token must be given to us, a narrow one to the client."""
        return self._tokens.provides(credential)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token that was received, for whoever must keep them out of a file."""
        return self._tokens.received

    def answer(self, case: Case) -> Interaction:
        """The same as `exchange`: the name under which the runner asks."""
        return self.exchange(case)

    def exchange(self, case: Case) -> Interaction:
        """The interaction of a case; whatever the target did wrong is in it.

        Raises RefusedError (the guard), BudgetSpentError, UnauthorisedError (a valid credential is refused and could not be renewed),
        UnreachableError (no connection, or nothing ever answered in HTTP) and UsageError (a credential that nobody gave).
        """
        if not self.provides(case.credential):
            raise UsageError(f"no {case.credential} token is at hand: {ADVICE[case.credential]}")
        exchange = self._patiently(case)
        if case.credential is Credential.VALID and exchange.answered(401) and self._token_is_refused(case):
            # A 401 was refused, so nothing happened yet: even a write can be repeated.
            exchange = self._patiently(case) if self._tokens.renew(exchange.authorization) else exchange
            if exchange.answered(401):
                raise UnauthorisedError(self._tokens.advice)
        return exchange.interaction

    def _token_is_refused(self, case: Case) -> bool:
        return case == _PLAIN_READ or _PLAIN_READ.operation not in self._contract.operations or self._patiently(_PLAIN_READ).answered(401)

    # Trying again

    def _patiently(self, case: Case) -> _Exchange:
        """Sends a case again while the target asks for patience: 429 for any, 503 for reads only, each with a bearable Retry-After."""
        exchange: _Exchange = self._patience(self._connecting, case)
        return exchange

    def _wait_of(self, exchange: _Exchange) -> float | None:
        response = exchange.interaction.response
        reads = self._reads(exchange.interaction.case)
        if response is None or response.status not in ({429, 503} if reads else {429}):
            return None
        wait_s = asked_to_wait_s(response, self._now())
        return wait_s if wait_s is not None and wait_s <= self.settings.patience_s else None

    def _hold_all(self, state: RetryCallState) -> None:
        wait_s = None if state.outcome is None else self._wait_of(state.outcome.result())
        self._ledger.hold(wait_s or 0.0)

    def _connecting(self, case: Case) -> _Exchange:
        """Connects again to a target that has answered before, and repeats a read once whose connection was closed without an answer."""
        exchange: _Exchange = self._reconnection(self._send, case)
        failure = exchange.interaction.failure
        if failure == _CLOSED and self._reads(case):
            # An idle connection may have been closed just then: that is no fault.
            return self._send(case)
        return exchange

    def _was_up(self, state: RetryCallState) -> bool:
        failed = state.outcome is not None and isinstance(state.outcome.exception(), UnreachableError)
        return failed and (self._answered or self._ledger.answered)

    # Sending once

    def _send(self, case: Case) -> _Exchange:
        prepared = self._prepared(case)
        request = Request(
            prepared.method or "",
            (prepared.url or "")[len(self.settings.origin) :],
            kept_of_request((name, str(value)) for name, value in prepared.headers.items()),
            case.body,
        )
        with self._watcher.watch(self.settings.total_timeout_s) as watch:
            response, failure = self._receive(prepared, watch)
        return _Exchange(Interaction(case, request, response, failure), prepared.headers.get("Authorization"))

    def _receive(self, prepared: requests.PreparedRequest, watch: Watch) -> tuple[Response | None, Failure | None]:
        settings, url = self.settings, prepared.url or ""
        try:
            answer = self._adapter.send(
                prepared,
                stream=True,
                timeout=(min(_CONNECT_S, settings.timeout_s), settings.timeout_s),
                verify=settings.ca_bundle or True,
                proxies=self._proxies,
            )
            self._note_answer()
            try:
                body = read_body(answer.raw, settings.body_limit_bytes)
            finally:
                answer.close()
        except TooLargeError as error:
            return None, Failure(FailureKind.TOO_LARGE, f"the body is too large: {error}")
        except (requests.RequestException, HTTPError, OSError) as error:
            problem = connection_problem(error, url)
            if problem is not None and not watch.fired:
                raise UnreachableError(problem) from None
            if not self._answered and not self._ledger.answered:
                raise unreachable(error, url, cut=watch.fired) from None
            return None, failure_of(error, cut=watch.fired)
        if watch.fired:
            return None, failure_of(TimeoutError(), cut=True)
        response = Response(answer.status_code, kept_of_response(answer.raw.headers.items()), body, watch.elapsed_s)
        return response, _redirect_failure(url, answer)

    def _note_answer(self) -> None:
        if not self._answered:
            self._ledger.note_answer()
            self._answered = True

    def _prepared(self, case: Case) -> requests.PreparedRequest:
        """A request with exactly our URL: the library's own preparation would rewrite it."""
        operation = self._operation(case)
        method = operation.method_of(case)
        headers: CaseInsensitiveDict[str] = CaseInsensitiveDict(
            {"User-Agent": f"coupa-contract/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip, deflate"}
        )
        if case.media_type is not None:
            headers["Content-Type"] = _on_the_wire(case.media_type)
        if case.body is not None or method not in {"GET", "HEAD"}:
            headers["Content-Length"] = str(len(case.body or b""))
        authorization = self._tokens.header(case.credential)
        if authorization is not None:
            headers["Authorization"] = authorization
        headers.update({name: _on_the_wire(value) for name, value in case.headers})
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.headers, prepared.body = (
            method,
            self.settings.base_url + target_of(operation.path, case),
            headers,
            case.body,
        )
        return prepared

    def _operation(self, case: Case) -> Operation:
        return self._contract.operations[case.operation]

    def _reads(self, case: Case) -> bool:
        return self._operation(case).effect_of(case) is Effect.READS

    def _mount(self, session: requests.Session) -> None:
        adapter: HTTPAdapter = self._token_adapter
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        session.proxies.update(self._proxies)


_CLOSED = failure_of(ConnectionResetError())


def _on_the_wire(value: str) -> str:
    """UTF-8 for what a header cannot hold otherwise."""
    return value if value.isascii() else value.encode("utf-8", "surrogatepass").decode("latin-1")


def _redirect_failure(url: str, answer: Any) -> Failure | None:
    location = answer.headers.get("Location")
    if answer.status_code not in _REDIRECTS or not location:
        return None
    try:
        goal = urljoin(url, location)
    except ValueError:
        return None
    if origin_of(goal) != origin_of(url):
        return Failure(FailureKind.REDIRECTED, f"to another origin, {origin_of(without_secrets(goal))}: not followed")
    return Failure(FailureKind.REDIRECTED, "to itself, round and round: not followed") if goal == url else None
