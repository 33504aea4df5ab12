"""`drift show`: one operation as a tree, documented and observed side by side."""

from __future__ import annotations

from coupa_contract.cli.drift.asking import Question
from coupa_contract.cli.drift.comparing import between
from coupa_contract.cli.drift.sides import open_sides
from coupa_contract.cli.options import nearest
from coupa_contract.cli.printing import printed
from coupa_contract.errors import UsageError
from coupa_contract.report.drift.tree import operation_tree


def show(operation: str, asked: Question, *, full: bool) -> None:
    """Prints the tree. Raises CoupaContractError, and UsageError for an operation that neither side knows."""
    sides = open_sides(asked)
    against, observed = sides.against.facts, sides.observed.facts
    known = tuple(dict.fromkeys([*against.operations, *observed.operations]))
    if operation not in known:
        raise UsageError(f"neither {against.name} nor {observed.name} has an operation {operation}; {nearest(operation, known)}")
    printed(operation_tree(operation, against, observed, between(sides.against, sides.observed).drifts, full=full))
