"""Printing on standard output, also when its reader has gone: the exit code still says how the command ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType


class _Console(Console):
    """Rich would leave the process with code 1 when a pipe is closed, which means findings here."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def printed(content: RenderableType) -> None:
    """Prints what rich renders; lines that may not wrap stay whole."""
    with _closed_pipe_ignored():
        _Console(highlight=False).print(content, crop=False)


def written(text: str) -> None:
    """Writes text as it is."""
    with _closed_pipe_ignored():
        sys.stdout.write(text)
        sys.stdout.flush()


def complained(sentence: str) -> None:
    """One line about what went wrong, on standard error."""
    from rich.text import Text

    from coupa_contract.report.text import plain

    line = Text.assemble("coupa-contract: ", plain(sentence, 2000), style="bold red")
    Console(stderr=True, soft_wrap=True, highlight=False).print(line)


@contextmanager
def _closed_pipe_ignored() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # Python flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
