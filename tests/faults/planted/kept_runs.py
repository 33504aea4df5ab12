"""What runs against conforming instances said, kept in `docs/trust.jsonl`: a line for each, under the digest of the suite that ran."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coupa_contract.runner.plan import EFFORTS

KEPT = Path(__file__).parent.parent.parent.parent / "docs" / "trust.jsonl"


def read(path: Path = KEPT) -> list[dict[str, Any]]:
    """Every run that was kept, the latest last."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def keep(run: Mapping[str, Any], path: Path = KEPT) -> None:
    """Adds a run, whole: several processes may keep at the same time."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(dict(run)) + "\n")


def summary(runs: Sequence[Mapping[str, Any]]) -> str:
    """A sentence for the README: how often the suite that ran last judged what conforms, and how many of these runs raised an alarm."""
    latest = [run for run in runs if run["digest"] == runs[-1]["digest"]]
    made = ", ".join(f"{len(group)} at {effort}{' while a second client wrote' if busy else ''}" for effort, busy, group in _groups(latest))
    return f"Alarms in {len(latest)} runs on instances that conform ({made}): {sum(bool(run['said']) for run in latest)}."


def section(runs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The table of the runs: how many at each effort, how many of them by the suite that ran last, and how many raised an alarm."""
    if not runs:
        return
    yield from ("", "## Conforming instances", "")
    yield "Runs on instances without a fault, each of another seed: both dialects, with everything allowed and with reads only, by one and"
    yield "two workers, live, or live and replayed. Busy are those that a second client wrote to meanwhile. A finding of any level, or an"
    yield "error, is an alarm."
    yield from ("", "| effort | runs | by the latest suite | with an alarm |", "|---|--:|--:|--:|")
    latest = runs[-1]["digest"]
    for effort, busy, group in _groups(runs):
        now, loud = sum(run["digest"] == latest for run in group), sum(bool(run["said"]) for run in group)
        yield f"| {effort}{', busy' if busy else ''} | {len(group)} | {now} | {loud} |"


def _groups(runs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, bool, list[Mapping[str, Any]]]]:
    """The runs that were made the same way: effort, whether a second client wrote, and they."""
    for busy in (False, True):
        for effort in EFFORTS:
            if group := [run for run in runs if run["effort"] == effort and run["busy"] is busy]:
                yield effort, busy, group
