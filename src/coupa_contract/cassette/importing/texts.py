"""Foreign files as values: strictly UTF-8, of a bounded size, JSON or a harmless part of YAML."""

from __future__ import annotations

import json
from typing import Any

from coupa_contract.cassette.importing.yaml_values import parse_yaml
from coupa_contract.errors import RecordingError

MOST_BYTES = 256 * 1024 * 1024


def text_of(data: bytes, name: str) -> str:
    """The text of a file. Raises RecordingError for one that is empty, too large or not UTF-8."""
    if len(data) > MOST_BYTES:
        raise RecordingError(f"{name} is {len(data):,} bytes long; more than {MOST_BYTES:,} is not read: split it")
    if b"\0" in data[:4096] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise RecordingError(f"{name} is no text in UTF-8: is it compressed, or saved in UTF-16? save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordingError(f"{name}, line {line}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    if not text.strip():
        raise RecordingError(f"{name} is empty: nothing was recorded in it, or it was cut off")
    return text


def value_of(text: str, name: str) -> Any:
    """The value of a JSON or YAML text. Raises RecordingError that names the line."""
    return _json_value(text, name) if text.lstrip()[:1] in {"{", "["} else parse_yaml(text, name)


def _json_value(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        cut = "; the file may have been cut off" if error.pos >= len(text.rstrip()) - 1 else ""
        raise RecordingError(f"{name}, line {error.lineno}, column {error.colno}: this is not JSON ({error.msg.lower()}){cut}") from error
    except RecursionError as error:
        raise RecordingError(f"{name} is nested too deeply to be read") from error
    except ValueError as error:
        raise RecordingError(f"{name} is not JSON: {error}") from error


def strictly(data: bytes) -> Any:
    """The value of a JSON text in which no member stands twice. Raises ValueError with what is wrong, in words."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=no_constant)
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(error.msg.lower()) from error


def once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of its members. Raises ValueError for a name that stands twice."""
    value = dict(members)
    if len(value) < len(members):
        names = [key for key, _ in members]
        twice = next(key for key in names if names.count(key) > 1)
        raise ValueError(f"the member {twice!r} stands twice in one object")
    return value


def no_constant(name: str) -> Any:
    """Refuses NaN and Infinity with a ValueError."""
    raise ValueError(f"{name} is not a JSON number")
