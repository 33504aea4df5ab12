"""Indenting keeps lines whole and clean."""

import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from coupa_contract.report.indented import Indented


def drawn(content: Indented) -> str:
    console = Console(file=io.StringIO(), width=20)
    console.print(content, crop=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_text_wraps_inside_its_indentation() -> None:
    """Wrapped lines are indented like the first."""
    assert drawn(Indented(Text("one two three four five six"), 4)) == "    one two three\n    four five six\n"


def test_a_line_that_may_not_wrap_stays_whole() -> None:
    """A command can be copied, however narrow the terminal and deep the indentation."""
    assert drawn(Indented(Indented(Text("x" * 50, no_wrap=True, overflow="ignore")))) == "    " + "x" * 50 + "\n"


def test_no_line_ends_in_spaces() -> None:
    """Tables pad their cells; a log does not want that."""
    table = Table.grid(padding=(0, 2))
    table.add_row("a", "b")
    table.add_row("long", "")
    assert drawn(Indented(table)) == "  a     b\n  long\n"
