"""One line on a terminal about what is being done; nothing where standard error is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from coupa_contract.report.text import plain


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """Shows `what` until the block ends; what is called with a detail shows that beside it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _detail: None
        return
    with console.status(escape(plain(what)), spinner_style="cyan") as status:
        yield lambda detail: status.update(f"{escape(plain(what))}  [dim]{escape(plain(detail))}[/dim]")
