"""Wraps an application so that a function sees each request before, and each answer after it: the place of a deliberate fault."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coupa_contract.reference.operations import at_path

Pairs: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `operation` is empty for whatever is none, such as the request for a token; `number` is the invoice's id, or 0."""

    operation: str
    number: int
    method: str
    path: str
    query: Pairs
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON, or None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def asked(self, name: str) -> str | None:
        """The value of a query parameter."""
        return dict(self.query).get(name)

    def asking(self, change: Callable[[str, str], Iterable[tuple[str, str]]]) -> Call:
        """This request, with each query parameter replaced by what `change` makes of it."""
        return replace(self, query=tuple(pair for name, value in self.query for pair in change(name, value)))

    def saying(self, value: Any) -> Call:
        """This request with another JSON body."""
        return replace(self, body=json.dumps(value).encode())  # which nests deeper than orjson


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) < 19 else Decimal(text)  # orjson writes integers of 64 bits


def _number(number: Decimal) -> orjson.Fragment:
    return orjson.Fragment(format(number, "f"))


@dataclass(frozen=True, slots=True)
class Answer:
    """A response."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def succeeded(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body as JSON, amounts as `Decimal` so that they keep their spelling."""
        return json.loads(self.body, parse_float=Decimal, parse_int=_whole)

    def saying(self, value: Any, status: int = 0) -> Answer:
        """This response with another JSON body, and perhaps another status."""
        return replace(self, body=orjson.dumps(value, default=_number), status=status or self.status)

    def typed(self, media_type: bytes) -> Answer:
        """This response with another content type."""
        return replace(self, headers=tuple((n, media_type if n.lower() == b"content-type" else v) for n, v in self.headers))


Ask: TypeAlias = Callable[[Call], Awaitable[Answer]]
Handle: TypeAlias = Callable[[Call, Ask], Awaitable[Answer]]


def wrapped(app: ASGIApp, handle: Handle) -> ASGIApp:
    """The application, with `handle` between it and the client; `handle` may ask it as often as it likes."""

    async def wrapper(scope: Scope, receive: Receive, send: Send) -> None:
        async def ask(call: Call) -> Answer:
            return await _asked(app, scope, call)

        answer = await handle(await _read(scope, receive), ask)
        headers = [(name, value) for name, value in answer.headers if name.lower() != b"content-length"]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    return wrapper


async def _read(scope: Scope, receive: Receive) -> Call:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    operation, number = _operation(scope["method"], scope["path"])
    query = tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return Call(operation, number, scope["method"], scope["path"], query, tuple(scope["headers"]), body)


def _operation(method: str, path: str) -> tuple[str, int]:
    segments = path.split("/")[1:]
    found = at_path(tuple(segments[1:]), "core-r39").get(method) if segments[:1] == ["api"] else None
    if found is None:
        return "", 0
    number = segments[2] if len(segments) > 2 else ""
    return found.id, int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0


async def _asked(app: ASGIApp, scope: Scope, call: Call) -> Answer:
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": call.body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    headers = [(name, value) for name, value in call.headers if name.lower() != b"content-length"]
    if call.body:
        headers.append((b"content-length", str(len(call.body)).encode()))
    forwarded = {**scope, "method": call.method, "headers": headers}
    if call.path != scope["path"]:
        forwarded |= {"path": call.path, "raw_path": call.path.encode()}
    if call.query != tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)):
        forwarded["query_string"] = "&".join(f"{quote(name)}={quote(value)}" for name, value in call.query).encode()
    await app(forwarded, receive, send)
    start = next(message for message in messages if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
    return Answer(start["status"], tuple(start["headers"]), body)
