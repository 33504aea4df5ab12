"""What --help prints: options in named groups, then commands to copy.

Typer's own help imports a Markdown reader and a syntax highlighter, which take longer than everything else together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from coupa_contract.cli.printing import printed
from coupa_contract.report.indented import Indented

_GENERAL = "Options"
_COMMAND_MARK = "$ "


class PlainCommand(TyperCommand):
    """A command with this help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Prints it; `formatter` stays empty."""
        _print_help(self, ctx)


class PlainGroup(TyperGroup):
    """A group of commands with this help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Prints it; `formatter` stays empty."""
        _print_help(self, ctx)


def _print_help(command: Any, context: Any) -> None:
    for each in _help(command, context):
        printed(each)


def _help(command: Any, context: Any) -> Iterator[RenderableType]:
    yield Text.assemble(("Usage  ", "bold"), " ".join([context.command_path, *command.collect_usage_pieces(context)]))
    yield Text()
    for paragraph in (command.help or "").split("\n\n"):
        yield Indented(Text(" ".join(paragraph.split())), 0)
    subcommands = getattr(command, "commands", {})
    if subcommands:
        yield from _section("Commands", _rows([(name, each.help.partition("\n\n")[0]) for name, each in subcommands.items()]))
    for title, rows in _groups(command, context).items():
        yield from _section(title, _rows(rows))
    if command.epilog:
        yield from _section("Try", *_examples(command.epilog))


def _groups(command: Any, context: Any) -> dict[str, list[tuple[str, str]]]:
    """Rows of options by group, in the order of the signature; --help and --version last."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(context):
        if parameter.param_type_name == "option" and not getattr(parameter, "hidden", False):
            title = getattr(parameter, "rich_help_panel", None) or _GENERAL
            groups.setdefault(title, []).append((_names(parameter), parameter.help or ""))
        elif parameter.param_type_name == "argument":
            groups.setdefault("Argument", []).append((str(parameter.metavar or parameter.name).strip("[]"), parameter.help or ""))
    if _GENERAL in groups:
        groups[_GENERAL] = groups.pop(_GENERAL)
    return groups


def _names(option: Any) -> str:
    short = [name for name in option.opts if not name.startswith("--")]
    long = [name for name in option.opts if name.startswith("--")]
    if option.secondary_opts:
        long = [name.replace("--", "--[no-]", 1) for name in long]
    value = f" {option.metavar}" if option.metavar else ""
    return ", ".join([*short, *long]) + value


def _rows(rows: list[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True, min_width=20)
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(Text(name), Text(" ".join(text.split())))
    return table


def _section(title: str, *content: RenderableType) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title, style="bold")
    yield from map(Indented, content)


def _examples(epilog: str) -> Iterator[RenderableType]:
    """Lines `$ command # what it does`, the command whole on a line of its own, and paragraphs."""
    for line in epilog.strip().splitlines():
        if line.startswith(_COMMAND_MARK):
            command, _, meaning = line.removeprefix(_COMMAND_MARK).partition(" # ")
            yield Text(command, style="green", no_wrap=True, overflow="ignore")
            if meaning:
                yield Indented(Text(meaning, style="dim"), 4)
        else:
            yield Text()
            yield Text(line)
