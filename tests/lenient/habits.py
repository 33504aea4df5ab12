"""What a lenient instance is made of: habits around an application, each of which sees a request and makes the answer its own."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

Headers: TypeAlias = "tuple[tuple[str, str], ...]"
Pairs: TypeAlias = "list[tuple[str, str]]"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; `query` is the undecoded query string, header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    @property
    def pairs(self) -> Pairs:
        """Names and values of the query string."""
        return parse_qsl(self.query, keep_blank_values=True, errors="surrogateescape")

    @property
    def lists(self) -> bool:
        """Whether invoices are listed."""
        return self.method == "GET" and self.path == "/api/invoices"

    @property
    def shows(self) -> bool:
        """Whether one invoice is shown."""
        return self.method == "GET" and self.path.count("/") == 3

    @property
    def updates(self) -> bool:
        """Whether one invoice is updated."""
        return self.method in {"PUT", "PATCH"} and self.path.count("/") == 3

    @property
    def projected(self) -> bool:
        """Whether only a part of an invoice was asked for."""
        return any(name in {"fields", "return_object", "filter"} for name, _ in self.pairs)

    def header(self, name: str) -> str:
        """The first header of that name, or nothing."""
        return next((value for each, value in self.headers if each == name.lower()), "")

    def asking(self, pairs: Pairs) -> Asked:
        """The same request with another query string."""
        return self if pairs == self.pairs else replace(self, query=urlencode(pairs, errors="surrogateescape"))


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, whole."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The media type, without its parameters."""
        return next((value.partition(";")[0] for name, value in self.headers if name == "content-type"), "")

    @property
    def refuses(self) -> bool:
        """Whether this is a refusal (4xx)."""
        return 400 <= self.status < 500

    def saying(self, body: bytes, media_type: str = JSON) -> Told:
        """The same answer with another body."""
        kept = tuple(pair for pair in self.headers if pair[0] not in {"content-type", "content-length"})
        return replace(self, headers=(*kept, ("content-type", media_type)) if media_type else kept, body=body)

    def remade(self, change: Callable[[Any], Any]) -> Told:
        """The same answer with another invoice, or list of them, in it; a refusal or a file stays what it is."""
        if self.status not in {200, 201} or self.media_type != JSON or not self.body:
            return self
        return self.saying(text(change(json.loads(self.body, parse_float=Number, parse_int=Number))), "application/json; charset=utf-8")


Answer: TypeAlias = Callable[[Asked], Awaitable[Told]]
Habit: TypeAlias = Callable[[Asked, Answer], Awaitable[Told]]


class Number(str):
    """A number as it was spelled, which neither a binary float nor 64 bits would keep."""

    __slots__ = ()


def text(value: Any) -> bytes:
    """A value as JSON."""
    return orjson.dumps(value, default=lambda number: orjson.Fragment(number.encode()), option=orjson.OPT_PASSTHROUGH_SUBCLASS)


def refusing(status: int, what: str, why: str) -> Told:
    """A refusal in the published shape."""
    return Told(status, (("content-type", JSON),), text({"errors": {what: [why]}}))


def each_record(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """A value with every object in it changed, the innermost first."""
    if isinstance(value, list):
        return [each_record(item, change) for item in value]
    if isinstance(value, dict):
        return change({name: each_record(item, change) for name, item in value.items()})
    return value


def each_invoice(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """An invoice, or each of a list, changed."""
    return [change(each) for each in value] if isinstance(value, list) else change(value)


class With:
    """An application with habits: the first one sees a request first, and has the last word on its answer. Tokens are left alone."""

    def __init__(self, app: ASGIApp, *habits: Habit) -> None:
        self._app = app
        self._habits = habits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI)."""
        if scope["type"] != "http" or not scope["path"].startswith("/api"):
            await self._app(scope, receive, send)
            return
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        asked = Asked(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, await _whole(receive))
        answer: Answer = lambda it: _answered(self._app, scope, it)  # noqa: E731 - the innermost of a chain
        for habit in reversed(self._habits):
            answer = _around(habit, answer)
        told = await answer(asked)
        size = [] if told.status == 204 else [(b"content-length", str(len(told.body)).encode())]
        kept = [(name.encode(), value.encode("latin-1")) for name, value in told.headers if name != "content-length"]
        await send({"type": "http.response.start", "status": told.status, "headers": kept + size})
        await send({"type": "http.response.body", "body": told.body})


def _around(habit: Habit, answer: Answer) -> Answer:
    return lambda asked: habit(asked, answer)


async def _whole(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


async def _answered(app: ASGIApp, scope: Scope, asked: Asked) -> Told:
    """What the application itself answers."""
    status, headers, parts = 500, tuple[tuple[str, str], ...](), list[bytes]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = tuple((name.decode().lower(), value.decode("latin-1")) for name, value in message["headers"])
        else:
            parts.append(message.get("body", b""))

    changed = [(name.encode(), value.encode("latin-1")) for name, value in asked.headers if name != "content-length"]
    length = [(b"content-length", str(len(asked.body)).encode())]
    query = asked.query.encode("latin-1")
    path = {} if asked.path == scope["path"] else {"path": asked.path, "raw_path": asked.path.encode()}
    await app({**scope, **path, "method": asked.method, "query_string": query, "headers": changed + length}, receive, send)
    return Told(status, headers, b"".join(parts))
