"""Which line of `openapi.yaml` a JSON pointer stands on, for reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from coupa_contract.contract import pointers
from coupa_contract.contract.reading import events, line_of


@dataclass(frozen=True, slots=True, eq=False)
class PointerLines(Mapping[str, int]):
    """From JSON pointers to line numbers (from 1)."""

    lines: dict[str, int]

    def __getitem__(self, pointer: str) -> int:
        return self.lines[pointer]

    def __iter__(self) -> Iterator[str]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def nearest(self, pointer: str) -> int:
        """The line of a pointer, or of its nearest ancestor when an overlay brought it in; 1 for what is nowhere."""
        while pointer:
            if pointer in self.lines:
                return self.lines[pointer]
            pointer = pointer.rpartition("/")[0]
        return 1


def pointer_lines(text: str, name: str) -> PointerLines:
    """The line of every key and item of a YAML text. Raises DocumentError when it is not YAML."""
    lines = {"": 1}
    places: list[str] = []  # the pointers of the open collections
    waiting: list[str | int | None] = []  # per open collection: the next index, or the key that waits for its value

    for event in events(text, name):
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            places.pop()
            waiting.pop()
        elif isinstance(event, yaml.ScalarEvent) and waiting and waiting[-1] is None:
            waiting[-1] = event.value
            lines[places[-1] + pointers.join([event.value])] = line_of(event)
        elif isinstance(event, yaml.NodeEvent):
            place = _advance(places, waiting)
            lines.setdefault(place, line_of(event))
            if isinstance(event, yaml.CollectionStartEvent):
                places.append(place)
                waiting.append(0 if isinstance(event, yaml.SequenceStartEvent) else None)
    return PointerLines(lines)


def _advance(places: list[str], waiting: list[str | int | None]) -> str:
    """The pointer of the value that comes now; what waited for it is used up."""
    if not places:
        return ""
    part = waiting[-1]
    waiting[-1] = part + 1 if isinstance(part, int) else None
    return places[-1] + pointers.join([part if part is not None else ""])
