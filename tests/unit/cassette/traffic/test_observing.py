"""Observing in one pass, in one process or many: the same shape, to the byte."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import fsspec
import pytest

from coupa_contract.cassette.traffic import shards
from coupa_contract.cassette.traffic.observing import observe_beside, observe_traffic
from coupa_contract.cassette.traffic.shards import shards_of, sources_of
from coupa_contract.contract import load_contract
from coupa_contract.drift.snapshot import to_text
from coupa_contract.errors import RecordingError, UsageError

CONTRACT = load_contract()
DASK = pytest.param("dask", marks=pytest.mark.slow)


@pytest.fixture
def onlookers(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module that other processes find as well."""
    monkeypatch.syspath_prepend(Path(__file__).parent / "onlookers")
    return importlib.import_module("onlookers_of_traffic")


@pytest.fixture
def traffic(entry: Any, har: Any, write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a HAR and of lines, each of several parts, and of a small one."""
    monkeypatch.setattr(shards, "LEAST", 8_000)
    entries = [entry(number, at=f"2026-03-01T10:{number % 60:02}:00Z") for number in range(1, 121)]
    entries[50] |= {"request": {"method": "GET", "url": "https://demo.example/api/invoices/3/history", "headers": []}}
    write("in/big.har", har(*entries, pages=True, indent=1))
    write("in/big.jsonl", b"".join(json.dumps(each).encode() + b"\n" for each in entries))
    write("in/small.har", har(entry(7), "null"))
    return tmp_path / "in"


@pytest.mark.parametrize("engine", ["processes", DASK])
def test_any_number_of_workers_sees_the_same(traffic, tmp_path, engine):
    """Here and in an archive; also the sightings, which are numbered through."""
    alone = to_text(observe_traffic([traffic], CONTRACT))
    assert len(shards_of(sources_of([traffic], CONTRACT), 2)) > 6
    for workers in (2, 3):
        assert to_text(observe_traffic([traffic], CONTRACT, workers=workers, engine=engine)) == alone
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for path in traffic.iterdir():
            archive.write(path, path.name)
    location = f"zip://::{tmp_path / 'x.zip'}"
    assert to_text(observe_traffic([location], CONTRACT)) == alone
    assert to_text(observe_traffic([location], CONTRACT, workers=2, engine=engine)) == alone


def test_parts_hold_every_exchange_once_under_its_own_number(traffic):
    """Whatever the number of workers."""
    sources = sources_of([traffic], CONTRACT)
    whole = [(source.name, *each) for source in sources for each in source.exchanges()]
    for workers in (2, 3, 5):
        divided = [shard.source(CONTRACT) for shard in shards_of(sources, workers)]
        assert [(source.name, *each) for source in divided for each in source.exchanges()] == whole


@pytest.mark.parametrize("trap", ["a page behind the entries", "a key in the middle"])
def test_a_har_that_cannot_be_divided_is_read_as_one(entry, har, write, trap, monkeypatch):
    """What looks like the beginning of an entry need not be one; the parts notice."""
    monkeypatch.setattr(shards, "LEAST", 8_000)
    entries = [entry(number) for number in range(1, 81)]
    if trap == "a key in the middle":
        for each in entries:
            each["_more"] = [{"startedDateTime": "x"}, {"startedDateTime": "y"}]
    value = json.loads(har(*entries))
    if trap == "a page behind the entries":
        value["log"]["pages"] = [{"startedDateTime": str(number)} for number in range(200)]
    path = write("x.har", json.dumps(value).encode())
    assert to_text(observe_traffic([path], CONTRACT, workers=2)) == to_text(observe_traffic([path], CONTRACT))


def test_damage_is_the_same_sentence_with_any_number_of_workers(traffic):
    """It counts the entries of the whole file."""
    path = traffic / "big.har"
    path.write_bytes(path.read_bytes()[:-3000])
    said = []
    for workers in (1, 2):
        with pytest.raises(RecordingError, match="cut off after") as error:
            observe_traffic([path], CONTRACT, workers=workers)
        said.append(str(error.value))
    assert said[0] == said[1]


@pytest.mark.parametrize(("beside", "sentence"), [("Failing", "a worker failed .ZeroDivisionError: an error."), ("Dying", "a worker died")])
def test_a_worker_that_fails_or_dies_is_one_sentence(traffic, onlookers, beside, sentence):
    """Which names what it worked on, and ends with exit code 2."""
    with pytest.raises(RecordingError, match=rf"^[^\n]*{sentence}[^\n]*$") as error:
        observe_beside([traffic], CONTRACT, getattr(onlookers, beside), workers=2)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("workers", [1, 2])
def test_whoever_looks_on_sees_each_interaction_once(traffic, onlookers, workers):
    """And progress is told in interactions and bytes, up to the whole."""
    told: list[tuple[int, int]] = []
    found = observe_beside(
        [traffic], CONTRACT, onlookers.Counting, workers=workers, progress=lambda count, size: told.append((count, size))
    )
    assert sum(count for outcome in found.outcomes for count in outcome.values()) == found.interactions == 119 * 2 + 1
    assert told == sorted(told)
    assert told[-1] == (found.interactions, found.size)


def test_files_of_the_same_name_are_told_apart_by_their_folders(entry, har, write):
    """As few folders as it takes."""
    paths = [write(f"{name}/x.har", har(entry(1))) for name in ("a/z", "b/z", "c/y")]
    assert [source.name for source in sources_of(paths, CONTRACT)] == ["a/z/x.har", "b/z/x.har", "y/x.har"]
    assert [source.name for source in sources_of([each.parent for each in paths[1:]], CONTRACT)] == ["z/x.har", "y/x.har"]
    with pytest.raises(UsageError, match="named twice"):
        sources_of([paths[0], paths[0].parent], CONTRACT)
    assert len(observe_traffic(paths, CONTRACT).sources) == 3


def test_memory_is_observed_by_this_process_only(entry, har):
    """Another one cannot see it."""
    with fsspec.open("memory://alone/x.har", "wb") as file:
        file.write(har(entry(1)))
    assert observe_traffic(["memory://alone/x.har"], CONTRACT).sources["x.har"].interactions == 1
    with pytest.raises(UsageError, match="cannot see this process's memory"):
        observe_traffic(["memory://alone/x.har"], CONTRACT, workers=2)
    fsspec.filesystem("memory").rm("/alone", recursive=True)


def test_what_cannot_work_is_refused(traffic):
    """An engine, a number of workers, a scheduler."""
    with pytest.raises(UsageError, match="no engine 'ray'"):
        observe_traffic([traffic], CONTRACT, engine="ray")
    with pytest.raises(UsageError, match="--workers"):
        observe_traffic([traffic], CONTRACT, workers=0)


def test_dask_is_an_extra(traffic, monkeypatch):
    """Without it there is one sentence that says how to get it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"coupa-contract\[dask\]"):
        observe_traffic([traffic], CONTRACT, engine="dask")


