"""YAML of foreign tools as values: text, bytes, whole numbers, null, lists and mappings. Nothing is constructed but these."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

import yaml

from coupa_contract.errors import RecordingError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_DEPTH = 60
_MOST_ALIASED = 100_000  # values; vcrpy's dumper shares equal lists of headers, a bomb shares far more
_NULLS = {"", "~", "null", "Null", "NULL"}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_PLAIN = (None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:python/str", "tag:yaml.org,2002:python/unicode")
_LISTS = (None, "!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:python/tuple")
_MAPPINGS = (None, "!", "tag:yaml.org,2002:map")
_BINARY = "tag:yaml.org,2002:binary"


class Lined(dict[str, Any]):
    """A mapping that knows the line on which it begins."""

    __slots__ = ("line",)

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line


def parse_yaml(text: str, name: str) -> Any:
    """The value of one YAML document; its mappings are `Lined`. Raises RecordingError with the line of what is refused."""
    builder = _Builder(name)
    for event in _events(text, name):
        builder.take(event)
    if len(builder.roots) != 1:
        raise RecordingError(f"{name} holds {len(builder.roots)} YAML documents instead of one")
    return builder.roots[0]


def _events(text: str, name: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise RecordingError(f"{name}{place}: this is not YAML ({error.problem or error.context}); is the file cut off?") from error
    except yaml.YAMLError as error:
        raise RecordingError(f"{name} is not YAML: {' '.join(str(error).split())}") from error


class _Builder:
    """Puts values together from events, without recursion."""

    def __init__(self, name: str) -> None:
        self.roots: list[Any] = []
        self._name = name
        self._open: list[Lined | list[Any]] = []
        self._keys: list[str | None] = []  # of the open mappings: the key that waits for its value
        self._anchors: dict[str, Any] = {}
        self._aliased = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._key(event) if self._wants_key() else self._put(event, self._scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._place(self._alias(event))

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], Lined) and self._keys[-1] is None

    def _key(self, event: yaml.ScalarEvent) -> None:
        if event.tag not in _PLAIN:
            raise self._refused(event, f"the tag {event.tag} is not read")
        if event.value in self._open[-1]:
            raise self._refused(event, f"the key {event.value[:40]!r} stands here twice")
        self._keys[-1] = event.value

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if self._wants_key():
            raise self._refused(event, "a key must be plain text")
        if len(self._open) >= _MOST_DEPTH:
            raise self._refused(event, f"it is nested more than {_MOST_DEPTH} levels deep")
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (_MAPPINGS if is_mapping else _LISTS):
            raise self._refused(event, f"the tag {event.tag} is not read")
        value: Lined | list[Any] = Lined(_line(event)) if is_mapping else []
        self._put(event, value)
        self._open.append(value)
        self._keys.append(None)

    def _put(self, event: yaml.NodeEvent, value: Any) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        self._place(value)

    def _place(self, value: Any) -> None:
        parent = self._open[-1] if self._open else self.roots
        if isinstance(parent, list):
            parent.append(value)
        elif (key := self._keys[-1]) is not None:
            parent[key] = value
            self._keys[-1] = None

    def _alias(self, event: yaml.AliasEvent) -> Any:
        value = self._anchors.get(event.anchor or "", self)
        if self._wants_key() or value is self or any(value is each for each in self._open):
            raise self._refused(event, f"the alias *{event.anchor} stands for nothing that can be put here")
        self._weigh(event, value, 0)
        return value

    def _weigh(self, event: yaml.AliasEvent, value: Any, depth: int) -> None:
        """Counts what an alias stands for as if it were written out, and gives up early."""
        self._aliased += 1
        if self._aliased > _MOST_ALIASED or depth > _MOST_DEPTH:
            raise self._refused(event, "its aliases stand for too much")
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            self._weigh(event, each, depth + 1)

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.tag == _BINARY:
            try:
                return base64.b64decode("".join(text.split()), validate=True)
            except (binascii.Error, ValueError) as error:
                raise self._refused(event, "what is tagged !!binary is not base64") from error
        if event.tag not in _PLAIN:
            raise self._refused(event, f"the tag {event.tag} is not read")
        if not event.implicit[0] or event.style not in (None, ""):
            return text
        if text in _NULLS:
            return None
        return int(text) if _WHOLE.fullmatch(text) else text

    def _refused(self, event: yaml.Event, problem: str) -> RecordingError:
        return RecordingError(f"{self._name}, line {_line(event)}: {problem}; remove it, or record again")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
