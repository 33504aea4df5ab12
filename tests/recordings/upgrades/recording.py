"""Records one of the instances at the least effort."""

from __future__ import annotations

from pathlib import Path

from instances import ALL, SEED
from outcomes import Outcome, recorded

from coupa_contract.runner.plan import RunPlan


def record(name: str, folder: Path) -> Outcome:
    """One of the instances, recorded at the least effort."""
    plan = RunPlan(effort="brief", seed=SEED, encoding="jsonl.zst", fail_on="never", name=name)
    return recorded(ALL[name](), folder, plan)
