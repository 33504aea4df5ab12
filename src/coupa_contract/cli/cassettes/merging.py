"""`cassettes merge`: several recordings of one target as one, each with its sessions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from coupa_contract.cassette.merging import merged, merged_verdicts
from coupa_contract.cassette.reading import Recording
from coupa_contract.cassette.recording import Kind, Manifest, RecordedScenario
from coupa_contract.cassette.writing import Source
from coupa_contract.cli.cassettes.places import called, the_one
from coupa_contract.cli.cassettes.rewriting import encoding_of, fresh, rewrite, scanner, source
from coupa_contract.errors import RecordingError, UsageError


def merge_recordings(paths: Sequence[Path], into: Path, name: str | None) -> None:
    """Puts recordings together in the order given; `name` is of the target, where they call it differently.

    Raises RecordingError when they do not belong together, UsageError for less than two.
    """
    recordings = [the_one(path) for path in paths]
    folders = [recording.folder for recording in recordings]
    if len({folder.resolve() for folder in folders}) < max(2, len(folders)):
        raise UsageError("merge takes two or more different recordings: name each once")
    fresh(into, *folders)
    first = recordings[0]
    for other in recordings[1:]:
        _check(first, other, named=name is not None)
    sources = _merged(recordings)
    rewrite(into, _about([recording.manifest for recording in recordings], name), sources, encoding_of(first), scanner())


def _check(first: Recording, other: Recording, *, named: bool) -> None:
    """Whether what one recording says holds for the other as well."""
    pairs = [
        ("the dialect", _dialects(first), _dialects(other)),
        ("personal values", first.manifest.values.value, other.manifest.values.value),
        ("the kind of items", _kind(first), _kind(other)),
    ]
    if not named:
        pairs.insert(0, ("the target", first.manifest.target, other.manifest.target))
    for what, one, two in pairs:
        if one != two:
            names = f"{called(first.folder)} and {called(other.folder)}"
            remedy = "if it is one target, say what it is called with --name" if what == "the target" else "keep them side by side instead"
            why = f"{what} is {one!r} in one and {two!r} in the other"
            raise RecordingError(f"{names} do not belong together: {why}; {remedy}")


def _dialects(recording: Recording) -> str:
    return ", ".join(sorted({session.dialect for session in recording.manifest.sessions}))


def _kind(recording: Recording) -> str:
    foreign = any(entry.item.kind is Kind.INTERACTIONS for entry in recording.manifest.entries)
    return "imported traffic" if foreign else "scenarios of the suite"


def _about(manifests: Sequence[Manifest], name: str | None) -> Manifest:
    """The newer verdict stands, as with scenarios that are appended."""
    sessions = tuple(session for manifest in manifests for session in manifest.sessions)
    verdicts: dict[str, str] = {}
    for manifest in manifests:
        verdicts = merged_verdicts(verdicts, manifest.verdicts)
    return Manifest(name or manifests[0].target, manifests[0].values, sessions, (), verdicts)


def _merged(recordings: Sequence[Recording]) -> Iterator[Source]:
    """The items of all, in the order in which they are met; sessions are numbered on."""
    found: dict[str, Source] = {}
    first_session = 0
    for recording in recordings:
        for entry in recording.manifest.entries:
            addition = _shifted(source(recording, entry), first_session)
            known = found.get(entry.item.name)
            if known is not None and known.item.kind is not addition.item.kind:
                raise RecordingError(f"{entry.item.name} is of another kind in {called(recording.folder)}; keep the recordings apart")
            found[entry.item.name] = addition if known is None else merged(known, addition)
        first_session += len(recording.manifest.sessions)
    yield from found.values()


def _shifted(cassette: Source, by: int) -> Source:
    def scenarios() -> Iterable[RecordedScenario]:
        return (dataclasses.replace(each, session=each.session + by) for each in cassette.scenarios())

    return dataclasses.replace(cassette, scenarios=scenarios) if by else cassette
