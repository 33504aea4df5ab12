"""Draws from a seed that are the same in every process and every Python: only `getrandbits` is asked, whose results never change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A stream of draws."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - data, not secrets

    def below(self, bound: int) -> int:
        """An integer from 0 to `bound` - 1. The bias of the remainder is far below anything that these data need."""
        return self._random.getrandbits(48) % bound

    def between(self, lowest: int, highest: int) -> int:
        """An integer from `lowest` to `highest`, both included."""
        return lowest + self.below(highest - lowest + 1)

    def one(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.below(len(values))]

    def chance(self, percent: int) -> bool:
        """True that often in a hundred."""
        return self.below(100) < percent

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in another order."""
        rest = list(values)
        return [rest.pop(self.below(len(rest))) for _ in range(len(rest))]
