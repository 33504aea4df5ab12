"""Updates: stored, read back, and nothing else touched. Only on invoices that may be changed."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coupa_contract.checks import update as checks
from coupa_contract.model import Condition
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.drawing import one_of
from coupa_contract.runner.members import changeable
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.setting import Setting

# Members whose change means nothing to anybody's business, of those that both dialects let an update send.
HARMLESS = ("comments", "internal-note", "supplier-note", "margin-scheme", "cash-accounting-scheme-reference", "late-payment-penalties")
EDITABLE = ("draft", "new")
_LETTERS = string.ascii_letters + string.digits + " .,;-_'\"<>&%/äöüßéñ漢字ك€"


def changes(setting: Setting) -> SearchStrategy[dict[str, str]]:
    """New texts for one to three harmless members, within the length that every source allows."""
    known = [name for name in HARMLESS if name in changeable(setting.contract)]
    if not known:
        raise Lacking("the document names no member that could be changed without harm")
    text = st.text(_LETTERS, min_size=1, max_size=60).map(str.strip).filter(bool)
    return st.dictionaries(st.sampled_from(known), text, min_size=1, max_size=3)


def identifier(row: Row) -> int:
    """The id of an invoice."""
    return int(str(row["id"]))


def accepted(api: Api, operation: str, before: Row, body: dict[str, Any]) -> Any:
    """The answer to an update. Ends the scenario as lacking when the target's own rules refuse it; even then nothing may have changed."""
    answer = api.call(operation, identifier(before), json=body)
    status = answer.response.status if answer.response is not None else 0
    if not 200 <= status < 300:
        api.judge(checks.refused_changes_nothing(answer, before, api.invoice(identifier(before)), api.contract))
        raise Lacking(f"{operation} answered {status} to a harmless change of an invoice in status {before.get('status')}")
    return answer


@judges(
    "update-is-stored",
    "update-leaves-the-rest-alone",
    "update-origin-is-fixed",
    "update-time-runs-forward",
    "update-answer-is-what-is-stored",
    "lifecycle-update-keeps-the-status",
    writes=True,
)
@scenarios(change=changes, operation=one_of("updateInvoice", "patchInvoice"))
def test_an_update_is_stored_and_leaves_the_rest_alone(api: Api, change: dict[str, str], operation: str) -> None:
    """What an update says is read back, and nothing else changes."""
    before = api.subject(*EDITABLE)
    answer = accepted(api, operation, before, change)
    after = api.invoice(identifier(before))
    api.judge(checks.update_stored(change, after, api.contract))
    api.judge(checks.update_left_the_rest_alone(change, before, after, api.contract))
    api.judge(checks.answer_is_what_is_stored(answer, after, api.contract))


@judges("update-is-stored", writes=True)
@scenarios(first=changes, second=changes)
def test_two_updates_in_a_row_are_both_kept(api: Api, first: dict[str, str], second: dict[str, str]) -> None:
    """A second update does not undo what a first one stored elsewhere."""
    before = api.subject(*EDITABLE)
    accepted(api, "updateInvoice", before, first)
    between = api.invoice(identifier(before))
    api.witness(identifier(between) == identifier(before), "another invoice was shown than the one that was asked for")
    accepted(api, "updateInvoice", between, second)
    api.judge(checks.update_stored({**first, **second}, api.invoice(identifier(before)), api.contract))


@judges("update-put-and-patch-agree", writes=True)
@scenarios(change=changes)
def test_put_and_patch_agree(api: Api, change: dict[str, str]) -> None:
    """The same body has the same effect by PUT and by PATCH."""
    before = api.subject(*EDITABLE)
    accepted(api, "updateInvoice", before, change)
    by_put = api.invoice(identifier(before))
    accepted(api, "patchInvoice", by_put, change)
    by_patch = api.invoice(identifier(before))
    api.judge(checks.put_patch_agree(by_put, by_patch, api.contract))


@judges("update-read-only-is-not-obeyed", writes=True)
@scenarios(member=one_of("id", "status", "created-at", "updated-at", "gross-total", "created-by"))
def test_a_read_only_member_is_not_obeyed(api: Api, member: str) -> None:
    """A read-only member in an update changes nothing, whether it is accepted or refused."""
    before = api.subject(*EDITABLE)
    values: dict[str, Any] = {
        "id": identifier(before) + 1_000_000,
        "status": "approved" if before.get("status") != "approved" else "draft",
        "created-at": "2001-02-03T04:05:06+00:00",
        "updated-at": "2001-02-03T04:05:06+00:00",
        "gross-total": "123456.78",
        "created-by": {"id": 999_999_937},
    }
    sent = {member: values[member], "comments": "a read-only member came along"}
    answer = api.call("updateInvoice", identifier(before), json=sent)
    api.judge(checks.read_only_not_obeyed(member, values[member], before, api.invoice(identifier(before)), api.contract), answer)


@judges("safety-refused-write-changes-nothing", writes=True)
@scenarios(
    body=one_of(
        '{"invoice-date": "not a date"}',
        '{"invoice-number": {"an": "object"}}',
        '{"currency": {"code": "no such currency"}}',
        '{"invoice-lines": "none"}',
        '["a list"]',
    )
)
def test_a_refused_update_changes_nothing(api: Api, body: str) -> None:
    """An update that is refused leaves the invoice as it was."""
    before = api.subject(*EDITABLE)
    answer = api.call(
        "updateInvoice", identifier(before), body=body.encode(), media_type="application/json", invalid="a value makes no sense"
    )
    api.judge(checks.refused_changes_nothing(answer, before, api.invoice(identifier(before)), api.contract))


@judges("update-leaves-the-rest-alone", writes=True)
@scenarios(change=changes)
def test_an_update_leaves_its_neighbours_alone(api: Api, change: dict[str, str]) -> None:
    """An update of one invoice changes no other."""
    before = api.subject(*EDITABLE)
    others = [row["id"] for row in api.look.rows if row["id"] != before["id"]]
    api.witness(bool(others), "the target shows only one invoice")
    nearest = sorted(others, key=lambda other: abs(int(str(other)) - identifier(before)))[:2]
    asked = Condition("id", "in", ",".join(map(str, nearest)), "integer")
    neighbours = api.rows(asked, order_by="id")
    accepted(api, "updateInvoice", before, change)
    api.judge(checks.neighbours_untouched(change, neighbours, api.rows(asked, order_by="id"), api.contract))
