"""How the recordings that ship are made: `tox -e record` runs this file.

Both dialects, from a small instance: few invoices, short pages, mostly sparse ones, so that the whole can be read. The seeds were
searched: the four invoices that a first look sees hold a scan, a scan's URL, a credit note, a payment and a discount.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette

sys.path.insert(0, str(Path(__file__).parent))

from outcomes import Outcome, recorded

from coupa_contract.reference.app import create_app
from coupa_contract.reference.samples import STATUSES
from coupa_contract.resources import cassettes_folder
from coupa_contract.runner.plan import RunPlan

INSTANCES: Mapping[str, int] = {"published": 3150, "core-r39": 7346}  # dialect -> seed of the invoices
PLAN = RunPlan(effort="brief", seed=27, name="reference")
_FEW = {status: max(1, count // 8) for status, count in STATUSES.items()}
_PROFILES = ("sparse",) * 6 + ("usual",) * 4
_MOST_ROWS = 2


def instance(dialect: str) -> Starlette:
    """The instance that is recorded."""
    return create_app(dialect, INSTANCES[dialect], statuses=_FEW, profiles=_PROFILES, most_rows=_MOST_ROWS)


def record(dialect: str, folder: Path) -> Outcome:
    """Records one dialect into a folder, as it ships."""
    return recorded(instance(dialect), folder, PLAN)


def main() -> None:
    """Makes what ships anew."""
    for dialect in INSTANCES:
        folder = cassettes_folder() / "reference" / dialect
        outcome = record(dialect, folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        vacuous = [requirement for requirement, kind in outcome.verdicts.items() if kind == "vacuous"]
        print(f"{dialect}: {outcome.requests} requests, {size / 1e6:.2f} MB, exit code {outcome.exit_code}, not met: {', '.join(vacuous)}")


if __name__ == "__main__":
    main()
