"""`cassettes show`: a recording, an item, a scenario, or one interaction, for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Entry, RecordedScenario, Refusal, Role, Session
from coupa_contract.cli.cassettes.exchanges import exchange_line, interaction_details, one_line, text_of_json
from coupa_contract.cli.cassettes.places import called, the_one
from coupa_contract.cli.cassettes.summary import age_text, moment_text
from coupa_contract.cli.options import nearest
from coupa_contract.cli.printing import printed
from coupa_contract.errors import UsageError
from coupa_contract.report.indented import Indented
from coupa_contract.report.text import counted, plain

_FEW = 40  # scenarios of an item that are listed
_NAMED = 3  # requests of a scenario that its line names


def print_recording(path: Path, item: str | None, scenario: int | None, interaction: int | None, *, full: bool) -> None:
    """As much of a recording as is asked for; an interaction is asked for within a scenario, a scenario within an item.

    Raises RecordingError, and UsageError for what is not there.
    """
    if (interaction is not None and scenario is None) or (scenario is not None and item is None):
        raise UsageError("--interaction is one of a --scenario, and --scenario is one of an ITEM: name these too")
    recording = the_one(path)
    if item is None:
        printed(_recording(recording))
        return
    entry = _entry(recording, item)
    if scenario is None:
        printed(_item(recording, entry, full=full))
        return
    for position, found in enumerate(_numbered(recording, entry, scenario)):
        if position:
            printed(Text())
        printed(_interaction(found, interaction, full=full) if interaction is not None else _scenario(entry, found, full=full))


def _entry(recording: Recording, text: str) -> Entry:
    names = [entry.item.name for entry in recording.manifest.entries]
    fitting = [name for name in names if name == text] or [name for name in names if text.lower() in name.lower()]
    if len(fitting) > 1:
        raise UsageError(f"{len(fitting)} items have {text!r} in their name: {', '.join(fitting[:4])}{', …' if len(fitting) > 4 else ''}")
    entry = recording.entry(fitting[0]) if fitting else None
    if entry is None:
        raise UsageError(f"{called(recording.folder)} has no item {text!r}; {nearest(text, tuple(names))}")
    return entry


def _numbered(recording: Recording, entry: Entry, number: int) -> list[RecordedScenario]:
    """The scenarios of that number: one a session, and its smallest example."""
    found = [each for each in recording.scenarios(entry) if each.number == number]
    if not found:
        raise UsageError(f"{entry.item.name} has no scenario {number}; `coupa-contract cassettes show` without --scenario lists them")
    return found


# A recording


def _recording(recording: Recording) -> RenderableType:
    manifest = recording.manifest
    told = "personal values kept" if manifest.values.value == "kept" else "personal values replaced by pseudonyms"
    parts: list[RenderableType] = [
        Text.assemble((plain(called(recording.folder)), "bold"), f"  {plain(manifest.target)}, {told}"),
        Text(),
        *[_session(number, session) for number, session in enumerate(manifest.sessions)],
        Text(),
        _items(manifest.entries),
    ]
    return Group(*parts)


def _session(number: int, session: Session) -> RenderableType:
    age = age_text(session.recorded_at, datetime.now(UTC))
    allowed = [name for name in ("allow_writes", "allow_actions", "disposable") if getattr(session, name)]
    parts = [
        moment_text(session.recorded_at) + (f", {age}" if age else ""),
        f"dialect {session.dialect} ({session.dialect_chosen})",
        f"effort {session.effort}, seed {session.seed}" if session.effort else "",
        f"areas {', '.join(session.areas)}" if session.areas else "",
        ", ".join(name.replace("_", "-") for name in allowed) or ("reads only" if session.effort else "imported"),
        ", ".join(f"{name} {version}" for name, version in sorted(session.made_with.items())),
    ]
    text = Text.assemble((f"session {number}  ", "dim"), " · ".join(plain(part) for part in parts if part))
    if not session.complete:
        text.append(f" · cut off{f': {plain(session.stopped)}' if session.stopped else ''}", style="yellow")
    return Indented(text)


def _items(entries: tuple[Entry, ...]) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("item", overflow="fold")
    for heading in ("scenarios", "interactions", "withheld"):
        table.add_column(heading, justify="right", no_wrap=True)
    for entry in entries:
        withheld = Text(f"{entry.withheld:,}" if entry.withheld else "", style="yellow")
        table.add_row(Text(plain(entry.item.name)), f"{entry.scenarios:,}", f"{entry.interactions:,}", withheld)
    return Indented(table)


# An item


def _item(recording: Recording, entry: Entry, *, full: bool) -> RenderableType:
    ending = recording.ending(entry)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("file", Text(plain(entry.file)))
    if entry.item.requirements:
        table.add_row("judges", Text(plain(", ".join(entry.item.requirements), 2000)))
    met = ", ".join(f"{name} ({count:,})" for name, count in sorted(ending.witnesses.items()))
    if met:
        table.add_row("met", Text(plain(met, 4000)))
    for label, text in (("lacking", ending.lacking), ("error", ending.error)):
        if text:
            table.add_row(label, Text(plain(text), style="yellow"))
    listed = list(islice(recording.scenarios(entry), None if full else _FEW))
    rest = entry.scenarios - len(listed)
    more = [Text(f"… {counted(rest, 'more scenario')}; --full lists them", style="dim")] if rest > 0 else []
    return Group(Text(plain(entry.item.name), style="bold"), Indented(table), Text(), Indented(_scenarios(listed)), *map(Indented, more))


def _scenarios(scenarios: list[RecordedScenario]) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("scenario", justify="right", no_wrap=True)
    table.add_column("requests", justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    several = len({each.session for each in scenarios}) > 1
    for each in scenarios:
        notes = [f"session {each.session}"] * several + ["smallest example"] * (each.role is Role.SMALLEST)
        notes += [f"withheld: {each.withheld}"] * bool(each.withheld)
        told = Text(_requests(each))
        if notes:
            told.append(f"{'  ' if told.plain else ''}{plain('; '.join(notes))}", style="yellow" if each.withheld else "dim")
        table.add_row(str(each.number), str(len(each.exchanges)), told)
    return table


def _requests(scenario: RecordedScenario) -> str:
    names = [one_line(each) for each in scenario.exchanges[:_NAMED]]
    rest = len(scenario.exchanges) - len(names)
    return plain(", ".join(names)) + (f", {rest:,} more" if rest > 0 else "")


# A scenario


def _scenario(entry: Entry, scenario: RecordedScenario, *, full: bool) -> RenderableType:
    return Group(*_scenario_parts(entry, scenario, full))


def _scenario_parts(entry: Entry, scenario: RecordedScenario, full: bool) -> Iterator[RenderableType]:
    yield Text.assemble((plain(entry.item.name), "bold"), f"  scenario {scenario.number}")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("clock", f"{scenario.now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")
    table.add_row("session", str(scenario.session))
    if scenario.cause is not None:
        table.add_row("shows", Text(plain(f"{' '.join(part for part in scenario.cause if part)}, with the smallest arguments")))
    if scenario.created:
        table.add_row("created", Text(plain(", ".join(scenario.created))))
    if scenario.withheld:
        table.add_row("withheld", Text(plain(scenario.withheld), style="yellow"))
    table.add_row("arguments", text_of_json(scenario.arguments.encode("utf-8", "replace"), full=full))
    yield Indented(table)
    yield Text()
    for number, exchange in enumerate(scenario.exchanges, 1):
        yield Indented(exchange_line(number, exchange))
    if not scenario.exchanges:
        yield Indented(Text("no requests", style="dim"))


def _interaction(scenario: RecordedScenario, number: int, *, full: bool) -> RenderableType:
    if number > len(scenario.exchanges):
        raise UsageError(f"scenario {scenario.number} has {counted(len(scenario.exchanges), 'request')}, so there is no request {number}")
    exchange = scenario.exchanges[number - 1]
    if isinstance(exchange, Refusal):
        return exchange_line(number, exchange)
    return interaction_details(number, exchange, full=full)
