"""The first look at a target: a few lists, from which values for conditions are drawn and the dialect is recognised."""

from __future__ import annotations

from coupa_contract.model import Case, Interaction
from coupa_contract.runner.setting import Look
from coupa_contract.target.probe import check_first_answer
from coupa_contract.target.transport import Transport

_LISTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("limit", "50"), ("order_by", "id"), ("dir", "asc")),
    (("limit", "50"), ("order_by", "id"), ("dir", "desc")),
)


def take_look(transport: Transport) -> tuple[Look, tuple[Interaction, ...]]:
    """A look at the target and what it took. Raises TargetError when no instance of this API can be behind the URL."""
    interactions = []
    for query in _LISTS:
        interaction = transport.exchange(Case("listInvoices", query=query))
        check_first_answer(interaction, transport.settings)
        interactions.append(interaction)
    bodies = tuple(each.response.body for each in interactions if each.response is not None and each.response.status == 200)
    return Look(bodies), tuple(interactions)
