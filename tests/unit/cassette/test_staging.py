"""Recordings while they are made."""

from __future__ import annotations

import dataclasses
import errno
import os
import random
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cassette import files
from coupa_contract.cassette.layout import Layout
from coupa_contract.cassette.reading import find_recordings, open_recording
from coupa_contract.cassette.recording import Manifest, RecordedCassette, RecordedScenario, Session, Values
from coupa_contract.cassette.staging import ItemWriter, Staging, recover, staged
from coupa_contract.errors import RecordingError

Sample = Callable[..., RecordedCassette]

# A process that records one item for ever, and says after each scenario how many are on the disk.
WRITER = """
    import itertools, sys
    from datetime import UTC, datetime
    from coupa_contract.cassette.recording import RecordedItem, RecordedScenario, Session, Values
    from coupa_contract.cassette.staging import ItemWriter, staged

    with staged(sys.argv[1]) as staging:
        staging.describe("t", Values.KEPT, Session("2026-01-01T00:00:00Z", "published", "asked", "d", 1, "quick"))
        writer = ItemWriter(staging.path, RecordedItem("test_a::test_b"), lambda scenario: scenario)
        for number in itertools.count():
            writer.add(RecordedScenario(number, datetime(2026, 1, 1, tzinfo=UTC), "x" * 20_000))
            print(number + 1, flush=True)
"""

