"""`drift` and its commands, as a newcomer reads them in --help; each is done by one module."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from coupa_contract.cli import parameters
from coupa_contract.cli.drift.asking import Question, question
from coupa_contract.cli.help import PlainCommand, PlainGroup
from coupa_contract.cli.options import FAIL_ON_DRIFT


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"


class Listing(StrEnum):
    """How the catalogue is written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class Story(StrEnum):
    """How a history is written."""

    TEXT = "text"
    MARKDOWN = "markdown"


_EXIT_CODES = (
    "Exit codes: 0 no drift at or above --fail-on-drift, 1 drift, 2 wrong usage or input that cannot be read, 3 nothing was examined."
)
_WHAT = "A recording, a HAR, JSON lines, a folder of these, a snapshot, or an OpenAPI or Swagger document; also a URL that fsspec opens."
_TRY = f"""
$ coupa-contract drift report recordings/staging # a recording against the document, offline
$ coupa-contract drift show listInvoices recordings/staging # documented and observed, side by side
$ coupa-contract drift observe traffic.har --snapshot nightly.json # adds to a snapshot that can be committed
$ coupa-contract drift accept 3f2a9c1b7d10 --reason "the client reads both" --until 2026-12-31
{_EXIT_CODES}
"""
_REPORT = f"""
$ coupa-contract drift report # what ships against the document
$ coupa-contract drift report recordings/may --against recordings/april # two recordings
$ coupa-contract drift report new.yaml --against old.yaml --format markdown # two releases of a document
$ coupa-contract drift report traffic.har --propose drift.yaml # the proved edit, as an OpenAPI Overlay
$ coupa-contract drift report nightly.json --format sarif --output drift.sarif
{_EXIT_CODES}
"""
_SHOW = """
$ coupa-contract drift show listInvoices recordings/staging
$ coupa-contract drift show getInvoice may.json --against april.json --full # every place, also where both agree
"""
_LOG = """
$ coupa-contract drift log recordings # each recording and snapshot in the folder, in order of time
$ coupa-contract drift log april.json may.json --format markdown > API-CHANGES.md
"""
_ACCEPT = """
$ coupa-contract drift accept 3f2a9c1b7d10 --reason "the client reads both"
$ coupa-contract drift accept 3f2a 91cc --reason "fixed in R40" --until 2026-12-31 --observed recordings/staging
"""
_OBSERVE = """
$ coupa-contract drift observe recordings/staging --snapshot staging.json
$ coupa-contract drift observe logs/*.jsonl.zst --snapshot nightly.json --workers 4
$ coupa-contract drift observe s3://bucket/traffic --snapshot nightly.json --engine dask --scheduler tcp://scheduler:8786
"""
_RULES = """
$ coupa-contract drift rules --format markdown > DRIFT.md
"""
COMPARED = "What is compared"
READING = "How it is read"

app = typer.Typer(name="drift", context_settings={"help_option_names": ["-h", "--help"]})

_Observed = Annotated[
    str | None, typer.Argument(metavar="OBSERVED", help=f"{_WHAT} Default: the recording that ships.", show_default=False)
]
_Against = Annotated[
    str | None,
    typer.Option(metavar="OTHER", help="What it is compared with: any of the same (default: our document).", rich_help_panel=COMPARED),
]
_Dialect = Annotated[
    str | None,
    typer.Option(
        metavar="DIALECT",
        help="The document's dialect: published or core-r39; auto (default) takes that of the recording, or tells by the answers.",
        rich_help_panel=COMPARED,
    ),
]
_Overlay = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="An OpenAPI Overlay to lay over the document; repeatable.", rich_help_panel=COMPARED),
]
_Accepted = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="The file of accepted drift (default: spec/accepted-drift.yaml, where it is).", rich_help_panel=COMPARED
    ),
]
_Workers = Annotated[
    str | None, typer.Option("--workers", "-n", metavar="N", help="Processes that read (default: 1).", rich_help_panel=READING)
]
_Engine = Annotated[
    str, typer.Option(metavar="ENGINE", help="processes (default), or dask (an extra to install).", rich_help_panel=READING)
]
_Scheduler = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS", help="Of a dask scheduler, such as tcp://host:8786 (default: one of its own).", rich_help_panel=READING
    ),
]
_KeepGoing = Annotated[
    bool | None,
    typer.Option(
        "--keep-going/--no-keep-going", help="Read a file that was cut off as far as it goes.", rich_help_panel=READING, show_default=False
    ),
]


_SHARED = ("dialect", "overlay", "accepted", "workers", "keep_going", "fail_on_drift")  # what a configuration file can hold as well
_OWN = ("against", "engine", "scheduler", "since")


def _asked(options: Mapping[str, Any], config: Path | None, **more: Any) -> Question:
    """What a command was asked for, of the options that it has."""
    shared = parameters.asked({str(name): options[name] for name in _SHARED if name in options})
    return question(shared, config, **{name: options[name] for name in _OWN if name in options}, **more)


@app.callback(cls=PlainGroup, epilog=_TRY, invoke_without_command=True)
def drift(context: typer.Context) -> None:
    """Drift: what the API does now that it did not do, or does not document."""
    if context.invoked_subcommand is None:
        context.get_help()  # prints it, see cli/help.py


