"""Connection pools that send brackets literally, and tell the watch which connection an exchange uses."""

from __future__ import annotations

from typing import Any

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from coupa_contract.target.watch import WATCH


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
