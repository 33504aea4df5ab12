"""Printing on standard output in one piece, also when its reader has gone."""

from __future__ import annotations

import os
import sys

from rich.console import Console, RenderableType


def printed(content: RenderableType, console: Console) -> None:
    """Prints what rich renders, long lines whole. A closed pipe is no error: the exit code says how the command ended.

    Rich itself would leave the process with code 1 then, which means findings here.
    """
    with console.capture() as capture:
        console.print(content, crop=False)
    written(capture.get())


def written(text: str) -> None:
    """Writes text as it is; a closed pipe swallows it."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