@app.command(cls=PlainCommand, epilog=_REPORT)
def report(
    observed: _Observed = None,
    against: _Against = None,
    dialect: _Dialect = None,
    overlay: _Overlay = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="SNAPSHOT", help="An earlier observation: says of each drift whether it is new since then.", rich_help_panel=COMPARED
        ),
    ] = None,
    accepted: _Accepted = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this drift: its id, the beginning of it, or a rule; repeatable.", rich_help_panel=COMPARED),
    ] = None,
    form: Annotated[
        Format,
        typer.Option("--format", metavar="FORMAT", help="table (default), json, markdown or sarif.", rich_help_panel=parameters.REPORT),
    ] = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report there (default: print it).", rich_help_panel=parameters.REPORT)
    ] = None,
    fail_on_drift: Annotated[
        str | None,
        typer.Option(
            metavar="CLASS",
            help=f"The mildest class that makes exit code 1: {parameters.choices(FAIL_ON_DRIFT)} (default: breaking).",
            rich_help_panel=parameters.REPORT,
        ),
    ] = None,
    propose: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.yaml",
            help="Write the proved edit of the document as an overlay, for `spec --overlay`.",
            rich_help_panel=parameters.REPORT,
        ),
    ] = None,
    workers: _Workers = None,
    engine: _Engine = "processes",
    scheduler: _Scheduler = "",
    keep_going: _KeepGoing = None,
    config: parameters.Config = None,
) -> int:
    """Compares what was observed with the document, or with anything else: by class, the worst first."""
    asked = _asked(locals(), config, observed=observed, only=tuple(only or ()))
    from coupa_contract.cli.drift.reporting import print_report

    return print_report(asked, form.value, output, propose)


@app.command(cls=PlainCommand, epilog=_SHOW)
def show(
    operation: Annotated[str, typer.Argument(metavar="OPERATION", help="The operationId, such as listInvoices.")],
    observed: _Observed = None,
    against: _Against = None,
    dialect: _Dialect = None,
    overlay: _Overlay = None,
    full: Annotated[bool, typer.Option("--full", help="Every place, also where both sides agree.")] = False,
    workers: _Workers = None,
    keep_going: _KeepGoing = None,
    config: parameters.Config = None,
) -> None:
    """One operation as a tree: documented and observed side by side."""
    asked = _asked(locals(), config, observed=observed)
    from coupa_contract.cli.drift.showing import show as show_operation

    show_operation(operation, asked, full=full)


@app.command(cls=PlainCommand, epilog=_LOG)
def log(
    locations: Annotated[
        list[str], typer.Argument(metavar="SNAPSHOT...", help="Snapshots, recordings or other traffic, or folders that hold some.")
    ],
    against: _Against = None,
    dialect: _Dialect = None,
    overlay: _Overlay = None,
    form: Annotated[Story, typer.Option("--format", metavar="FORMAT", help="text (default) or markdown.")] = Story.TEXT,
    workers: _Workers = None,
    keep_going: _KeepGoing = None,
    config: parameters.Config = None,
) -> None:
    """A changelog of the API: which drift appeared in which recording, in order of time."""
    asked = _asked(locals(), config)
    from coupa_contract.cli.drift.telling import print_log

    print_log(locations, asked, form.value)


@app.command(cls=PlainCommand, epilog=_ACCEPT)
def accept(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="As `drift report` prints them, or the beginning; or a rule.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for those who read the file later. Needed.")],
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day on which it counts, such as 2026-12-31.")] = None,
    accepted: _Accepted = None,
    observed: Annotated[
        str | None, typer.Option(metavar="OBSERVED", help="Where the drift was found (default: the recording that ships).")
    ] = None,
    against: _Against = None,
    dialect: _Dialect = None,
    overlay: _Overlay = None,
    workers: _Workers = None,
    keep_going: _KeepGoing = None,
    config: parameters.Config = None,
) -> None:
    """Accepts drift, with a reason: it is listed apart and fails nothing, until the day that you name."""
    options = {**locals(), "accepted": None}
    from coupa_contract.cli.drift.accepting import accept as accept_drift

    accept_drift(ids, reason, until, _asked(options, config, observed=observed), Path(accepted) if accepted else None)


@app.command(cls=PlainCommand, epilog=_OBSERVE)
def observe(
    locations: Annotated[list[str], typer.Argument(metavar="LOCATION...", help="Recordings, HAR, JSON lines, folders; paths or URLs.")],
    snapshot: Annotated[Path, typer.Option(metavar="FILE", help="The snapshot to add to; it is made when there is none.")],
    dialect: _Dialect = None,
    overlay: _Overlay = None,
    again: Annotated[bool, typer.Option("--again", help="Add what the snapshot holds already; it counts double.")] = False,
    workers: _Workers = None,
    engine: _Engine = "processes",
    scheduler: _Scheduler = "",
    keep_going: _KeepGoing = None,
    config: parameters.Config = None,
) -> int:
    """Adds traffic of any size to a snapshot: shapes and counts, nothing personal or commercial."""
    asked = _asked(locals(), config)
    from coupa_contract.cli.drift.observing import observe_into

    return observe_into(locations, snapshot, asked, again=again)


@app.command(cls=PlainCommand, epilog=_RULES)
def rules(
    form: Annotated[Listing, typer.Option("--format", metavar="FORMAT", help="table (default), json or markdown.")] = Listing.TABLE,
) -> None:
    """Lists the kinds of drift: id, usual class, what to do."""
    from coupa_contract.cli.drift.rules import print_rules

    print_rules(form.value)
