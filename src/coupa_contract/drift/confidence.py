"""How sure a drift is, and which class that leaves it."""

from __future__ import annotations

from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from coupa_contract.drift.drift import Backing, Doubt, DriftClass

LEVEL = 0.95  # of what is told
STRICT = 0.9999  # of what decides between two observations: thousands of places are compared, so that one in a thousand would be several
WITNESSES = 3  # sightings that make what breaks a client certain enough to say so
CHANCES = 30  # opportunities that make an absence worth telling: by the rule of three, at most one in ten is left


class Proof(StrEnum):
    """What a difference rests on."""

    STATED = "stated"  # two documents
    SEEN = "seen"  # it was there
    ABSENT = "rule of three"  # it was not there, in so many opportunities
    RATE = "Wilson interval"  # two counts


def rule_of_three(chances: float) -> float:
    """The rate below which something lies with 95 % confidence that did not occur in so many opportunities: 3/n.

    Source: Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249 (1983).
    """
    return min(1.0, 3.0 / chances) if chances > 0 else 1.0


def wilson(times: float, chances: float, level: float = LEVEL) -> tuple[float, float]:
    """The rates between which the true one lies. Source: Wilson, JASA 22 (1927); Agresti and Coull, The American Statistician 52 (1998)."""
    if chances <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (times + z * z / 2) / (chances + z * z)
    reach = z * sqrt(times * (chances - times) / chances + z * z / 4) / (chances + z * z)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def differ(old_times: float, old_chances: float, new_times: float, new_chances: float, level: float = STRICT) -> bool:
    """Whether two counts are further apart than chance explains: the interval of the difference of two rates leaves out zero.

    Source: Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998),
    method 10, which is made of two Wilson intervals.
    """
    if old_chances <= 0 or new_chances <= 0:
        return False
    if old_times / old_chances > new_times / new_chances:
        old_times, old_chances, new_times, new_chances = new_times, new_chances, old_times, old_chances
    small, large = old_times / old_chances, new_times / new_chances
    lower, upper = wilson(new_times, new_chances, level)[0], wilson(old_times, old_chances, level)[1]
    return large - small > sqrt((large - lower) ** 2 + (upper - small) ** 2)


def weigh(proof: Proof, ceiling: DriftClass, backing: Backing, why: str = "") -> tuple[DriftClass, Doubt]:
    """The class that the evidence supports, at most `ceiling`, and how sure it is."""
    if proof is Proof.STATED:
        return ceiling, Doubt(1.0, "stated", why)
    if proof is Proof.RATE:
        return ceiling, Doubt(LEVEL, Proof.RATE.value, why)
    if proof is Proof.ABSENT:
        return _absence(ceiling, backing, why)
    if backing.times < WITNESSES and ceiling is DriftClass.BREAKING:
        milder = f"breaking, were it seen {WITNESSES} times or more: it was seen {_times(backing.times)}"
        return DriftClass.RISKY, Doubt(1.0, Proof.SEEN.value, _both(why, milder))
    return ceiling, Doubt(1.0, Proof.SEEN.value, why)


def _absence(ceiling: DriftClass, backing: Backing, why: str) -> tuple[DriftClass, Doubt]:
    """What is missing is never worse than risky, and with few opportunities merely unseen."""
    bound = rule_of_three(backing.chances)
    doubt = f"not once in {backing.chances}, so at most {bound:.2g} of the time" if backing.chances else "there was no opportunity"
    milder = max(ceiling, DriftClass.RISKY, key=lambda each: each.rank)
    if milder is DriftClass.RISKY and backing.chances < CHANCES:
        return DriftClass.UNSEEN, Doubt(1 - bound, Proof.ABSENT.value, _both(why, f"{doubt}; it takes {CHANCES} opportunities to be risky"))
    return milder, Doubt(1 - bound, Proof.ABSENT.value, _both(why, doubt))


def _times(count: int) -> str:
    return "once" if count == 1 else "twice" if count == 2 else f"{count} times"


def _both(one: str, other: str) -> str:
    return f"{one}; {other}" if one else other
