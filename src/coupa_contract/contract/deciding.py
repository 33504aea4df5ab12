"""Which line of which file decides what a resolved document says: the document's own, or an overlay's action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.dialects import PUBLISHED
from coupa_contract.contract.lines import PointerLines, pointer_lines
from coupa_contract.contract.overlay import apply_overlay
from coupa_contract.contract.reading import parse_yaml, read_text


@dataclass(frozen=True, slots=True)
class Decision:
    """A file and a line of it, from 1."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """Where pointers of a resolved document are decided: made by `decisions`."""

    document: Path
    lines: PointerLines
    touched: Mapping[str, Decision]  # pointers that an overlay set, the last one wins

    def of(self, pointer: str) -> Decision:
        """What decides the node at a pointer: the last action that set it or one of its keywords, else the document."""
        while pointer not in self.lines:
            if pointer in self.touched:
                return self.touched[pointer]
            pointer = pointer.rpartition("/")[0]
        keywords = [each for each in self.touched if each.startswith(f"{pointer}/") and "/" not in each[len(pointer) + 1 :]]
        found = self.touched.get(pointer) or (self.touched[keywords[-1]] if keywords else None)
        return found or Decision(self.document, self.lines[pointer])


def decisions(folder: Path, dialect: str = PUBLISHED, overlays: Sequence[Path | str] = ()) -> Decisions:
    """Where each place of the contract in this folder is decided. Raises DocumentError or OverlayError."""
    path = folder / "openapi.yaml"
    text = read_text(path, "document")
    document: dict[str, Any] = parse_yaml(text, str(path))
    touched: dict[str, Decision] = {}
    dialects = [] if dialect == PUBLISHED else [folder / "overlays" / f"{dialect}.yaml"]
    for each in [*dialects, *map(Path, overlays)]:
        overlay_text = read_text(each, "overlay")
        overlay = parse_yaml(overlay_text, str(each))
        lines = pointer_lines(overlay_text, str(each))
        for number, action in enumerate(overlay["actions"]):
            after = apply_overlay(document, {**overlay, "actions": [action]}, each.name)
            for place in _changed(document, after):
                touched.pop(place, None)  # the last one comes last
                touched[place] = Decision(each, lines.nearest(f"/actions/{number}"))
            document = after
    return Decisions(path, pointer_lines(text, str(path)), touched)


def _changed(before: Any, after: Any) -> Iterator[str]:
    """Pointers of what differs: of what is new also everything in it."""
    stack: list[tuple[str, Any, Any]] = [("", before, after)]
    while stack:
        place, old, new = stack.pop()
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            keys = [key for key in new.keys() | old.keys() if key not in new or key not in old or new[key] != old[key]]
            stack.extend((place + pointers.join([key]), old.get(key), new.get(key)) for key in keys)
            continue
        yield place
        if isinstance(new, Mapping):
            stack.extend((place + pointers.join([key]), None, value) for key, value in new.items())
