"""Connection pools that send brackets literally, and a watch that ends an exchange which takes too long in all."""

from __future__ import annotations

import socket
import threading
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

WATCH: ContextVar[Watch | None] = ContextVar("coupa_contract_watch", default=None)


class Watch:
    """Cuts the connection after `total_s` seconds: a time-out of each wait alone lets a body of one byte a second go on for ever.

    The time runs from `begin`, which the adapter calls once the pace lets the request go.
    """

    def __init__(self, total_s: float) -> None:
        self.fired = False
        self._total_s = total_s
        self._connection: Any = None
        self._timer: threading.Timer | None = None
        self._began = time.monotonic()

    def begin(self) -> None:
        """Starts the time."""
        self._began = time.monotonic()
        self._timer = threading.Timer(self._total_s, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def over(self, connection: Any) -> None:
        """Names the connection to cut."""
        self._connection = connection

    @property
    def elapsed_s(self) -> float:
        """Seconds since `begin`."""
        return time.monotonic() - self._began

    def _cut(self) -> None:
        self.fired = True
        sock = getattr(self._connection, "sock", None)
        if isinstance(sock, socket.socket):
            try:
                # Not the method of a TLS socket, which would pull the session from under the thread that reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # already closed: then nobody waits for it

    def __enter__(self) -> Watch:
        self._token = WATCH.set(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        WATCH.reset(self._token)
        if self._timer is not None:
            self._timer.cancel()


class LiteralHTTPPool(HTTPConnectionPool):
    """urllib3 encodes the brackets of a query; Coupa's documents, clients and mocks write them literally."""

    def _make_request(self, conn: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        _watch(conn)
        return super()._make_request(conn, method, _literal(url), *args, **options)


class LiteralHTTPSPool(HTTPSConnectionPool):
    """The same over TLS."""

    def _make_request(self, conn: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        _watch(conn)
        return super()._make_request(conn, method, _literal(url), *args, **options)


POOLS = {"http": LiteralHTTPPool, "https": LiteralHTTPSPool}


def _watch(connection: Any) -> None:
    watch = WATCH.get()
    if watch is not None:
        watch.over(connection)


def _literal(url: str) -> str:
    path, mark, query = url.partition("?")
    return path + mark + query.replace("%5B", "[").replace("%5D", "]")
