"""The commands and their options, as a newcomer reads them in --help; the work is done by one module a command."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coupa_contract import __version__
from coupa_contract.cli import parameters
from coupa_contract.cli.cassettes.app import app as cassettes
from coupa_contract.cli.drift.app import app as drift
from coupa_contract.cli.help import PlainCommand, PlainGroup
from coupa_contract.cli.options import AREAS

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


_FORMATS = parameters.choices(tuple(Format))


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

_RECORD = f"""
$ coupa-contract record https://staging.coupahost.com # into cassettes/target; with pseudonyms
$ coupa-contract record https://staging.coupahost.com cassettes/staging --name staging --effort quick
$ coupa-contract record reference # the reference instance, as it is
{_EXIT_CODES}
"""

_REPLAY = f"""
$ coupa-contract replay # the recordings that ship with this tool
$ coupa-contract replay cassettes/staging --fail-on should -n 2
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
def run(  # the names of the parameters are those of the options
    url: parameters.Url = None,
    dialect: parameters.Dialect = None,
    overlay: parameters.Overlay = None,
    token_url: parameters.TokenUrl = None,
    credentials: parameters.CredentialsFile = None,
    ca_bundle: parameters.CaBundle = None,
    allow_writes: parameters.AllowWrites = None,
    allow_actions: parameters.AllowActions = None,
    invoice: parameters.Invoice = None,
    disposable: parameters.Disposable = None,
    effort: parameters.Effort = None,
    seed: parameters.Seed = None,
    area: parameters.Area = None,
    workers: parameters.Workers = None,
    rate: parameters.Rate = None,
    max_requests: parameters.MaxRequests = None,
    timeout: parameters.Timeout = None,
    record: parameters.Record = None,
    append: parameters.Append = None,
    name: parameters.Name = None,
    keep_values: parameters.KeepValues = None,
    pseudonym_numbers: parameters.PseudonymNumbers = None,
    encoding: parameters.Encoding = None,
    drift: parameters.Drift = None,
    fail_on_drift: parameters.FailOnDrift = None,
    accepted: parameters.Accepted = None,
    output: parameters.Output = None,
    fail_on: parameters.FailOn = None,
    config: parameters.Config = None,
) -> int:
    """Judges an instance: what was examined, what it violates, where, and how to see it again.

    Reads only, unless you allow more. Without a URL it starts the reference instance and judges that.
    """
    given = parameters.asked(locals() | {"config": None})
    from coupa_contract.cli.judging import judge

    return judge(given, config)


@app.command(cls=PlainCommand, epilog=_RECORD)
def record(  # the names of the parameters are those of the options
    url: Annotated[str, typer.Argument(metavar="URL", help="The instance to judge; `reference` for the reference instance.")],
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where the recording goes (default: cassettes/NAME).", show_default=False)
    ] = None,
    dialect: parameters.Dialect = None,
    overlay: parameters.Overlay = None,
    token_url: parameters.TokenUrl = None,
    credentials: parameters.CredentialsFile = None,
    ca_bundle: parameters.CaBundle = None,
    allow_writes: parameters.AllowWrites = None,
    allow_actions: parameters.AllowActions = None,
    invoice: parameters.Invoice = None,
    disposable: parameters.Disposable = None,
    effort: parameters.Effort = None,
    seed: parameters.Seed = None,
    area: parameters.Area = None,
    workers: parameters.Workers = None,
    rate: parameters.Rate = None,
    max_requests: parameters.MaxRequests = None,
    timeout: parameters.Timeout = None,
    append: parameters.Append = None,
    name: parameters.Name = None,
    keep_values: parameters.KeepValues = None,
    pseudonym_numbers: parameters.PseudonymNumbers = None,
    encoding: parameters.Encoding = None,
    output: parameters.Output = None,
    fail_on: parameters.FailOn = None,
    config: parameters.Config = None,
) -> int:
    """Judges an instance like `run`, and records it, so that `replay` can judge it again without it.

    A recording that is there is replaced when the new one is complete.
    """
    given = parameters.asked({**locals(), "config": None, "folder": None})
    from coupa_contract.cli.judging import judge

    if url == "reference":
        given["url"] = None
    given["record"] = str(folder or Path("cassettes") / (name or ("reference" if url == "reference" else "target")))
    return judge(given, config)


@app.command(cls=PlainCommand, epilog=_REPLAY)
def replay(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Recordings, or folders of them (default: what ships).", show_default=False),
    ] = None,
    dialect: parameters.Dialect = None,
    overlay: parameters.Overlay = None,
    area: parameters.Area = None,
    workers: parameters.Workers = None,
    allow_unrecorded: Annotated[
        bool | None,
        typer.Option(
            "--allow-unrecorded/--no-allow-unrecorded",
            help="Do not end with 3 because a must cannot be judged any more.",
            rich_help_panel=parameters.RECORDING,
        ),
    ] = None,
    keep_going: Annotated[
        bool | None,
        typer.Option(
            "--keep-going/--no-keep-going",
            help="Judge what is intact of a recording of which something is broken (the exit code stays 2).",
            rich_help_panel=parameters.RECORDING,
        ),
    ] = None,
    drift: parameters.Drift = None,
    fail_on_drift: parameters.FailOnDrift = None,
    accepted: parameters.Accepted = None,
    output: parameters.Output = None,
    fail_on: parameters.FailOn = None,
    config: parameters.Config = None,
) -> int:
    """Judges recordings: the same suite, offline, by today's document. No socket is opened."""
    given = parameters.asked({**locals(), "config": None, "paths": None})
    from coupa_contract.cli.judging import judge_again

    return judge_again(paths or [], given, config)


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
    form: Annotated[Format, typer.Option("--format", metavar="FORMAT", help=f"{_FORMATS} (default: table).")] = Format.TABLE,
) -> None:
    """Lists what the contract makes testable: ids, levels, sentences."""
    from coupa_contract.cli.catalogue import print_requirements

    print_requirements(area or [], form.value)


app.add_typer(cassettes)
app.add_typer(drift)
