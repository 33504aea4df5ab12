"""Writes an overlay as YAML that people read: a comment with the evidence before the actions of each drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import yaml

from coupa_contract.drift.difference import add
from coupa_contract.drift.drift import Backing, Drift, DriftPlace
from coupa_contract.drift.shape import Sighting
from coupa_contract.drift.wording import either

_WIDTH = 120  # characters of a line; a word that begins before the end is not broken

_NAMED = 3  # places


class _Writer(yaml.SafeDumper):
    """Indents lists, and writes no anchors: they are no JSON, and many tools refuse them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def overlay_text(title: str, version: str, groups: Iterable[tuple[Drift, Sequence[Mapping[str, Any]]]]) -> str:
    """The overlay of these drifts, each with its actions; `coupa-contract spec --overlay FILE` applies it."""
    lines = [
        "# Proposed by `coupa-contract drift report --propose`. Each edit is the smallest that makes the document true of",
        "# what was observed, and is proved: the traffic conforms, what conformed before still does, no part can be spared.",
        "overlay: 1.0.0\n" + _block({"info": {"title": title, "version": version}}, flow=False) + "actions:",
    ]
    for drift, actions in groups:
        lines += ["", f"  # {drift.fingerprint}  {drift.rule}  {drift.drift_class.value}"]
        for action in actions:
            lines.append(_entry(action))
    return "\n".join(lines) + "\n"


def _block(value: Any, *, flow: bool | None = None) -> str:
    """YAML in blocks; what holds nothing but plain values stands in one line, unless `flow` is False."""
    return str(yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=_WIDTH - 12, default_flow_style=flow))


def _entry(action: Mapping[str, Any]) -> str:
    text = "".join(_block({key: value}, flow=None if key == "update" else False) for key, value in action.items())
    return "  - " + _indented(text).removeprefix("    ")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.rstrip("\n").split("\n"))


def evidence(drift: Drift, places: Sequence[DriftPlace] = ()) -> str:
    """What was seen at some places of a drift, in two sentences; without places, of the whole."""
    if not places:
        return f"{_line(drift.message)}. {_counted(drift.backing)}"
    pointers = list(dict.fromkeys(each.pointer.removeprefix("/*") for each in places))  # in a row of a list as in a single object
    named = ", ".join(f"`{each or '/'}`" for each in pointers[:_NAMED])
    more = f" and {len(pointers) - _NAMED} more" if len(pointers) > _NAMED else ""
    old, new = (_line(either([each.old for each in places])), _line(either([each.new for each in places])))
    counted = reduce(add, (each.backing for each in places))
    return f"{named}{more}: {old}; seen: {new}. {_counted(counted)}"


def _line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _counted(backing: Backing) -> str:
    times = f"Seen {backing.times} times" if backing.times != 1 else "Seen once"
    if not backing.times:
        times = "Not seen"
    if backing.chances > backing.times:
        times += f" of {backing.chances}"
    if backing.first is None or backing.last is None:
        return f"{times}."
    if backing.first == backing.last:
        return f"{times}, in {_where(backing.first)}."
    return f"{times}, first in {_where(backing.first)}, last in {_where(backing.last)}."


def _where(sighting: Sighting) -> str:
    at = f" ({sighting.at})" if sighting.at else ""
    return f"{sighting.source} at interaction {sighting.number}{at}"
