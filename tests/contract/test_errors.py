"""The error contract: what cannot be answered is refused, in the published shape, and breaks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coupa_contract.checks.access import unknown_id
from coupa_contract.model import Case
from coupa_contract.runner.api import Api
from coupa_contract.runner.drawing import one_of, rows
from coupa_contract.runner.generation import broken_reads
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.setting import Setting

UPDATES = ("updateInvoice", "patchInvoice")
WRITES = (
    *UPDATES,
    "submitInvoice",
    "voidInvoice",
    "disputeInvoice",
    "flipInvoiceToAdvanceShipNotice",
    "updateInvoiceLineAccounts",
)


def odd_ids(_: Setting) -> SearchStrategy[str]:
    """Texts that are no id, without what a proxy might read as another path."""
    edges = st.sampled_from(["0", "-1", "1.5", "1e3", "null", "true", "id", "9" * 25, "1 2", "1;2", "'", "%", "é", "١٢"])
    others = st.text("abcdefXYZ0123456789-_ ,'\"<>$&äß漢", min_size=2, max_size=20)
    return st.one_of(edges, others.filter(lambda text: not text.strip().isdecimal()))


def nobody(api: Api, beyond: str) -> int:
    """An id that is far above every id that was seen."""
    highest = max((row["id"] for row in api.look.rows if isinstance(row["id"], int)), default=0)
    return min(highest + 1_000_000 + int(beyond), 2_147_483_647)


@judges("error-unknown-id-is-404", "error-body-shape")
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


@judges("error-no-server-error", "error-body-is-not-a-page", "error-shows-no-internals")
@scenarios(case=broken_reads("listInvoices"))
def test_broken_lists_break_nothing(api: Api, case: Case) -> None:
    """Parameters that are not what the document says are refused or ignored; the server stays whole."""
    api.send(case)


@judges("error-no-server-error", "error-body-is-not-a-page", "error-shows-no-internals")
@scenarios(case=broken_reads("showInvoice"))
def test_broken_shows_break_nothing(api: Api, case: Case) -> None:
    """Parameters that are not what the document says are refused or ignored; the server stays whole."""
    api.send(case)


@judges("error-no-server-error", "error-body-is-not-a-page", "error-shows-no-internals")
@scenarios(identifier=odd_ids)
def test_an_id_that_is_none_breaks_nothing(api: Api, identifier: str) -> None:
    """An id that is no id is refused; the server stays whole."""
    api.call("showInvoice", identifier, invalid="the id is no id")


@judges("error-no-server-error")
@scenarios(
    pair=one_of(
        "limit=0",
        "limit=-1",
        "limit=ten",
        "offset=-1",
        "offset=x",
        "dir=sideways",
        "order_by=no_such",
        "fields=[",
        "fields=id",
        "return_object=some",
    )
)
def test_odd_parameters_break_nothing(api: Api, pair: str) -> None:
    """Odd paging, order and projection are refused or overruled; the server stays whole."""
    name, _, value = pair.partition("=")
    api.call("listInvoices", query=[("limit", "2"), (name, value)] if name != "limit" else [(name, value)], invalid=f"{name} is {value}")


@judges("error-no-server-error", "error-shows-no-internals")
@scenarios(
    operator=one_of("contains", "starts_with", "ends_with"), text=one_of("'", "\\", '"', "%", "_", "a'b", "\N{GRINNING FACE}", "x" * 300)
)
def test_odd_texts_break_nothing(api: Api, operator: str, text: str) -> None:
    """Characters that mean something to a database are only characters in a condition; the server stays whole."""
    api.call("listInvoices", query=[(f"invoice-number[{operator}]", text), ("limit", "2")], invalid="the text of the condition is odd")


@judges("error-unknown-accept")
@scenarios(invoice=rows, accept=one_of("image/png", "text/html", "application/msword"))
def test_an_unknown_accept_is_refused_or_overruled(api: Api, invoice: int, accept: str) -> None:
    """A client that accepts neither JSON nor XML is refused, or answered in a type that the API speaks."""
    api.call("showInvoice", invoice, headers=[("Accept", accept)], invalid=f"Accept is {accept}")


@judges("error-malformed-body-is-refused", "safety-refused-write-changes-nothing", writes=True)
@scenarios(body=one_of("{", '{"comments": }', '{"comments": "a"', "nonsense", "[1, 2", '{"comments": "\\ud800"'))
def test_a_malformed_body_is_refused(api: Api, body: str) -> None:
    """A body that is not JSON is refused, and nothing changes."""
    from coupa_contract.checks.update import refused_changes_nothing

    before = api.subject()
    answer = api.call(
        "updateInvoice", int(str(before["id"])), body=body.encode(), media_type="application/json", invalid="the body is not JSON"
    )
    api.judge(refused_changes_nothing(answer, before, api.invoice(int(str(before["id"]))), api.contract))


@judges("error-wrong-media-type-is-refused", writes=True)
@scenarios(media_type=one_of("text/plain", "application/x-www-form-urlencoded", "application/pdf"))
def test_a_wrong_media_type_is_refused(api: Api, media_type: str) -> None:
    """A body of a type that the operation does not take is refused."""
    before = api.subject()
    api.call("updateInvoice", int(str(before["id"])), body=b"comments", media_type=media_type, invalid=f"the body is {media_type}")
