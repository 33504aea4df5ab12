"""`cassettes import`: a recording of what other tools recorded, and a list of what it leaves out."""

from __future__ import annotations

import os
import platform
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coupa_contract import __version__
from coupa_contract.cassette.files import read_whole
from coupa_contract.cassette.importing import (
    Base,
    ForeignExchange,
    ForeignFile,
    Mapped,
    credentials_in,
    map_exchanges,
    read_base,
    read_foreign,
)
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


def import_files(
    files: Sequence[Path], into: Path, *, name: str | None, base: str | None, dialect: str, keep_values: bool, numbers: bool
) -> None:
    """One item a file, one interaction a scenario. Raises RecordingError for a file that cannot be read or holds nothing to import."""
    if dialect not in DIALECTS:
        raise UsageError(f"there is no dialect {dialect}; {nearest(dialect, DIALECTS)}")
    where = read_base(base) if base is not None else None
    if len(set(files)) < len(files):
        raise UsageError("a file is named twice: name each once")
    fresh(into)
    foreign = _read(files)
    contract, chosen = _contract(foreign, where, dialect)
    found = [(each, map_exchanges(each.exchanges, contract, where)) for each in foreign]
    items = _items(found)
    _tell(found, items)
    if not items:
        raise RecordingError(f"{_named(files)}: nothing of it can be imported, see the reasons above; nothing was written")
    values = Values.KEPT if keep_values else Values.PSEUDONYMS
    known = (each for file in foreign for each in file.exchanges if isinstance(each, ForeignExchange))
    guarded = credentials_of(os.environ, credentials_in(known))
    clean = cleaner(contract, values, key=secrets.token_bytes(32), numbers=numbers, secrets=guarded)
    now = datetime.now(UTC).replace(microsecond=0)
    session = _session(contract, chosen, [mapped for _, mapped in found], now)
    about = Manifest(name or into.resolve().name, values, (session,), ())
    rewrite(into, about, (_source(item, mapped, now, clean) for item, mapped in items.values()), YAML, scanner(guarded))


def _read(files: Sequence[Path]) -> list[ForeignFile]:
    with working("reading") as say:
        found = []
        for path in files:
            say(str(path))
            found.append(read_foreign(read_whole(path, MOST_BYTES), str(path)))
    return found


def _contract(files: Sequence[ForeignFile], base: Base | None, dialect: str) -> tuple[Contract, str]:
    """The contract to import by, and how it was chosen: by the marks of answers, else by operations that only one dialect has."""
    if dialect != _AUTO:
        return load_contract(dialect), "asked"
    contracts = {each: load_contract(each) for each in DIALECTS if each != _AUTO}
    mapped = {each: [map_exchanges(file.exchanges, contract, base) for file in files] for each, contract in contracts.items()}
    most = max(contracts, key=lambda each: sum(len(one.interactions) for one in mapped[each]))
    recognition = recognise([body for one in mapped[most] for body in _bodies(one)])
    if not recognition.in_doubt:
        return contracts[recognition.dialect], "recognised"
    return contracts[most], "in doubt" if most == recognition.dialect else "recognised"


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


def _items(found: Sequence[tuple[ForeignFile, Mapped]]) -> dict[str, tuple[RecordedItem, Mapped]]:
    """By file: items are called by the tool and numbered, never by the file, whose name is often that of a host."""
    counts: Counter[str] = Counter()
    items: dict[str, tuple[RecordedItem, Mapped]] = {}
    for foreign, mapped in found:
        if mapped.interactions:
            counts[foreign.kind] += 1
            number = f"-{counts[foreign.kind]}" if counts[foreign.kind] > 1 else ""
            items[foreign.name] = RecordedItem(f"imported::{foreign.kind}{number}", Kind.INTERACTIONS), mapped
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


def _tell(found: Sequence[tuple[ForeignFile, Mapped]], items: Mapping[str, tuple[RecordedItem, Mapped]]) -> None:
    for foreign, mapped in found:
        item = f"  → {items[foreign.name][0].name}" if foreign.name in items else ""
        below = f", those below {mapped.base}" if mapped.base is not None else ""
        head = Text.assemble((plain(foreign.name), "bold"), (item, "dim"))
        count = f"{len(mapped.interactions):,} of {counted(len(foreign.exchanges), 'request')}"
        printed(Group(head, Indented(Text(f"{plain(foreign.written_by)}: {count}{plain(below)}")), *_left_out(mapped)))


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
