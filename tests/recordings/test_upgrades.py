"""A recording survives changes of the document, and its replay is the same whatever else differs; `tox -e upgrades` tries more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from instances import CONFORMING, FAULTY, POOR, SEED
from outcomes import Outcome, recorded, replayed
from upgrades.changes import OVERLAYS

from coupa_contract.reference.app import create_app
from coupa_contract.runner.plan import RunPlan

FAULT = "fields-lose-a-row"
INSTANCES = CONFORMING | {FAULT: FAULTY[FAULT], "one-invoice": POOR["one-invoice"]}

AREAS = ("paging", "projection")  # enough to see it; `tox -e upgrades` takes all of them

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Outcome]]:
    """One that conforms, a faulty one, and one with a single invoice: where it lies, and what it came to live."""
    folder = tmp_path_factory.mktemp("recordings")
    plan = RunPlan(effort="brief", seed=SEED, areas=AREAS, encoding="jsonl.zst", fail_on="never")
    return {name: (folder / name, recorded(make(), folder / name, plan)) for name, make in INSTANCES.items()}


def same(live: Outcome, again: Outcome) -> None:
    assert again.verdicts == live.verdicts
    assert again.findings == live.findings
    assert (again.unserved, list(again.unrecorded)) == (0, [])


@pytest.mark.parametrize("name", INSTANCES)
def test_a_replay_comes_to_the_same_as_the_run(recordings: dict[str, tuple[Path, Outcome]], name: str) -> None:
    """Verdicts, findings and their counts; every recorded request is served."""
    folder, live = recordings[name]
    assert bool(live.findings) is (name == FAULT)
    same(live, replayed(folder, areas=AREAS, fail_on="never"))


@pytest.mark.parametrize("change", OVERLAYS)
def test_a_change_of_the_document_loses_nothing(recordings: dict[str, tuple[Path, Outcome]], tmp_path: Path, change: str) -> None:
    """What is optional and new, or in another order, changes no verdict."""
    overlay = OVERLAYS[change](tmp_path)
    for folder, live in recordings.values():
        same(live, replayed(folder, areas=AREAS, overlays=(str(overlay),), fail_on="never"))


REPLAY = """
import datetime, sys, time
done = []
if sys.argv[3] == "later":
    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            done.append("later")
            return cls(2099, 12, 31, 23, 59, tzinfo=tz)
    datetime.datetime = Later  # before anything of ours has taken its name
    time.time = Later.now().timestamp
if sys.argv[3] == "reversed":
    from coupa_contract import plugin
    import pytest
    class Reversing:
        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(self, items):
            items.reverse()
            done.append("reversed")
    inner = pytest.main
    pytest.main = lambda arguments, plugins: inner(arguments, plugins=[*plugins, Reversing()])
from coupa_contract.report.stream import StreamWriter
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.run import execute
from pathlib import Path
with StreamWriter(Path(sys.argv[2])) as writer:
    workers = 2 if sys.argv[3] == "two" else 1
    execute(RunPlan(replay=sys.argv[1], areas=tuple(sys.argv[4:]), fail_on="never", workers=workers), writer.write, {})
assert sys.argv[3] in {"plain", "two", *done}, "nothing was changed"
"""


def findings(folder: Path, stream: Path, way: str, hash_seed: str = "0") -> list[str]:
    """The lines of a stream that hold findings, as they were written."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-c", REPLAY, str(folder), str(stream), way, *AREAS], env=environment, check=True, capture_output=True)
    lines = stream.read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["started_at"].startswith("2099") is (way == "later")
    return [line for line in lines if "finding" in json.loads(line)]


def test_the_same_recording_gives_the_same_bytes(recordings: dict[str, tuple[Path, Outcome]], tmp_path: Path) -> None:
    """For any hash seed, any number of workers, any order of tests and any current date."""
    folder, _ = recordings[FAULT]
    first = findings(folder, tmp_path / "first", "plain", "1")
    assert first
    for way, hash_seed in (("plain", "2"), ("two", "3"), ("reversed", "0"), ("later", "0")):
        assert findings(folder, tmp_path / way, way, hash_seed) == first, way


def test_an_instance_without_invoices_can_be_recorded(tmp_path: Path) -> None:
    """It has nothing to show, and says the same twice."""
    plan = RunPlan(effort="brief", seed=SEED, fail_on="never", areas=AREAS)
    live = recorded(create_app(statuses={}), tmp_path / "empty", plan)
    again = replayed(tmp_path / "empty", fail_on="never", areas=AREAS)
    assert again.verdicts == live.verdicts