@pytest.mark.slow
def test_a_scheduler_that_runs_already_is_used_and_one_that_does_not_is_named(traffic, monkeypatch):
    """By its address."""
    distributed = pytest.importorskip("distributed")
    in_threads = {"n_workers": 1, "processes": False, "protocol": "tcp", "host": "127.0.0.1"}
    with distributed.LocalCluster(**in_threads, dashboard_address=None, silence_logs=50) as cluster:
        found = observe_traffic([traffic], CONTRACT, engine="dask", scheduler=cluster.scheduler_address)
        assert to_text(found) == to_text(observe_traffic([traffic], CONTRACT))
    monkeypatch.setattr("coupa_contract.cassette.traffic.workers._PATIENCE_S", 1)
    with pytest.raises(UsageError, match="no scheduler of dask answers there"):
        observe_traffic([traffic], CONTRACT, engine="dask", scheduler="127.0.0.1:9")


@pytest.mark.slow
def test_memory_does_not_grow_with_a_har(entry, har, write):
    """A hundred megabytes take what one takes."""
    one = json.dumps(entry(1, content={"text": json.dumps([{"id": number, "note": "x" * 50} for number in range(100)]), "size": 0}))
    head, one, tail = har("@", one).partition(b"@,")[0], one.encode(), b"]}}"
    peaks = []
    for count in (100, 12_000):
        path = write(f"{count}.har", head)
        with path.open("ab") as file:  # piece by piece: a child's peak is at least what its parent held
            for number in range(count):
                file.write((b"," if number else b"") + one)
            file.write(tail)
        program = (
            "import resource, sys; from coupa_contract.contract import load_contract\n"
            "from coupa_contract.cassette.traffic import open_traffic\n"
            "source, = open_traffic(sys.argv[1], load_contract())\n"
            "print(sum(1 for _ in source.exchanges()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        told = subprocess.run([sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True).stdout.split()
        assert int(told[0]) == count
        peaks.append(int(told[1]))
    assert peaks[1] < peaks[0] + 20_000, peaks  # kilobytes
