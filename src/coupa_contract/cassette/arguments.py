"""Drawn arguments as JSON text, in a form that survives upgrades of the libraries that drew them."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from decimal import Decimal
from typing import Any

from coupa_contract.model import Case, Condition, Credential, Origin

_SURROGATE = re.compile("[\ud800-\udfff]")
_VALUES = {"case": Case, "condition": Condition}
_NAMES = {value: name for name, value in _VALUES.items()}


def _plain(value: Any) -> Any:
    """A value of JSON types; what JSON lacks becomes an object with one `$` key."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case Decimal():
            return {"$decimal": str(value)}
        case bytes():
            return {"$bytes": base64.b64encode(value).decode()}
        case list():
            return [_plain(item) for item in value]
        case tuple():
            return {"$tuple": [_plain(item) for item in value]}
        case dict():
            members = {str(key): _plain(item) for key, item in value.items()}
            return {"$object": members} if any(key.startswith("$") for key in members) else members
    if type(value) in _NAMES:
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        if not fields.get("verb", "no"):
            del fields["verb"]  # as those wrote it who did not know of it
        return {f"${_NAMES[type(value)]}": fields}
    raise TypeError(f"an argument of type {type(value).__name__} cannot be recorded; draw JSON values, bytes, Decimal, Case or Condition")


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return [_rich(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (key, inner), *_ = value.items()
        match key:
            case "$decimal":
                return Decimal(inner)
            case "$bytes":
                return base64.b64decode(inner)
            case "$tuple":
                return tuple(_rich(item) for item in inner)
            case "$object":
                return {name: _rich(item) for name, item in inner.items()}
            case "$case":
                fields = {name: _rich(item) for name, item in inner.items()}
                return Case(**fields | {"credential": Credential(fields["credential"]), "origin": Origin(fields["origin"])})
            case "$condition":
                return Condition(**{name: _rich(item) for name, item in inner.items()})
    return {name: _rich(item) for name, item in value.items()}


def encode(arguments: Any) -> str:
    """JSON text of drawn arguments. Raises TypeError for a type that cannot be recorded."""
    text = json.dumps(_plain(arguments), ensure_ascii=False, sort_keys=True)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)  # no file could hold them as they are


def decode(text: str) -> Any:
    """The arguments that `encode` wrote."""
    return _rich(json.loads(text))
