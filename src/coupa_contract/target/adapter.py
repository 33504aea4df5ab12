"""The one door to the network: guard, budget and pace come before every request, whoever sends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from coupa_contract.errors import RefusedError
from coupa_contract.target.guard import Attempt, Guard
from coupa_contract.target.ledger import Ledger
from coupa_contract.target.watch import WATCH
from coupa_contract.target.wire import POOLS


class Door(Enum):
    """What goes through an adapter: cases, or requests for tokens."""

    CASES = "cases"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Pace:
    """The shared ledger and the limits to be kept there; None for no limit."""

    ledger: Ledger
    rate_per_s: float | None
    max_requests: int | None


class GuardedAdapter(HTTPAdapter):
    """Asks the guard about the prepared request itself. `is_current` tells whether an Authorization value is the valid one."""

    def __init__(self, guard: Guard, pace: Pace, door: Door, is_current: Callable[[str | None], bool]) -> None:
        self._guard = guard
        self._pace = pace
        self._door = door
        self._is_current = is_current
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Sends it, or raises RefusedError or BudgetSpentError."""
        attempt = self._attempt(request)
        if self._door is Door.TOKENS:
            self._guard.check_token_request(attempt)
        else:
            self._guard.check(attempt, self._pace.ledger)
        self._pace.ledger.spend(rate_per_s=self._pace.rate_per_s, max_requests=self._pace.max_requests)
        watch = WATCH.get()
        if watch is not None:
            watch.begin()
        return super().send(request, *args, **options)

    def _attempt(self, request: requests.PreparedRequest) -> Attempt:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if body is not None and not isinstance(body, bytes):
            raise RefusedError("a request whose body the guard cannot see was not sent, and no option allows it")
        headers = tuple((_text(name), _text(value)) for name, value in request.headers.items())
        authorised = self._is_current(next((value for name, value in headers if name.lower() == "authorization"), None))
        return Attempt(request.method or "", request.url or "", headers, body, authorised)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
