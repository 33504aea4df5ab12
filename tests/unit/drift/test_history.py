"""A series of observations is told in order of time: what appeared, what was gone, what got worse."""

from __future__ import annotations

from dataclasses import replace

from coupa_contract.drift.drift import Backing, Direction, Drift, DriftClass, DriftPlace
from coupa_contract.drift.history import Episode, chapters, with_since
from coupa_contract.drift.shape import Sighting

SEEN = frozenset({"listInvoices"})


def drift(pointer: str, kind: DriftClass = DriftClass.RISKY) -> Drift:
    place = DriftPlace("listInvoices", pointer, "200", "application/json")
    return Drift("null-appeared", kind, Direction.RESPONSE, "null", "expect it", "text", "null", (place,))


A, B, UNSEEN = drift("/*/a"), drift("/*/b"), drift("/*/c", DriftClass.UNSEEN)


def episode(month: int, *drifts: Drift, examined: frozenset[str] = SEEN) -> Episode:
    return Episode(f"month {month}", f"2026-{month:02}-01T00:00:00+00:00", drifts, examined)


def test_a_drift_is_told_once() -> None:
    """It belongs to the first observation that had it, whatever the order in which they were given."""
    told = chapters([episode(3, A, B), episode(1), episode(2, A)])
    assert [(each.episode.name, each.appeared) for each in told] == [("month 1", ()), ("month 2", (A,)), ("month 3", (B,))]
    assert told[0].is_quiet


def test_what_was_not_examined_is_not_gone() -> None:
    """Only an observation that saw the operation can say that a drift is gone; when it comes back, it is no news."""
    told = chapters([episode(1, A), episode(2, examined=frozenset()), episode(3), episode(4, A)])
    assert [each.gone for each in told] == [(), (), (A,), ()]
    assert [each.again for each in told] == [(), (), (), (A,)]
    assert [each.appeared for each in told] == [(A,), (), (), ()]


def test_what_gets_worse_is_told() -> None:
    """The same drift in a worse class is news; in a milder one it is not."""
    worse = replace(A, drift_class=DriftClass.BREAKING)
    told = chapters([episode(1, A), episode(2, worse), episode(3, A)])
    assert [each.worse for each in told] == [(), ((DriftClass.RISKY, worse),), ()]


def test_what_was_not_seen_is_no_news() -> None:
    """A history leaves out what merely nobody saw."""
    assert chapters([episode(1, UNSEEN)])[0].is_quiet


def test_each_drift_says_since_when() -> None:
    """The first of the earlier observations is named; what none of them had stays without."""
    told = with_since([A, B], [episode(2, A), episode(1, A)])
    assert [each.since for each in told] == ["month 1 (2026-01-01)", ""]


def test_a_snapshot_of_many_sources_tells_the_first_of_them() -> None:
    """Where the drift itself says in which source it was first seen, that one is named and not the snapshot."""
    backing = Backing(2, 3, Sighting("2025-05-05T01:02:03+00:00", "nightly", 7))
    assert with_since([A], [episode(1, replace(A, backing=backing))])[0].since == "nightly (2025-05-05)"
