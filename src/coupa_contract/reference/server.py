"""Serving an instance: from a thread, as the process behind `started`, and in the foreground for people."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from coupa_contract.errors import UnreachableError, UsageError
from coupa_contract.reference.app import create_app
from coupa_contract.reference.oauth import DEFAULT_CLIENT, Client
from coupa_contract.reference.process import PATIENCE_S, Running

HOST = "127.0.0.1"


def _running(port: int, client: Client) -> Running:
    origin = f"http://{HOST}:{port}"
    return Running(f"{origin}/api", f"{origin}/oauth2/token", client.id, client.secret)


def _listener(port: int) -> socket.socket:
    """A listening socket on localhost. Raises UsageError when the port is taken."""
    # With its protocol named, asyncio sets TCP_NODELAY; without, every small answer waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise UsageError(f"port {port} on {HOST} cannot be used ({error}); name another one with --port") from error
    listener.listen(128)
    return listener


def _server(app: ASGIApp) -> uvicorn.Server:
    # The parser and the loop that are always there: with httptools, where it happens to be installed, unknown methods never reach the app.
    config = uvicorn.Config(
        app, http="h11", loop="asyncio", ws="none", lifespan="off", log_level="error", access_log=False, timeout_graceful_shutdown=1
    )
    return uvicorn.Server(config)


@contextmanager
def running(app: ASGIApp, client: Client = DEFAULT_CLIENT) -> Iterator[Running]:
    """Serves any ASGI application from a thread, on a port of its own, until the block ends.

    `client` is one that the application knows; the default fits `create_app()`, also when it is wrapped.
    """
    listener = _listener(0)
    server = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="reference instance", daemon=True)
    thread.start()
    try:
        _await_start(server, thread)
        yield _running(listener.getsockname()[1], client)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        listener.close()


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise UnreachableError("the reference instance did not start")
        time.sleep(0.005)


def attend(app: ASGIApp, port: int, client: Client = DEFAULT_CLIENT) -> None:
    """Serves until standard input ends, after one JSON line about the instance (the other half of `started`). Raises UsageError."""
    listener = _listener(port)
    server = _server(app)

    def await_end() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=await_end, daemon=True).start()
    found = _running(listener.getsockname()[1], client)
    print(json.dumps({name: getattr(found, name) for name in Running.__slots__}), flush=True)
    server.run(sockets=[listener])


def serve(
    port: int = 8000,
    dialect: str = "published",
    seed: int = 1,
    database: Path | None = None,
    rate_limit: int | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Serves an instance in the foreground until Ctrl-C, after it has said where it is and how to try it; port 0 takes a free one.

    Raises UsageError when the port or the database cannot be used.
    """
    app = create_app(dialect, seed, database, rate_limit)
    listener = _listener(port)
    say("\n".join(_how_to_try(_running(listener.getsockname()[1], DEFAULT_CLIENT))))
    with suppress(KeyboardInterrupt):
        _server(app).run(sockets=[listener])


def _how_to_try(found: Running) -> list[str]:
    ask = (
        f"curl -s {found.token_url} -d grant_type=client_credentials -d client_id={found.client_id} -d client_secret={found.client_secret}"
    )
    return [
        f"url            {found.url}",
        f"client id      {found.client_id}",
        f"client secret  {found.client_secret}",
        "",
        "Try it:",
        f'  export COUPA_TOKEN=$({ask} | sed \'s/.*"access_token":"\\([^"]*\\)".*/\\1/\')',
        f"  curl -g -H \"Authorization: Bearer $COUPA_TOKEN\" '{found.url}/invoices?status=approved&limit=1'",
        "",
        "Ctrl-C ends it.",
    ]
