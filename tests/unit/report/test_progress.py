"""Progress is for people at a terminal."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from rich.console import Console

from coupa_contract.report.progress import progress_shown
from coupa_contract.report.run import Gathering
from coupa_contract.runner.events import Progress, RunHeader


def said(header: RunHeader, terminal: bool, environ: Mapping[str, str]) -> str:
    file = io.StringIO()
    with progress_shown(Console(file=file, force_terminal=terminal, width=100), environ, Gathering()) as listen:
        listen(header)
        listen(Progress(3, 12, 250, "test_paging.py::test_limit \x1b[2J[red]"))
    return file.getvalue()


def test_a_terminal_sees_how_far_the_run_is(header: RunHeader) -> None:
    """Items done and to do, requests, findings, and what is running; none of it is taken for markup or control."""
    text = said(header, True, {})
    assert "3/12  250 requests  0 findings" in text
    assert "test_paging.py::test_limit \\x1b[2J" in text


def test_a_terminal_is_left_clean(header: RunHeader) -> None:
    """The line is wiped, so that the screen stands alone: the last thing said is to erase it."""
    assert said(header, True, {}).rstrip().endswith("\x1b[2K")


@pytest.mark.parametrize(("terminal", "environ"), [(False, {}), (True, {"CI": "true"})])
def test_a_log_sees_nothing(header: RunHeader, terminal: bool, environ: Mapping[str, str]) -> None:
    """Neither a pipe nor CI gets a single character."""
    assert said(header, terminal, environ) == ""
