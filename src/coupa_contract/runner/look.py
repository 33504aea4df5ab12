"""The first look at a target: a few lists, from which values for conditions are drawn and the dialect is recognised."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.errors import TargetError
from coupa_contract.model import Case, Interaction
from coupa_contract.runner.seam import Answers
from coupa_contract.runner.setting import Look

_LISTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("limit", "50"), ("order_by", "id"), ("dir", "asc")),
    (("limit", "50"), ("order_by", "id"), ("dir", "desc")),
)


def take_look(answers: Answers) -> tuple[Look, tuple[Interaction, ...]]:
    """A look at the target and what it took. Raises TargetError when the target lists nothing that could be judged."""
    interactions = tuple(_ask(answers))
    first = interactions[0]
    if first.response is None:
        detail = first.failure.detail if first.failure else "there was no response"
        raise TargetError(
            f"the target cannot be judged: its list of invoices did not arrive ({detail}); "
            "see what answers at this URL, or raise --timeout if it is only slow"
        )
    if 300 <= first.response.status < 400:
        raise TargetError("the target cannot be judged: it redirects, which is not followed; give the URL that answers itself")
    if not any(each.response is not None and each.response.is_json for each in interactions):
        raise TargetError(
            f"the target cannot be judged: it answered {first.response.status} with "
            f"{first.response.media_type or 'no media type'} where a list of invoices in JSON belongs; check the URL, it should end in /api"
        )
    bodies = tuple(each.response.body for each in interactions if each.response is not None and each.response.status == 200)
    return Look(bodies), interactions


def _ask(answers: Answers) -> Iterator[Interaction]:
    for query in _LISTS:
        yield answers.answer(Case("listInvoices", query=query))
