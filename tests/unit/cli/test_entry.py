"""The outermost edge: help that a newcomer understands, one sentence for whatever goes wrong."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract import __version__

Say = Callable[..., Any]
HEAVY = ("schemathesis", "hypothesis", "requests", "yaml", "starlette", "uvicorn", "coupa_contract.contract", "typer.rich_utils")


def command(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "coupa_contract", *words], capture_output=True, text=True, timeout=60, check=False, **more)


def test_the_version_is_printed(say: Say) -> None:
    """One line that a bug report can quote."""
    said = say("--version")
    assert (said.code, said.out) == (0, f"coupa-contract {__version__}\n")


def test_without_arguments_there_is_help(say: Say) -> None:
    """Somebody who types the bare name is shown what there is, and it is no error."""
    assert say() == say("--help")
    assert say().code == 0


def test_help_of_the_whole_shows_commands_and_where_to_begin(say: Say) -> None:
    """Four commands, a first thing to try, and what exit codes mean."""
    out = say("-h").out
    for words in ("run ", "serve ", "spec ", "requirements ", "coupa-contract run --effort quick", "Exit codes: 0 conforms"):
        assert words in out


@pytest.mark.parametrize("name", ["run", "serve", "spec", "requirements"])
def test_every_command_has_help_with_an_example(say: Say, name: str) -> None:
    """Options with their meaning, then a line to copy."""
    said = say(name, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"\nTry\n  coupa-contract {name}" in said.out


def test_help_of_run_is_grouped(say: Say) -> None:
    """What may be changed stands in a group of its own, and every option is explained."""
    out = say("run", "--help").out
    for title in ("Target", "What may be changed: nothing, unless you say so", "Pace and connection", "Report"):
        assert f"\n{title}\n" in out
    for option in ("--[no-]allow-writes", "--invoice ID", "-k, --area AREA", "-n, --workers N", "--output FILE"):
        assert option in out


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("run", "--help")])
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    """Asking for help takes no longer than reading it: neither the contract nor a library of the runner is loaded."""
    code = f"import sys; from coupa_contract.cli import main; main({list(words)}); print([m for m in {HEAVY} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_help_is_quick() -> None:
    """The best of three is well below a second, also on a busy machine."""

    def seconds() -> float:
        begun = time.perf_counter()
        command("--help")
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(3)) < 0.9


def test_an_unknown_command_names_the_nearest(say: Say) -> None:
    """A typing mistake is one line."""
    said = say("rnu")
    assert said.code == 2
    assert said.err == "coupa-contract: No such command 'rnu'. Did you mean 'run'?; see coupa-contract --help\n"


def test_an_unexpected_error_says_where_and_how_to_report_it(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, no text of the error, which could hold a secret; exit code 2."""
    monkeypatch.setattr("coupa_contract.cli.catalogue.print_requirements", lambda *_: {}["hush"])
    said = say("requirements")
    assert said.code == 2
    assert said.err.startswith("coupa-contract: unexpected KeyError in test_entry.py line ")
    assert "run it again with COUPA_CONTRACT_DEBUG=1 and report the traceback" in said.err
    assert "hush" not in said.err


def test_the_traceback_is_there_for_those_who_ask(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """COUPA_CONTRACT_DEBUG=1 shows it before the sentence."""
    monkeypatch.setenv("COUPA_CONTRACT_DEBUG", "1")
    monkeypatch.setattr("coupa_contract.cli.catalogue.print_requirements", lambda *_: {}["seen"])
    said = say("requirements")
    assert "Traceback (most recent call last)" in said.err
    assert "KeyError: 'seen'" in said.err


def test_ctrl_c_is_130(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """One word, no traceback."""

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coupa_contract.cli.catalogue.print_requirements", interrupted)
    said = say("requirements")
    assert (said.code, said.err) == (130, "coupa-contract: interrupted\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_closed_pipe_is_quiet() -> None:
    """`coupa-contract spec | head -1` prints one line, and nothing is wrong."""
    line = f"{sys.executable} -m coupa_contract spec | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout.splitlines()[-1], done.stderr) == ("0", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output_is_one_sentence() -> None:
    """`coupa-contract spec > FILE` on a full disk does not pretend to have worked."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "coupa_contract", "spec"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert (done.returncode, done.stderr) == (2, "coupa-contract: cannot write the output: no space left on device\n")


def test_a_terminal_without_the_characters_gets_escapes() -> None:
    """An ASCII-only output is no reason to fail."""
    import os

    done = command("run", "--help", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, "")


def test_the_message_of_an_error_cannot_move_the_cursor(say: Say) -> None:
    """What a user pasted comes back visible, on one line."""
    said = say("run", "\x1b[2Jx\ny")
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err
