"""Interactions as vcrpy writes them, in YAML or JSON, and as Schemathesis writes them in its VCR report."""

from __future__ import annotations

from typing import Any

from coupa_contract.cassette.importing.compression import base64_body, text_body, unpacked
from coupa_contract.cassette.importing.foreign import ForeignExchange, UnusableError, member, moment, pairs, seconds


def read_vcrpy(interaction: Any, place: str) -> ForeignExchange:
    """One interaction of a vcrpy cassette. Raises UnusableError with the reason for which it cannot be imported."""
    request, response = member(interaction, "request", dict, "request"), member(interaction, "response", dict, "response")
    sent, received = tuple(pairs(request.get("headers"))), tuple(pairs(response.get("headers")))
    return ForeignExchange(
        place,
        member(request, "method", str, "method"),
        member(request, "uri", str, "URI"),
        sent,
        _request_body(request.get("body")),
        isinstance(request.get("body"), bytes),
        _status(response),
        received,
        unpacked(_response_body(response), received),
        moment(interaction.get("recorded_at")),
    )


def read_schemathesis(interaction: Any, place: str) -> ForeignExchange:
    """One interaction of Schemathesis's VCR report. Raises UnusableError with the reason for which it cannot be imported."""
    request = member(interaction, "request", dict, "request")
    response = interaction.get("response")
    if response is None:
        raise UnusableError("it got no answer")
    if not isinstance(response, dict):
        raise UnusableError("its response is missing or has another form")
    if "truncated_from" in response:
        raise UnusableError("its body was cut off when it was recorded")
    if "body" not in response:
        raise UnusableError("its body was not kept")
    sent, received = tuple(pairs(request.get("headers"))), tuple(pairs(response.get("headers")))
    body = request.get("body")
    return ForeignExchange(
        place,
        member(request, "method", str, "method"),
        member(request, "uri", str, "URI"),
        sent,
        _held(body) if body is not None else None,
        isinstance(body, dict) and "base64_string" in body,
        _status(response),
        received,
        unpacked(_held(response["body"]), received),
        moment(interaction.get("recorded_at")),
        seconds(response.get("elapsed")),
    )


def _status(response: dict[str, Any]) -> int:
    status = member(response, "status", dict, "status")
    code = member(status, "code", int | str, "status")  # type: ignore[arg-type]
    number = int(code) if str(code).isascii() and str(code).isdigit() and len(str(code)) == 3 else 0
    if number < 100:
        raise UnusableError("it got no answer" if str(code) == "0" else "its status is no number of three digits")
    return number


def _request_body(body: Any) -> bytes | None:
    if body is None or isinstance(body, bytes):
        return body or None
    if isinstance(body, str):
        return text_body(body) if body else None
    raise UnusableError("its request's body has another form")


def _response_body(response: dict[str, Any]) -> bytes:
    body = response.get("body")
    if isinstance(body, dict):  # `base64_string`: what some of vcrpy's ancestors and cousins write
        return _held(body)
    raise UnusableError("its body was not kept" if body is None else "its body has another form")


def _held(body: Any) -> bytes:
    if not isinstance(body, dict):
        raise UnusableError("its body has another form")
    if "base64_string" in body:
        return base64_body(body["base64_string"])
    text = body.get("string")
    if text is None or isinstance(text, bytes):
        return text or b""
    if isinstance(text, str):
        return text_body(text)
    raise UnusableError("its body has another form")
