"""The commands and their options, as a newcomer reads them in --help; the work is done by one module a command."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coupa_contract import __version__
from coupa_contract.cli.cassettes.app import app as cassettes
from coupa_contract.cli.help import PlainCommand, PlainGroup
from coupa_contract.cli.options import AREAS, DIALECTS, EFFORTS, FAIL_ON

TARGET = "Target"
PERMISSION = "What may be changed: nothing, unless you say so"
DRAWING = "What is examined, and how much"
PACE = "Pace and connection"
REPORT = "Report"

app = typer.Typer(
    name="coupa-contract",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How a listing is written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class Dialect(StrEnum):
    """A dialect that can be served and printed."""

    PUBLISHED = "published"
    CORE_R39 = "core-r39"


def _choices(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}"


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"coupa-contract {__version__}")
        raise typer.Exit


_EXIT_CODES = (
    "Exit codes: 0 conforms, 1 findings at or above --fail-on, 2 wrong usage or configuration, "
    "3 the target could not be judged, 130 interrupted."
)

_TRY = f"""
$ coupa-contract run --effort quick # the instance that ships with this tool, in under a minute
$ coupa-contract run https://demo.coupahost.com # yours: reads only, five requests a second
{_EXIT_CODES}
"""

_RUN = f"""
$ coupa-contract run # the reference instance, started for this run; everything is allowed on it
$ coupa-contract run https://demo.coupahost.com --output run.ndjson # reads only, and keeps everything
$ coupa-contract run https://demo.coupahost.com --allow-writes --invoice 4711 # updates one invoice, and undoes it
$ coupa-contract run http://localhost:4010 --disposable -k query -k paging # a mock that may be spoilt, two areas
Credentials come from the environment: COUPA_CLIENT_ID and COUPA_CLIENT_SECRET (and COUPA_SCOPE), or COUPA_TOKEN.
Any option can stand in coupa-contract.toml, or in [tool.coupa-contract] of pyproject.toml; the command line wins.
{_EXIT_CODES}
"""

_SERVE = """
$ coupa-contract serve # on http://127.0.0.1:8000/api; prints credentials and a first request
$ coupa-contract serve --dialect core-r39 --database demo.sqlite # today's dialect, kept in a file
"""

_SPEC = """
$ coupa-contract spec --dialect core-r39 > openapi.yaml # what today's instances speak, for any OpenAPI tool
$ coupa-contract spec --sources # where every published fact went
"""

_REQUIREMENTS = """
$ coupa-contract requirements -k paging
$ coupa-contract requirements --format markdown > REQUIREMENTS.md
"""


@app.callback(cls=PlainGroup, epilog=_TRY)
def coupa_contract(
    _show: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Proves whether an instance of the Coupa Invoices API keeps its published contract."""


