"""Reading a request: what it accepts, its JSON body, its uploaded file, its form."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from coupa_contract.reference.refusals import RefusalError, invalid

BODY_LIMIT_BYTES = 4 * 1024 * 1024
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}", re.ASCII)
_RANGES = ("application/json", "application/*", "*/*")
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)


def accepts_json(accept: str | None) -> bool:
    """Whether a client takes JSON, by its Accept header (RFC 9110, section 12.5.1: the most specific range decides)."""
    if accept is None or not accept.strip():
        return True
    qualities: dict[str, float] = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((parameter[2:].strip() for parameter in parameters if parameter.startswith("q=")), "1")
        qualities[media_range] = float(weight) if _QUALITY.fullmatch(weight) else 0.0
    return next((qualities[media_range] > 0 for media_range in _RANGES if media_range in qualities), False)


def media_type(request: Request) -> str:
    """The type of a request's body, without parameters, in lower case; empty when none is declared."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def body(request: Request) -> bytes:
    """The whole body. Raises RefusalError (413) as soon as it is too large."""
    received = bytearray()
    declared = request.headers.get("content-length", "0")
    too_large = RefusalError(413, {"body": (f"The body is larger than {BODY_LIMIT_BYTES} bytes.",)})
    if declared.isdecimal() and int(declared[:18]) > BODY_LIMIT_BYTES:
        raise too_large
    async for chunk in request.stream():
        received += chunk
        if len(received) > BODY_LIMIT_BYTES:
            raise too_large
    return bytes(received)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


async def json_object(request: Request) -> dict[str, Any] | None:
    """The JSON object that a request carries, numbers as int or Decimal; None without a body. Raises RefusalError (400, 413, 415)."""
    content = await body(request)
    if not content:
        return None
    if media_type(request) != "application/json":
        raise RefusalError(415, {"body": ("The body is not application/json.",)})
    try:
        value = json.loads(content.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise invalid("body", "The body is not JSON.") from None
    if not isinstance(value, dict):
        raise invalid("body", "The body is not a JSON object.")
    return value


async def _once(content: bytes) -> AsyncGenerator[bytes, None]:
    yield content


async def uploaded_file(request: Request) -> tuple[str, str, bytes]:
    """Name, media type and content of the file in the field `file` of a form. Raises RefusalError (400, 413, 415)."""
    content = await body(request)
    if media_type(request) != "multipart/form-data":
        raise RefusalError(415, {"body": ("The body is not multipart/form-data.",)})
    try:
        form = await MultiPartParser(request.headers, _once(content)).parse()
    except MultiPartException:
        raise invalid("body", "The body is not multipart/form-data.") from None
    try:
        return await _file(form.get("file"))
    finally:
        await form.close()


async def _file(upload: UploadFile | str | None) -> tuple[str, str, bytes]:
    if not isinstance(upload, UploadFile):
        raise invalid("file", "The form has no file in its field `file`.")
    declared = (upload.content_type or "application/octet-stream").partition(";")[0].strip().lower()
    content = await upload.read()
    name = upload.filename or "scan"
    if not _MEDIA_TYPE.fullmatch(declared):
        raise invalid("file", "The media type of the file is no media type.")
    if not content or len(name) > 255 or not name.isprintable():
        raise invalid("file", "The file is empty, or its name cannot be kept.")
    return name, declared, content


async def form(request: Request) -> dict[str, str]:
    """The members of a form, the first of each name; empty when there is none that can be read."""
    content = await body(request)
    if media_type(request) != "application/x-www-form-urlencoded":
        return {}
    try:
        pairs = parse_qsl(content.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        return {}
    return dict(reversed(pairs))


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """Names and values of the query string, in order. Raises RefusalError when it is not UTF-8 or has too many."""
    try:
        text = request.scope["query_string"].decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=500)
    except ValueError:
        raise invalid("query", "The query string cannot be read.") from None
