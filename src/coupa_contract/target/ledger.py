"""What all workers of a run share: pace, budget, created invoices. One SQLite file in the run's temporary folder."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from coupa_contract.errors import BudgetSpentError, UsageError

_BUSY_S = 30.0
_LOCKED = retry_if_exception_type(sqlite3.OperationalError)
_PATIENCE = stop_after_attempt(40)  # two seconds
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pace
    (one INTEGER PRIMARY KEY CHECK (one = 1), requests INTEGER, next_slot REAL, hold_until REAL, answered INTEGER);
INSERT OR IGNORE INTO pace VALUES (1, 0, 0, 0, 0);
CREATE TABLE IF NOT EXISTS created (invoice TEXT PRIMARY KEY, position INTEGER);
"""


class Ledger:
    """Safe across threads and processes: every change is one transaction.

    `clock` (seconds, shared by the processes of one machine) and `sleep` come from the edge. Everything raises UsageError when the
    file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.path = path
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._owner_pid = 0
        with self._transaction():
            pass  # a file that cannot be written shows now, not at the first request

    def spend(self, *, rate_per_s: float | None = None, max_requests: int | None = None) -> None:
        """Counts one request and waits for its turn; None for no limit. Raises BudgetSpentError when `max_requests` left before."""
        gap_s = 1.0 / rate_per_s if rate_per_s else 0.0
        with self._transaction() as connection:
            if max_requests is not None and _requests(connection) >= max_requests:
                raise BudgetSpentError(f"the budget of {max_requests} requests (--max-requests) is spent; what was found so far is kept")
            connection.execute("UPDATE pace SET requests = requests + 1")
            turn = self._take_turn(connection, gap_s)
        while turn > (now := self._clock()):
            self._sleep(turn - now)
            with self._transaction() as connection:
                # Another worker may have been told to wait while this one slept.
                if _held_until(connection) > self._clock():
                    turn = self._take_turn(connection, gap_s)

    def hold(self, seconds: float) -> None:
        """Keeps every worker from sending for that long (a Retry-After that one of them was given)."""
        with self._transaction() as connection:
            connection.execute("UPDATE pace SET hold_until = max(hold_until, ?)", (self._clock() + seconds,))

    @property
    def requests(self) -> int:
        """How many requests left so far, those for tokens included."""
        with self._transaction() as connection:
            return _requests(connection)

    @property
    def answered(self) -> bool:
        """Whether the target ever answered any worker in HTTP: what goes wrong later is its fault, not that of the URL."""
        with self._transaction() as connection:
            return bool(connection.execute("SELECT answered FROM pace").fetchone()[0])

    def note_answer(self) -> None:
        """Notes that the target answered."""
        with self._transaction() as connection:
            connection.execute("UPDATE pace SET answered = 1")

    def add_created(self, invoice: str) -> None:
        """Notes an invoice that the run made, so that it may be changed and is listed at the end."""
        with self._transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO created SELECT ?, count(*) FROM created", (invoice,))

    @property
    def created(self) -> frozenset[str]:
        """The ids of the invoices that the run made."""
        with self._transaction() as connection:
            return frozenset(row[0] for row in connection.execute("SELECT invoice FROM created"))

    def close(self) -> None:
        """Closes this process's connection; the next use opens another."""
        with self._lock:
            if self._connection is not None and self._owner_pid == os.getpid():
                self._connection.close()
            self._connection = None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _take_turn(self, connection: sqlite3.Connection, gap_s: float) -> float:
        """The clock's time at which the caller may send."""
        turn = max(self._clock(), _next_slot(connection), _held_until(connection))
        connection.execute("UPDATE pace SET next_slot = ?", (turn + gap_s,))
        return turn

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                connection = self._open()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            advice = "free some space there, or set TMPDIR to another folder"
            raise UsageError(f"the run's ledger {self.path} cannot be used ({error}): {advice}") from None

    def _open(self) -> sqlite3.Connection:
        """This process's connection: one that came through a fork must not be used."""
        if self._connection is None or self._owner_pid != os.getpid():
            # Nothing in it is worth a disk flush: it dies with the run.
            connection = sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            # Switching to WAL does not wait for other processes that are just doing the same.
            for attempt in Retrying(retry=_LOCKED, wait=wait_fixed(0.05), stop=_PATIENCE, reraise=True):
                with attempt:
                    connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript("BEGIN IMMEDIATE;" + _SCHEMA + "COMMIT;")
            self._connection, self._owner_pid = connection, os.getpid()
        return self._connection


def _requests(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT requests FROM pace").fetchone()[0])


def _next_slot(connection: sqlite3.Connection) -> float:
    return float(connection.execute("SELECT next_slot FROM pace").fetchone()[0])


def _held_until(connection: sqlite3.Connection) -> float:
    return float(connection.execute("SELECT hold_until FROM pace").fetchone()[0])
