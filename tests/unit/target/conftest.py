"""Small servers on the loopback address, and transports that talk to them."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from coupa_contract.contract.operations import Operation, Routes, read_operations
from coupa_contract.target.credentials import Credentials
from coupa_contract.target.ledger import Ledger
from coupa_contract.target.permission import Permission
from coupa_contract.target.settings import Settings
from coupa_contract.target.transport import Transport

SCHEMAS = {
    "Line": {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "description": {"type": "string"},
            "price": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    },
    "Invoice": {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "status": {"type": "string", "readOnly": True},
            "exported": {"type": "boolean", "readOnly": True},
            "invoice-number": {"type": "string"},
            "internal-note": {"type": ["string", "null"]},
            "currency": {"allOf": [{"$ref": "#/components/schemas/Code"}]},
            "custom-fields": {"type": "object"},
            "invoice-lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
            "paid": {"type": "boolean", "x-irreversible": True},
            "payment-date": {"type": "string", "x-irreversible": True},
            "payments": {"type": "array", "items": {"type": "object", "properties": {"amount-paid": {}}}, "x-irreversible": True},
        },
    },
    "Code": {"type": "object", "properties": {"code": {"type": "string"}}},
}


def _operation(name: str, effect: str, *, query: tuple[str, ...] = (), body: str | None = None, path_id: bool = True) -> dict[str, Any]:
    parameters = [{"name": each, "in": "query", "schema": {"type": "string"}} for each in query]
    if path_id:
        parameters.append({"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}})
    schema = {"application/json": {"schema": {"$ref": "#/components/schemas/Invoice"}}}
    node: dict[str, Any] = {"operationId": name, "x-effect": effect, "parameters": parameters, "responses": {"200": {"content": schema}}}
    if body is not None:
        node["requestBody"] = {"content": schema if body == "application/json" else {body: {}}}
    return node


JSON_TYPE = "application/json"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/invoices": {
            "get": _operation("listInvoices", "reads", query=("limit", "offset", "id[in]", "status"), path_id=False),
            "post": _operation("createInvoice", "acts", body=JSON_TYPE, path_id=False),
        },
        "/invoices/{id}": {
            "get": _operation("showInvoice", "reads", query=("fields",)),
            "put": _operation("updateInvoice", "updates", query=("fields", "return_object", "exported"), body=JSON_TYPE),
            "patch": _operation("patchInvoice", "updates", query=("fields",), body=JSON_TYPE),
        },
        "/invoices/{id}/void": {"put": _operation("voidInvoice", "acts", query=("fields",), body=JSON_TYPE)},
        "/invoices/{id}/image_scan": {"put": _operation("updateInvoiceImageScan", "acts", body="multipart/form-data")},
        "/invoices/{id}/retrieve_image_scan": {"get": _operation("retrieveInvoiceImageScan", "reads")},
        "/invoices/new/submit_for_approval": {"get": _operation("submitNewInvoiceForApproval", "probes", path_id=False)},
    },
    "components": {"schemas": SCHEMAS},
}


class SmallContract:
    """A contract of nine operations, read as the real one is."""

    def __init__(self) -> None:
        self.document = DOCUMENT
        self.operations: dict[str, Operation] = read_operations(DOCUMENT)
        self._routes = Routes(tuple(self.operations.values()))

    def match(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        return self._routes.match(method, path)


@pytest.fixture(scope="session")
def contract() -> SmallContract:
    return SmallContract()


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Answers each request with what `reply` makes of it (None: closes the connection); keeps what it received."""

    reply: Callable[[Received, socket.socket], bytes | None]
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while not self.stopped.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            with connection, connection.makefile("rb") as stream:
                while (request := _read(stream)) is not None:
                    self.received.append(request)
                    answer = self.reply(request, connection)
                    if answer is None:
                        return
                    connection.sendall(answer)

    def close(self) -> None:
        self.stopped.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(5)
        for connection in self._open:
            connection.close()


def _read(stream: Any) -> Received | None:
    line = stream.readline()
    if len(line.split(b" ")) != 3 or not line.rstrip().endswith(b"HTTP/1.1"):
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (header := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Received(method, target, headers, stream.read(int(headers.get("content-length", "0"))))


def http(status: int = 200, body: bytes = b"[]", headers: dict[str, str] | None = None, *, length: int | None = None) -> bytes:
    """An HTTP response as bytes."""
    fields = {"Content-Type": "application/json", "Content-Length": str(len(body) if length is None else length)} | (headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + body


@pytest.fixture(name="http")
def _http() -> Callable[..., bytes]:
    return http


Reply = Callable[[Received], bytes | None]


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers: `serve(reply)`, where reply takes what was received (and the connection, when it takes two arguments)."""
    servers: list[Server] = []

    def start(reply: Callable[..., bytes | None] | bytes, tls: ssl.SSLContext | None = None) -> Server:
        def answer(received: Received, connection: socket.socket) -> bytes | None:
            if isinstance(reply, bytes):
                return reply
            return reply(received, connection) if reply.__code__.co_argcount == 2 else reply(received)

        servers.append(Server(answer, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        yield ledger


@pytest.fixture
def open_transport(contract: SmallContract, ledger: Ledger) -> Iterator[Callable[..., Transport]]:
    """Opens transports: `open_transport(url, environ={...}, permission=..., rate_per_s=..., ...)`."""
    with contextlib.ExitStack() as stack:

        def build(url: str, environ: dict[str, str] | None = None, permission: Permission | None = None, **more: Any) -> Transport:
            settings = Settings.for_url(url, **({"rate_per_s": None, "timeout_s": 5.0} | more))
            credentials = Credentials.from_environment({"COUPA_TOKEN": "t0ken"} if environ is None else environ)
            return stack.enter_context(Transport(settings, credentials, permission or Permission(), contract, ledger))

        yield build


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that signed itself, and a server's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return folder / "certificate.pem", context


@pytest.fixture
def token_reply() -> Callable[[Reply], Reply]:
    """Wraps a reply: POST /oauth2/token gives tokens token-1, token-2, ...; all else goes to the reply."""
    given: list[str] = []

    def wrap(reply: Reply, expires_in: int = 3600) -> Reply:
        def answer(received: Received) -> bytes | None:
            if received.target != "/oauth2/token":
                return reply(received)
            given.append(f"token-{len(given) + 1}")
            return http(200, json.dumps({"access_token": given[-1], "token_type": "bearer", "expires_in": expires_in}).encode())

        return answer

    return wrap
