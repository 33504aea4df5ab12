"""YAML read strictly: one document, no tags but !!binary, no anchors or aliases, no key twice, not deep; mappings know their line."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

import yaml

from coupa_contract.cassette.fields import Place

SIZE_LIMIT = 64 * 1024 * 1024  # bytes; more takes too long to read
DEPTH_LIMIT = 24
_NO_KEY: Any = object()

_BINARY = "tag:yaml.org,2002:binary"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}


class Block(dict[str, Any]):
    """A mapping of a YAML document and the line where it begins."""

    __slots__ = ("line",)

    line: int


def _scalar(event: Any, file: str) -> Any:
    if event.tag is not None:
        if event.tag != _BINARY:
            raise Place(file, event.start_mark.line + 1).error(f"the tag {event.tag} does not belong into a cassette")
        try:
            return base64.b64decode("".join(event.value.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Place(file, event.start_mark.line + 1).error(f"not base64 ({error})") from error
    value = event.value
    if event.style:
        return value
    if value in _WORDS:
        return _WORDS[value]
    if value[0] in "-0123456789" and len(value) < 400:
        if _INTEGER.fullmatch(value):
            return int(value)
        if _FLOAT.fullmatch(value):
            return float(value)
    return value


def _events(data: bytes, file: str) -> Iterator[Any]:
    """The events of a text. Raises RecordingError where YAML is not well formed."""
    loader = _LOADER(data)
    try:
        while loader.check_event():
            yield loader.get_event()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        line = 0 if mark is None else mark.line + 1
        raise Place(file, line).error(f"not well-formed YAML ({problem})") from error
    finally:
        loader.dispose()


def _checked(data: bytes, file: str) -> bytes:
    if not data.strip():
        raise Place(file).error("it is empty")
    if len(data) > SIZE_LIMIT:
        raise too_large(file, len(data))
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        raise Place(file, 1).error("it is not plain UTF-8: it begins with a byte order mark", "save it as UTF-8 or restore it")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = Place(file, data.count(b"\n", 0, error.start) + 1)
        raise place.error(f"byte {error.start} is not UTF-8", "save it as UTF-8 or restore it") from error
    return data


def too_large(file: str, size: int) -> Exception:
    """What is raised for a YAML cassette beyond the limit."""
    return Place(file).error(
        f"it has {size >> 20} MB, and a YAML cassette has at most {SIZE_LIMIT >> 20} MB",
        "restore it, or record with `--encoding jsonl.zst`",
    )


class _Builder:
    """Puts values together as events come; no recursion, so that depth costs nothing."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.result: Any = None
        self.ended = False
        self.stack: list[Any] = []  # the containers that are open
        self.keys: list[Any] = []  # of each open mapping the key that waits for its value

    def place(self, event: Any) -> Place:
        """Where an event began."""
        return Place(self.file, event.start_mark.line + 1)

    def add(self, value: Any, event: Any) -> None:
        """Puts a value where it belongs."""
        if not self.stack:
            self.result = value
        elif self.stack[-1].__class__ is list:
            self.stack[-1].append(value)
        elif self.keys[-1] is not _NO_KEY:
            self.stack[-1][self.keys[-1]] = value
            self.keys[-1] = _NO_KEY
        elif value.__class__ is not str:
            raise self.place(event).error("a key is not text")
        elif value in self.stack[-1]:
            raise self.place(event).error(f"the key `{value}` stands twice")
        else:
            self.keys[-1] = value

    def open(self, event: Any, container: Any) -> None:
        """Begins a mapping or a list."""
        if event.anchor is not None or event.tag is not None:
            raise self.place(event).error("an anchor or a tag does not belong into a cassette")
        if len(self.stack) >= DEPTH_LIMIT:
            raise self.place(event).error(f"nested more than {DEPTH_LIMIT} deep")
        self.stack.append(container)
        self.keys.append(_NO_KEY)

    def close(self, event: Any) -> None:
        """Ends a mapping or a list."""
        self.keys.pop()
        self.add(self.stack.pop(), event)

    def end(self, event: Any) -> None:
        """Ends the document."""
        if self.ended:
            raise self.place(event).error("a second document follows the first")
        if not event.explicit:
            raise self.place(event).error("it ends without `...`: it was cut off")
        self.ended = True


def read(data: bytes, file: str) -> Any:
    """The value of a YAML text that ends with `...`. Raises RecordingError."""
    builder = _Builder(file)
    for event in _events(_checked(data, file), file):
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            if event.anchor is not None:
                raise builder.place(event).error("an anchor does not belong into a cassette")
            builder.add(_scalar(event, file), event)
        elif kind is yaml.MappingStartEvent:
            mapping = Block()
            mapping.line = event.start_mark.line + 1
            builder.open(event, mapping)
        elif kind is yaml.SequenceStartEvent:
            builder.open(event, [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            builder.close(event)
        elif kind is yaml.AliasEvent:
            raise builder.place(event).error("an alias does not belong into a cassette")
        elif kind is yaml.DocumentEndEvent:
            builder.end(event)
    if not builder.ended:
        raise Place(file).error("it holds no document")
    return builder.result
