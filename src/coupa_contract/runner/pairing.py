"""Puts two conditions into one request where each still tells by it what it tells alone: half of the requests, and both are judged.

A row by which a misreading of one condition would be seen, kept when it should not be or lost when it should be there, is only seen if it
meets the other condition. So two conditions go together when, for every misreading that either is planned against, such a row is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product, zip_longest

from coupa_contract.checks.conditions import holds
from coupa_contract.model import Condition
from coupa_contract.runner.api import Row
from coupa_contract.runner.misreadings import misreadings
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.planning import dice, planned, sample, telling_conditions
from coupa_contract.runner.seam import Draw, Planned
from coupa_contract.runner.setting import Setting

Rows = int  # a set of rows: the bit of each that is in it

_SINGLES = 80  # conditions of which pairs are made
_TRIED = 300  # pairs that are tried out
_BOUNDS = {"gt", "gt_or_eq", "lt", "lt_or_eq"}


def telling_requests(tries: Tries) -> Draw:
    """Conditions that tell the most, so many as `tries` says, two in one request where neither hides the other. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        return Planned(tuple(paired(telling_conditions(setting, tries.at(setting.effort)), sample(setting))))

    return draw


def telling_pairs(tries: Tries) -> Draw:
    """Pairs that hold together for fewer rows than each alone; every other one is a range of one attribute. Raises Lacking."""

    def draw(setting: Setting) -> Planned:
        telling_conditions(setting, 1)  # raises Lacking
        return Planned(tuple(islice(_pairs(setting), tries.at(setting.effort))))

    return draw


@dataclass(frozen=True, slots=True)
class _Sight:
    """The rows that certainly meet a condition, and for each misreading those by which it would be seen."""

    condition: Condition
    met: Rows
    shown_by: tuple[Rows, ...]

    @property
    def root(self) -> str:
        """The member of an invoice that the condition is about."""
        return self.condition.attribute.partition("[")[0]

    def beside(self, other: _Sight) -> bool:
        """Whether everything that this condition shows alone shows among the rows that meet the other."""
        return bool(self.met & other.met) and all(rows & other.met for rows in self.shown_by)


def paired(conditions: Sequence[Condition], rows: Sequence[Row]) -> Iterator[tuple[Condition, ...]]:
    """The conditions in order, each with the next one that it can share a request with, or alone."""
    waiting = [_sight(condition, rows) for condition in conditions]
    while waiting:
        one = waiting.pop(0)
        partner = next((each for each in waiting if each.root != one.root and one.beside(each) and each.beside(one)), None)
        if partner is None:
            yield (one.condition,)
        else:
            waiting.remove(partner)
            yield one.condition, partner.condition


def _sight(condition: Condition, rows: Sequence[Row]) -> _Sight:
    truths = [holds(row, condition) for row in rows]
    shown: list[Rows] = []
    for _, misread in misreadings(condition):
        readings = [None if truth is None else misread(row) for row, truth in zip(rows, truths, strict=True)]
        seen = _where(read is not None and read is not truth for read, truth in zip(readings, truths, strict=True))
        shown += [seen] if seen else []
    return _Sight(condition, _where(truth is True for truth in truths), tuple(shown))


def _where(present: Iterable[bool]) -> Rows:
    return sum(1 << index for index, each in enumerate(present) if each)


def _pairs(setting: Setting) -> Iterator[tuple[Condition, Condition]]:
    rows, chance = sample(setting), dice(setting, "pairs")
    singles = list(islice(planned(setting), _SINGLES))
    held = {condition: [holds(row, condition) for row in rows] for condition in singles}

    def worth(pair: tuple[Condition, Condition]) -> int:
        seen = set(zip(held[pair[0]], held[pair[1]], strict=True))
        return sum(each in seen for each in ((True, True), (True, False), (False, True)))

    bounds = [each for each in singles if each.operator in _BOUNDS]
    ranges = [(low, high) for low, high in product(bounds, bounds) if low.attribute == high.attribute and low.operator < high.operator[:1]]
    apart = [(chance.choice(singles), chance.choice(singles)) for _ in range(_TRIED)]
    chance.shuffle(ranges)
    ranges.sort(key=worth, reverse=True)
    leading = list(
        {(low.operator, high.operator): (low, high) for low, high in reversed(ranges)}.values()
    )  # the best of each kind of range
    leading.sort(key=lambda pair: len(pair[0].operator) + len(pair[1].operator))  # `gt` with `lt` first
    turns = zip_longest([*leading, *ranges], sorted(apart, key=worth, reverse=True))
    given: set[tuple[str, str]] = set()
    for one, other in (pair for two in turns for pair in two if pair is not None):
        if one.name != other.name and (one.name, other.name) not in given and worth((one, other)) >= 2:
            given.add((one.name, other.name))
            yield one, other
