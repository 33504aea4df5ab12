"""What looks on while traffic is observed; other processes import it by its name."""

from __future__ import annotations

import os

from coupa_contract.contract import Contract
from coupa_contract.model import Interaction


class Counting:
    """Counts what goes by, operation by operation."""

    def __init__(self, contract: Contract) -> None:
        self.seen: dict[str, int] = {}

    def add(self, source: str, number: int, interaction: Interaction) -> None:
        key = f"{source} {interaction.case.operation}"
        self.seen[key] = self.seen.get(key, 0) + 1

    def outcome(self) -> dict[str, int]:
        return self.seen


class Failing(Counting):
    """Fails, as our own faults do."""

    def add(self, source: str, number: int, interaction: Interaction) -> None:
        raise ZeroDivisionError("an\nerror")


class Dying(Counting):
    """Is killed, as by a system without memory."""

    def add(self, source: str, number: int, interaction: Interaction) -> None:
        os._exit(9)
