"""What a file or folder holds, told by its beginning."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, TypeAlias

from coupa_contract.cassette.manifest import NAME
from coupa_contract.cassette.traffic.har_text import TOKEN, masked
from coupa_contract.cassette.traffic.locations import Location
from coupa_contract.errors import RecordingError

TrafficKind: TypeAlias = Literal["recording", "har", "lines", "foreign", "snapshot", "document", "folder"]

_BEGINNING = 256 << 10  # bytes
_YAML_KEY = re.compile(rb"""^["']?([\w.-]+)["']?[ \t]*:""", re.MULTILINE)
_OWN = re.compile(rb"^(?:# 0: scenario \d|  coupa-contract:|seal = \")", re.MULTILINE)
_KEYS: tuple[tuple[bytes, TrafficKind], ...] = (
    (b"openapi", "document"),
    (b"swagger", "document"),
    (b"http_interactions", "foreign"),
    (b"interactions", "foreign"),
    (b"request", "lines"),
    (b"response", "lines"),
)


def kind_of(location: str | Path | Location) -> TrafficKind:
    """What lies at a location, by its beginning and not by its name. Raises RecordingError when it is nothing that is known."""
    place = Location.of(location)
    if place.is_folder():
        return "recording" if place.is_recording() else "folder"
    with place.opened() as file:
        data = file.read(_BEGINNING)
    found = kind_of_text(data)
    if found is None:
        raise RecordingError(f"{place}: {_what_is_wrong(data)}")
    return found


def kind_of_text(data: bytes) -> TrafficKind | None:
    """What a file is that begins like this; None for nothing that is known."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:1] not in {b"{", b"["}:
        return _kind_of_yaml(data)
    keys, inner, ended = _outline(data)
    if b"log" in keys:
        return "lines" if ended and b"entries" not in inner else "har"
    if {b"format", b"item"} <= keys:
        return "recording"
    if {b"format", b"kind"} <= keys:
        return "snapshot"
    found: tuple[TrafficKind, ...] = tuple(kind for key, kind in _KEYS if key in keys)
    if found:
        return found[0]
    return "foreign" if data[:1] == b"[" and b"request" in inner else None


def _kind_of_yaml(data: bytes) -> TrafficKind | None:
    keys = {match.group(1) for match in _YAML_KEY.finditer(data)}
    if _OWN.search(data) and (b"interactions" in keys or data.startswith(b"seal")):
        return "recording"
    return next((kind for key, kind in _KEYS if key in keys and kind in {"document", "foreign"}), None)


def _outline(data: bytes) -> tuple[set[bytes], set[bytes], bool]:
    """The keys of the first value, those one level below, and whether the value ends in this text."""
    keys: tuple[set[bytes], set[bytes]] = (set(), set())
    text = masked(data)
    depth = 0
    for token in TOKEN.finditer(text):
        part = token.group()
        if part[:1] != b'"':
            depth += 1 if part in b"{[" else -1
            if depth <= 0:
                return (*keys, True)
        elif depth in {1, 2} and text[token.end() : token.end() + 20].lstrip()[:1] == b":":
            keys[depth - 1].add(part[1:-1])
    return (*keys, False)


def _what_is_wrong(data: bytes) -> str:
    if not data.strip():
        return "it is empty: nothing was recorded in it, or it was cut off"
    if b"\0" in data[:4096] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "it is no text in UTF-8; name a recording, a HAR, JSON lines, a snapshot or an OpenAPI document"
    lines = "nor JSON lines of HAR entries, nor a vcrpy cassette, nor a snapshot, nor an OpenAPI document"
    return f"it is neither a recording ({NAME}), nor a HAR, {lines}"
