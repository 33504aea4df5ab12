"""Compares traffic as the command does: observed into a shape, told as facts, against a document or other traffic."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from coupa_contract.contract import load_contract
from coupa_contract.drift.comparing import compare
from coupa_contract.drift.documented import facts_of_contract
from coupa_contract.drift.drift import Drift, DriftClass
from coupa_contract.drift.facts import Facts
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.openapi import facts_of_openapi
from drifted.base import Traffic, recorded
from drifted.plant import same
from drifted.rewriting import Rewrite


def observed(traffic: Traffic, dialect: str, name: str = "observed") -> Facts:
    """The facts of traffic."""
    observer = Observer(load_contract(dialect=dialect))
    observer.source(name, "2026-01-05T10:00:00Z")
    for number, each in enumerate(traffic, 1):
        observer.add(number, each)
    return facts_of_shape(observer.shape(), name, load_contract(dialect=dialect).operations)


@cache
def documented(dialect: str) -> Facts:
    """The facts of the document."""
    return facts_of_contract(load_contract(dialect=dialect))


@cache
def base(dialect: str, rewrite: Rewrite = same) -> Facts:
    """The facts of the recording that drifts are planted in."""
    return observed(rewrite(recorded(dialect)), dialect, "base")


@cache
def edited(edit: Callable[[dict[str, Any]], None] | None = None) -> Facts:
    """The facts of a document that was changed; the published one without a change."""
    document: dict[str, Any] = copy.deepcopy(_plain(load_contract(dialect="published").document))
    if edit:
        edit(document)
    return facts_of_openapi(document, "a release")


def notable(old: Facts, new: Facts, document: Facts | None = None) -> tuple[Drift, ...]:
    """The drifts that are more than unseen; `document` is what two observations are of."""
    return tuple(each for each in compare(old, new, document).drifts if each.drift_class is not DriftClass.UNSEEN)


def told(drifts: tuple[Drift, ...]) -> str:
    """The drifts in lines, for whoever reads why a test failed."""
    return "\n".join(
        f"{each.drift_class} {each.rule} [{each.cause}] {each.old} -> {each.new} ({each.doubt.why}) at "
        + ", ".join(f"{place.operation} {place.status} {place.pointer}" for place in each.places[:4])
        + f" and so on, {len(each.places)} in all"
        for each in drifts
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(child) for name, child in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
