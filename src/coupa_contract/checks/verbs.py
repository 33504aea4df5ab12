"""Judges what a request does whose verb no source has at its path: nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from coupa_contract.checks.answers import Invoice, answer, found, rows, told
from coupa_contract.checks.comparison import differences, kinds_of
from coupa_contract.checks.effects import BOOKKEEPING
from coupa_contract.checks.update import telling
from coupa_contract.contract import Contract
from coupa_contract.contract.explain import describe
from coupa_contract.model import Interaction, Outcome, Witness

NOTHING = ("access-undocumented-verb-does-not-act",)
ALIAS = ("access-write-has-no-other-verb",)

# Whoever sends one of these wants to change something: that an instance takes it for PUT is lenient, as long as it does no more.
_WRITING = frozenset({"POST", "PUT", "PATCH"})


def verb_does_not_act(interaction: Interaction, before: Invoice, shown: Interaction, contract: Contract) -> Iterator[Outcome]:
    """Whether a request by an undocumented verb left the invoice there, and as it was; `shown` is a show of it afterwards."""
    after, verb = answer(shown), interaction.case.verb
    if not verb or after is None or _throttled(interaction):
        return
    if after.status in {404, 410}:
        yield Witness(NOTHING[0])
        yield found(interaction, NOTHING[0], "", "the invoice as it was", f"{told(after)} after {verb}")
    elif after.status == 200 and after.is_json and isinstance(after.json, dict):
        yield Witness(NOTHING[0])
        requirement = ALIAS[0] if verb in _WRITING else NOTHING[0]
        yield Witness(requirement)
        for difference in differences(before, after.json, kinds_of(contract, before, after.json)):
            if telling(difference, contract) and not BOOKKEEPING & set(difference.names):
                seen = f"{describe(difference.after)} after {verb}"
                yield found(interaction, requirement, difference.pointer, describe(difference.before), seen)


def verb_creates_nothing(interaction: Interaction, number: str, known: Collection[str], listed: Interaction) -> Iterator[Outcome]:
    """Whether no further invoice has the number that a request by an undocumented verb named.

    `known`: the ids of those that had it before, or may have it now; `listed`: a list of those that have it now.
    """
    there, verb = rows(listed), interaction.case.verb
    if not verb or there is None or _throttled(interaction):
        return
    yield Witness(NOTHING[0])
    if any(row.get("invoice-number") == number and str(row.get("id")) not in known for row in there):
        yield found(interaction, NOTHING[0], "", "no further invoice", f"one of the number that was sent, after {verb}")


def _throttled(interaction: Interaction) -> bool:
    """Whether nobody looked at the request."""
    response = answer(interaction)
    return response is not None and response.status == 429
