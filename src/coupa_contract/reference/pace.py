"""The rate limit, when one was asked for: so many requests in any second, then 429."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from coupa_contract.reference.refusals import RefusalError


class Pace:
    """Counts the requests of the last second; without a limit, none."""

    def __init__(self, limit_per_s: int | None, monotonic: Callable[[], float]) -> None:
        self._limit = limit_per_s
        self._monotonic = monotonic
        self._seen: deque[float] = deque()

    def step(self) -> None:
        """Lets a request pass. Raises RefusalError (429) when there were too many."""
        if self._limit is None:
            return
        now = self._monotonic()
        while self._seen and self._seen[0] <= now - 1:
            self._seen.popleft()
        if len(self._seen) >= self._limit:
            raise RefusalError(429, {"rate": (f"More than {self._limit} requests in a second.",)}, {"Retry-After": "1"})
        self._seen.append(now)
