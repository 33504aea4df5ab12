"""The options that several commands share, as a newcomer reads them in --help; `options.py` says what each takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from coupa_contract.cli.options import AREAS, DIALECTS, EFFORTS, ENCODINGS, FAIL_ON, FAIL_ON_DRIFT

TARGET = "Target"
PERMISSION = "What may be changed: nothing, unless you say so"
DRAWING = "What is examined, and how much"
PACE = "Pace and connection"
RECORDING = "Recording"
REPORT = "Report"
DRIFT = "Drift: what the document does not say"


def choices(names: tuple[str, ...]) -> str:
    """Names as a sentence has them."""
    return f"{', '.join(names[:-1])} or {names[-1]}"


def asked(values: Mapping[str, Any]) -> dict[str, Any]:
    """What stood on a command line, by the long names of the options; None: nothing."""
    return {name.replace("_", "-"): None if value == [] else value for name, value in values.items()}


Url = Annotated[str | None, typer.Argument(metavar="URL", help="The instance to judge. Without one: the reference instance.")]
Dialect = Annotated[
    str | None,
    typer.Option(
        metavar="DIALECT",
        help=f"What the instance speaks: {choices(DIALECTS)}; auto (default) tells by its first answers.",
        rich_help_panel=TARGET,
    ),
]
Overlay = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="An OpenAPI Overlay to lay over the document; repeatable.", rich_help_panel=TARGET),
]
TokenUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="The token endpoint (default: /oauth2/token of the target).", rich_help_panel=TARGET)
]
CredentialsFile = Annotated[
    str | None, typer.Option(metavar="FILE", help="A file with COUPA_CLIENT_ID=… and so on, one a line.", rich_help_panel=TARGET)
]
CaBundle = Annotated[
    str | None, typer.Option(metavar="FILE", help="Certificates to trust, for a target behind your own CA.", rich_help_panel=TARGET)
]
AllowWrites = Annotated[
    bool | None,
    typer.Option("--allow-writes/--no-allow-writes", help="Updates that the run undoes itself.", rich_help_panel=PERMISSION),
]
AllowActions = Annotated[
    bool | None,
    typer.Option(
        "--allow-actions/--no-allow-actions", help="What nothing undoes: submit, void, dispute, create …", rich_help_panel=PERMISSION
    ),
]
Invoice = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ID", help="An invoice that may be changed, besides those that the run creates; repeatable.", rich_help_panel=PERMISSION
    ),
]
Disposable = Annotated[
    bool | None,
    typer.Option(
        "--disposable/--no-disposable", help="The whole target may be spoilt: a mock, a sandbox to throw away.", rich_help_panel=PERMISSION
    ),
]
Effort = Annotated[
    str | None,
    typer.Option(metavar="EFFORT", help=f"How much is drawn: {choices(EFFORTS)} (default: standard).", rich_help_panel=DRAWING),
]
Seed = Annotated[str | None, typer.Option(metavar="N", help="The same seed draws the same requests (default: 1).", rich_help_panel=DRAWING)]
Area = Annotated[
    list[str] | None,
    typer.Option("--area", "-k", metavar="AREA", help=f"Only this area; repeatable. {', '.join(AREAS)}.", rich_help_panel=DRAWING),
]
Workers = Annotated[str | None, typer.Option("--workers", "-n", metavar="N", help="Processes at work (default: 1).", rich_help_panel=PACE)]
Rate = Annotated[
    str | None,
    typer.Option(
        metavar="N",
        help="Requests a second, at most 20 (default: 5; no limit on a disposable target), shared by all workers.",
        rich_help_panel=PACE,
    ),
]
MaxRequests = Annotated[
    str | None, typer.Option(metavar="N", help="Stop after so many requests (default: no limit).", rich_help_panel=PACE)
]
Timeout = Annotated[str | None, typer.Option(metavar="S", help="Seconds to wait for one answer (default: 30).", rich_help_panel=PACE)]
Record = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="Keep all that is sent and received, for `coupa-contract replay DIR`.", rich_help_panel=RECORDING),
]
Append = Annotated[
    bool | None,
    typer.Option("--append/--no-append", help="Add to the recording that is there, instead of replacing it.", rich_help_panel=RECORDING),
]
Name = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="What the recording calls the target (default: target; never its host).", rich_help_panel=RECORDING),
]
KeepValues = Annotated[
    bool | None,
    typer.Option(
        "--keep-values/--no-keep-values",
        help="Record names, addresses, notes as they are, instead of pseudonyms (default: only of the reference instance).",
        rich_help_panel=RECORDING,
    ),
]
PseudonymNumbers = Annotated[
    bool | None,
    typer.Option("--pseudonym-numbers/--no-pseudonym-numbers", help="Pseudonyms for invoice numbers too.", rich_help_panel=RECORDING),
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="ENCODING", help=f"{choices(ENCODINGS)}: to be read in a review (default), or small.", rich_help_panel=RECORDING),
]
Drift = Annotated[
    bool | None,
    typer.Option("--drift/--no-drift", help="Also say how what is seen differs from the document.", rich_help_panel=DRIFT),
]
FailOnDrift = Annotated[
    str | None,
    typer.Option(
        metavar="CLASS",
        help=f"With --drift, the least class that makes exit code 1: {choices(FAIL_ON_DRIFT)} (default: breaking).",
        rich_help_panel=DRIFT,
    ),
]
Accepted = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="The file of accepted drift (default: spec/accepted-drift.yaml, where there is one).",
        rich_help_panel=DRIFT,
    ),
]
Output = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write everything as JSON lines while it happens (FILE.ndjson).", rich_help_panel=REPORT),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        metavar="LEVEL", help=f"The least level that makes exit code 1: {choices(FAIL_ON)} (default: must).", rich_help_panel=REPORT
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Read this configuration instead of the one in this folder.", rich_help_panel=REPORT),
]
