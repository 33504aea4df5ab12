"""Reads YAML as JSON values: fast, strict, and with an error that names file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from coupa_contract.errors import DocumentError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times as fast; PyYAML may be built without it
MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 100
_MAX_ALIASED = 100_000  # values

# The core schema of YAML 1.2 (section 10.3.2): PyYAML's own is that of 1.1, where `no`, `12:30` and `2024-01-01` are not strings.
_CONSTANTS: dict[str, bool | None] = {"null": None, "Null": None, "NULL": None, "~": None, "": None}
_CONSTANTS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_STRING_TAGS = (None, "!", "tag:yaml.org,2002:str")


def read_yaml(path: Path, what: str) -> Any:
    """The value of a YAML file; `what` names its role in the message. Raises DocumentError."""
    return parse_yaml(read_text(path, what), str(path))


def read_text(path: Path, what: str) -> str:
    """The text of a UTF-8 file of at most 16 MiB. Raises DocumentError."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"{what} {path} is {size} bytes long; more than {MAX_BYTES} is not read")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise DocumentError(f"there is no {what} at {path}") from error
    except OSError as error:
        raise DocumentError(f"{what} {path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"{what} {path} is not UTF-8 (byte {error.start})") from error


def parse_yaml(text: str, name: str) -> Any:
    """The value of one YAML document with JSON's types; mapping keys are always strings. Raises DocumentError with a line number.

    An alias becomes a copy of what it stands for. A few lines of aliases can stand for gigabytes, so their number is limited.
    """
    builder = _Builder(name)
    for event in events(text, name):
        builder.take(event)
    return builder.finished()


def events(text: str, name: str) -> Iterator[yaml.Event]:
    """The parser's events. Raises DocumentError with a line number where the text is not YAML."""
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise DocumentError(f"{name}{line} is not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise DocumentError(f"{name} is not YAML: {' '.join(str(error).split())}") from error


def line_of(event: yaml.Event) -> int:
    """The line on which an event begins, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


class _Builder:
    """Puts values together from events, without recursion."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []  # of the open mappings: the key that waits for its value
        self._roots: list[Any] = []
        self._anchors: dict[str, Any] = {}
        self._aliased = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if self._wants_key():
                self._key(event)
            else:
                self._put(event, self._scalar(event))
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if self._wants_key():
                raise self._error(event, "a mapping's key must be plain text")
            self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._place(self._alias(event))

    def finished(self) -> Any:
        if len(self._roots) != 1:
            raise DocumentError(f"{self._name} holds {len(self._roots)} YAML documents instead of one")
        return self._roots[0]

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], dict) and self._keys[-1] is None

    def _key(self, event: yaml.ScalarEvent) -> None:
        if event.value in self._open[-1]:
            raise self._error(event, f"the key {event.value!r} stands here twice")
        self._keys[-1] = event.value

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._error(event, f"nested more than {MAX_DEPTH} levels deep")
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(event, value)
        self._open.append(value)
        self._keys.append(None)

    def _put(self, event: yaml.NodeEvent, value: Any) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        self._place(value)

    def _alias(self, event: yaml.AliasEvent) -> Any:
        if self._wants_key() or event.anchor not in self._anchors:
            raise self._error(event, f"the alias *{event.anchor} stands for nothing that can be put here")
        value = self._anchors[event.anchor]
        if any(value is each for each in self._open):
            raise self._error(event, f"the alias *{event.anchor} stands within what it stands for")
        return self._copy(event, value, len(self._open))

    def _copy(self, event: yaml.AliasEvent, value: Any, depth: int) -> Any:
        self._aliased += 1
        if self._aliased > _MAX_ALIASED or depth > MAX_DEPTH:
            raise self._error(event, "its aliases stand for too much")
        if isinstance(value, dict):
            return {key: self._copy(event, each, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [self._copy(event, each, depth + 1) for each in value]
        return value

    def _place(self, value: Any) -> None:
        parent = self._open[-1] if self._open else self._roots
        key = self._keys[-1] if self._keys else None
        if isinstance(parent, list):
            parent.append(value)
        elif key is not None:
            parent[key] = value
            self._keys[-1] = None

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        if event.tag not in _STRING_TAGS:
            raise self._error(event, f"the tag {event.tag} is not read")
        text: str = event.value
        if not event.implicit[0] or event.style not in (None, ""):
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return self._integer(event)
        return float(text) if _FLOAT.fullmatch(text) else text

    def _integer(self, event: yaml.ScalarEvent) -> int:
        try:
            return int(event.value)
        except ValueError as error:  # Python refuses more than 4300 digits
            raise self._error(event, "the number is too long") from error

    def _error(self, event: yaml.Event, problem: str) -> DocumentError:
        return DocumentError(f"{self._name}:{line_of(event)} cannot be used: {problem}")
