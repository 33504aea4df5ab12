"""`cassettes` and its commands, as a newcomer reads them in --help; each is done by one module."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coupa_contract.cli.help import PlainCommand, PlainGroup
from coupa_contract.cli.options import DIALECTS


class Format(StrEnum):
    """How a listing is written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class Encoding(StrEnum):
    """How the scenarios of an item are written."""

    YAML = "yaml"
    LINES = "jsonl.zst"


_TRY = """
$ coupa-contract cassettes list # what ships with this tool
$ coupa-contract cassettes show recordings/staging test_query --scenario 3 # what one scenario sent and got
$ coupa-contract cassettes verify recordings # before you trust, review or commit them
$ coupa-contract cassettes import traffic.har --into recordings/browser # what a browser or proxy saw
A recording is a folder with a cassette.toml; a PATH is such a folder, or one that holds several.
Exit codes: 0 done, 2 wrong usage, or a recording that cannot be read, trusted or written.
"""
_LIST = """
$ coupa-contract cassettes list
$ coupa-contract cassettes list recordings --format json
"""
_SHOW = """
$ coupa-contract cassettes show recordings/staging # its sessions and items
$ coupa-contract cassettes show recordings/staging rows_obey # the item whose name holds this, with its scenarios
$ coupa-contract cassettes show recordings/staging rows_obey --scenario 3 # its arguments, clock and requests
$ coupa-contract cassettes show recordings/staging rows_obey --scenario 3 --interaction 1 # one of them, with its bodies
"""
_VERIFY = """
$ coupa-contract cassettes verify # what ships
$ coupa-contract cassettes verify recordings/staging --update-hashes # after you edited a file by hand
"""
_PRUNE = """
$ coupa-contract cassettes prune recordings/staging --dry-run
"""
_CONVERT = """
$ coupa-contract cassettes convert recordings/staging --to jsonl.zst # smaller, read as a stream
$ coupa-contract cassettes convert recordings/staging --to yaml --out review # readable, for a pull request
"""
_MERGE = """
$ coupa-contract cassettes merge monday tuesday --into week
"""
_SCRUB = """
$ coupa-contract cassettes scrub recordings/staging # in place, replaced only when all of it is clean
$ coupa-contract cassettes scrub old-cassette.yaml --out recordings/old # one that another tool made becomes a recording
"""
_RECOVER = """
$ coupa-contract cassettes recover recordings/staging
"""
_IMPORT = """
$ coupa-contract cassettes import traffic.har --into recordings/browser
$ coupa-contract cassettes import cassettes/*.yaml --into recordings/client --name staging --dialect core-r39
It reads HAR, cassettes of vcrpy (YAML, JSON) and the VCR and HAR reports of Schemathesis; what it leaves out, it lists.
"""
_EXPORT = """
$ coupa-contract cassettes export recordings/staging --har staging.har
"""

app = typer.Typer(name="cassettes", context_settings={"help_option_names": ["-h", "--help"]})

_Paths = Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="Recordings, or folders that hold some (default: what ships).")]
_One = Annotated[Path, typer.Argument(metavar="PATH", help="A recording: a folder with a cassette.toml.")]
_Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Write it there (default: in place).")]


@app.callback(cls=PlainGroup, epilog=_TRY, invoke_without_command=True)
def cassettes(context: typer.Context) -> None:
    """Recordings: what they hold, whether they can be trusted; converts, merges, imports them."""
    if context.invoked_subcommand is None:
        context.get_help()  # prints it, see cli/help.py


@app.command(name="list", cls=PlainCommand, epilog=_LIST)
def list_(
    paths: _Paths = None,
    form: Annotated[Format, typer.Option("--format", metavar="FORMAT", help="table (default), json or markdown.")] = Format.TABLE,
) -> int:
    """Lists recordings: target, dialect, age, counts, and what they cover."""
    from coupa_contract.cli.cassettes.listing import print_list

    return print_list(paths or [], form.value)


@app.command(cls=PlainCommand, epilog=_SHOW)
def show(
    path: _One,
    item: Annotated[str | None, typer.Argument(metavar="ITEM", help="An item's name, or enough of it.")] = None,
    scenario: Annotated[int | None, typer.Option(min=0, metavar="N", help="A scenario of the item, by its number.")] = None,
    interaction: Annotated[int | None, typer.Option(min=1, metavar="K", help="The Kth request of the scenario, with its answer.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Bodies and lists to their end.")] = False,
) -> None:
    """Shows a recording, an item of it, a scenario, or one interaction."""
    from coupa_contract.cli.cassettes.showing import print_recording

    print_recording(path, item, scenario, interaction, full=full)


