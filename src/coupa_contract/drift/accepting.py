"""Accepted drift: what of a comparison somebody decided to live with, why, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from coupa_contract.drift.drift import Drift, Waiver
from coupa_contract.errors import UsageError

_SHORTEST = 4  # digits of a fingerprint that may stand for all of it
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Settled:
    """The drifts of a comparison, told apart by the file of accepted drift."""

    open: tuple[Drift, ...]
    accepted: tuple[tuple[Drift, Waiver], ...] = ()
    expired: tuple[Waiver, ...] = ()  # the drift is among `open` again
    stale: tuple[Waiver, ...] = ()  # no such drift occurred


def apply_waivers(drifts: Iterable[Drift], waivers: Iterable[Waiver], today: date) -> Settled:
    """Tells accepted drift apart; a waiver counts up to and including the day that it names."""
    by_id = {waiver.fingerprint: waiver for waiver in waivers}
    counting = {each.fingerprint for each in by_id.values() if not each.until or today <= date.fromisoformat(each.until)}
    open_: list[Drift] = []
    accepted: list[tuple[Drift, Waiver]] = []
    occurring: set[str] = set()
    for drift in drifts:
        fingerprint = drift.fingerprint
        occurring.add(fingerprint)
        if fingerprint in counting:
            accepted.append((drift, by_id[fingerprint]))
        else:
            open_.append(drift)
    return Settled(
        tuple(open_),
        tuple(accepted),
        tuple(each for each in by_id.values() if each.fingerprint in occurring - counting),
        tuple(each for each in by_id.values() if each.fingerprint not in occurring),
    )


def chosen(drifts: Sequence[Drift], ids: Iterable[str]) -> tuple[Drift, ...]:
    """The drifts that these ids name: a fingerprint, its first four or more digits, or a rule, which names all of its drifts.

    Raises UsageError for an id that names none, or is the beginning of several.
    """
    found: dict[str, Drift] = {}
    for text in ids:
        for drift in _named(drifts, text.strip().lower()):
            found[drift.fingerprint] = drift
    return tuple(drift for drift in drifts if drift.fingerprint in found)


def _named(drifts: Sequence[Drift], text: str) -> list[Drift]:
    fitting = [each for each in drifts if text in {each.fingerprint, each.rule}]
    if fitting:
        return fitting
    fitting = [each for each in drifts if len(text) >= _SHORTEST and each.fingerprint.startswith(text)]
    if not fitting:
        raise UsageError(f"no drift that was found has the id {text!r}; {_nearest(drifts, text)}")
    if len(fitting) > 1:
        raise UsageError(f"{len(fitting)} drifts have an id that begins with {text}: {', '.join(each.fingerprint for each in fitting)}")
    return fitting


def _nearest(drifts: Sequence[Drift], text: str) -> str:
    if not drifts:
        return "no drift was found at all"
    names = list(dict.fromkeys([*(each.fingerprint for each in drifts), *(each.rule for each in drifts)]))
    if close := get_close_matches(text, names, n=3, cutoff=0.5):
        return f"did you mean {' or '.join(close)}?"
    rest = len(drifts) - _NAMED
    known = ", ".join(f"{each.fingerprint} ({each.rule})" for each in drifts[:_NAMED])
    return f"known are {known}{f' and {rest} more' if rest > 0 else ''}"
