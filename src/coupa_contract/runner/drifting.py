"""Drift in a run: what items see becomes shapes, shapes add up, and the sum is compared with the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path

from coupa_contract.contract import Contract
from coupa_contract.contract.reading import read_text
from coupa_contract.drift.accepting import apply_waivers
from coupa_contract.drift.comparing import compare
from coupa_contract.drift.documented import facts_of_contract
from coupa_contract.drift.drift import DriftClass, DriftReport, Waiver
from coupa_contract.drift.merging import merge
from coupa_contract.drift.observed import facts_of_shape
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.shape import EMPTY, Shape
from coupa_contract.drift.snapshot import from_text, to_text
from coupa_contract.drift.waivers import waivers_of
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.result import ItemResult
from coupa_contract.runner.seam import Scenario
from coupa_contract.runner.setting import Setting


@contextmanager
def watched(result: ItemResult, setting: Setting) -> Iterator[None]:
    """While it is open, what the scenarios of a result see goes into its shape, when the run asks for drift."""
    if not setting.plan.drift:
        yield
        return
    watch = _Watch(setting.contract, result.item)
    result.watch = watch.add
    try:
        yield
    finally:
        result.watch, result.shape = None, watch.text()


class _Watch:
    def __init__(self, contract: Contract, name: str) -> None:
        self._observer, self._name, self._number = Observer(contract), name, 0

    def add(self, scenario: Scenario) -> None:
        if self._number == 0:
            self._observer.source(self._name, scenario.now.isoformat(timespec="seconds"))
        for interaction in scenario.interactions:
            self._number += 1
            self._observer.add(self._number, interaction)

    def text(self) -> str:
        return to_text(self._observer.shape()) if self._number else ""


def shape_of(results: Iterable[ItemResult]) -> Shape:
    """What all items saw together; the order in which they ended makes no difference."""
    return reduce(merge, (from_text(result.shape, result.item) for result in results if result.shape), EMPTY)


@dataclass(frozen=True, slots=True)
class Drifted:
    """What a run's drift came to."""

    report: DriftReport
    fails: bool  # whether something at or above the failing class is not accepted

    @classmethod
    def of(cls, plan: RunPlan, contract: Contract, shape: Shape, target: str, today: date, *, whole: bool) -> Drifted:
        """The drift of a run against its document, with what is accepted apart. Raises CoupaContractError for a bad file of accepted drift.

        Only a run of the `whole` suite can tell that an accepted drift does not occur any more.
        """
        old, new = facts_of_contract(contract), facts_of_shape(shape, target, contract.operations)
        comparison = compare(old, new)
        settled = apply_waivers(comparison.drifts, waivers_of_plan(plan), today)
        report = DriftReport(
            old=old.name,
            new=new.name,
            drifts=settled.open,
            accepted=settled.accepted,
            expired=settled.expired,
            stale=settled.stale if whole else (),
            notes=comparison.notes,
            operations=len(shape.operations),
        )
        return cls(report, fails(report, plan.fail_on_drift))

    @property
    def counts(self) -> dict[str, int]:
        """How many of each class are not accepted."""
        return {each.value: sum(drift.drift_class is each for drift in self.report.drifts) for each in DriftClass}


def waivers_of_plan(plan: RunPlan) -> tuple[Waiver, ...]:
    """The entries of the file of accepted drift. Raises CoupaContractError."""
    return waivers_of(read_text(Path(plan.accepted), "file of accepted drift"), plan.accepted) if plan.accepted else ()


def fails(report: DriftReport, fail_on: str) -> bool:
    """Whether a drift at or above that class is not accepted (`never`: no)."""
    return fail_on != "never" and any(drift.drift_class.rank <= DriftClass(fail_on).rank for drift in report.drifts)
