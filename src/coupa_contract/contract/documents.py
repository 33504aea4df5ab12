"""Reads any document of an API, YAML or JSON, from the bytes of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coupa_contract.contract.reading import MAX_BYTES, MAX_DEPTH, parse_yaml
from coupa_contract.errors import DocumentError


def read_document(data: bytes, name: str) -> Mapping[str, Any]:
    """The JSON object, or YAML mapping, in the bytes of a document. Raises DocumentError when they are neither, too many, or not UTF-8."""
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{name} is {len(data)} bytes long; more than {MAX_BYTES} is not read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name} is not UTF-8 (byte {error.start})") from error
    value = _parse_json(text, name) if text.lstrip()[:1] in {"{", "["} else None
    if value is None:  # YAML may begin with a brace as well
        value = parse_yaml(text, name)
    if not isinstance(value, Mapping):
        raise DocumentError(f"{name} holds no document: it must be an object of JSON or a mapping of YAML")
    return value


def _parse_json(text: str, name: str) -> Any:
    """The value of a JSON text, faster than as YAML; None when it is no JSON."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except _TwiceError as error:
        raise DocumentError(f"{name} cannot be used: the key {error.args[0]!r} stands twice in one object") from error
    except (json.JSONDecodeError, ValueError):
        return None
    except RecursionError as error:
        raise DocumentError(f"{name} cannot be used: nested too deeply") from error
    if _is_deep(value):
        raise DocumentError(f"{name} cannot be used: nested more than {MAX_DEPTH} levels deep")
    return value


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


class _TwiceError(Exception):
    """A key that stands twice in one object."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1)[:80])
    return found


def _is_deep(value: Any) -> bool:
    """Whether a value is nested deeper than any document is."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for each in level if isinstance(each, dict | list) for child in (each.values() if isinstance(each, dict) else each)]
        if not level:
            return False
    return any(isinstance(each, dict | list) for each in level)
