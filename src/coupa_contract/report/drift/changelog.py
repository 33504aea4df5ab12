"""A history of drift as a changelog that somebody could have written: a heading an observation, a sentence a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from coupa_contract.drift.drift import Drift, DriftClass
from coupa_contract.drift.history import Chapter
from coupa_contract.report.drift import words
from coupa_contract.report.drift.escaping import code, sentence, text
from coupa_contract.report.indented import Indented
from coupa_contract.report.palette import DRIFT
from coupa_contract.report.text import counted, plain

_GAPS = {each: " " * (len(DriftClass.BREAKING) - len(each) + 1) for each in DriftClass}  # so that sentences begin in one column


def changelog(chapters: Sequence[Chapter], against: str) -> RenderableType:
    """For a terminal, the newest last, as a log is read."""
    return Group(*_screen(chapters, against))


def changelog_markdown(chapters: Sequence[Chapter], against: str) -> str:
    """For a file, the newest first, as a changelog is read."""
    lines = ["# Changes of the API", "", f"Compared with {code(against)}.", ""]
    for chapter in reversed(chapters):
        lines += [f"## {_day(chapter)}{text(chapter.episode.name)}", "", *_told_in_markdown(chapter), ""]
    return "\n".join(lines)


def _told_in_markdown(chapter: Chapter) -> Iterator[str]:
    for title, entries in _groups(chapter):
        yield f"### {title}"
        yield ""
        for drift, note in entries:
            shown, more = words.not_in_message(drift)
            where = " " + ", ".join(map(code, shown)) + (f" and {more:,} more" if more > 0 else "") if shown else ""
            yield f"- **{drift.drift_class.value}**{text(note)}: {sentence(drift.message)}{where} ({code(drift.fingerprint)})"
        yield ""
    if chapter.is_quiet:
        yield "No change."


def _screen(chapters: Sequence[Chapter], against: str) -> Iterator[RenderableType]:
    yield Text.assemble("against ", (plain(against), "bold"))
    for chapter in chapters:
        episode = chapter.episode
        count = f"  {counted(episode.interactions, 'interaction')}" if episode.interactions else ""
        yield Text()
        yield Text.assemble((_day(chapter), "cyan"), (plain(episode.name), "bold"), (count, "dim"))
        if chapter.is_quiet:
            yield Indented(Text("no change", style="dim"))
        for title, entries in _groups(chapter):
            yield Indented(Text(title, style="bold"))
            yield from (Indented(Indented(_entry(drift, note))) for drift, note in entries)


def _entry(drift: Drift, note: str) -> Text:
    shown, more = words.not_in_message(drift)
    where = ", ".join(plain(each) for each in shown) + (f" and {more:,} more" if more > 0 else "")
    return Text.assemble(
        ("· ", "dim"),
        (drift.drift_class.value, DRIFT[drift.drift_class]),
        f"{note}{' ' if note else _GAPS[drift.drift_class]} {plain(drift.message, 600)}",
        (f"  {where}" if where else "", "cyan"),
        (f"  {drift.fingerprint}", "dim"),
    )


def _groups(chapter: Chapter) -> Iterator[tuple[str, list[tuple[Drift, str]]]]:
    groups = (
        ("New", [(each, "") for each in chapter.appeared]),
        ("Worse", [(each, f" (it was {before.value})") for before, each in chapter.worse]),
        ("Back again", [(each, "") for each in chapter.again]),
        ("Gone", [(each, "") for each in chapter.gone]),
    )
    return ((title, entries) for title, entries in groups if entries)


def _day(chapter: Chapter) -> str:
    return f"{chapter.episode.at[:10]}  " if chapter.episode.at else ""
