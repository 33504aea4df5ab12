"""What a user allowed, and what a request needs; comparing the two is the whole decision."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import Enum

_CANONICAL_ID = re.compile(r"[1-9][0-9]{0,18}")


class Need(Enum):
    """What a request needs before it may leave."""

    NOTHING = "nothing"
    WRITES = "--allow-writes"
    ACTIONS = "--allow-actions"
    DISPOSABLE = "--disposable"
    NEVER = "never"


# From harmless to impossible; of two needs the later one holds.
_ORDER = list(Need)


@dataclass(frozen=True, slots=True)
class Demand:
    """What one request needs, on which invoice (None: on no particular one), and why."""

    need: Need
    reason: str = ""
    invoice: str | None = None

    def or_more(self, other: Demand) -> Demand:
        """The greater of the two, this one when they are equal."""
        return other if _ORDER.index(other.need) > _ORDER.index(self.need) else self


@dataclass(frozen=True, slots=True)
class Permission:
    """What a user allowed. `invoices`: the ids named with `--invoice`."""

    allow_writes: bool = False
    allow_actions: bool = False
    disposable: bool = False
    invoices: frozenset[str] = frozenset()

    def lacks(self, demand: Demand, created: Set[str]) -> str | None:
        """The option that is missing (`never` for none that would help), or None when the request may leave.

        `created`: ids of the invoices that the run made itself.
        """
        if demand.need is Need.NEVER:
            return Need.NEVER.value
        if demand.need is Need.NOTHING or self.disposable:
            return None
        granted = {Need.WRITES: self.allow_writes, Need.ACTIONS: self.allow_actions}.get(demand.need, False)
        if not granted:
            return str(demand.need.value)
        if demand.invoice is not None and demand.invoice not in self.invoices and demand.invoice not in created:
            return "--invoice"
        return None


def is_canonical_id(text: str) -> bool:
    """Whether a text is an invoice id in the one spelling that means a single invoice everywhere.

    >>> [is_canonical_id(text) for text in ("17", "017", "1.0", "+17", "")]
    [True, False, False, False, False]
    """
    return bool(_CANONICAL_ID.fullmatch(text))
