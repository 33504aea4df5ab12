"""Records fourteen instances, changes one thing after the other, replays all recordings after each, and prints a table.

Run it with `tox -e upgrades`, or from tests/recordings with `python -m upgrades [--cache FOLDER]`.
Exit code 0 when everything was served and judged as it was live, after every change.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from instances import ALL
from outcomes import Outcome

from .changes import OVERLAYS, renamed
from .environments import OWN, Environment, below_the_installed, installed, older, other_pythons, two_minors_below
from .recording import record

_REPLAY = Path(__file__).parents[1] / "outcomes.py"
_FEWEST = 2_000


def replay(environment: Environment, folders: Sequence[Path], overlays: Sequence[Path] = ()) -> list[Outcome]:
    """All recordings in one process of that environment. Raises RuntimeError with what it said when it broke."""
    asked = {"folders": [str(folder) for folder in folders], "overlays": [str(path) for path in overlays]}
    done = subprocess.run(
        [environment.python, str(_REPLAY)],
        input=json.dumps(asked),
        env=environment.variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return [Outcome.from_json(line) for line in done.stdout.splitlines()]


def _changes(folder: Path, cache: Path) -> Iterator[tuple[str, Environment, tuple[Path, ...]]]:
    yield "none", OWN, ()
    for name, overlay in OVERLAYS.items():
        yield name, OWN, (overlay(folder),)
    yield "a property renamed", Environment(sys.executable, (str(renamed(folder)),)), ()
    for library, release in (("hypothesis", two_minors_below("hypothesis")), ("schemathesis", below_the_installed("schemathesis"))):
        yield f"{library} {release}", older(cache, library, release), ()
    for version, python in other_pythons().items():
        yield f"Python {version}", installed(cache, version, python), ()


def _row(name: str, live: Sequence[Outcome], again: Sequence[Outcome], seconds: float) -> tuple[str, bool]:
    requests = sum(one.requests for one in live)
    served = requests - sum(one.unserved for one in again)
    verdicts = sum(len(one.verdicts) for one in live)
    same = sum(one.verdicts[name] == two.verdicts.get(name) for one, two in zip(live, again, strict=True) for name in one.verdicts)
    findings = sum(len(set(one.findings) | set(two.findings)) for one, two in zip(live, again, strict=True))
    alike = sum(count == two.findings.get(cause) for one, two in zip(live, again, strict=True) for cause, count in one.findings.items())
    unrecorded = sum(len(two.unrecorded) for two in again)
    row = f"{name:44} {served:>7,}/{requests:<7,} {unrecorded:>10} {same:>7,}/{verdicts:<7,} {alike:>6,}/{findings:<6,} {seconds:>7.0f}"
    return row, served == requests and same == verdicts and alike == findings and not unrecorded


def _told(live: Sequence[Outcome], again: Sequence[Outcome]) -> Iterator[str]:
    """What differs, for whoever has to mend it."""
    for name, one, two in zip(ALL, live, again, strict=True):
        yield from (f"{name}: {each}" for each in two.unrecorded)
        yield from (
            f"{name}: {key} was {kind}, is {two.verdicts.get(key)}" for key, kind in one.verdicts.items() if two.verdicts.get(key) != kind
        )
        differing = [key for key in {**one.findings, **two.findings} if one.findings.get(key) != two.findings.get(key)]
        yield from (f"{name}: {key} {one.findings.get(key)} times, is {two.findings.get(key)}" for key in differing)


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="keep the environments in this folder (default: a temporary one)")
    options = parser.parse_args()
    held: list[bool] = []
    differences: list[str] = []
    with ExitStack() as stack:
        work = Path(stack.enter_context(TemporaryDirectory(prefix="upgrades-")))
        cache = options.cache.resolve() if options.cache else work
        folders = [work / name for name in ALL]
        live = [record(name, folder) for name, folder in zip(ALL, folders, strict=True)]
        print(f"{sum(one.requests for one in live):,} requests of {len(ALL)} instances recorded", flush=True)
        print(
            f"{'changed':44} {'requests served':>15} {'unrecorded':>10} {'verdicts equal':>15} {'findings equal':>13} {'seconds':>7}",
            flush=True,
        )
        for name, environment, overlays in _changes(work, cache):
            began = time.monotonic()
            again = replay(environment, folders, overlays)
            row, equal = _row(name, live, again, time.monotonic() - began)
            print(row, flush=True)
            held.append(equal)
            differences += [f"{name} | {line}" for line in _told(live, again)]
    print("\n".join(differences[:60]), file=sys.stderr)
    return 0 if all(held) and sum(one.requests for one in live) >= _FEWEST else 1


if __name__ == "__main__":
    sys.exit(main())
