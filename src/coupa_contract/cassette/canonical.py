"""What makes two requests the same one: their canonical form, in which spelling that no server may care about is gone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

from coupa_contract.contract.media import is_json
from coupa_contract.model import Credential, canonical_json

# Tagged, so that bytes are never taken for the JSON text that they spell: ("json", text), ("multipart", parts) or ("bytes", body).
CanonicalBody: TypeAlias = tuple[str, str | bytes | tuple[bytes, ...]]
BytePairs: TypeAlias = tuple[tuple[bytes, bytes], ...]

_JSON = "application/json"  # what a case asks for that does not say what it takes
# Of the connection, or of the way in which the body is written down.
_NOISE = frozenset({"accept-encoding", "connection", "content-length", "content-type", "user-agent"})
_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})  # that there is one counts, its value is nobody's business
_PARAMETER = re.compile(r';\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')


@dataclass(frozen=True, slots=True)
class CanonicalRequest:
    """A request in canonical form. Path segments and the query are percent-decoded bytes, the query sorted by name."""

    method: str
    path: tuple[bytes, ...]
    query: BytePairs
    headers: tuple[tuple[str, str], ...]
    media_type: str
    body: CanonicalBody
    credential: Credential


def canonical(
    method: str,
    target: str,
    *,
    headers: Iterable[tuple[str, str]] = (),
    media_type: str | None = None,
    body: bytes | None = None,
    credential: Credential = Credential.VALID,
) -> CanonicalRequest:
    """The canonical form of a request; `target` is its path and query below the base URL, `media_type` yields to a Content-Type."""
    path, _, query = target.partition("?")
    content_type = next((value for name, value in headers if name.lower() == "content-type"), media_type or "")
    return CanonicalRequest(
        method.upper(),
        tuple(map(unquote_to_bytes, path.split("/"))),
        _query(query),
        _headers(headers),
        _media_type(content_type),
        _body(body or b"", content_type),
        credential,
    )


def _query(text: str) -> BytePairs:
    """Equal names keep their order: to many servers the last one wins."""
    parts = (part.replace("+", " ").partition("=") for part in text.split("&") if part)
    return tuple(sorted(((unquote_to_bytes(name), unquote_to_bytes(value)) for name, _, value in parts), key=lambda pair: pair[0]))


def _headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What a case says beside its body, by lower-case name; of what it accepts only the kinds count, in their order."""
    found = {"accept": _JSON}
    for name, value in headers:
        match name.lower():
            case "accept":
                found["accept"] = ",".join(part.strip() for part in value.lower().split(","))
            case secret if secret in _SECRET:
                found[secret] = ""
            case plain if plain not in _NOISE:
                found[plain] = value.strip()
    return tuple(sorted(found.items()))


def _media_type(content_type: str) -> str:
    """The media type with its parameters sorted, without a boundary and without the charset that everybody assumes."""
    essence = content_type.partition(";")[0].strip().lower()
    parameters = sorted((name.lower(), value.strip().strip('"')) for name, value in _PARAMETER.findall(content_type))
    kept = [(n, v) for n, v in parameters if n != "boundary" and (n, v.lower()) not in {("charset", "utf-8"), ("charset", "utf8")}]
    return ";".join([essence, *(f"{name}={value}" for name, value in kept)])


def _body(body: bytes, content_type: str) -> CanonicalBody:
    if body and is_json(content_type):
        text = _json_text(body)
        return ("bytes", body) if text is None else ("json", text)
    if body and content_type.lower().lstrip().startswith("multipart/"):
        parts = _parts(body, content_type)
        return ("multipart", parts) if parts else ("bytes", body)
    return ("bytes", body)


def _json_text(body: bytes) -> str | None:
    """Canonical JSON, or None where writing it anew would lose something: a repeated name, an odd number, what is no JSON at all."""
    try:
        value = json.loads(
            body.decode("utf-8"), parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
        return canonical_json(value)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if str(number) != text:
        raise ValueError("spelled in a way of its own")
    return number


def _integer(text: str) -> int:
    number = int(text)
    if str(number) != text:  # -0
        raise ValueError("spelled in a way of its own")
    return number


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name occurs twice")
    return members


def _parts(body: bytes, content_type: str) -> tuple[bytes, ...]:
    """What stands before, between and behind the boundary's lines (RFC 2046, 5.1.1); nothing when the body does not keep to it."""
    parameters = _PARAMETER.findall(content_type)
    boundary = next((value.strip().strip('"') for name, value in parameters if name.lower() == "boundary"), "")
    line = rb"(?:\A|\r\n)--" + re.escape(boundary.encode("utf-8", "surrogatepass"))
    close = re.search(line + rb"--[ \t]*(?:\r\n|\Z)", body)
    pieces = re.split(line + rb"[ \t]*(?=\r\n)", body[: close.start()]) if boundary and close else []
    return (*pieces, body[close.end() :]) if close and len(pieces) > 1 else ()
