"""How an instance is started and ends."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from coupa_contract.errors import UsageError
from coupa_contract.reference.app import create_app
from coupa_contract.reference.process import started
from coupa_contract.reference.server import running, serve

from .conftest import Caller


def answers(url: str) -> bool:
    """Whether anybody listens there."""
    try:
        requests.get(url, timeout=2)
    except requests.ConnectionError:
        return False
    return True


def test_a_process_of_its_own_ends_with_the_block() -> None:
    """It serves what was asked for until then."""
    with started("core-r39", 7) as instance:
        caller = Caller(instance)
        assert caller.rows(limit="1")[0]["gross-total"].replace(".", "").lstrip("-").isdigit()
        caller.session.close()
    assert not answers(instance.url)


def test_it_ends_with_its_parent() -> None:
    """Even when that is killed."""
    program = (
        "import time\nfrom coupa_contract.reference.process import started\n"
        "with started() as found:\n print(found.url, flush=True)\n time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        assert answers(url)
        parent.kill()
    deadline = time.monotonic() + 10
    while answers(url) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not answers(url)


def test_why_it_cannot_start() -> None:
    """The sentence of the process reaches the caller."""
    with pytest.raises(UsageError, match="does not speak 'nonsense'"), started("nonsense"):
        pass


def test_a_wrapped_application_runs_as_well() -> None:
    """A wrapper is how a fault is planted."""
    app = create_app()

    async def wrapper(scope, receive, send):  # type: ignore[no-untyped-def]
        async def louder(message):  # type: ignore[no-untyped-def]
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-wrapped", b"yes")]
            await send(message)

        await app(scope, receive, louder)

    with running(wrapper) as instance:
        caller = Caller(instance)
        assert caller.ask("GET", "/invoices/1").headers["x-wrapped"] == "yes"
        caller.session.close()
    assert not answers(instance.url)


def test_a_port_in_use_is_named() -> None:
    """One sentence, with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} .* --port"):
            serve(port)


def test_a_database_keeps_its_invoices(tmp_path: Path) -> None:
    """A file is filled once, and read again with what was changed, its seed forgotten."""
    file = tmp_path / "invoices.sqlite"
    with running(create_app(database=file)) as instance:
        caller = Caller(instance)
        number = caller.ids(status="draft")[0]
        caller.put(number, {"comments": "kept"})
        before = caller.everything()
        caller.session.close()
    with running(create_app(database=file, seed=99)) as instance:
        caller = Caller(instance)
        assert caller.everything() == before
        assert caller.show(number)["comments"] == "kept"
        caller.session.close()
    with pytest.raises(UsageError, match="another dialect"):
        create_app("core-r39", database=file)


def test_databases_that_cannot_be_used(tmp_path: Path) -> None:
    """Not one, somebody else's, not there."""
    junk = tmp_path / "junk"
    junk.write_bytes(b"no database at all" * 100)
    other = tmp_path / "other"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    for path in (junk, other, tmp_path / "missing" / "file", tmp_path):
        with pytest.raises(UsageError, match="cannot be used"):
            create_app(database=path)


def test_a_rate_that_lets_nothing_pass_is_refused() -> None:
    """It would be a server that never answers."""
    with pytest.raises(UsageError, match="lets nothing pass"):
        create_app(rate_limit=0)


def test_serving_says_how_to_try_it(capfd: pytest.CaptureFixture[str]) -> None:
    """URL, client and a curl line; Ctrl-C ends it."""
    program = "from coupa_contract.reference.server import serve\nserve(0, say=lambda text: print(text, flush=True))"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(6)]
        assert answers(said[0].split()[1])
        process.send_signal(2)
        assert process.wait(10) == 0
    assert "client secret" in said[2]
    assert "curl" in "".join(said)
    assert capfd.readouterr().err == ""
