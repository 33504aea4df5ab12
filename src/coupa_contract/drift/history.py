"""Since when: in which of a series of observations a drift first appeared, and when it was gone again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coupa_contract.drift.drift import Drift, DriftClass


@dataclass(frozen=True, slots=True)
class Episode:
    """What one observation of a series differs in. `examined` are the operations that it saw; `at` is ISO 8601, "" when nobody knows."""

    name: str
    at: str
    drifts: tuple[Drift, ...]
    examined: frozenset[str]
    interactions: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one observation changed in what was known before it."""

    episode: Episode
    appeared: tuple[Drift, ...] = ()  # never seen before
    again: tuple[Drift, ...] = ()  # seen, gone, and back
    gone: tuple[Drift, ...] = ()  # its operations were examined, and it did not occur
    worse: tuple[tuple[DriftClass, Drift], ...] = ()  # the class before, and the drift as it is now

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed."""
        return not (self.appeared or self.again or self.gone or self.worse)


def in_order(series: Iterable[Episode]) -> tuple[Episode, ...]:
    """By time; those that nobody dated come first, and those of the same time by name."""
    return tuple(sorted(series, key=lambda each: (each.at, each.name)))


def chapters(series: Iterable[Episode]) -> tuple[Chapter, ...]:
    """What each observation brought, in order of time. What merely was not seen is no news and left out."""
    told: list[Chapter] = []
    standing: dict[str, Drift] = {}
    ended: dict[str, Drift] = {}
    for episode in in_order(series):
        now = {each.fingerprint: each for each in episode.drifts if each.drift_class is not DriftClass.UNSEEN}
        gone = {key: each for key, each in standing.items() if key not in now and _operations(each) <= episode.examined}
        told.append(
            Chapter(
                episode,
                appeared=tuple(each for key, each in now.items() if key not in standing and key not in ended),
                again=tuple(each for key, each in now.items() if key in ended),
                gone=tuple(gone.values()),
                worse=tuple(
                    (standing[key].drift_class, each)
                    for key, each in now.items()
                    if key in standing and each.drift_class.rank < standing[key].drift_class.rank
                ),
            )
        )
        standing = {key: each for key, each in (standing | now).items() if key not in gone}
        ended = {key: each for key, each in (ended | gone).items() if key not in now}
    return tuple(told)


def with_since(drifts: Sequence[Drift], earlier: Iterable[Episode]) -> tuple[Drift, ...]:
    """The drifts, each with the first of these observations that had it; `since` stays empty for what none of them had."""
    first: dict[str, str] = {}
    for episode in in_order(earlier):
        for drift in episode.drifts:
            first.setdefault(drift.fingerprint, _called(episode, drift))
    return tuple(replace(drift, since=first.get(drift.fingerprint, "")) for drift in drifts)


def _called(episode: Episode, drift: Drift) -> str:
    """A source by name and day. A snapshot holds many: then the drift's own first sighting says which."""
    sighting = drift.backing.first
    name, at = (sighting.source, sighting.at) if sighting is not None and sighting.source else (episode.name, episode.at)
    return f"{name} ({at[:10]})" if at else name


def _operations(drift: Drift) -> frozenset[str]:
    return frozenset(place.operation for place in drift.places)
