"""The outermost edge: whatever happens becomes at most one sentence on standard error, and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from coupa_contract import __version__
from coupa_contract.errors import CoupaContractError

WRONG_USAGE = 2
INTERRUPTED = 130
DEBUG = "COUPA_CONTRACT_DEBUG"

# The base of typer's own complaints about a command line; public only as the base of its most common one.
_CommandLineError: type[Exception] = typer.BadParameter.__mro__[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line (by default this process's) and returns its exit code: 0, 1, 2, 3 or 130."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character is no reason to fail
    return _guarded(lambda: _dispatched(list(sys.argv[1:] if arguments is None else arguments) or ["--help"]))


def _guarded(command: Callable[[], int]) -> int:
    try:
        code = command()
        sys.stdout.flush()
    except CoupaContractError as error:
        return _said(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _said("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader has seen enough (`| head`). Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None and not _debugging():  # standard output itself: a full disk behind `> FILE`
            return _said(f"cannot write the output: {(error.strerror or str(error)).lower()}", WRONG_USAGE)
        return _unexpected(error)
    except Exception as error:  # noqa: BLE001 - the outermost edge: no traceback for a user, whatever it is
        return _unexpected(error)
    return code


def _dispatched(arguments: list[str]) -> int:
    """Without typer's own `main`, which would turn errors, interrupts and closed pipes into texts and codes of its own."""
    from coupa_contract.cli.app import app

    command = typer.main.get_command(app)
    try:
        with command.make_context("coupa-contract", arguments) as context:
            code = command.invoke(context)
    except typer.Exit as end:
        return int(end.exit_code)
    except _CommandLineError as error:
        return _said(_complaint(error), WRONG_USAGE)
    return code if isinstance(code, int) else 0


def _complaint(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    text = str(error.format_message()) if hasattr(error, "format_message") else str(error)  # only typer's have it
    command = context.command_path if context is not None else "coupa-contract"
    return f"{' '.join(text.split()).rstrip('.')}; see {command} --help"


def _unexpected(error: Exception) -> int:
    """Says what kind of error it was and where, not its text: that could hold anything that passed through, also a secret."""
    if _debugging():
        traceback.print_exception(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name} line {frame.lineno}"
    return _said(
        f"unexpected {type(error).__name__} in {place}: a fault of coupa-contract {__version__}, not of the target;"
        f" run it again with {DEBUG}=1 and report the traceback",
        WRONG_USAGE,
    )


def _debugging() -> bool:
    return os.environ.get(DEBUG, "") not in {"", "0"}


def _said(sentence: str, code: int) -> int:
    from coupa_contract.cli.printing import complained

    complained(sentence)
    return code