# A process that replaces a recording and is killed at a given rename or removal.
REPLACER = """
    import os, pathlib, signal, sys
    from coupa_contract.cassette.reading import open_recording
    from coupa_contract.cassette.writing import write_recording

    folder, source, fatal = sys.argv[1], open_recording(sys.argv[2]), int(sys.argv[3])
    done = 0

    def deadly(function):
        def wrapped(*args, **kwargs):
            global done
            done += 1
            if done == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)
        return wrapped

    for owner, name in ((pathlib.Path, "replace"), (pathlib.Path, "unlink"), (os, "rmdir")):
        setattr(owner, name, deadly(getattr(owner, name)))
    manifest = source.manifest
    fields = {"target": "new", "values": manifest.values, "sessions": manifest.sessions}
    write_recording(folder, fields, [source.cassette(entry) for entry in manifest.entries])
"""


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python process that runs a script."""
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_after(folder: Path, scenarios: int) -> int:
    """Kills a recording process without notice, somewhere after that many scenarios; returns how many it knew to be safe."""
    process = started(WRITER, folder)
    assert process.stdout is not None
    for _ in range(scenarios):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    rest = process.communicate(timeout=30)[0].split()
    return scenarios + len(rest)


@pytest.fixture
def record(session: Session) -> Callable[..., Manifest]:
    """Records a cassette as a run does."""

    def records(staging: Staging, cassette: RecordedCassette, **changed: Any) -> Manifest:
        writer = ItemWriter(staging.path, cassette.item, lambda scenario: scenario)
        for scenario in cassette.scenarios:
            writer.add(scenario)
        writer.end(cassette.ending)
        finish = {"target": "reference", "values": Values.KEPT, "session": session, "verdicts": {"rows-obey": "pass"}} | changed
        return staging.finish(**finish)

    return records


@pytest.mark.parametrize("encoding", ["yaml", "jsonl.zst"])
def test_what_is_recorded_is_read(
    tmp_path: Path, record: Callable[..., Manifest], sample: RecordedCassette, same: Callable[..., bool], encoding: str
) -> None:
    """And nothing of the staging is left."""
    with staged(tmp_path / "a" / "b") as staging:
        assert staging.leftover == ""
        manifest = record(staging, sample, encoding=encoding)
    recording = open_recording(tmp_path / "a" / "b")
    assert recording.manifest == manifest
    assert [(entry.scenarios, entry.interactions, entry.operations) for entry in manifest.entries] == [
        (2, 4, ("getInvoice", "getPdf", "listInvoices"))
    ]
    assert same(recording.cassette(manifest.entries[0]), sample)
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == ["cassette.toml", f"test_query.test_rows.{encoding}"]


def test_what_clean_changes_never_touches_the_disk(tmp_path: Path, sample: RecordedCassette) -> None:
    """Nor does what the scan refuses."""

    def clean(scenario: RecordedScenario) -> RecordedScenario:
        return dataclasses.replace(scenario, arguments="gone", exchanges=())

    def scan(data: bytes, where: str) -> None:
        if b"hunter2" in data:
            raise RecordingError(f"{where}: a secret")

    with staged(tmp_path / "r") as staging:
        writer = ItemWriter(staging.path, sample.item, clean)
        writer.add(dataclasses.replace(sample.scenarios[0], arguments="hunter2"))
        strict = ItemWriter(staging.path, dataclasses.replace(sample.item, name="other"), lambda scenario: scenario, scan)
        with pytest.raises(RecordingError, match=r"^other: a secret"):
            strict.add(dataclasses.replace(sample.scenarios[0], arguments="hunter2"))
        assert b"hunter2" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*.jsonl"))


def test_a_secret_found_at_the_end_takes_the_journals_with_it(
    tmp_path: Path, record: Callable[..., Manifest], sample: RecordedCassette
) -> None:
    """Evidence is worth less than a secret, and the old recording stays."""

    def scan(data: bytes, where: str) -> None:
        if b"%PDF\xff" in data:
            raise RecordingError(f"{where}: a secret")

    with (
        pytest.raises(RecordingError, match=r"test_query.test_rows.yaml, a body of interaction 1 of scenario 0: a secret"),
        staged(tmp_path / "r") as staging,
    ):
        record(staging, sample, scan=scan)
    assert not (tmp_path / "r").exists()


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    """In the same process and in another one."""
    process = started(WRITER, tmp_path / "other")
    assert process.stdout is not None
    process.stdout.readline()
    with (
        pytest.raises(RecordingError, match="another run is recording here; wait for its end or choose another folder"),
        staged(tmp_path / "other"),
    ):
        pass
    process.kill()
    process.communicate(timeout=30)
    with (
        staged(tmp_path / "own"),
        pytest.raises(RecordingError, match="another run is recording here"),
        staged(tmp_path / "own"),
    ):
        pass


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_run_costs_at_most_the_open_scenario(tmp_path: Path, seed: int) -> None:
    """The next one says how much was kept, and it can be recovered."""
    folder = tmp_path / "r"
    safe = killed_after(folder, random.Random(seed).randrange(1, 40))  # noqa: S311 - any moment will do
    with staged(folder) as staging:
        found = re.search(
            r"an earlier recording was cut off after (\d+) scenarios? of 1 item \(.*`coupa-contract cassettes recover ", staging.leftover
        )
    assert found
    assert safe <= int(found[1]) <= safe + 1
    with pytest.raises(RecordingError, match=r"it holds no recording, as cassette\.toml is missing"):
        open_recording(folder)
    with pytest.raises(RecordingError, match="was killed before there was a recording; `coupa-contract cassettes recover"):
        find_recordings(folder)
    manifest = recover(folder)
    assert not manifest.sessions[0].complete
    assert manifest.sessions[0].stopped == "killed"
    recording = open_recording(folder)
    numbers = [scenario.number for scenario in recording.scenarios(manifest.entries[0])]
    assert numbers == list(range(int(found[1])))
    assert recording.ending(manifest.entries[0]).error == "its recording was cut off"
    with staged(folder) as staging:
        assert staging.leftover == ""


def test_a_torn_line_costs_that_line(tmp_path: Path, sample: RecordedCassette) -> None:
    """Cut off at any byte of its last scenario, a journal holds the ones before."""
    with staged(tmp_path / "r") as staging:
        staging.describe("t", Values.KEPT, Session("", "", "", "", 1, ""))
        writer = ItemWriter(staging.path, sample.item, lambda scenario: scenario)
        for scenario in sample.scenarios:
            writer.add(scenario)
    aside = Layout(tmp_path / "r").asides()[0]
    journal = next(aside.glob("*.jsonl"))
    whole = journal.read_bytes()
    second = len(b"".join(whole.splitlines(keepends=True)[:2]))
    for length in range(second, len(whole), 97):
        journal.write_bytes(whole[:length])
        with staged(tmp_path / "r") as staging:
            assert "cut off after 1 scenario of 1 item (" in staging.leftover
    assert recover(tmp_path / "r").entries[0].scenarios == 1


def test_killed_in_the_middle_of_a_commit_it_is_finished_by_whoever_comes_next(
    tmp_path: Path, write: Callable[..., Path], sample_cassette: Sample
) -> None:
    """At every moment a reader finds the old recording or the new one, never parts of both, never neither."""
    other = write(sample_cassette("b"), sample_cassette("c"), folder="other")
    old, new = {"a", "b"}, {"b", "c"}
    seen = []
    for fatal in range(1, 30):
        folder = write(sample_cassette("a"), sample_cassette("b"), folder=f"r{fatal}")
        process = started(REPLACER, folder, other, fatal)
        error = process.communicate(timeout=30)[1]
        assert process.returncode in (0, -signal.SIGKILL), error
        recording = open_recording(folder)
        names = {entry.item.name for entry in recording.manifest.entries}
        assert names == (new if recording.manifest.target == "new" else old)
        assert not recording.problems(deep=True)
        seen.append(names == new)
        with staged(folder) as staging:
            assert staging.leftover == ""
        if process.returncode == 0:
            break
    assert seen == sorted(seen)
    assert seen[0] is False
    assert seen.count(True) > 4


def test_a_commit_of_a_first_recording_is_finished_too(tmp_path: Path, write: Callable[..., Path]) -> None:
    """It is found though it has no manifest yet."""
    process = started(REPLACER, tmp_path / "new" / "r", write(), 3)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "new" / "r" / "cassette.toml").exists()
    assert find_recordings(tmp_path / "new") == [tmp_path / "new" / "r"]
    assert open_recording(tmp_path / "new" / "r").manifest.target == "new"


def test_an_incomplete_run_does_not_replace_a_recording(
    tmp_path: Path, write: Callable[..., Path], record: Callable[..., Manifest], session: Session, sample: RecordedCassette
) -> None:
    """It is kept aside, and can be recovered into a folder of its own."""
    folder = write()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with staged(folder) as staging:
        shorter = dataclasses.replace(sample, scenarios=sample.scenarios[:1])
        record(staging, shorter, session=dataclasses.replace(session, complete=False, stopped="Ctrl-C"))
        assert "1 scenario of 1 item" in staging.kept_aside
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    with pytest.raises(RecordingError, match="it holds another recording; recover into a folder of its own with `--into FOLDER`"):
        recover(folder)
    assert recover(folder, into=tmp_path / "x").sessions[0].stopped == "Ctrl-C"
    assert not (folder / ".recording").exists()
    with pytest.raises(RecordingError, match="nothing was left there by a recording that was cut off"):
        recover(folder)


def test_an_item_without_an_ending_makes_the_session_incomplete(tmp_path: Path, session: Session, sample: RecordedCassette) -> None:
    """A worker that died must not look like a run that was whole."""
    with staged(tmp_path / "r") as staging:
        ItemWriter(staging.path, sample.item, lambda scenario: scenario).add(sample.scenarios[0])
        manifest = staging.finish(target="t", values=Values.KEPT, session=session, verdicts={})
    assert not manifest.sessions[0].complete
    assert manifest.sessions[0].stopped == "an item was cut off"


def test_append_adds_a_session(
    write: Callable[..., Path], record: Callable[..., Manifest], sample: RecordedCassette, sample_cassette: Sample
) -> None:
    """Scenarios follow the recorded ones; a cassette of which nothing is new stays as it was, as does a verdict that was reached."""
    folder = write(sample, sample_cassette("other"))
    with staged(folder, append=True) as staging:
        manifest = record(staging, sample, verdicts={"new": "fail", "rows-obey": "vacuous"})
    recording = open_recording(folder)
    entry = recording.entry(sample.item.name) or pytest.fail("lost")
    assert [scenario.session for scenario in recording.scenarios(entry)] == [0, 0, 1, 1]
    assert recording.ending(entry).witnesses == {"rows-obey": 6}
    assert {entry.item.name: entry.scenarios for entry in manifest.entries} == {sample.item.name: 4, "other": 2}
    assert len(manifest.sessions) == 2
    assert manifest.verdicts == {"rows-obey": "pass", "new": "fail"}
    with (
        pytest.raises(RecordingError, match="it is a recording of reference, not elsewhere; record into another folder"),
        staged(folder, append=True) as staging,
    ):
        record(staging, sample, target="elsewhere")


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Nobody wants a recording among their photographs."""
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with (
        pytest.raises(RecordingError, match=r"it holds photo.jpg and no recording; choose a folder that is empty or new"),
        staged(tmp_path),
    ):
        pass
    with pytest.raises(RecordingError, match="it is a file, not a folder"), staged(tmp_path / "photo.jpg"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_files_that_are_not_ours_stay_in_a_recording(write: Callable[..., Path], sample_cassette: Sample) -> None:
    """Its old cassettes go, a README stays."""
    folder = write(sample_cassette("a"))
    (folder / "README.md").write_text("mine")
    write(sample_cassette("b"))
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "b.yaml", "cassette.toml"]


