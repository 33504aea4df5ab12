"""The digests that are kept tell how many distinct values there were, and how many two places share."""

from __future__ import annotations

import pytest

from coupa_contract.drift.cells import mark_of
from coupa_contract.drift.sampling import distinct, in_common, is_sample, smallest


def marks_of(numbers: range) -> frozenset[int]:
    """The digests of ids."""
    return smallest({mark_of(str(number)) for number in numbers})


@pytest.mark.parametrize("numbers", [range(0), range(1, 12), range(900, 963)])
def test_few_are_counted(numbers: range) -> None:
    """To the last one."""
    assert not is_sample(marks_of(numbers))
    assert distinct(marks_of(numbers)) == len(numbers)


@pytest.mark.parametrize("numbers", [range(5_000, 5_300), range(1, 1_001), range(1_000_000, 1_100_000, 37), range(100_000, 110_000)])
def test_many_are_estimated(numbers: range) -> None:
    """Within about a quarter; ids that follow one another are no exception."""
    assert is_sample(marks_of(numbers))
    assert 0.7 < distinct(marks_of(numbers)) / len(numbers) < 1.3


def test_never_fewer_than_are_kept() -> None:
    """However close together their digests lie."""
    assert distinct(frozenset(range(2**20 - 64, 2**20))) == 64


@pytest.mark.parametrize(("other", "least", "most"), [(range(1, 2_001), 1, 1), (range(1, 1_001), 0.35, 0.65), (range(5_000, 7_000), 0, 0)])
def test_samples_tell_what_two_places_share(other: range, least: float, most: float) -> None:
    """All, half or nothing of their values."""
    shared, of = in_common(marks_of(range(1, 2_001)), marks_of(other))
    assert of == 64
    assert least <= shared / of <= most


def test_few_are_compared_one_by_one() -> None:
    """Without a sample."""
    assert in_common(frozenset({1, 2, 3}), frozenset({2, 3, 4, 5})) == (2, 5)
