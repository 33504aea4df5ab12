"""What a user can get wrong, and what a target can do wrong, through the command line: one sentence, the right exit code, no traceback."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.types import Receive, Scope, Send

from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running

QUICK = ("--effort", "quick", "-k", "access")


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`coupa-contract run` as a user would call it, in a folder of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COUPA_")}
    return subprocess.run(
        [sys.executable, "-m", "coupa_contract", "run", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**clean, "COUPA_TOKEN": "a-token", **environment},
        timeout=120,
        check=False,
    )


def told(result: subprocess.CompletedProcess[str], code: int, *words: str) -> str:
    """The one sentence on standard error of a run that could not go on."""
    assert result.returncode == code, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    (line,) = [line for line in result.stderr.splitlines() if line.strip()]
    assert line.startswith("coupa-contract: ")
    for word in words:
        assert word in line, line
    return line


@contextmanager
def server(talk: Callable[[socket.socket], None], wrap: Callable[[socket.socket], socket.socket] = lambda each: each) -> Iterator[int]:
    """A listener on this machine that talks to each connection in its own way, until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    closing = threading.Event()

    def accept() -> None:
        while not closing.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def serve(connection: socket.socket) -> None:
        try:
            with wrap(connection) as wrapped:
                wrapped.settimeout(10)
                talk(wrapped)
        except OSError:
            return  # the client went away, which is what some of these tests are about

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        closing.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def says(answer: bytes) -> Callable[[socket.socket], None]:
    """Answers every request on a connection with the same bytes, then closes it."""

    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    return talk


def http(body: bytes, media_type: str = "application/json", length: int | None = None, status: str = "200 OK", more: str = "") -> bytes:
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {size}\r\n{more}Connection: close\r\n\r\n".encode() + body


def test_a_url_without_scheme(tmp_path: Path) -> None:
    """The sentence shows how the URL is written."""
    told(run("demo.example/api", cwd=tmp_path), 2, "https://demo.example")


def test_an_unknown_host(tmp_path: Path) -> None:
    """A name that does not resolve is told apart from a target that is down."""
    told(run("https://no-such-host.invalid", *QUICK, cwd=tmp_path), 3, "no-such-host.invalid")


def test_a_refused_connection(tmp_path: Path) -> None:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told(run(f"http://127.0.0.1:{port}", *QUICK, cwd=tmp_path), 3, "refuse")


def certificate(folder: Path) -> Path:
    """A self-signed certificate for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


def test_tls_that_does_not_verify(tmp_path: Path) -> None:
    """An unknown certificate ends the run, and the sentence says how to trust it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    with server(says(http(b"[]")), lambda each: context.wrap_socket(each, server_side=True)) as port:
        told(run(f"https://127.0.0.1:{port}", *QUICK, cwd=tmp_path), 3, "certificate", "--ca-bundle")


def test_a_port_that_speaks_no_http(tmp_path: Path) -> None:
    """Something listens, but it is no web server."""
    with server(says(b"220 mail.example ESMTP ready\r\n")) as port:
        told(run(f"http://127.0.0.1:{port}", *QUICK, cwd=tmp_path), 3, "HTTP")


def test_a_target_that_answers_pages(tmp_path: Path) -> None:
    """A web page where a list belongs: probably the wrong path."""
    with server(says(http(b"<html>welcome</html>", "text/html"))) as port:
        told(run(f"http://127.0.0.1:{port}/portal", *QUICK, cwd=tmp_path), 3, "/api")


