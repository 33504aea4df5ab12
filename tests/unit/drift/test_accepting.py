"""Accepted drift is told apart as long as its entry counts, and ids name what somebody plainly meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coupa_contract.drift.accepting import apply_waivers, chosen
from coupa_contract.drift.drift import Direction, Drift, DriftClass, DriftPlace, Waiver
from coupa_contract.errors import UsageError

TODAY = date(2026, 3, 1)


def drift(pointer: str, rule: str = "member-appeared") -> Drift:
    place = DriftPlace("listInvoices", pointer, "200", "application/json")
    return Drift(rule, DriftClass.ADDITIVE, Direction.RESPONSE, "a new member", "document it", "nothing", "text", (place,))


A, B, C = drift("/*/a"), drift("/*/b"), drift("/*/c", "null-appeared")


def waiver(of: Drift, until: str = "") -> Waiver:
    return Waiver(of.fingerprint, "we know", until=until)


def test_accepted_drift_is_told_apart() -> None:
    """What an entry accepts does not stay among the open drifts, and the others do, in their order."""
    settled = apply_waivers([A, B, C], [waiver(B)], TODAY)
    assert settled.open == (A, C)
    assert settled.accepted == ((B, waiver(B)),)
    assert settled.expired == settled.stale == ()


@pytest.mark.parametrize(("until", "counts"), [("", True), ("2026-03-02", True), ("2026-03-01", True), ("2026-02-28", False)])
def test_an_entry_counts_up_to_its_day(until: str, counts: bool) -> None:
    """The day that it names is the last one; afterwards the drift is open again and the entry is said to have expired."""
    settled = apply_waivers([A], [waiver(A, until)], TODAY)
    assert bool(settled.accepted) == counts
    assert settled.expired == (() if counts else (waiver(A, until),))
    assert settled.open == (() if counts else (A,))


def test_an_entry_without_its_drift_is_stale() -> None:
    """What no longer occurs is reported, whether or not its entry has expired."""
    settled = apply_waivers([A], [waiver(B), waiver(C, "2020-01-01")], TODAY)
    assert settled.stale == (waiver(B), waiver(C, "2020-01-01"))
    assert settled.expired == ()


def test_counts_do_not_change_who_it_is() -> None:
    """The entry still fits when the drift is seen more often, or in another class."""
    later = replace(A, drift_class=DriftClass.RISKY, message="worse")
    assert apply_waivers([later], [waiver(A)], TODAY).accepted == ((later, waiver(A)),)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [([A.fingerprint], (A,)), ([B.fingerprint[:6], A.fingerprint.upper()], (A, B)), (["null-appeared"], (C,)), ([], ())],
)
def test_ids_choose(ids: list[str], expected: tuple[Drift, ...]) -> None:
    """A fingerprint, the beginning of one, or a rule chooses; the order stays that of the drifts."""
    assert chosen((A, B, C), ids) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (A.fingerprint[:-1] + "-", f"did you mean {A.fingerprint}"),
        ("null-apeared", "did you mean null-appeared"),
        ("!!", f"known are {A.fingerprint} (member-appeared), "),
        (A.fingerprint[:3], "no drift that was found has the id"),
    ],
)
def test_an_unknown_id_is_told_with_its_nearest(text: str, sentence: str) -> None:
    """One sentence says which id names nothing, and what was perhaps meant."""
    with pytest.raises(UsageError) as caught:
        chosen((A, B, C), [text])
    assert sentence in str(caught.value)


def test_nothing_can_be_chosen_of_nothing() -> None:
    """Without any drift the sentence says so."""
    with pytest.raises(UsageError, match="no drift was found at all"):
        chosen((), ["abcd"])