def test_a_recording_that_cannot_be_read_is_not_replaced(write: Callable[..., Path], sample: RecordedCassette) -> None:
    """It might be precious: somebody should look first."""
    folder = write()
    (folder / "cassette.toml").write_text("")
    with pytest.raises(RecordingError, match=r"cassette.toml: it is empty; "):
        write(sample)
    assert (folder / "cassette.toml").read_text() == ""


def test_an_item_is_recorded_once(tmp_path: Path, sample: RecordedCassette) -> None:
    """Two writers of one journal would tear each other's lines."""
    with staged(tmp_path / "r") as staging:
        ItemWriter(staging.path, sample.item, lambda scenario: scenario)
        with pytest.raises(RecordingError, match="test_query::test_rows was recorded twice in one run"):
            ItemWriter(staging.path, sample.item, lambda scenario: scenario)
    assert not (tmp_path / "r").exists()


def test_nothing_recorded_is_no_recording(tmp_path: Path, session: Session) -> None:
    """An empty one would replay as a pass of nothing."""
    with pytest.raises(RecordingError, match="nothing was recorded, so nothing is written"), staged(tmp_path / "r") as staging:
        staging.finish(target="t", values=Values.KEPT, session=session, verdicts={})
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "make room on the disk; what was recorded before is kept"),
        (errno.EROFS, "choose a folder that can be written"),
        (errno.EIO, "check the disk and try again"),
    ],
)
def test_a_disk_that_refuses_costs_one_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: RecordedCassette, number: int, words: str
) -> None:
    """The sentence names the file; the journal stays readable and can be written on."""

    def refuses(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with staged(tmp_path / "r") as staging:
        writer = ItemWriter(staging.path, sample.item, lambda scenario: scenario)
        writer.add(sample.scenarios[0])
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuses)
            with pytest.raises(RecordingError, match=rf"test_query.test_rows.jsonl: cannot be written \(.*\); {words}$"):
                writer.add(sample.scenarios[1])
        writer.add(sample.scenarios[1])
        assert len(writer._path.read_bytes().splitlines()) == 3


