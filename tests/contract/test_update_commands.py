"""Updates that are more than a change, or less: what is refused, the export, a creation, a deletion."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import strategies as st

from coupa_contract.checks import commands as checks
from coupa_contract.checks.senseless import known_reference_stays, never_cut, no_other_day
from coupa_contract.checks.update import neighbours_untouched, refused_changes_nothing, update_left_the_rest_alone
from coupa_contract.model import Condition, Json
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.catching_up import follow
from coupa_contract.runner.changes import amount, harmless, is_credit_note, long_text, words
from coupa_contract.runner.neighbours import beside, shown
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.setting import Setting

from .uploads import MEDIA_TYPE, picture, upload

EDITABLE = ("draft", "new")
NEWER = ("core-r39",)
_SENSELESS: dict[str, dict[str, Json]] = {
    "date": {"invoice-date": "not a date"},
    "text": {"invoice-number": {"an": "object"}},
    "currency": {"currency": {"code": "no such currency"}},
    "lines": {"invoice-lines": "none"},
    "amount": {"shipping-amount": "a lot"},
    "supplier": {"supplier": {"id": 999_999_937}},
    "line": {"invoice-lines": [{"id": 999_999_937, "description": "of another invoice"}]},
}


def senseless(_: Setting) -> st.SearchStrategy[list[str]]:
    """The kinds of what makes no sense, in some order."""
    return st.permutations(sorted(_SENSELESS)).map(list)


def with_account(row: Row) -> bool:
    """Whether a line of an invoice has an account."""
    lines = row.get("invoice-lines")
    return isinstance(lines, list) and any(isinstance(line, dict) and line.get("account") for line in lines)


def beside_sense(note: str, kinds: list[str], before: Row) -> list[dict[str, Json]]:
    """Updates of which a note makes sense, and something else does not: also a number or an account in one of the invoice's own lines."""
    told = before.get("invoice-lines")
    lines = [line for line in told if isinstance(line, dict) and line.get("id") is not None] if isinstance(told, list) else []
    unknown: Json = {"code": "no such account"}
    odd: list[dict[str, Json]] = [{"id": line["id"], "quantity": "many"} for line in lines[-1:]]
    odd += [{"id": line["id"], "account": unknown} for line in lines if line.get("account")][:1]
    beside: list[dict[str, Json]] = [{"invoice-lines": [each]} for each in odd]
    return [{"comments": note, **each} for each in (*beside, *(_SENSELESS[kind] for kind in kinds))]


def references(body: dict[str, Json]) -> dict[str, Json]:
    """What an update sends of references to records that nobody has."""
    lines = body.get("invoice-lines")
    to_account = isinstance(lines, list) and any(isinstance(line, dict) and "account" in line for line in lines)
    return {name: value for name, value in body.items() if name in {"supplier", "currency"} or (name == "invoice-lines" and to_account)}


@judges(
    "safety-refused-write-changes-nothing",
    "update-is-never-cut",
    "update-impossible-date-is-no-other-day",
    "update-unknown-reference-keeps-the-known",
    writes=True,
    tries=Tries(1, 1, 3, 10),
)
@scenarios(
    note=lambda _: words(),
    excess=lambda _: long_text(2_000),
    kinds=senseless,
    day=lambda _: st.sampled_from(["2024-02-30", "2023-02-29", "2024-04-31", "2024-13-01"]),
)
def test_what_cannot_be_stored_is_refused_and_changes_nothing(api: Api, note: str, excess: str, kinds: list[str], day: str) -> None:
    """A refused update leaves the invoice as it was, what made sense in it included; what is taken is made neither smaller nor other."""
    try:
        before = api.subject(*EDITABLE, where=with_account, having="with the account of a line")
    except Lacking:
        before = api.subject(*EDITABLE)
    identifier = int(str(before["id"]))
    longer = dict.fromkeys(set(harmless(api.contract)) & {"comments", "margin-scheme"}, excess)
    bodies = beside_sense(note, kinds, before)
    senseless_ones = len(bodies)
    bodies += [{"delivery-date": day}, dict(longer)]
    for turn, body in enumerate(bodies):
        operation = "patchInvoice" if turn % 2 else "updateInvoice"
        answer = api.call(operation, identifier, json=body, invalid="a value makes no sense")
        impossible = {name: day for name in body if name == "delivery-date"}
        longest = longer if body is bodies[-1] else {}
        refused = answer.response is not None and 400 <= answer.response.status < 500
        if refused:
            api.judge(known_reference_stays(references(body), before, before, operation))
        if refused and turn != senseless_ones - 1 and body is not bodies[-1]:
            api.judge(no_other_day(impossible, before, before, operation))
            continue  # the next look tells of it as well
        after = api.invoice(identifier)
        api.judge(refused_changes_nothing(answer, before, after, api.contract))
        api.judge(never_cut(longest, before, after, operation))
        if not refused:
            api.judge(no_other_day(impossible, before, after, operation))
            api.judge(known_reference_stays(references(body), before, after, operation))
            api.judge(update_left_the_rest_alone(body, before, after, api.contract, operation))
            before = after


def not_exported(api: Api) -> Row:
    """An invoice that is not exported, in every other scenario a credit note."""

    def which(credit: bool) -> Row:
        return api.subject(
            "approved",
            "voided",
            acting=True,
            where=lambda row: row.get("exported") is False and (not credit or is_credit_note(row)),
            having="and not exported",
        )

    with suppress(Lacking):
        return which(credit=bool(api.number % 2))
    return which(credit=False)


