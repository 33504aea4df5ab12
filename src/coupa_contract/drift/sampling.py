"""Which digests of the values at a place are kept, and what they tell of all of them: a bottom-k sketch.

The smallest digests of a union are among the smallest of its parts, so that keeping those is lawful, and they are a sample of the
distinct values that does not depend on how often each came.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from coupa_contract.drift.shape import MARKS

_DIGESTS = 1 << 20


def smallest(marks: AbstractSet[int]) -> frozenset[int]:
    """Those that are kept."""
    return frozenset(sorted(marks)[:MARKS])


def is_sample(marks: AbstractSet[int]) -> bool:
    """Whether there may have been more than are kept."""
    return len(marks) >= MARKS


def distinct(marks: AbstractSet[int]) -> float:
    """How many distinct values there were: their number, or beyond `MARKS` an estimate, within about a quarter.

    Source: Bar-Yossef and others, "Counting distinct elements in a data stream", RANDOM 2002; the unbiased form is by Beyer and others,
    "On synopses for distinct-value estimation under multiset operations", SIGMOD 2007.
    """
    return float(len(marks)) if not is_sample(marks) else max((MARKS - 1) * _DIGESTS / max(marks), float(MARKS))


def in_common(one: AbstractSet[int], other: AbstractSet[int]) -> tuple[int, int]:
    """How many of how many distinct values of both together are in both; of the smallest, where there are too many to keep."""
    both = one | other
    if is_sample(one) or is_sample(other):
        both = smallest(both)
    return len(both & one & other), len(both)