@app.command(cls=PlainCommand, epilog=_VERIFY)
def verify(
    paths: _Paths = None,
    update_hashes: Annotated[
        bool, typer.Option("--update-hashes", help="Accept files that were edited by hand, if nothing else is wrong with them.")
    ] = False,
) -> int:
    """Says whether recordings are whole, unchanged, free of secrets and can be served."""
    from coupa_contract.cli.cassettes.verifying import print_verification

    return print_verification(paths or [], update_hashes=update_hashes)


@app.command(cls=PlainCommand, epilog=_PRUNE)
def prune(path: _One, dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False) -> None:
    """Drops the items that no property of the suite uses any more."""
    from coupa_contract.cli.cassettes.pruning import prune_recording

    prune_recording(path, dry_run=dry_run)


@app.command(cls=PlainCommand, epilog=_CONVERT)
def convert(
    path: _One,
    to: Annotated[Encoding, typer.Option("--to", metavar="ENCODING", help="yaml (readable) or jsonl.zst (small).")],
    out: _Out = None,
) -> None:
    """Writes a recording in the other encoding, without losing anything."""
    from coupa_contract.cli.cassettes.converting import convert_recording

    convert_recording(path, to.value, out)


@app.command(cls=PlainCommand, epilog=_MERGE)
def merge(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Two or more recordings of one target in one dialect.")],
    into: Annotated[Path, typer.Option(metavar="DIR", help="Where the merged recording goes.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What the target is called in it (default: as in all of them).")] = None,
) -> None:
    """Puts several recordings into one, each with its sessions."""
    from coupa_contract.cli.cassettes.merging import merge_recordings

    merge_recordings(paths, into, name)


@app.command(cls=PlainCommand, epilog=_SCRUB)
def scrub(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A recording, or a cassette or HAR file that another tool made.")],
    out: _Out = None,
    numbers: Annotated[bool, typer.Option("--numbers", help="Invoice numbers get pseudonyms as well.")] = False,
) -> None:
    """Takes secrets out of a recording, and gives personal values pseudonyms."""
    from coupa_contract.cli.cassettes.scrubbing import scrub_path

    scrub_path(path, out, numbers=numbers)


@app.command(cls=PlainCommand, epilog=_RECOVER)
def recover(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder into which the run recorded.")],
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write it there (default: in place, unless a recording is there).")
    ] = None,
) -> None:
    """Makes an incomplete recording of what a killed run left behind."""
    from coupa_contract.cli.cassettes.recovering import recover_recording

    recover_recording(path, into)


@app.command(name="import", cls=PlainCommand, epilog=_IMPORT)
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="HAR files, vcrpy cassettes, reports of Schemathesis.")],
    into: Annotated[Path, typer.Option(metavar="DIR", help="Where the recording goes.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What the target is called in it (default: that of DIR).")] = None,
    base: Annotated[
        str | None, typer.Option(metavar="URL", help="The instance, when a file holds the traffic of several (default: most requests).")
    ] = None,
    dialect: Annotated[
        str, typer.Option(metavar="DIALECT", help=f"What the instance spoke: {', '.join(DIALECTS)} (default: auto, told by its answers).")
    ] = "auto",
    keep_values: Annotated[bool, typer.Option("--keep-values", help="Keep personal values instead of giving them pseudonyms.")] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="Invoice numbers get pseudonyms as well.")] = False,
) -> None:
    """Makes a recording of what other tools recorded."""
    from coupa_contract.cli.cassettes.importing import import_files

    import_files(files, into, name=name, base=base, dialect=dialect, keep_values=keep_values, numbers=numbers)


@app.command(cls=PlainCommand, epilog=_EXPORT)
def export(path: _One, har: Annotated[Path, typer.Option("--har", metavar="FILE", help="The HAR file to write.")]) -> None:
    """Writes the interactions of a recording as a HAR file."""
    from coupa_contract.cli.cassettes.exporting import export_har

    export_har(path, har)
