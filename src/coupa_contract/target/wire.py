"""Connection pools that send brackets literally, and tell the watch which connection an exchange uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from coupa_contract.target.watch import WATCH


class LiteralHTTPPool(HTTPConnectionPool):
    """urllib3 encodes the brackets of a query; Coupa's documents, clients and mocks write them literally."""

    def _make_request(self, conn: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        return _watched(super()._make_request, conn, method, _literal(url), *args, **options)


class LiteralHTTPSPool(HTTPSConnectionPool):
    """The same over TLS."""

    def _make_request(self, conn: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        return _watched(super()._make_request, conn, method, _literal(url), *args, **options)


POOLS = {"http": LiteralHTTPPool, "https": LiteralHTTPSPool}


def _watched(make_request: Callable[..., Any], connection: Any, *args: Any, **options: Any) -> Any:
    watch = WATCH.get()
    if watch is None:
        return make_request(connection, *args, **options)
    watch.over(connection)
    response = make_request(connection, *args, **options)
    watch.reading(response)
    return response


def _literal(url: str) -> str:
    path, mark, query = url.partition("?")
    return path + mark + query.replace("%5B", "[").replace("%5D", "]")
