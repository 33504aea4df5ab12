"""The error contract: what cannot be answered is refused, in the published shape, and breaks nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coupa_contract.checks.access import unknown_id
from coupa_contract.model import Case, Interaction
from coupa_contract.runner.api import JSON_TYPE, Api, Row
from coupa_contract.runner.drawing import one_of, rows
from coupa_contract.runner.generation import broken_reads
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios

from .oddities import IDS, MALFORMED, MEDIA_TYPES, bodies, portion, portion_of_lists, portions, shows
from .refused import Attempt, refused_attempts_change_nothing
from .test_access import nobody

UPDATES = ("updateInvoice", "patchInvoice")
WRITES = (
    *UPDATES,
    "submitInvoice",
    "voidInvoice",
    "disputeInvoice",
    "flipInvoiceToAdvanceShipNotice",
    "updateInvoiceLineAccounts",
)


@judges("error-unknown-id-is-404", "error-body-shape", tries=Tries(1, 1, 2, 3))
@scenarios(beyond=one_of("0", "999983", "123456789"))
def test_an_unknown_id_is_not_found(api: Api, beyond: str) -> None:
    """An id that no invoice has is not found."""
    answer = api.call("showInvoice", nobody(api, beyond), invalid="no invoice has this id")
    api.judge(unknown_id(answer), answer)


@pytest.mark.parametrize("operation", WRITES)
@judges("error-unknown-id-is-404", writes=True)
@scenarios()
def test_a_write_to_an_unknown_id_is_not_found(api: Api, operation: str) -> None:
    """A write to an id that no invoice has is not found."""
    bodies: dict[str, Any] = {name: {"comments": "nobody reads this"} for name in UPDATES}
    bodies["updateInvoiceLineAccounts"] = {"invoice-lines": []}
    body = bodies.get(operation)  # none for an action
    answer = api.call(operation, nobody(api, "0"), json=body, invalid="no invoice has this id")
    api.judge(unknown_id(answer), answer)
    if operation in UPDATES:  # nor did it make one
        shown = api.call("showInvoice", nobody(api, "0"), invalid="no invoice has this id")
        api.judge(unknown_id(shown), answer, shown)


@judges("error-no-server-error", "error-body-is-not-a-page", "error-shows-no-internals", "error-body-shape", tries=Tries(1, 3, 16, 16))
@scenarios(part=portions("lists"))
def test_odd_lists_break_nothing(api: Api, part: int) -> None:
    """Conditions, paging, order and projections that nobody documented are refused or overruled; the server stays whole."""
    for case in portion_of_lists(api.contract, part):
        api.send(case)


@judges("error-no-server-error", "error-body-is-not-a-page", "error-shows-no-internals", "error-body-shape", tries=Tries(1, 1, 2, 6))
@scenarios(invoice=rows, part=portions("shows"))
def test_odd_shows_break_nothing(api: Api, invoice: int, part: int) -> None:
    """Projections of one invoice that nobody documented are refused or overruled; the server stays whole."""
    for case in portion(shows(), part):
        api.send(replace(case, path_parameters=(("id", str(invoice)),)))


@judges("error-no-server-error", "error-body-is-not-a-page", "error-shows-no-internals", tries=Tries(1, 1, 8, 60))
@scenarios(case=broken_reads("listInvoices"))
def test_broken_lists_break_nothing(api: Api, case: Case) -> None:
    """Parameters that are not what the document says are refused or ignored; the server stays whole."""
    api.send(case)


@judges("error-no-server-error", "error-body-is-not-a-page", "error-shows-no-internals", tries=Tries(1, 3, 10, 16))
@scenarios(identifier=one_of(*IDS))
def test_an_id_that_is_none_breaks_nothing(api: Api, identifier: str) -> None:
    """An id that is no id is refused; the server stays whole."""
    api.call("showInvoice", identifier, invalid="the id is no id")


@judges("error-unknown-accept", tries=Tries(1, 1, 2, 3))
@scenarios(invoice=rows, accept=one_of("image/png", "text/html", "application/msword"))
def test_an_unknown_accept_is_refused_or_overruled(api: Api, invoice: int, accept: str) -> None:
    """A client that accepts neither JSON nor XML is refused, or answered in a type that the API speaks."""
    api.call("showInvoice", invoice, headers=[("Accept", accept)], invalid=f"Accept is {accept}")


@judges(
    "error-malformed-body-is-refused",
    "error-wrong-media-type-is-refused",
    "error-no-server-error",
    "error-body-is-not-a-page",
    "error-shows-no-internals",
    "error-body-shape",
    "safety-refused-write-changes-nothing",
    writes=True,
    tries=Tries(1, 1, 3, 4),
)
@scenarios(part=one_of("0", "1", "2", "3"))
def test_an_odd_body_breaks_and_changes_nothing(api: Api, part: str) -> None:
    """A body that is no JSON, of another type or with something odd in it is refused and changes nothing; the server stays whole."""
    turn = int(part)
    sent: list[tuple[bytes, str]] = [(body, JSON_TYPE) for body in (*MALFORMED[turn::4], *bodies(0)[turn::4])]
    sent.append((b"comments", MEDIA_TYPES[turn]))
    attempts = [_sending(api, UPDATES[(position + turn) % 2], *each) for position, each in enumerate(sent)]
    refused_attempts_change_nothing(api, ("draft", "new"), attempts)


def _sending(api: Api, operation: str, body: bytes, media_type: str) -> Attempt:
    """An update with that body; where it names a line, one of the invoice."""

    def send(identifier: int, before: Row) -> Interaction:
        lines = before.get("invoice-lines")
        first = lines[0] if isinstance(lines, list) and lines else None
        line = first["id"] if isinstance(first, dict) and isinstance(first.get("id"), int) else 1
        text = body.replace(b'{"id":0,', f'{{"id":{line},'.encode())
        return api.call(operation, identifier, body=text, media_type=media_type, invalid="the body is odd")

    return send
