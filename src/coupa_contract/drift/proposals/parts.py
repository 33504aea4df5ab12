"""What a proposal is made of: actions of an overlay, and the smallest parts that can be left out."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from coupa_contract.contract import pointers
from coupa_contract.contract.overlay import merge
from coupa_contract.drift.drift import Direction

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Spot(NamedTuple):
    """A place of the traffic: the body of a request (status "") or of an answer, and a general pointer in it."""

    direction: Direction
    operation: str
    status: str
    media_type: str
    pointer: str

    @property
    def parent(self) -> Spot:
        """The place that holds it."""
        return self._replace(pointer=self.pointer.rpartition("/")[0])

    @property
    def name(self) -> str:
        """The name of the member."""
        return pointers.split(self.pointer)[-1]

    def below(self, segment: str) -> Spot:
        """A member of it (escaped), `*` for its items, `{}` for the values of a map."""
        return self._replace(pointer=f"{self.pointer}/{segment}")


@dataclass(frozen=True, slots=True)
class Action:
    """One action of an OpenAPI Overlay 1.0. `target` is a JSONPath (RFC 9535)."""

    target: str
    update: Any = None
    remove: bool = False

    def written(self, description: str = "") -> dict[str, Any]:
        """The action as an overlay holds it."""
        entry: dict[str, Any] = {"target": self.target}
        if description:
            entry["description"] = description
        return entry | ({"remove": True} if self.remove else {"update": self.update})


@dataclass(frozen=True, slots=True)
class Part:
    """What can be left out of a proposal only as a whole.

    Without it the document contradicts what was seen at `spots`, in one `aspect`: null, type, form, enum, length, bound, precision, size,
    presence, member, or "" for what no value shows. `narrower` are lesser edits that must not do.
    """

    aspect: str
    actions: tuple[Action, ...]
    spots: tuple[Spot, ...] = ()
    narrower: tuple[tuple[Action, ...], ...] = ()
    widening: bool = True


class Refusal(Exception):  # noqa: N818 - it is an answer and no error
    """Why no edit is proposed: one sentence."""


def json_path(pointer: str, *below: str) -> str:
    """The JSONPath of a JSON pointer and of members below it.

    >>> json_path("/components/schemas/Invoice/properties/gross-total", "type")
    "$.components.schemas.Invoice.properties['gross-total'].type"
    """
    return "$" + "".join(_segment(part) for part in [*pointers.split(pointer), *below])


def _segment(part: str) -> str:
    if part.isascii() and part.isdigit():
        return f"[{part}]"
    return f".{part}" if _PLAIN.fullmatch(part) else f"[{quoted(part)}]"


def quoted(text: str) -> str:
    """A text as a literal of JSONPath."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(f"\\u{ord(each):04x}" if ord(each) < 32 else each for each in escaped) + "'"


def lay(pointer: str, values: Mapping[str, Any]) -> Action:
    """Lays values over the node at a pointer."""
    return Action(json_path(pointer), dict(values))


def remove(pointer: str, *names: str) -> tuple[Action, ...]:
    """Takes members out of the node at a pointer."""
    return tuple(Action(json_path(pointer, name), remove=True) for name in names)


def written(parts: Iterable[Part], describe: Callable[[tuple[Spot, ...]], str]) -> Iterator[dict[str, Any]]:
    """The actions as an overlay holds them, each described by its places; what is laid over one node in a row is laid at once."""
    entries = [(action, part.spots) for part in parts for action in part.actions]
    for (target, removes), group in groupby(entries, key=lambda each: (each[0].target, each[0].remove)):
        same = list(group)
        description = describe(tuple(sorted({spot for _, spots in same for spot in spots})))
        if removes:
            yield Action(target, remove=True).written(description if "[?" in target else "Replaced below.")
            continue
        values: dict[str, Any] = copy.deepcopy(dict(same[0][0].update))
        for action, _ in same[1:]:
            merge(values, action.update)
        yield Action(target, values).written(description)


def overlay_of(actions: Iterable[Mapping[str, Any]], title: str = "Drift", version: str = "1.0.0") -> dict[str, Any]:
    """An overlay of these actions."""
    return {"overlay": "1.0.0", "info": {"title": title, "version": version}, "actions": list(actions)}
