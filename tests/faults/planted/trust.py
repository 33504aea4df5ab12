"""No false alarm: the suite against instances that conform, again and again, in all ways in which it can be run.

`python -m planted.trust --quick 200 --standard 40 --thorough 5` in the folder above. Each run is of another seed and of another
combination of dialect, permissions, workers, and live or replayed; a finding at any level, or an error of ours, ends in exit code 1.
With `--keep` what a run said is added to `docs/trust.jsonl`, and what is there of today's suite is not run again.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from coupa_contract.reference.app import create_app
from coupa_contract.reference.process import Running
from coupa_contract.reference.server import running
from coupa_contract.runner.events import FindingSeen, ItemDone, ItemOutcome
from coupa_contract.runner.plan import EFFORTS, RunPlan
from coupa_contract.runner.run import execute
from planted import kept_runs
from planted.matrix import digest

_WRITES_PER_S = 6
_USUAL = {"quick": 200, "standard": 40, "thorough": 5}  # runs at each effort


@dataclass(frozen=True, slots=True)
class Way:
    """How the suite is run against a conforming instance."""

    seed: int
    effort: str
    dialect: str
    disposable: bool
    workers: int
    replayed: bool


def ways(efforts: dict[str, int], first: int = 1) -> Iterator[Way]:
    """So many ways of each effort: all combinations in turn, in an order that mixes them, each with a seed of its own."""
    combinations = list(itertools.product(("published", "core-r39"), (True, False), (1, 2), (False, True)))
    random.Random(first).shuffle(combinations)  # noqa: S311
    turns, seeds = itertools.cycle(combinations), itertools.count(first)
    for effort, times in efforts.items():
        for dialect, disposable, workers, replayed in itertools.islice(turns, times):
            yield Way(next(seeds), effort, dialect, disposable, workers, replayed)


def alarms(way: Way, *, busy: bool = False) -> list[str]:
    """What the suite says of a conforming instance: findings of any level, and errors. `busy`: others change it meanwhile."""
    with TemporaryDirectory(prefix="trust-") as folder, running(create_app(way.dialect, way.seed)) as instance:
        environment = {
            "COUPA_CLIENT_ID": instance.client_id,
            "COUPA_CLIENT_SECRET": instance.client_secret,
            "COUPA_EXPIRED_TOKEN": instance.token(expires_in=0),
        }
        recording = str(Path(folder) / "recording") if way.replayed else None
        plan = RunPlan(
            url=instance.url,
            disposable=way.disposable,
            effort=way.effort,
            seed=way.seed,
            workers=way.workers,
            rate_per_s=None if way.disposable else 20.0,
            fail_on="never",
            record=recording,
            encoding="jsonl.zst",
        )
        events: list[Any] = []
        with written(instance) if busy else _alone():
            execute(plan, events.append, environment)
        if recording is not None:
            execute(RunPlan(replay=recording, workers=way.workers, fail_on="never"), events.append, {})
    return list(_told(events))


def _told(events: list[Any]) -> Iterator[str]:
    for event in events:
        match event:
            case FindingSeen():
                found = event.finding
                where = f"{found.operation} {found.pointer}"
                yield f"{found.requirement} at {where}: expected {found.expected}, saw {found.seen} {found.evidence.curl[-2:]}"
            case ItemDone() if event.outcome is ItemOutcome.ERROR:
                yield f"{event.item}: {event.reason}"


@contextmanager
def _alone() -> Iterator[None]:
    yield


@contextmanager
def written(instance: Running) -> Iterator[None]:
    """A second client that changes notes and statuses of random invoices, several times a second, until the block ends."""
    over = threading.Event()
    dice = random.Random(7)  # noqa: S311
    headers = {"Authorization": f"Bearer {instance.token()}", "Accept": "application/json"}
    base = f"{instance.url.rstrip('/').removesuffix('/api')}/api/invoices"

    def write() -> None:
        with requests.Session() as session:
            session.headers.update(headers)
            ids = [row["id"] for row in session.get(base, params={"limit": "50"}, timeout=10).json()]
            for turn in itertools.count():
                if over.wait(1 / _WRITES_PER_S):
                    return
                invoice = dice.choice(ids)
                if turn % 5 == 4:
                    session.put(f"{base}/{invoice}/{dice.choice(('submit', 'void', 'dispute'))}", timeout=10)
                else:
                    session.put(f"{base}/{invoice}", json={"comments": f"changed by somebody else {turn}"}, timeout=10)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join(timeout=20)


def main() -> int:
    """Goes through the ways, and says what was alarming."""
    parser = argparse.ArgumentParser(description="Runs the suite against conforming instances; no finding is the aim.")
    for effort in EFFORTS:
        parser.add_argument(f"--{effort}", type=int, default=_USUAL.get(effort, 0), metavar="N")
    parser.add_argument("--busy", action="store_true", help="somebody else changes the instance meanwhile")
    parser.add_argument("--keep", action="store_true", help="keep what is said, and go on after what was kept")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    asked = parser.parse_args()
    loud = made = 0
    efforts = {effort: getattr(asked, effort) for effort in EFFORTS}
    now = digest()
    known = {(run["seed"], run["effort"], run["busy"]) for run in kept_runs.read() if run["digest"] == now} if asked.keep else set()
    for way in ways(efforts, asked.first):
        if (way.seed, way.effort, asked.busy) in known:
            continue
        said = alarms(way, busy=asked.busy)
        made += 1
        if asked.keep:
            kept_runs.keep({"digest": now, "busy": asked.busy, **asdict(way), "said": said})
        loud += bool(said)
        print(way, "quiet" if not said else "\n  ".join(["LOUD", *said]), flush=True)
    print(f"{made} runs, {loud} with an alarm")
    return int(loud > 0)


if __name__ == "__main__":
    sys.exit(main())
