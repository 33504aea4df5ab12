"""The parts of a drift as people read them; nothing here is escaped, that is the affair of whoever writes it."""

from __future__ import annotations

from collections.abc import Sequence

from coupa_contract.drift.drift import Backing, Doubt, Drift, DriftClass, DriftPlace, DriftReport
from coupa_contract.drift.shape import Sighting
from coupa_contract.report.text import counted

MEANINGS = {
    DriftClass.BREAKING: "a client that keeps to the old contract can fail",
    DriftClass.RISKY: "it depends on the client",
    DriftClass.ADDITIVE: "a client is not touched",
    DriftClass.UNSEEN: "documented or seen before, and not observed",
}
_PLACES = 3
_EXAMPLES = 3
_SURE = ((0.99, "practically certain"), (0.95, "very likely"), (0.8, "likely"), (0.5, "as likely as not"))


def confidence(doubt: Doubt) -> str:
    """How sure it is, such as `very likely (97 %, rule of three)`."""
    if doubt.rule == "stated":
        return "certain: both documents say so"
    if doubt.rule == "seen" and doubt.confidence >= 1:
        return "certain"
    word = next((word for least, word in _SURE if doubt.confidence >= least), "a guess")
    share = f"{100 * doubt.confidence:.0f} %" if doubt.confidence < 0.995 else "more than 99 %"
    return f"{word} ({share}, {doubt.rule})"


def assurance(doubt: Doubt) -> str:
    """How sure it is and why; "" where there is nothing to doubt."""
    word = confidence(doubt)
    return "; ".join(part for part in (word, doubt.why) if part) if doubt.why or word != "certain" else ""


def counts(backing: Backing) -> str:
    """How often, such as `12 of 300 times`; "" when nothing was counted."""
    if not backing.chances:
        return f"{counted(backing.times, 'time')}" if backing.times else ""
    return f"{backing.times:,} of {counted(backing.chances, 'time')}"


def sighting(seen: Sighting, before: Sighting | None = None) -> str:
    """Where and when, such as `staging #17 (2026-01-02)`; what it shares with the one before it is not repeated."""
    same = before is not None and before.source == seen.source
    day = "" if not seen.at or (same and before is not None and before.at[:10] == seen.at[:10]) else f" ({seen.at[:10]})"
    return f"{'' if same else f'{seen.source} '}#{seen.number}{day}"


def sightings(backing: Backing) -> str:
    """First and last, and up to three examples, such as `staging #17 (2026-01-02) to #90, such as #21`; "" for none."""
    first, last = backing.first, backing.last
    if first is None or last is None:
        return ""
    if first == last:
        return sighting(first)
    others = [each for each in backing.examples if each not in {first, last}][:_EXAMPLES]
    told = ", ".join(sighting(each, before) for each, before in zip(others, [last, *others], strict=False))
    return f"{sighting(first)} to {sighting(last, first)}" + (f", such as {told}" if told else "")


def place(where: DriftPlace, before: DriftPlace | None = None) -> str:
    """A place; what it shares with the one before it is not repeated."""
    same = before is not None and before.operation == where.operation
    again = same and before is not None and before.status == where.status
    parts = ["" if same else where.operation, "" if again else where.status, where.pointer]
    return " ".join(part for part in parts if part)


def places(drift: Drift) -> tuple[list[str], int]:
    """The first three places, and how many there are besides."""
    shown = drift.places[:_PLACES]
    befores: Sequence[DriftPlace | None] = [None, *shown]
    return [place(each, before) or "the same" for each, before in zip(shown, befores, strict=False)], len(drift.places) - len(shown)


def not_in_message(drift: Drift) -> tuple[list[str], int]:
    """The places, unless the message names the first of them already."""
    return ([], 0) if drift.places[0].pointer and f"{drift.places[0].pointer}`" in drift.message else places(drift)


def no_edit(drift: Drift) -> str:
    """Why no edit is proposed; of what merely was not seen that goes without saying."""
    return f"none: {drift.no_proposal}" if drift.no_proposal and drift.drift_class is not DriftClass.UNSEEN else ""


def change(drift: Drift) -> str:
    """What was and what is, unless the message says both already."""
    message = drift.message.lower()
    if not (drift.old or drift.new) or (drift.old.lower() in message and drift.new.lower() in message):
        return ""
    return f"{drift.old or 'nothing'} → {drift.new or 'nothing'}"


def since(drift: Drift, report: DriftReport) -> str:
    """Since when it is there, as far as an earlier observation tells."""
    return drift.since or (f"new, not yet in {report.since}" if report.since else "")


def summary(report: DriftReport) -> str:
    """All of it in one clause, such as `1 breaking and 3 additive drifts, 2 accepted`."""
    by_class = [(each, sum(drift.drift_class is each for drift in report.drifts)) for each in DriftClass]
    parts = [f"{count:,} {each.value}" for each, count in by_class if count]
    told = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts) or "no"
    accepted = f", {len(report.accepted):,} accepted" if report.accepted else ""
    return f"{told} drift{'' if len(report.drifts) == 1 else 's'}{accepted}"
