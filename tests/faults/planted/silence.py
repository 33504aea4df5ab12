"""What the suite says of each lenient variant of the reference instance, at each effort: nothing, or what is argued for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "lenient"))

from habits import With
from judging import credentials, judged
from variants import SINGLE, TOGETHER, Variant

from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running

VARIANTS: tuple[Variant, ...] = (*SINGLE, *TOGETHER)
Said: TypeAlias = dict[str, dict[str, Any]]  # by variant and effort: what was said, and the digest of what it depends on


def fill(said: Said, efforts: Iterable[str], seed: int, digest: str, workers: int, *, stale: bool) -> Iterator[Said]:
    """Judges each variant at each effort; gives what is known after each. `stale`: leave alone what was tried with today's code."""
    for gone in said.keys() - {variant.name for variant in VARIANTS}:
        del said[gone]

    def one(number: int, effort: str) -> tuple[str, list[str]]:
        variant = VARIANTS[number]
        return variant.name, _alarms(variant, seed + number, effort)

    for effort in efforts:
        known = {name for name, runs in said.items() if runs.get(effort, {}).get("digest") == digest} if stale else set[str]()
        wanted = [number for number, variant in enumerate(VARIANTS) if variant.name not in known]
        wanted.sort(key=lambda number: _turn(VARIANTS[number]))
        with ThreadPoolExecutor(workers) as pool:
            for name, alarms in pool.map(lambda number, effort=effort: one(number, effort), wanted):
                said.setdefault(name, {})[effort] = {"said": alarms, "digest": digest}
                print(f"{effort:9} variant {name}: {', '.join(alarms) or 'nothing'}", flush=True)
                yield said


def _turn(variant: Variant) -> int:
    """Every habit is met as early as can be: by those that go together, then by those that are in none of them, then each alone."""
    together = {habit for each in TOGETHER for habit in each.habits}
    return 0 if variant in TOGETHER else 1 if together.isdisjoint(variant.habits) else 2


def _alarms(variant: Variant, seed: int, effort: str) -> list[str]:
    """Requirements that are not argued for, and those of level must."""
    options = ("--disposable", "--seed", str(seed), "--effort", effort)
    with TemporaryDirectory() as folder, running(With(create_app(variant.dialect, seed), *variant.habits)) as instance:
        run = judged(Path(folder), instance.url, *options, credentials=credentials(instance))
    return sorted(
        {each.finding.requirement for each in run.findings if each.level == "must" or each.finding.requirement not in variant.argued}
    )


def section(said: Mapping[str, Mapping[str, Any]], efforts: Sequence[str]) -> Iterator[str]:
    """The table of the variants, with a sentence on each effort that was tried."""
    if not said:
        return
    told = [effort for effort in efforts if any(effort in runs for runs in said.values())]
    yield from ("", "## Lenient variants", "")
    yield f"{len(said)} variants of the reference instance do what a conforming instance may do otherwise. Nothing that is not argued for"
    quiet = (f"{sum(_cell(runs, effort) == 'nothing' for runs in said.values())} of them at {effort} effort" for effort in told)
    yield f"is said of {', '.join(quiet)}."
    yield from ("", f"| variant | {' | '.join(told)} |", "|---|" + "---|" * len(told))
    yield from (f"| {name} | {' | '.join(_cell(runs, effort) for effort in told)} |" for name, runs in sorted(said.items()))


def _cell(runs: Mapping[str, Any], effort: str) -> str:
    return "" if effort not in runs else ", ".join(runs[effort]["said"]) or "nothing"