def test_a_body_without_end(tmp_path: Path) -> None:
    """A body is read to its limit and no further."""

    def endless(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[")
        for _ in range(4096):
            connection.sendall(b"1," * 32768)

    with server(endless) as port:
        told(run(f"http://127.0.0.1:{port}", *QUICK, cwd=tmp_path), 3, "too large")


def test_a_redirect_loop(tmp_path: Path) -> None:
    """A target that sends every request elsewhere cannot be judged; nothing is followed."""
    with server(says(http(b"", status="302 Found", more="Location: /api/invoices\r\n"))) as port:
        told(run(f"http://127.0.0.1:{port}", *QUICK, cwd=tmp_path), 3, "redirects")


def test_an_answer_that_is_not_json(tmp_path: Path) -> None:
    """A list that claims to be JSON and is not."""
    with server(says(http(b"[{'id': 1}]"))) as port:
        told(run(f"http://127.0.0.1:{port}", *QUICK, cwd=tmp_path), 3, "JSON")


def test_an_answer_shorter_than_it_says(tmp_path: Path) -> None:
    """A body that ends before its declared length."""
    with server(says(http(b"[]", length=4096))) as port:
        told(run(f"http://127.0.0.1:{port}", *QUICK, cwd=tmp_path), 3)


def test_a_refused_token(tmp_path: Path) -> None:
    """A token that is not accepted: which variable to set, and not the token."""
    with running(create_app()) as instance:
        line = told(run(instance.url, *QUICK, cwd=tmp_path, COUPA_TOKEN="sssecret-token"), 3, "COUPA_TOKEN")
    assert "sssecret" not in line


def test_wrong_client_credentials(tmp_path: Path) -> None:
    """Client credentials that the token endpoint refuses."""
    with running(create_app()) as instance:
        result = run(instance.url, *QUICK, cwd=tmp_path, COUPA_TOKEN="", COUPA_CLIENT_ID="nobody", COUPA_CLIENT_SECRET="sssecret")
    assert "sssecret" not in told(result, 3, "COUPA_CLIENT_ID")


def test_a_token_that_expires_half_way(tmp_path: Path) -> None:
    """A static token that runs out ends the run with exit code 3; what was found before is in the stream."""
    inner, served = create_app(), 0

    async def expiring(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal served
        served += scope["path"].startswith("/api")
        if served > 40:
            scope["headers"] = [(name, b"Bearer expired" if name == b"authorization" else value) for name, value in scope["headers"]]
        await inner(scope, receive, send)

    with running(expiring) as instance:
        arguments = (instance.url, "--effort", "quick", "--rate", "20", "--output", "run.ndjson")
        result = run(*arguments, cwd=tmp_path, COUPA_TOKEN=instance.token())
    assert result.returncode == 3, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    records = [json.loads(line) for line in (tmp_path / "run.ndjson").read_text().splitlines()]
    assert records[0]["record"] == "header"
    assert any(record["record"] == "item" and record["requests"] for record in records)
    assert not records[-1]["complete"]
    assert "COUPA_TOKEN" in records[-1]["stopped"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("missing.yaml", None, ("missing.yaml",)),
        ("broken.yaml", "overlay: 1.0.0\n  actions: [", ("broken.yaml:2",)),
        ("list.yaml", "- 1\n", ("list.yaml",)),
        (
            "nothing.yaml",
            "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- {target: $.paths.nowhere, remove: true}\n",
            ("$.paths.nowhere",),
        ),
        (
            "invalid.yaml",
            "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- {target: $.info, update: {version: 7}}\n",
            ("invalid.yaml",),
        ),
    ],
)
def test_an_overlay_that_cannot_be_used(tmp_path: Path, name: str, text: str | None, words: tuple[str, ...]) -> None:
    """Missing, broken, no overlay, without effect, or making the document invalid: the sentence names the file or the action."""
    if text is not None:
        (tmp_path / name).write_text(text)
    told(run("--overlay", name, *QUICK, cwd=tmp_path), 2, *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("effort = ", ("coupa-contract.toml", "line 1")),
        ("efort = 'quick'", ("efort", "effort")),
        ("effort = 'swift'", ("effort", "quick")),
        ("client-secret = 'x'", ("environment",)),
        ("seed = 'one'", ("seed",)),
    ],
)
def test_a_configuration_that_cannot_be_used(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    """Invalid TOML, an unknown key, a wrong value, a secret: the sentence names the key, and the nearest one."""
    (tmp_path / "coupa-contract.toml").write_text(text + "\n")
    told(run(cwd=tmp_path), 2, *words)


def test_an_unknown_invoice(tmp_path: Path) -> None:
    """An invoice named with --invoice that the target does not have is told before anything is judged."""
    with running(create_app()) as instance:
        result = run(instance.url, "--allow-writes", "--invoice", "99999999", *QUICK, cwd=tmp_path, COUPA_TOKEN=instance.token())
    told(result, 2, "99999999", "--invoice")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full on this system")
def test_a_full_disk(tmp_path: Path) -> None:
    """A stream that cannot be written ends the run with one sentence; the screen still shows what was found."""
    result = run(*QUICK, "--output", "/dev/full", cwd=tmp_path)
    told(result, 2, "/dev/full")


def test_ctrl_c(tmp_path: Path) -> None:
    """An interrupted run ends with 130, says so, and keeps what it found."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COUPA_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "coupa_contract", "run", "--effort", "thorough", "--output", "run.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=clean,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell that puts us into the background has it ignored
    )
    stream = tmp_path / "run.ndjson"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not stream.exists() or stream.read_text().count('"record":"item"') < 2):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    assert "Traceback" not in out + err
    records = [json.loads(line) for line in stream.read_text().splitlines()]
    assert records[-1]["record"] == "footer"
    assert not records[-1]["complete"]
