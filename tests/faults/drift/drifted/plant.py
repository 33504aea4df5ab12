"""A planted drift: what was changed, and what has to be found of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drifted.base import Traffic

DOCUMENT, RECORDING = "document", "recording"
BREAKING, RISKY, ADDITIVE, UNSEEN = "breaking", "risky", "additive", "unseen"


def same(traffic: Traffic) -> Traffic:
    """The traffic as it was recorded."""
    return traffic


@dataclass(frozen=True, slots=True)
class Planted:
    """A drift of observed traffic.

    `place` is one of those that have to be named: operation and general pointer. `against` says with what the drifted traffic is compared:
    the document, or the traffic before the drift (that is `before` of the base: some drifts need one that differs from the base).
    """

    name: str
    sentence: str
    plant: Callable[[Traffic], Traffic]
    rule: str
    drift_class: str
    place: tuple[str, str]
    against: tuple[str, ...] = (DOCUMENT, RECORDING)
    before: Callable[[Traffic], Traffic] = same
    dialect: str = "published"


@dataclass(frozen=True, slots=True)
class PlantedInDocument:
    """A drift between two releases of a document. `also` is what else it means: the same in requests, and for the examples."""

    name: str
    sentence: str
    edit: Callable[[dict[str, Any]], None]
    rule: str
    drift_class: str
    place: tuple[str, str]
    also: tuple[tuple[str, str], ...] = ()