@app.command(cls=PlainCommand, epilog=_RUN)
def run(
    url: Annotated[str | None, typer.Argument(metavar="URL", help="The instance to judge. Without one: the reference instance.")] = None,
    dialect: Annotated[
        str | None,
        typer.Option(
            metavar="DIALECT",
            help=f"What the instance speaks: {_choices(DIALECTS)}; auto (default) tells by its first answers.",
            rich_help_panel=TARGET,
        ),
    ] = None,
    overlay: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="An OpenAPI Overlay to lay over the document; repeatable.", rich_help_panel=TARGET),
    ] = None,
    token_url: Annotated[
        str | None, typer.Option(metavar="URL", help="The token endpoint (default: /oauth2/token of the target).", rich_help_panel=TARGET)
    ] = None,
    credentials: Annotated[
        str | None, typer.Option(metavar="FILE", help="A file with COUPA_CLIENT_ID=… and so on, one a line.", rich_help_panel=TARGET)
    ] = None,
    ca_bundle: Annotated[
        str | None, typer.Option(metavar="FILE", help="Certificates to trust, for a target behind your own CA.", rich_help_panel=TARGET)
    ] = None,
    allow_writes: Annotated[
        bool | None,
        typer.Option("--allow-writes/--no-allow-writes", help="Updates that the run undoes itself.", rich_help_panel=PERMISSION),
    ] = None,
    allow_actions: Annotated[
        bool | None,
        typer.Option(
            "--allow-actions/--no-allow-actions", help="What nothing undoes: submit, void, dispute, create …", rich_help_panel=PERMISSION
        ),
    ] = None,
    invoice: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="An invoice that may be changed, besides those that the run creates; repeatable.", rich_help_panel=PERMISSION
        ),
    ] = None,
    disposable: Annotated[
        bool | None,
        typer.Option(
            "--disposable/--no-disposable",
            help="The whole target may be spoilt: a mock, a sandbox to throw away.",
            rich_help_panel=PERMISSION,
        ),
    ] = None,
    effort: Annotated[
        str | None,
        typer.Option(metavar="EFFORT", help=f"How much is drawn: {_choices(EFFORTS)} (default: standard).", rich_help_panel=DRAWING),
    ] = None,
    seed: Annotated[
        str | None, typer.Option(metavar="N", help="The same seed draws the same requests (default: 1).", rich_help_panel=DRAWING)
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option("--area", "-k", metavar="AREA", help=f"Only this area; repeatable. {', '.join(AREAS)}.", rich_help_panel=DRAWING),
    ] = None,
    workers: Annotated[
        str | None, typer.Option("--workers", "-n", metavar="N", help="Processes at work (default: 1).", rich_help_panel=PACE)
    ] = None,
    rate: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Requests a second, at most 20 (default: 5; no limit on a disposable target), shared by all workers.",
            rich_help_panel=PACE,
        ),
    ] = None,
    max_requests: Annotated[
        str | None, typer.Option(metavar="N", help="Stop after so many requests (default: no limit).", rich_help_panel=PACE)
    ] = None,
    timeout: Annotated[
        str | None, typer.Option(metavar="S", help="Seconds to wait for one answer (default: 30).", rich_help_panel=PACE)
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write everything as JSON lines while it happens (FILE.ndjson).", rich_help_panel=REPORT),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL", help=f"The least level that makes exit code 1: {_choices(FAIL_ON)} (default: must).", rich_help_panel=REPORT
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read this configuration instead of the one in this folder.", rich_help_panel=REPORT),
    ] = None,
) -> int:
    """Judges an instance: what was examined, what it violates, where, and how to see it again.

    Reads only, unless you allow more. Without a URL it starts the reference instance and judges that.
    """
    from coupa_contract.cli.judging import judge

    command_line = {
        "url": url,
        "dialect": dialect,
        "overlay": overlay or None,
        "token-url": token_url,
        "credentials": credentials,
        "ca-bundle": ca_bundle,
        "allow-writes": allow_writes,
        "allow-actions": allow_actions,
        "invoice": invoice or None,
        "disposable": disposable,
        "effort": effort,
        "seed": seed,
        "area": area or None,
        "workers": workers,
        "rate": rate,
        "max-requests": max_requests,
        "timeout": timeout,
        "output": output,
        "fail-on": fail_on,
    }
    return judge(command_line, config)


@app.command(cls=PlainCommand, epilog=_SERVE)
def serve(
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="The port on 127.0.0.1; 0 takes a free one (default: 8000).")
    ] = 8000,
    dialect: Annotated[
        Dialect, typer.Option(metavar="DIALECT", help="What it speaks: published (default) or core-r39.")
    ] = Dialect.PUBLISHED,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="The same seed makes the same invoices (default: 1).")] = 1,
    database: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the invoices in this SQLite file (default: in memory).")
    ] = None,
    rate_limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Answer 429 beyond so many requests a second (default: never)."),
    ] = None,
) -> int:
    """Serves the reference instance: a faithful Coupa Invoices API on localhost."""
    from coupa_contract.cli.serving import serve_instance

    return serve_instance(port, dialect.value, seed, database, rate_limit)


@app.command(cls=PlainCommand, epilog=_SPEC)
def spec(
    dialect: Annotated[
        Dialect, typer.Option(metavar="DIALECT", help="As published (default), or core-r39 as today's instances speak.")
    ] = Dialect.PUBLISHED,
    overlay: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="An OpenAPI Overlay to lay over the document; repeatable."),
    ] = None,
    sources: Annotated[bool, typer.Option("--sources", help="Where every published fact went, or why it did not.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say whether the document is valid.")] = False,
) -> None:
    """Prints the contract as an OpenAPI 3.1 document."""
    from coupa_contract.cli import specification

    if sources and check:
        raise typer.BadParameter("--sources and --check exclude each other")
    if sources:
        specification.print_sources()
    elif check:
        specification.print_check(dialect.value, overlay or [])
    else:
        specification.print_document(dialect.value, overlay or [])


@app.command(cls=PlainCommand, epilog=_REQUIREMENTS)
def requirements(
    area: Annotated[
        list[str] | None, typer.Option("--area", "-k", metavar="AREA", help=f"Only this area; repeatable. {', '.join(AREAS)}.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", metavar="FORMAT", help=f"{_choices(tuple(Format))} (default: table).")] = Format.TABLE,
) -> None:
    """Lists what the contract makes testable: ids, levels, sentences."""
    from coupa_contract.cli.catalogue import print_requirements

    print_requirements(area or [], form.value)


app.add_typer(cassettes)
