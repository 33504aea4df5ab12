"""Indents what rich renders, and leaves neither trailing spaces nor cut lines behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment


@dataclass(frozen=True, slots=True)
class Indented:
    """A renderable, moved right by `by` columns; rich's own `Padding` fills lines with spaces and cuts those that may not wrap."""

    renderable: RenderableType
    by: int = 2

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        narrower = options.update(width=max(1, options.max_width - self.by))
        for line in Segment.split_lines(console.render(self.renderable, narrower)):
            if stripped := _stripped(line):
                yield Segment(" " * self.by)
                yield from stripped
            yield Segment.line()


def _stripped(line: list[Segment]) -> list[Segment]:
    kept = list(line)
    while kept:
        text = kept[-1].text.rstrip(" ")
        if text:
            kept[-1] = Segment(text, kept[-1].style, kept[-1].control)
            break
        kept.pop()
    return kept
