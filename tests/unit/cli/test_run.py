"""`coupa-contract run`: options become a plan, events become a screen and a stream, and the exit code is the run's."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coupa_contract.errors import UnauthorisedError
from coupa_contract.report.stream import read_stream
from coupa_contract.runner.plan import RunPlan

if TYPE_CHECKING:  # pytest loads it by path, under another name
    from conftest import Play, Said  # type: ignore[import-not-found]

    Say = Callable[..., Said]
else:
    Play = Say = Any

URL = "https://demo.example/api"


def test_without_options_the_plan_is_the_default(say: Say, play: Play) -> None:
    """A newcomer's first run is the plan that the runner calls default."""
    assert say("run").code == 0
    assert play.plan == RunPlan()


def test_every_option_reaches_the_plan(say: Say, play: Play, folder: Path) -> None:
    """Each option of the command line is in the plan, with absolute paths."""
    (folder / "ca.pem").touch()
    (folder / "accepted.yaml").touch()
    words = "--dialect core-r39 --overlay a.yaml --overlay b.yaml --allow-writes --allow-actions --invoice 1 --invoice 2 --disposable"
    words += " --effort quick --seed 7 -k paging --area query -n 3 --fail-on never --rate 2 --max-requests 9 --timeout 1.5"
    words += " --ca-bundle ca.pem --token-url https://demo.example/token --credentials c.env"
    words += " --record r --append --name staging --keep-values --pseudonym-numbers --encoding jsonl.zst"
    words += " --drift --fail-on-drift risky --accepted accepted.yaml"
    assert say("run", URL, *words.split()).code == 0
    assert play.plan == RunPlan(
        url=URL,
        dialect="core-r39",
        overlays=(str(folder / "a.yaml"), str(folder / "b.yaml")),
        allow_writes=True,
        allow_actions=True,
        disposable=True,
        invoices=("1", "2"),
        effort="quick",
        seed=7,
        areas=("paging", "query"),
        workers=3,
        fail_on="never",
        rate_per_s=2.0,
        max_requests=9,
        timeout_s=1.5,
        ca_bundle=str(folder / "ca.pem"),
        token_url="https://demo.example/token",
        credentials_file=str(folder / "c.env"),
        record=str(folder / "r"),
        append=True,
        name="staging",
        keep_values=True,
        pseudonym_numbers=True,
        encoding="jsonl.zst",
        drift=True,
        fail_on_drift="risky",
        accepted=str(folder / "accepted.yaml"),
    )
    of_a_replay = {"replay", "allow_unrecorded", "keep_going"}
    assert {field.name for field in fields(RunPlan) if getattr(play.plan, field.name) == field.default} == of_a_replay


def test_record_is_run_with_a_folder(say: Say, play: Play, folder: Path) -> None:
    """The short form records into the folder that is named, or into one below cassettes."""
    say("record", URL, "here", "--name", "staging")
    assert play.plan == RunPlan(url=URL, record=str(folder / "here"), name="staging")
    say("record", URL)
    assert play.plan.record == str(folder / "cassettes" / "target")
    say("record", "reference", "--dialect", "core-r39")
    assert play.plan == RunPlan(dialect="core-r39", record=str(folder / "cassettes" / "reference"))


@pytest.mark.parametrize("option", ["--append", "--name=staging", "--keep-values", "--pseudonym-numbers", "--encoding=yaml"])
def test_what_is_said_of_a_recording_needs_one(say: Say, option: str) -> None:
    """An option that would do nothing is refused."""
    said = say("run", URL, option)
    assert said.code == 2
    assert "give --record " in said.err


def test_a_configuration_file_is_taken_from_the_folder(say: Say, play: Play, folder: Path) -> None:
    """Options of the file apply, and the command line takes back what it wants to."""
    (folder / "coupa-contract.toml").write_text("allow-writes = true\nseed = 9\neffort = 'quick'")
    say("run", "--no-allow-writes", "--seed", "8")
    assert (play.plan.allow_writes, play.plan.seed, play.plan.effort) == (False, 8, "quick")


def test_another_configuration_can_be_named(say: Say, play: Play, folder: Path) -> None:
    """`--config` replaces the one that lies in the folder."""
    (folder / "coupa-contract.toml").write_text("seed = 9")
    (folder / "other.toml").write_text("effort = 'quick'")
    say("run", "--config", "other.toml")
    assert (play.plan.seed, play.plan.effort) == (1, "quick")


@pytest.mark.parametrize("code", [0, 1, 3, 130])
def test_the_exit_code_is_that_of_the_run(say: Say, play: Play, code: int) -> None:
    """The footer decides, and the screen says so on standard output."""
    play.exit_code = code
    said = say("run", URL)
    assert (said.code, said.err) == (code, "")
    assert f"Exit code {code}." in said.out


