"""How sure a drift is, and what that does to its class."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.drift.confidence import CHANCES, Proof, differ, rule_of_three, weigh, wilson
from coupa_contract.drift.drift import Backing, DriftClass


def test_the_rule_of_three_bounds_what_was_never_seen() -> None:
    """None in three hundred leaves at most one in a hundred; none in none leaves anything."""
    assert rule_of_three(300) == pytest.approx(0.01)
    assert rule_of_three(0) == rule_of_three(2) == 1.0


def test_wilson_gives_the_published_interval() -> None:
    """Of 10 in 100, 5.52 % to 17.44 %; of none in ten, nothing to 27.75 % (Agresti and Coull, 1998)."""
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=5e-5)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=5e-5)


@given(st.integers(0, 200), st.integers(1, 200), st.sampled_from([0.9, 0.95, 0.9999]))
def test_an_interval_holds_the_rate_seen(times: int, more: int, level: float) -> None:
    """And lies between none and all."""
    chances = times + more
    lower, upper = wilson(times, chances, level)
    assert 0.0 <= lower <= times / chances <= upper <= 1.0


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_counts_differ_in_either_direction(old: int, old_rest: int, new: int, new_rest: int) -> None:
    """Whether two counts differ does not depend on which is the old one; equal rates never differ."""
    assert differ(old, old + old_rest, new, new + new_rest) == differ(new, new + new_rest, old, old + old_rest)
    assert not differ(old, old + old_rest, old, old + old_rest)


def test_a_few_records_tell_little() -> None:
    """All of four against none of four may be chance among thousands of places; all of twelve against none of twelve is not."""
    assert not differ(0, 4, 4, 4)
    assert differ(0, 12, 12, 12)


def test_a_single_witness_is_not_enough_to_call_it_breaking() -> None:
    """It is risky, and says that it was seen once."""
    found, doubt = weigh(Proof.SEEN, DriftClass.BREAKING, Backing(1, 400))
    assert found is DriftClass.RISKY
    assert "once" in doubt.why
    assert weigh(Proof.SEEN, DriftClass.BREAKING, Backing(3, 400))[0] is DriftClass.BREAKING


def test_an_absence_is_risky_at_most() -> None:
    """With few opportunities it is merely unseen, and its confidence grows with them."""
    few, doubt = weigh(Proof.ABSENT, DriftClass.BREAKING, Backing(0, 3))
    many, more = weigh(Proof.ABSENT, DriftClass.BREAKING, Backing(0, 30_000))
    assert (few, many) == (DriftClass.UNSEEN, DriftClass.RISKY)
    assert str(CHANCES) in doubt.why
    assert doubt.confidence < more.confidence < 1


def test_what_documents_state_is_certain() -> None:
    """No counts are needed."""
    found, doubt = weigh(Proof.STATED, DriftClass.BREAKING, Backing())
    assert (found, doubt.confidence) == (DriftClass.BREAKING, 1.0)
