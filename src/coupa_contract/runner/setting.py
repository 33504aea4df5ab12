"""What every scenario of a run shares: the plan, the contract, the permissions, and a first look at the target."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property

from coupa_contract.contract import Contract
from coupa_contract.model import Json, NotJsonError, parse_json
from coupa_contract.runner.plan import EFFORTS, Effort, RunPlan

_OPEN = 2  # lists of a look that are under no condition


@dataclass(frozen=True)
class Look:
    """A first look at the target: some whole invoices, as the bodies of lists. What was seen is an argument of the run, not a verdict."""

    bodies: tuple[bytes, ...] = ()  # the first page by id, the last one, and what else was looked at

    @cached_property
    def rows(self) -> tuple[dict[str, Json], ...]:
        """The invoices that were seen, each once, by ascending id; rows without an integer id are left out."""
        seen: dict[int, dict[str, Json]] = {}
        for page in self._pages:
            for row in page:
                if isinstance(row, dict) and isinstance(identifier := row.get("id"), int) and not isinstance(identifier, bool):
                    seen.setdefault(identifier, row)
        return tuple(seen[identifier] for identifier in sorted(seen))

    @cached_property
    def openly(self) -> frozenset[int]:
        """Ids of the invoices that a list without any condition holds: a tenant may hide others until their status is asked for."""
        pages = self._pages[:_OPEN]
        return frozenset(each for page in pages for row in page if isinstance(row, dict) and isinstance(each := row.get("id"), int))

    @property
    def page_size(self) -> int:
        """How many rows a page of the target can hold at least; a list that is shorter is not cut."""
        return max(map(len, self._pages), default=0)

    def stretch(self, identifier: int) -> list[int]:
        """The ids around one, ascending, between which the target has no other: those of the first or of the last page."""
        edges = [{each for row in page if isinstance(row, dict) and isinstance(each := row.get("id"), int)} for page in self._pages[:_OPEN]]
        if len(edges) == 2 and (edges[0] & edges[1] or len(edges[0]) < self.page_size):
            edges = [edges[0] | edges[1]]
        return sorted(next((edge for edge in edges if identifier in edge), {identifier}))

    @cached_property
    def _pages(self) -> tuple[list[Json], ...]:
        pages = []
        for body in self.bodies:
            with contextlib.suppress(NotJsonError):  # what is no JSON is judged elsewhere
                value = parse_json(body)
                if isinstance(value, list):
                    pages.append(value)
        return tuple(pages)


@dataclass(frozen=True)
class Setting:
    """The frozen circumstances of a run, the same in every worker."""

    plan: RunPlan
    contract: Contract
    look: Look
    origin: str  # scheme, host and port; for curl lines
    disposable: bool  # asked for, or an instance that this run started
    mark: str  # what an invoice that this run creates carries
    spoken: Contract | None = None  # the contract in the dialect that the target plainly speaks, when another one was asked for

    @property
    def effort(self) -> Effort:
        """How much is drawn."""
        return EFFORTS[self.plan.effort]
