"""`drift observe`: adds traffic to a snapshot, so that a nightly job costs what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.text import Text

from coupa_contract.cli.cassettes.summary import size_text
from coupa_contract.cli.drift import dialects, files
from coupa_contract.cli.drift.asking import Question
from coupa_contract.cli.drift.comparing import interactions
from coupa_contract.cli.drift.sides import name_of, observe, read_snapshot
from coupa_contract.cli.printing import printed, written
from coupa_contract.contract import load_contract
from coupa_contract.drift.merging import merge
from coupa_contract.drift.shape import EMPTY, Shape, SourceShape
from coupa_contract.errors import UsageError
from coupa_contract.report.text import counted, plain

NOTHING_OBSERVED = 3


def observe_into(locations: Sequence[str], snapshot: Path, asked: Question, *, again: bool) -> int:
    """Merges what the locations show into the snapshot, as one step; returns the exit code. Raises CoupaContractError."""
    from coupa_contract.drift.snapshot import to_text

    before = read_snapshot(snapshot) if snapshot.exists() else EMPTY
    choice = dialects.asked(asked.dialect) or (
        dialects.of_snapshot(before.dialect) if before.dialect else dialects.of_traffic(locations[0], keep_going=asked.keep_going)
    )
    if before.dialect and before.dialect != choice.dialect:
        raise UsageError(
            f"{snapshot} holds traffic of the dialect {before.dialect}, whose operations have other names than those of {choice.dialect}:"
            " observe into another snapshot, or leave --dialect out"
        )
    added = observe(locations, load_contract(choice.dialect, asked.overlays), asked)
    twice = sorted(name for name, source in added.sources.items() if _is_known(name, source, before.sources))
    if twice and not again:
        some = ", ".join(twice[:3]) + (f" and {len(twice) - 3} more" if len(twice) > 3 else "")
        raise UsageError(f"{snapshot} holds {some} already: observing the same traffic twice would count it double; --again adds it anyway")
    whole = merge(before, added if twice else _named_apart(added, before.sources))
    text = to_text(whole)
    files.write(snapshot, text, "the snapshot")
    written(_told(snapshot, added, whole, len(text.encode())) + "\n")
    if choice.note:
        printed(Text(f"· {plain(choice.note)}"))
    for reason, count in sorted(_reasons(added).items()):
        printed(Text(f"· {counted(count, 'exchange')} left out: {plain(reason)}"))
    return 0 if added.operations else NOTHING_OBSERVED


def _is_known(name: str, source: SourceShape, sources: Mapping[str, SourceShape]) -> bool:
    """Whether traffic of this name and date is in the snapshot; without a date, the name alone says so."""
    if dated(name, source) in sources:
        return True
    known = sources.get(name)
    return known is not None and (known.at == source.at or not known.at or not source.at)


def dated(name: str, source: SourceShape) -> str:
    """What a source is called that has the name of another one, such as a file that is written anew every night."""
    return f"{name} ({source.at})"


def _named_apart(added: Shape, sources: Mapping[str, SourceShape]) -> Shape:
    return replace(added, sources={dated(name, each) if name in sources else name: each for name, each in added.sources.items()})


def _told(snapshot: Path, added: Shape, whole: Shape, size: int) -> str:
    new = f"{counted(interactions(added), 'interaction')} of {counted(len(added.sources), 'source')} added"
    held = f"{counted(interactions(whole), 'interaction')} of {counted(len(whole.operations), 'operation')}"
    return f"{plain(name_of(str(snapshot)))}: {new}; it holds {held} in {size_text(size)}"


def _reasons(shape: Shape) -> dict[str, int]:
    reasons: dict[str, int] = {}
    for source in shape.sources.values():
        for reason, count in source.left_out.items():
            reasons[reason] = reasons.get(reason, 0) + count
    return reasons
