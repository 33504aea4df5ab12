"""Cassettes put together: journals of a run, and what is appended to a recording."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from coupa_contract.cassette import journal
from coupa_contract.cassette.building import Source
from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Ending, RecordedItem, RecordedScenario, Values
from coupa_contract.errors import RecordingError

CUT_OFF = "its recording was cut off"  # the error of an ending that no journal holds


def journalled(path: Path, session: int = 0) -> Source:
    """The cassette of a journal; without an ending it says so."""
    item = next(journal.parts(path), None)
    if not isinstance(item, RecordedItem):
        raise RecordingError(f"{path}: it does not begin with an item, so nothing of it can be kept; remove it and record again")

    def scenarios() -> Iterator[RecordedScenario]:
        for part in journal.parts(path):
            if isinstance(part, RecordedScenario):
                yield dataclasses.replace(part, session=session)

    def ending() -> Ending:
        ending = Ending(error=CUT_OFF)
        for part in journal.parts(path):
            if isinstance(part, Ending):
                ending = part
        return ending

    return Source(item, scenarios, ending)


def merged_ending(first: Ending, second: Ending) -> Ending:
    """What both say: witnesses add up, the later reason stands unless it has none."""
    witnesses = Counter(first.witnesses) + Counter(second.witnesses)
    return Ending(dict(witnesses), second.lacking or first.lacking, second.error or first.error)


def merged_verdicts(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """What either could judge, both together can: a failure outweighs a pass, and a pass whatever met nothing."""
    both = {**first, **second}
    return {name: min((kinds[name] for kinds in (first, second) if name in kinds), key=_weight) for name in both}


def _weight(kind: str) -> int:
    return {"fail": 0, "pass": 1}.get(kind, 2)


def merged(first: Source, second: Source) -> Source:
    """One item's scenarios of two recordings, in order."""
    requirements = tuple(dict.fromkeys(first.item.requirements + second.item.requirements))

    def scenarios() -> Iterator[RecordedScenario]:
        yield from first.scenarios()
        yield from second.scenarios()

    item = dataclasses.replace(second.item, requirements=requirements)
    return Source(item, scenarios, lambda: merged_ending(first.ending(), second.ending()))


def appended(old: Recording, new: list[Source], target: str, values: Values) -> list[Source]:
    """The cassettes of a recording with those of a further session. Raises RecordingError when they do not go together."""
    for what, before, now in (("of", old.manifest.target, target), ("with values", old.manifest.values, values)):
        if before != now:
            raise RecordingError(f"{old.folder}: it is a recording {what} {before}, not {now}; record into another folder")
    by_name = {source.item.name: source for source in new}
    result = []
    for entry in old.manifest.entries:
        addition = by_name.pop(entry.item.name, None)
        result.append(old.source(entry) if addition is None else merged(old.source(entry), addition))
    return result + list(by_name.values())