def test_a_full_disk_at_the_end_keeps_the_journals_and_the_old_recording(
    monkeypatch: pytest.MonkeyPatch, write: Callable[..., Path], record: Callable[..., Manifest], sample: RecordedCassette
) -> None:
    """The run can be recovered once there is room."""
    folder = write()
    before = (folder / "cassette.toml").read_bytes()

    def full(path: Path, data: bytes) -> None:
        with files.told(path, "written"):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("coupa_contract.cassette.building.write_durably", full)
    with pytest.raises(RecordingError, match="No space left on device"), staged(folder) as staging:
        record(staging, sample)
    assert (folder / "cassette.toml").read_bytes() == before
    with staged(folder) as staging:
        assert "cut off after 2 scenarios of 1 item" in staging.leftover


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_without_room_is_a_sentence() -> None:
    """The system's own refusal, not a pretended one."""
    with pytest.raises(RecordingError, match=r"/dev/full: cannot be written \(No space left on device\); make room on the disk"):
        files.write_durably(Path("/dev/full"), b"x")


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretended, because the superuser may write everywhere."""

    def refuses(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuses)
    with (
        pytest.raises(RecordingError, match=r"cannot be locked \(Read-only file system\); choose a folder that can be written"),
        staged(tmp_path / "r"),
    ):
        pass
