"""What a recording covers: of the operations and of the requirements of the contract in its dialect."""

from __future__ import annotations

from dataclasses import dataclass

from coupa_contract.cassette.recording import Manifest
from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import DIALECTS, PUBLISHED
from coupa_contract.model import VerdictKind

_JUDGED = {VerdictKind.PASS.value, VerdictKind.FAIL.value}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts, and the names that are lacking, sorted."""

    operations: int
    operations_lacking: tuple[str, ...]
    requirements: int  # judged when it was recorded
    requirements_lacking: tuple[str, ...]


def coverage(manifest: Manifest) -> Coverage:
    """What a recording covers of today's contract."""
    contract = contract_of(manifest)
    sent = {name for entry in manifest.entries for name in entry.operations}
    judged = {name for name, kind in manifest.verdicts.items() if kind in _JUDGED}
    testable = _testable(contract)
    return Coverage(
        len(sent & contract.operations.keys()),
        tuple(sorted(contract.operations.keys() - sent)),
        len(judged & testable),
        tuple(sorted(testable - judged)),
    )


def contract_of(manifest: Manifest) -> Contract:
    """The contract in the dialect of the newest session; as published when today's contract does not know that dialect."""
    dialect = manifest.sessions[-1].dialect
    return load_contract(dialect if dialect in DIALECTS else PUBLISHED)


def _testable(contract: Contract) -> set[str]:
    requirements = contract.requirements.values()
    return {each.id for each in requirements if not each.untestable and (not each.dialects or contract.dialect in each.dialects)}