def test_the_screen_says_how_to_repeat_the_run(say: Say, play: Play, folder: Path) -> None:
    """With what the file set, with the seed, quoted for a shell, and without what was left at its default."""
    (folder / "coupa-contract.toml").write_text(f"url = '{URL}'\nallow-writes = true\ninvoice = [4711, 4712]")
    said = say("run", "--effort", "quick", "--timeout", "2", "--overlay", "my file.yaml", "--output", "x", "--fail-on", "must")
    permitted = "--allow-writes --invoice 4711 --invoice 4712"
    assert f"coupa-contract run {URL} --overlay 'my file.yaml' {permitted} --effort quick --seed 1 --timeout 2" in said.out.splitlines()[-3]


def test_the_stream_tells_what_the_screen_tells(say: Say, play: Play, folder: Path) -> None:
    """`--output` keeps the run, with the command that repeats it."""
    play.exit_code = 1
    say("run", URL, "--output", "run.ndjson")
    run = read_stream(folder / "run.ndjson")
    assert (run.truncated, len(run.findings)) == (False, 1)
    assert run.header is not None
    assert run.header.command == f"coupa-contract run {URL} --seed 1"


@pytest.mark.parametrize(
    ("failure", "code", "sentence"),
    [
        (UnauthorisedError("the token expired half-way"), 3, "the token expired half-way"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (RuntimeError("with a secret"), 2, "unexpected RuntimeError in conftest.py line"),
    ],
)
def test_what_was_found_before_an_error_is_kept(
    say: Say, play: Play, folder: Path, failure: BaseException, code: int, sentence: str
) -> None:
    """Screen and stream hold it, and the error is one sentence on standard error."""
    play.failure = failure
    said = say("run", URL, "--output", "run.ndjson")
    assert said.code == code
    assert "paging-limit-is-honoured" in said.out
    assert "This run broke off" in said.out
    assert said.err.startswith(f"coupa-contract: {sentence}")
    assert said.err.count("\n") == 1
    assert len(read_stream(folder / "run.ndjson").findings) == 1


def test_a_run_that_cannot_begin_is_one_sentence(say: Say, play: Play, folder: Path) -> None:
    """No screen, no file, no traceback."""
    play.failure, play.silent = UnauthorisedError("the target refused the credentials"), True
    said = say("run", URL, "--output", "run.ndjson")
    assert (said.code, said.out, said.err) == (3, "", "coupa-contract: the target refused the credentials\n")
    assert not (folder / "run.ndjson").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_ends_with_2_after_the_screen(say: Say, play: Play) -> None:
    """The run goes on to its end, what was found is shown, and the stream's trouble is the last word."""
    said = say("run", URL, "--output", "/dev/full")
    assert (said.code, "Verdicts" in said.out) == (2, True)
    assert said.err.startswith("coupa-contract: cannot go on writing /dev/full: no space left on device")


def test_an_output_that_cannot_be_written_stops_before_the_run(say: Say, play: Play) -> None:
    """Nothing is sent when its account could not be kept."""
    assert (say("run", "--output", "missing/run.ndjson").code, play.plans) == (2, [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--seed", "x"], "--seed takes a whole number, 0 or more, not 'x'"),
        (["--rate", "0"], "--rate takes requests a second, more than 0 and at most 20, not '0'"),
        (["-n", "0"], "--workers takes a whole number, 1 or more, not '0'"),
        (["-k", "pages"], "--area takes an area, or a list of them: shape"),
        (["--fail-on", "always"], "--fail-on takes must, should, may or never, not 'always'"),
        (["--invoice", "../1"], "--invoice takes the id of an invoice (digits), or a list of them"),
        (["--ca-bundle", "ca.pem"], "--ca-bundle: there is no file ca.pem"),
        (["--effrot", "quick"], "No such option: --effrot"),
        (["a", "b"], "Got unexpected extra argument"),
        ([""], "URL takes a URL such as https://demo.coupahost.com, not ''"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_code_2(say: Say, play: Play, words: list[str], sentence: str) -> None:
    """It names the option and what it takes; nothing is run."""
    said = say("run", *words)
    assert (said.code, play.plans, said.out) == (2, [], "")
    assert said.err.startswith(f"coupa-contract: {sentence}")
    assert said.err.count("\n") == 1


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="needs POSIX signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_polite_end_from_outside_is_like_ctrl_c(say: Say, play: Play, name: str) -> None:
    """A cancelled CI job gets its changes put back; afterwards signals do what they did before."""
    play.signal = getattr(signal, name)
    before = signal.signal(play.signal, signal.SIG_DFL)  # whoever started the tests may have it ignored (nohup)
    try:
        assert say("run").code == 130
        assert signal.getsignal(play.signal) == signal.SIG_DFL
    finally:
        signal.signal(play.signal, before)


def test_a_reader_who_leaves_does_not_change_the_exit_code(say: Say, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """`coupa-contract run | head` still ends with what the run found."""
    play.exit_code = 3

    class Gone:
        def write(self, _text: str) -> int:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

        def flush(self) -> None: ...

        def fileno(self) -> int:
            return closed

    closed = os.open(os.devnull, os.O_WRONLY)
    monkeypatch.setattr("sys.stdout", Gone())
    from coupa_contract.cli import main

    assert main(["run"]) == 3
    os.close(closed)
