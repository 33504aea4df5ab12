"""From two sides to a report: compared, dated by an earlier observation, and told apart by what was accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from coupa_contract.cassette.traffic import kind_of
from coupa_contract.cli.drift import files
from coupa_contract.cli.drift.asking import Question
from coupa_contract.cli.drift.sides import Opened, Sides, name_of, of_contract, open_sides, opened
from coupa_contract.drift.accepting import apply_waivers, chosen
from coupa_contract.drift.comparing import Comparison, compare
from coupa_contract.drift.drift import Drift, DriftClass, DriftReport
from coupa_contract.drift.facts import Side
from coupa_contract.drift.history import Episode, with_since
from coupa_contract.drift.shape import Shape
from coupa_contract.errors import UsageError
from coupa_contract.report.text import counted

NOTHING_EXAMINED = 3


def compared(asked: Question) -> tuple[DriftReport, Sides]:
    """The report of what was asked for, accepted drift apart. Raises CoupaContractError."""
    waivers = files.waivers(asked.accepted)  # first, as a fault in it is found at once
    sides = open_sides(asked)
    found = between(sides.against, sides.observed)
    drifts = found.drifts
    notes = [*([sides.choice.note] if sides.choice.note else []), *found.notes, *_left_out(sides.observed.shape)]
    if asked.since:
        earlier = episode(opened(asked.since, kind_of(asked.since), sides.contract, asked), sides.against)
        drifts = with_since(drifts, [earlier])
    if asked.only:
        before, drifts = len(drifts), chosen(drifts, asked.only)
        waivers = tuple(each for each in waivers if each.fingerprint in {drift.fingerprint for drift in drifts})
        notes.append(f"--only leaves {counted(before - len(drifts), 'other drift')} out.")
    settled = apply_waivers(drifts, waivers, today())
    shape = sides.observed.shape
    report = DriftReport(
        old=sides.against.facts.name,
        new=sides.observed.facts.name,
        drifts=settled.open,
        accepted=settled.accepted,
        expired=settled.expired,
        stale=settled.stale,
        notes=tuple(notes),
        interactions=interactions(shape),
        operations=len(shape.operations) if shape else len(sides.observed.facts.operations),
        counts=dict(Counter(drift.drift_class.value for drift in settled.open)),
        since=name_of(asked.since) if asked.since else "",
    )
    return report, sides


def between(against: Opened, observed: Opened) -> Comparison:
    """What the observed side does that the other did not; of two observations, the document says what was known already."""
    if against.facts.side is Side.OBSERVED and observed.facts.side is Side.OBSERVED and observed.contract is not None:
        return compare(against.facts, observed.facts, of_contract(observed.contract).facts)
    found = compare(against.facts, observed.facts)
    if (
        against.facts.side is observed.facts.side is Side.DOCUMENT
        and not against.facts.operations.keys() & observed.facts.operations.keys()
    ):
        raise UsageError(found.notes[-1].rstrip(".") + "; name two documents of the same API")
    return found


def episode(observed: Opened, against: Opened) -> Episode:
    """An observation as a part of a history."""
    shape = observed.shape
    dates = [each.at for each in shape.sources.values() if each.at] if shape else []
    return Episode(
        observed.facts.name,
        max(dates, default=""),
        between(against, observed).drifts,
        frozenset(observed.facts.operations),
        interactions(shape),
    )


def with_reasons(report: DriftReport, why: dict[str, str], note: str) -> DriftReport:
    """The report with why no edit is proposed, by fingerprint, and a note on what is."""

    def told(drift: Drift) -> Drift:
        return replace(drift, no_proposal=why[drift.fingerprint]) if drift.fingerprint in why else drift

    return replace(
        report,
        drifts=tuple(map(told, report.drifts)),
        notes=(*report.notes, note),
        accepted=tuple((told(drift), waiver) for drift, waiver in report.accepted),
    )


def exit_code(report: DriftReport, sides: Sides, fail_on: str) -> int:
    """0 none at or above the class that fails, 1 drift, 3 nothing was examined."""
    if fails(report, fail_on):
        return 1
    return 0 if examined(sides) else NOTHING_EXAMINED


def fails(report: DriftReport, fail_on: str) -> bool:
    """Whether a drift that is not accepted is at or above this class ("never": none is)."""
    return fail_on != "never" and any(drift.drift_class.rank <= DriftClass(fail_on).rank for drift in report.drifts)


def examined(sides: Sides) -> bool:
    """Whether both sides speak of an operation that they share."""
    return bool(sides.observed.facts.operations.keys() & sides.against.facts.operations.keys())


def interactions(shape: Shape | None) -> int:
    """How many interactions a shape was made of."""
    return sum(source.interactions for source in shape.sources.values()) if shape else 0


def _left_out(shape: Shape | None) -> Iterator[str]:
    """What of the traffic could not be used, and why."""
    reasons: Counter[str] = Counter()
    for source in shape.sources.values() if shape else ():
        reasons.update(source.left_out)
    for reason, count in reasons.most_common():
        yield f"{counted(count, 'exchange')} left out: {reason}."


def today() -> date:
    """The day by which expiry is judged, in UTC, so that it is the same one everywhere."""
    return datetime.now(UTC).date()
