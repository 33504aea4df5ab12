"""A recording as HAR 1.2, for browsers and proxies to open (source: the HAR 1.2 specification); names that begin with `_` are custom."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus

from coupa_contract.cassette.recording import ORIGIN, RecordedScenario, Refusal
from coupa_contract.model import Interaction, Response

_UNKNOWN = -1  # a size that nobody measured


def har_text(scenarios: Iterable[tuple[str, RecordedScenario]], version: str) -> Iterator[str]:
    """The file in pieces, one entry each: the interactions of scenarios, each scenario with its item's name, in the order given.

    `version` is of coupa-contract. What the guard did not let out is no traffic, so it is not in a HAR file.
    """
    head = json.dumps({"version": "1.2", "creator": {"name": "coupa-contract", "version": version}})
    yield f'{{"log": {head[:-1]}, "entries": ['
    separator = "\n"
    for item, scenario in scenarios:
        for entry in _entries(item, scenario):
            yield separator + json.dumps(entry, ensure_ascii=False)
            separator = ",\n"
    yield "\n]}}\n"


def _entries(item: str, scenario: RecordedScenario) -> Iterator[dict[str, Any]]:
    moment = scenario.now.astimezone(UTC)
    for position, exchange in enumerate(scenario.exchanges, 1):
        if isinstance(exchange, Refusal):
            continue
        elapsed_s = exchange.response.elapsed_s if exchange.response is not None else 0.0
        yield {
            "startedDateTime": moment.isoformat(timespec="milliseconds"),
            "time": round(elapsed_s * 1000, 3),
            "request": _request(exchange),
            "response": _response(exchange.response),
            "cache": {},
            "timings": {"send": 0, "wait": round(elapsed_s * 1000, 3), "receive": 0},
            "comment": f"{item}, scenario {scenario.number}, request {position}",
            "_operation": exchange.case.operation,
            **({} if exchange.failure is None else {"_error": f"{exchange.failure.kind}: {exchange.failure.detail}"}),
        }
        moment += timedelta(seconds=elapsed_s)


def _request(interaction: Interaction) -> dict[str, Any]:
    request = interaction.request
    pairs = (part.partition("=") for part in request.url.partition("?")[2].split("&") if part)
    return {
        "method": request.method,
        "url": ORIGIN + request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _records(request.headers),
        "queryString": _records((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs),
        "headersSize": _UNKNOWN,
        "bodySize": len(request.body or b""),
        **(
            {}
            if request.body is None
            else {"postData": {"mimeType": interaction.case.media_type or "", **_text(request.body, "_encoding")}}
        ),
    }


def _response(response: Response | None) -> dict[str, Any]:
    """Status 0 is how browsers write that no answer came."""
    told = response if response is not None else Response(0)
    return {
        "status": told.status,
        "statusText": _phrase(told.status),
        "httpVersion": "HTTP/1.1" if response is not None else "",
        "cookies": [],
        "headers": _records(told.headers),
        "content": {"size": len(told.body), "mimeType": told.header("Content-Type") or "", **_text(told.body, "encoding")},
        "redirectURL": told.header("Location") or "",
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }


def _records(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _text(body: bytes, encoding: str) -> dict[str, str]:
    """A body as text, or as base64 under the name by which its side says so (a request has no such name in HAR 1.2)."""
    try:
        text = body.decode("utf-8")
        if "\ufffd" not in text:  # which stands for bytes that a recorder could not read
            return {"text": text}
    except UnicodeDecodeError:
        pass
    return {"text": base64.b64encode(body).decode(), encoding: "base64"}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
