"""The instances whose recordings have to survive upgrades: one that conforms, ten with a fault each, three that have little to show."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp

from coupa_contract.reference.app import create_app
from coupa_contract.reference.samples import STATUSES

sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))

from planted import BY_NAME, TEN

SEED = 1
_FEWER = {status: max(1, count // 4) for status, count in STATUSES.items()}
_MOST_ROWS = 10


def _faulty(name: str) -> Callable[[], ASGIApp]:
    fault = BY_NAME[name]
    return lambda: fault.plant(create_app(fault.dialect, SEED, statuses=_FEWER, most_rows=_MOST_ROWS))


CONFORMING: dict[str, Callable[[], ASGIApp]] = {
    "conforming": lambda: create_app("core-r39", SEED, statuses=_FEWER, most_rows=_MOST_ROWS),
}
FAULTY: dict[str, Callable[[], ASGIApp]] = {name: _faulty(name) for name in TEN}
POOR: dict[str, Callable[[], ASGIApp]] = {
    "one-invoice": lambda: create_app("published", SEED, statuses={"approved": 1}),
    "no-drafts": lambda: create_app("published", SEED, statuses=_FEWER | {"draft": 0, "new": 0}, most_rows=_MOST_ROWS),
    "no-scans": lambda: create_app("core-r39", SEED, statuses=_FEWER, most_rows=_MOST_ROWS, profiles=("sparse",)),
}
ALL = CONFORMING | FAULTY | POOR
