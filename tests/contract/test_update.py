"""Updates: stored, read back, and nothing else touched. Only on invoices that may be changed."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from coupa_contract.checks import update as checks
from coupa_contract.model import Condition, Json
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.catching_up import follow
from coupa_contract.runner.changes import LONGER, MANY_WORDS, custom_fields, days, figures, nothing, texts, texts_of, turned
from coupa_contract.runner.changes import shown as shows
from coupa_contract.runner.neighbours import beside, shown
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.setting import Setting

EDITABLE = ("draft", "new")
CUSTOM = "custom-fields"


def identifier(row: Row) -> int:
    """The id of an invoice."""
    return int(str(row["id"]))


def told(body: dict[str, Any]) -> dict[str, Any]:
    """A body without its custom fields, which a tenant may compute."""
    return {name: value for name, value in body.items() if name != CUSTOM}


def changed(api: Api, operation: str, before: Row, *bodies: dict[str, Any], return_object: str = "") -> tuple[dict[str, Any], Row]:
    """The first of these bodies that is taken, and the invoice after it; each is judged by what it should and should not have done.

    `return_object`: how much of the invoice is asked for in the answer; what is stored does not depend on it.

    Ends the scenario as lacking when the target's own rules refuse them all; even then nothing may have changed.
    """
    status = 0
    for body in (body for body in bodies if body):
        answer = api.call(operation, identifier(before), json=body, query=[("return_object", return_object)] if return_object else [])
        after = api.invoice(identifier(before))
        status = answer.response.status if answer.response is not None else 0
        if 200 <= status < 300:
            api.judge(checks.update_stored(told(body), api.completed(after, body), api.contract, operation))
            api.judge(checks.custom_fields_stored(body.get(CUSTOM, {}), before.get(CUSTOM), after.get(CUSTOM), operation))
            api.judge(checks.update_left_the_rest_alone(body, before, after, api.contract, operation))
            if not return_object:
                api.judge(checks.answer_is_what_is_stored(answer, after, api.contract))
            return body, after
        api.judge(checks.refused_changes_nothing(answer, before, after, api.contract))
    raise Lacking(f"{operation} answered {status} to a harmless change of an invoice in status {before.get('status')}")


def plain_words(_: Setting) -> st.SearchStrategy[str]:
    """Texts that every instance takes."""
    return st.text("abcdefghij klmnopqrstuvwxyz", min_size=6, max_size=30).map(str.strip).filter(bool)


def recased(body: dict[str, Json], names: tuple[str, ...]) -> dict[str, Json]:
    """The first text of a change once more, with capitals for small letters: a change that a careless comparison takes for none."""
    text = next((value for name in names[:1] if isinstance(value := body.get(name), str)), "")
    other = text.swapcase()
    return {names[0]: other} if other != text and other.casefold() == text.casefold() and len(other) == len(text) else {}


# The verbs of the first change, of the same once more, and of another change; one row for each scenario in turn.
ROUNDS = (
    ("updateInvoice", "updateInvoice", "patchInvoice"),
    ("patchInvoice", "updateInvoice", "updateInvoice"),
    ("patchInvoice", "patchInvoice", "updateInvoice"),
    ("updateInvoice", "patchInvoice", "patchInvoice"),
)


@judges(
    "update-is-stored",
    "update-leaves-the-rest-alone",
    "update-origin-is-fixed",
    "update-time-runs-forward",
    "update-answer-is-what-is-stored",
    "update-put-and-patch-agree",
    "update-is-idempotent",
    "lifecycle-update-keeps-the-status",
    writes=True,
    tries=Tries(1, 2, 5, 25),
)
@scenarios(sent=texts, day=days, note=plain_words)
def test_texts_are_stored_and_nothing_else_changes(api: Api, sent: list[str], day: str, note: str) -> None:
    """What an update says is read back and nothing else changes, nor a second time; a later update of something else keeps it."""
    first, second, third = ROUNDS[api.number % len(ROUNDS)]
    before = api.subject(*EDITABLE[:: 1 if api.number % 2 else -1])
    neighbours = shown(api, beside(api, before))
    names = texts_of(api, before)
    # Two scenarios in turn send every text by both verbs.
    turn = api.number // 2 % len(names)
    names = names[turn:] + names[:turn]
    chosen = dict(zip(names, sent[:4], strict=False))
    plain = {name: text for name, text in chosen.items() if all("\n" < letter < "\ud800" for letter in text)}
    whole = chosen | dict.fromkeys(shows(api, before, ("delivery-date",)), day) | custom_fields(api, before, sent[0])
    body, once = changed(api, first, before, whole, chosen, plain, {names[0]: note})
    _, twice = changed(api, second, once, body, {name: value for name, value in body.items() if name in names})
    if first == second:
        api.judge(checks.repeating_changes_nothing(once, twice, api.contract, second))
    else:
        api.judge(checks.put_patch_agree(once, twice, api.contract))
    others: dict[str, Json] = dict(zip([name for name in names if name not in body], sent[4:], strict=False))
    note_of = LONGER[api.number % len(LONGER)]
    cleared = next((name for name in list(body)[1:] if name in names and name != note_of), None)
    emptied = others | recased(body, names) | ({cleared: "" if api.number % 2 else None} if cleared else {})
    more, last = changed(api, third, twice, emptied | {note_of: MANY_WORDS}, emptied, others, {names[1 % len(names)]: note})
    stored = told({**body, **more})
    api.judge(checks.update_stored(stored, api.completed(last, stored), api.contract))
    api.judge(
        checks.neighbours_untouched(
            {**body, **more}, neighbours, shown(api, list(map(identifier, neighbours))), api.contract, alone=api.disposable
        )
    )


RETURNED = ("none", "limited", "shallow")


def cents(_: Setting) -> st.SearchStrategy[int]:
    """Amounts in the smallest unit, with a last digit that rounding would lose."""
    return st.integers(1, 9_999).filter(lambda number: number % 10 not in {0, 5})


def by_number(number: str) -> Condition:
    """The condition that finds an invoice by its number."""
    return Condition("invoice-number", "", number, "string")


@judges(
    "update-is-stored",
    "update-leaves-the-rest-alone",
    "update-answer-is-what-is-stored",
    "update-is-seen-by-conditions",
    writes=True,
    tries=Tries(1, 2, 6, 20),
)
@scenarios(amount=cents, days_back=lambda _: st.integers(1, 45), note=plain_words, turn=lambda _: st.booleans())
def test_amounts_days_and_flags_are_stored(api: Api, amount: int, days_back: int, note: str, turn: bool) -> None:
    """Amounts keep their digits, days stay the day that was meant, flags go both ways; an update of something else keeps them."""
    before = api.subject(*EDITABLE[:: -1 if api.number % 2 else 1])
    first, second = ("updateInvoice", "patchInvoice") if turn else ("patchInvoice", "updateInvoice")
    whole = figures(api, before, amount, days_back)
    api.witness(bool(whole), "the invoice shows neither amounts nor days nor flags that could be changed")
    quiet = {name: value for name, value in whole.items() if name not in {"invoice-lines", "invoice-number", "line-level-taxation"}}
    dated = {name: value for name, value in whole.items() if name.endswith("-date")}
    body, after = changed(api, first, before, whole, quiet, dated)
    if "invoice-number" in body and not api.number % 2:
        for number, found in ((body["invoice-number"], True), (before["invoice-number"], False)):
            follow(api, "update-is-seen-by-conditions", identifier(before), by_number(str(number)), found=found)
    back = {name: value for name, value in turned(api, after).items() if name in body} | nothing(api, body)
    level = RETURNED[api.number % len(RETURNED)]
    more, last = changed(api, second, after, {"internal-note": note, **back}, {"internal-note": note}, return_object=level)
    if not {"line-level-taxation"} & set(more):
        stored = told({**body, **more})
        api.judge(checks.update_stored(stored, api.completed(last, stored), api.contract))


@judges("update-read-only-is-not-obeyed", writes=True)
@scenarios()
def test_a_read_only_member_is_not_obeyed(api: Api) -> None:
    """A read-only member in an update changes nothing, whether it is accepted or refused."""
    before = api.subject(*EDITABLE)
    values: dict[str, Any] = {
        "status": "approved",
        "created-at": "2001-02-03T04:05:06+00:00",
        "updated-at": "2001-02-03T04:05:06+00:00",
        "created-by": {"id": 999_999_937},
        **dict.fromkeys(shows(api, before, ("gross-total-less-discount",), read_only=True), "123456.78"),
        **{name: not before[name] for name in shows(api, before, ("canceled", "supplier-created"), read_only=True)},
    }
    # All at once; by themselves where the target refuses such a request. Another id in the body is more than a live target should be asked.
    together = [values, *([{"id": identifier(before) + 1_000_000}] if api.disposable else [])]
    while together:
        sent = together.pop(0)
        answer = api.call("updateInvoice", identifier(before), json={**sent, "comments": "read-only members came along"})
        after = api.invoice(identifier(before))
        for member, value in sent.items():
            api.judge(checks.read_only_not_obeyed(member, value, before, after, api.contract), *api.interactions[-2:])
        api.judge(checks.refused_changes_nothing(answer, before, after, api.contract))
        if len(sent) > 1 and answer.response is not None and answer.response.status >= 400:
            together += [{name: value} for name, value in sent.items() if name in {"status", "canceled"}]
