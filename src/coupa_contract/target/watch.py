"""Ends an exchange that takes too long in all: a time-out of each wait lets a body of one byte a second go on for ever."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Any

WATCH: ContextVar[Watch | None] = ContextVar("coupa_contract_watch", default=None)
_LOOK_EVERY_S = 0.2


class Watch:
    """One exchange under watch, as a context manager. Its time runs from `begin`, which the adapter calls once the pace lets it go."""

    def __init__(self, watcher: Watcher, total_s: float) -> None:
        self.fired = False
        self._watcher = watcher
        self._total_s = total_s
        self._connection: Any = None
        self._response: Any = None
        self._began = time.monotonic()

    def begin(self) -> None:
        """Starts the time."""
        self._began = time.monotonic()
        self._watcher.add(self)

    def over(self, connection: Any) -> None:
        """Names the connection that the request goes over."""
        self._connection = connection

    def reading(self, response: Any) -> None:
        """Names the response whose body comes now: its connection may have handed the socket over to it."""
        self._response = response

    @property
    def elapsed_s(self) -> float:
        """Seconds since `begin`."""
        return time.monotonic() - self._began

    def cut_if_late(self) -> None:
        """Shuts the connection down when the time is up, so that whoever reads from it wakes."""
        if self.elapsed_s < self._total_s:
            return
        self.fired = True
        sock = getattr(self._connection, "sock", None)
        try:
            if self._response is not None:
                self._response.shutdown()
            elif isinstance(sock, socket.socket):
                # Not the method of a TLS socket, which would pull the session from under the thread that reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except (OSError, ValueError):
            return  # already closed: then nobody waits for it

    def __enter__(self) -> Watch:
        self._token = WATCH.set(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        WATCH.reset(self._token)
        self._watcher.discard(self)


class Watcher:
    """One thread that looks at every running exchange a few times a second; it starts with the first and ends with `close`."""

    def __init__(self) -> None:
        self._running: set[Watch] = set()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._pid = 0

    def watch(self, total_s: float) -> Watch:
        """A watch for one exchange of at most that many seconds."""
        return Watch(self, total_s)

    def add(self, watch: Watch) -> None:
        """Looks after a watch from now on."""
        with self._lock:
            self._running.add(watch)
            if self._pid != os.getpid():  # the first one, or the first after a fork, which threads do not survive
                self._pid = os.getpid()
                threading.Thread(target=self._look, name="coupa-contract-watch", daemon=True).start()

    def discard(self, watch: Watch) -> None:
        """Forgets a watch."""
        with self._lock:
            self._running.discard(watch)

    def close(self) -> None:
        """Ends the thread."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(_LOOK_EVERY_S):
            with self._lock:
                running = tuple(self._running)
            for watch in running:
                watch.cut_if_late()
