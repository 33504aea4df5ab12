"""`cassettes import`: a recording of what other tools recorded, and a list of what it leaves out."""

from __future__ import annotations

import os
import platform
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coupa_contract import __version__
from coupa_contract.cassette.files import read_whole
from coupa_contract.cassette.importing import ForeignExchange, ForeignFile, Mapped, credentials_in, map_exchanges, read_base, read_foreign
from coupa_contract.cassette.importing.texts import MOST_BYTES
from coupa_contract.cassette.journal import Clean
from coupa_contract.cassette.recording import Ending, Kind, Manifest, RecordedItem, RecordedScenario, Session, Values
from coupa_contract.cassette.secrecy import cleaner, credentials_of
from coupa_contract.cassette.writing import YAML, Source
from coupa_contract.cli.cassettes.progress import working
from coupa_contract.cli.cassettes.rewriting import fresh, rewrite, scanner
from coupa_contract.cli.options import DIALECTS, nearest
from coupa_contract.cli.printing import printed
from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import recognise
from coupa_contract.errors import RecordingError, UsageError
from coupa_contract.model import Json
from coupa_contract.report.indented import Indented
from coupa_contract.report.text import counted, plain

_AUTO = "auto"
_SHOWN = 5  # places of one reason


def import_files(files: Sequence[Path], into: Path, *, name: str | None, base: str | None, dialect: str, keep_values: bool) -> None:
    """One item a file, one interaction a scenario. Raises RecordingError for a file that cannot be read or holds nothing to import."""
    if dialect not in DIALECTS:
        raise UsageError(f"there is no dialect {dialect}; {nearest(dialect, DIALECTS)}")
    fresh(into)
    found: list[tuple[ForeignFile, Mapped]] = []
    known: list[str] = []
    with working("reading") as say:
        for path in files:
            say(str(path))
            foreign = read_foreign(read_whole(path, MOST_BYTES), str(path))
            known += credentials_in(each for each in foreign.exchanges if isinstance(each, ForeignExchange))
            # Operations of both dialects are looked for: which one is spoken is not known yet.
            found.append((foreign, _mapped(foreign, dialect, base)))
    contract, chosen = _contract([mapped for _, mapped in found], dialect)
    _tell(found)
    if not any(mapped.interactions for _, mapped in found):
        raise RecordingError(f"{_named(files)}: nothing of it can be imported, see the reasons above; nothing was written")
    values = Values.KEPT if keep_values else Values.PSEUDONYMS
    guarded = credentials_of(os.environ, known)
    clean = cleaner(contract, values, key=secrets.token_bytes(32), secrets=guarded)
    now = datetime.now(UTC).replace(microsecond=0)
    session = _session(contract, chosen, [mapped for _, mapped in found], now)
    about = Manifest(name or into.resolve().name, values, (session,), ())
    sources = [_source(item, mapped, now, clean) for item, mapped in _named_items(found) if mapped.interactions]
    rewrite(into, about, sources, YAML, scanner(guarded))


def _mapped(foreign: ForeignFile, dialect: str, base: str | None) -> Mapped:
    where = read_base(base) if base is not None else None
    dialects = [dialect] if dialect != _AUTO else [each for each in DIALECTS if each != _AUTO]
    tries = [map_exchanges(foreign.exchanges, load_contract(each), where) for each in dialects]
    return max(tries, key=lambda mapped: len(mapped.interactions))


def _contract(found: Sequence[Mapped], dialect: str) -> tuple[Contract, str]:
    if dialect != _AUTO:
        return load_contract(dialect), "asked"
    recognition = recognise([body for mapped in found for body in _bodies(mapped)])
    return load_contract(recognition.dialect), "in doubt" if recognition.in_doubt else "recognised"


def _bodies(mapped: Mapped) -> list[Json]:
    responses = [interaction.response for interaction, _ in mapped.interactions]
    return [response.json for response in responses if response is not None and response.status == 200 and response.is_json]


def _session(contract: Contract, chosen: str, found: Sequence[Mapped], now: datetime) -> Session:
    moments = [moment for mapped in found for _, moment in mapped.interactions if moment is not None]
    return Session(
        max(moments, default=now).isoformat(timespec="seconds"),
        contract.dialect,
        chosen,
        contract.digest,
        seed=0,
        effort="",
        credentials=(),
        made_with={"coupa-contract": __version__, "python": platform.python_version()},
    )


def _named_items(found: Sequence[tuple[ForeignFile, Mapped]]) -> list[tuple[RecordedItem, Mapped]]:
    """Each file's item carries its name, numbered where two files have the same."""
    names: Counter[str] = Counter()
    items = []
    for foreign, mapped in found:
        stem = Path(foreign.name).name
        names[stem] += 1
        numbered = stem if names[stem] == 1 else f"{stem} ({names[stem]})"
        items.append((RecordedItem(f"imported::{numbered}", Kind.INTERACTIONS), mapped))
    return items


def _source(item: RecordedItem, mapped: Mapped, now: datetime, clean: Clean) -> Source:
    scenarios = tuple(
        clean(RecordedScenario(number, moment or now, exchanges=(interaction,)))
        for number, (interaction, moment) in enumerate(mapped.interactions)
    )
    return Source(item, lambda: scenarios, Ending)


def _named(files: Sequence[Path]) -> str:
    return str(files[0]) if len(files) == 1 else f"{files[0]} and {counted(len(files) - 1, 'other file')}"


# What is said


def _tell(found: Sequence[tuple[ForeignFile, Mapped]]) -> None:
    for foreign, mapped in found:
        below = f", below {mapped.base}" if mapped.base is not None else ""
        head = f"  {plain(foreign.written_by)}: {len(mapped.interactions):,} of {counted(len(foreign.exchanges), 'request')}{plain(below)}"
        printed(Group(Text.assemble((plain(foreign.name), "bold"), head), *_left_out(mapped)))


def _left_out(mapped: Mapped) -> list[RenderableType]:
    """The reasons with their counts, the most frequent first, each with the first places where it applies."""
    reasons = Counter(each.reason for each in mapped.left_out)
    if not reasons:
        return []
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="yellow", no_wrap=True)
    table.add_column(overflow="fold")
    for reason, count in reasons.most_common():
        table.add_row(f"{count:,}", Text(f"not imported: {reason}", style="yellow"))
        those = [each for each in mapped.left_out if each.reason == reason]
        for each in those[:_SHOWN]:
            table.add_row("", Text.assemble((each.place, "dim"), f"  {plain(each.what, 120)}"))
        if len(those) > _SHOWN:
            table.add_row("", Text(f"… {len(those) - _SHOWN:,} more", style="dim"))
    return [Indented(table)]
