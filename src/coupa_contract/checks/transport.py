"""Judges how an answer came: whole, in time, in HTTP, from where it was asked."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.checks.answers import found
from coupa_contract.contract import Contract
from coupa_contract.model import FailureKind, Interaction, Outcome, Witness

_JUDGED = {
    FailureKind.DISCONNECTED: ("shape-answer-arrives-whole", "a whole answer"),
    FailureKind.NOT_HTTP: ("shape-answer-arrives-whole", "an answer in HTTP"),
    FailureKind.TIMEOUT: ("shape-answer-is-bounded", "an answer in time"),
    FailureKind.TOO_LARGE: ("shape-answer-is-bounded", "an answer of a size that can be held"),
    FailureKind.REDIRECTED: ("access-stays-at-the-origin", "an answer from the origin that was asked"),
}
REQUIREMENTS = tuple(dict.fromkeys(requirement for requirement, _ in _JUDGED.values()))


def arrival(interaction: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether the answer arrived; the transport says what went wrong (RFC 9110, 9112)."""
    yield from map(Witness, REQUIREMENTS)
    if interaction.failure is not None:
        requirement, expected = _JUDGED[interaction.failure.kind]
        yield found(interaction, requirement, "", expected, interaction.failure.detail or interaction.failure.kind.value)