@judges(
    "update-exported-is-a-command",
    "update-leaves-the-rest-alone",
    "update-is-seen-by-conditions",
    writes=True,
    tries=Tries(1, 1, 2, 6),
)
@scenarios()
def test_exported_is_a_command(api: Api) -> None:
    """The command marks an invoice as exported, twice as well as once, changes nothing else, and conditions see it."""
    before = not_exported(api)
    identifier = int(str(before["id"]))
    neighbours = shown(api, beside(api, before, kin_first=True))
    first = api.call("updateInvoice", identifier, query=[("exported", "true")])
    once = api.invoice(identifier)
    api.judge(refused_changes_nothing(first, before, once, api.contract))
    api.witness(first.response is not None and first.response.status < 300, "the target did not take the command to export")
    api.judge(checks.exported(first, before, once, api.contract))
    again = api.call("updateInvoice", identifier, query=[("exported", "true")])
    api.judge(checks.exported(again, once, api.invoice(identifier), api.contract))
    later = shown(api, [int(str(row["id"])) for row in neighbours])
    api.judge(neighbours_untouched({"exported"}, neighbours, later, api.contract, alone=api.disposable))
    api.witness(once.get("exported") is True, "the invoice was not marked as exported")
    for flag, found in (("true", True), ("false", False)):
        follow(api, "update-is-seen-by-conditions", identifier, Condition("exported", "", flag, "boolean"), found=found)


@judges("update-adds-a-payment", writes=True, tries=Tries(1, 1, 4, 10))
@scenarios(note=lambda _: words())
def test_a_payment_is_added(api: Api, note: str) -> None:
    """A payment of an approved invoice is one more, a second one is another, and nothing changes but what is paid and due."""
    before = api.subject("approved", acting=True)
    identifier = int(str(before["id"]))
    for cents in (125, 50):
        sent: dict[str, Json] = {"amount-paid": amount(api, cents, 2), "payment-date": "2024-02-29", "notes": note[:80]}
        answer = api.call("updateInvoice", identifier, json={"payments": [sent]})
        after = api.invoice(identifier)
        api.judge(refused_changes_nothing(answer, before, after, api.contract))
        api.witness(answer.response is not None and answer.response.status < 300, "the target did not take a payment")
        api.judge(checks.payment_added(sent, before, after, api.contract))
        before = after


@judges("update-scan-is-replaced", "shape-scan-is-binary", writes=True)
@scenarios()
def test_a_scan_is_replaced(api: Api) -> None:
    """After a second picture was uploaded, what is downloaded is not the first one any more."""
    before = api.subject(*EDITABLE, acting=True)
    identifier = int(str(before["id"]))
    downloads = []
    for grey in (40, 200):
        answer = api.call("updateInvoiceImageScan", identifier, body=upload(picture(grey)), media_type=MEDIA_TYPE)
        api.witness(answer.response is not None and answer.response.status < 300, "the target did not take an image scan")
        downloads.append(api.call("retrieveInvoiceImageScan", identifier, headers=[("Accept", "*/*")]))
    api.judge(checks.scan_replaced(*downloads))


@judges(
    "lifecycle-creation-makes-a-draft",
    "update-creation-is-stored",
    "update-is-seen-by-conditions",
    "lifecycle-deletion-removes",
    writes=True,
    dialects=NEWER,
    tries=Tries(1, 1, 3, 8),
)
@scenarios(comment=lambda _: words())
def test_a_creation_makes_a_draft(api: Api, comment: str) -> None:
    """A new invoice is a draft, holds what was sent, is found by its number, and is gone once it was deleted."""
    sent, answer = api.create(comments=comment)
    api.witness(
        answer.response is not None and answer.response.status in {200, 201}, "the target did not create an invoice like one that it has"
    )
    made = api.invoice_of(answer)
    identifier = int(str(made.get("id")))
    stored = api.invoice(identifier)
    api.judge(checks.creation(answer, sent, stored, api.contract))
    number = Condition("invoice-number", "", str(sent["invoice-number"]), "string")
    follow(api, "update-is-seen-by-conditions", identifier, number, found=True)
    if api.disposable:
        gone = api.call("deleteInvoice", identifier)
        shown = api.show(identifier)
        api.judge(checks.deletion(gone, shown))
        if shown.response is not None and shown.response.status == 200:
            api.judge(refused_changes_nothing(gone, stored, api.invoice_of(shown), api.contract))


@judges("lifecycle-deletion-removes", writes=True, dialects=NEWER)
@scenarios()
def test_a_deletion_removes_a_new_invoice(api: Api) -> None:
    """An invoice in status new that was deleted is shown no more, nor listed; nothing of one that may not be deleted is lost."""
    api.witness(api.disposable, "an invoice is deleted only where the whole target may be spoilt")
    before = api.subject("new", acting=True)
    identifier = int(str(before["id"]))
    answer = api.call("deleteInvoice", identifier)
    shown = api.show(identifier)
    api.judge(checks.deletion(answer, shown))
    if shown.response is not None and shown.response.status == 200:
        api.judge(refused_changes_nothing(answer, before, api.invoice_of(shown), api.contract))
