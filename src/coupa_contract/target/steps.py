"""What a scenario did to invoices, as a table tells it: a row for each request that writes, with the invoice's status around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from coupa_contract.model import Interaction, Step

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_STATUS = re.compile(r"[a-z][a-z_]{0,39}")  # a word: anything else that a target tells as a status is not repeated here


def writes(interaction: Interaction) -> bool:
    """Whether a request may change something, by its method."""
    return interaction.request.method.upper() not in _READS


def invoice_of(interaction: Interaction) -> str:
    """The id of the invoice that a request is about, or that it made; empty for a list."""
    return dict(interaction.case.path_parameters).get("id") or _told(interaction, "id")


def steps_of(interactions: Iterable[Interaction]) -> tuple[Step, ...]:
    """The requests that write. A status is what the invoice was shown with last before, and first after; else the answer's own.

    Nothing of a single interaction: there is no sequence to tell.
    """
    sequence = list(interactions)
    found: list[Step] = []
    shown: dict[str, str] = {}  # invoice -> the status that it was shown with last
    open_at: dict[str, int] = {}  # invoice -> the step after which it was not shown yet
    for each in sequence:
        invoice, status = invoice_of(each), _status(each)
        if writes(each):
            open_at[invoice] = len(found)
            answered = each.response.status if each.response is not None else 0
            found.append(Step(_call(each), answered, shown.get(invoice, ""), status))
        elif status and invoice in open_at:
            position = open_at.pop(invoice)
            found[position] = replace(found[position], after=status)
        if status:
            shown[invoice] = status
    return tuple(found) if len(sequence) > 1 else ()


def _call(interaction: Interaction) -> str:
    path = interaction.request.url.partition("?")[0]
    return f"{interaction.request.method} {path[max(0, path.find('/invoices')) :]}"


def _status(interaction: Interaction) -> str:
    status = _told(interaction, "status")
    return status if _STATUS.fullmatch(status) else ""


def _told(interaction: Interaction, member: str) -> str:
    """A member of the invoice that was answered with success, as text; empty when none was."""
    response = interaction.response
    if response is None or not 200 <= response.status < 300 or not response.is_json or not isinstance(response.json, dict):
        return ""
    value = response.json.get(member)
    return str(value) if isinstance(value, str | int) else ""
