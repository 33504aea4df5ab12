"""The first look at a target: the oldest invoices, the latest, and some in other statuses.

Values for conditions are drawn from what it sees, the dialect is recognised by it, and what is read later is compared with it.
"""

from __future__ import annotations

from coupa_contract.model import Case, Interaction
from coupa_contract.runner.setting import Look
from coupa_contract.target.probe import check_first_answer, is_garbled_list
from coupa_contract.target.transport import Transport

_LISTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("limit", "50"), ("order_by", "id"), ("dir", "asc")),
    (("limit", "50"), ("order_by", "id"), ("dir", "desc")),
)


def take_look(transport: Transport) -> tuple[Look, tuple[Interaction, ...]]:
    """A look at the target and what it took. Raises TargetError when no instance of this API can be behind the URL."""
    interactions: list[Interaction] = []
    for query in _LISTS:
        interaction = transport.exchange(Case("listInvoices", query=query))
        if not is_garbled_list(interaction):
            check_first_answer(interaction, transport.settings)
        interactions.append(interaction)
    if not _look(interactions).rows:
        check_first_answer(interactions[0], transport.settings)
    if (others := _others(_look(interactions))) is not None:
        interactions.append(transport.exchange(Case("listInvoices", query=others)))
    look = _look(interactions)
    return look, tuple(interactions)


def _look(interactions: list[Interaction]) -> Look:
    bodies = tuple(each.response.body for each in interactions if each.response is not None and each.response.status == 200)
    return Look(bodies)


def _others(look: Look) -> tuple[tuple[str, str], ...] | None:
    """A list of invoices in a status that was not seen yet; None where the two pages hold all that there are."""
    statuses = sorted({status for row in look.rows if isinstance(status := row.get("status"), str)})
    if not statuses or len(look.rows) < 2 * look.page_size:
        return None
    return (("status[not_in]", ",".join(statuses)), *_LISTS[0])
