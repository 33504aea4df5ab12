"""Updates of lines: one by its id, a new one without, and the others stay what they are."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import strategies as st

from coupa_contract.checks.commands import line_added
from coupa_contract.checks.update import neighbours_untouched, refused_changes_nothing
from coupa_contract.model import Json
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.changes import amount, words
from coupa_contract.runner.neighbours import shown
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.setting import Setting

from .test_update import changed

EDITABLE = ("draft", "new")


def lines(invoice: Row) -> list[dict[str, Json]]:
    """The lines of an invoice, by their numbers; none where one of them has no id."""
    found = invoice.get("invoice-lines")
    rows = [line for line in found if isinstance(line, dict) and line.get("id") is not None] if isinstance(found, list) else []
    if not isinstance(found, list) or len(rows) != len(found):
        return []
    return sorted(rows, key=lambda line: (int(str(line.get("line-num") or 0)), int(str(line["id"]))))


def described(_: Setting) -> st.SearchStrategy[list[str]]:
    """Five descriptions, no two of them alike, so that one line cannot pass for another."""
    return st.lists(words(), min_size=5, max_size=5).map(lambda some: [f"{text[:80]} ({place})" for place, text in enumerate(some)])


def accounts(invoice: Row) -> dict[str, dict[str, Json]]:
    """By the id of a line: the account that it has, as a change would name it. Nothing where all lines have the same one."""
    found = {
        str(line["id"]): account["id"] for line in lines(invoice) if isinstance(account := line.get("account"), dict) and "id" in account
    }
    return {line: {"account": {"id": account}} for line, account in found.items()} if len(set(map(str, found.values()))) > 1 else {}


def several_lines(api: Api) -> Row:
    """An invoice with lines of which a change could reach the wrong one: three, with different accounts, as far as there is such a one."""

    def having(count: int, *, apart: bool) -> Row:
        return api.subject(
            *EDITABLE, where=lambda row: len(lines(row)) >= count and (not apart or bool(accounts(row))), having="with several lines"
        )

    for count, apart in ((3, True), (2, True), (3, False)) if api.number % 2 == 0 else ((3, True), (3, False)):
        with suppress(Lacking):
            return having(count, apart=apart)
    return having(2, apart=False)


@judges("update-is-stored", "update-leaves-the-rest-alone", writes=True, tries=Tries(1, 1, 3, 20))
@scenarios(descriptions=described, patch=lambda _: st.booleans())
def test_a_line_is_changed_by_its_id(api: Api, descriptions: list[str], patch: bool) -> None:
    """A change of the first, the last or a middle line, or of two at once, reaches those lines only."""
    before = several_lines(api)
    identifier = int(str(before["id"]))
    own = [line["id"] for line in lines(before)]
    rounds = [[own[0]], [own[-1]], *([[own[len(own) // 2]]] if len(own) > 2 else []), [own[-1], own[0]]]
    for turn, chosen in enumerate(rounds):
        plain: list[dict[str, Json]] = [{"id": line, "description": descriptions[turn + place]} for place, line in enumerate(chosen)]
        known = accounts(before) if turn == 1 else {}
        moved = [each | known.get(str(each["id"]), {}) for each in plain]  # to the account that it has
        operation = "patchInvoice" if patch is bool(turn % 2) else "updateInvoice"
        _, before = changed(api, operation, before, *({"invoice-lines": some} for some in ([moved, plain] if moved != plain else [plain])))
    if api.disposable and own:
        not_by_another(api, identifier, descriptions[0])


def not_by_another(api: Api, identifier: int, description: str) -> None:
    """Names a line of another invoice in a change of this one. Whatever comes of it, the other invoice keeps its line."""
    others = [row for row in api.look.rows if row["id"] != identifier and lines(row)]
    api.witness(bool(others), "no other invoice was seen with lines")
    other = others[api.number % len(others)]
    foreign: Json = {"id": lines(other)[0]["id"], "description": description}
    theirs = shown(api, [int(str(other["id"]))])
    api.call("updateInvoice", identifier, json={"invoice-lines": [foreign]})
    api.judge(neighbours_untouched({"invoice-lines"}, theirs, shown(api, [int(str(other["id"]))]), api.contract, alone=True))


@judges("update-adds-a-line", writes=True, tries=Tries(1, 1, 3, 8))
@scenarios(description=lambda _: words().map(lambda text: f"{text[:80]} (new)"))
def test_a_line_without_an_id_is_added(api: Api, description: str) -> None:
    """A new line is one more, and the others stay."""
    before = api.subject("draft", acting=True, where=lambda row: bool(lines(row)), having="with lines")
    identifier = int(str(before["id"]))
    sent: dict[str, Json] = {"description": description, "quantity": amount(api, 3, 0), "price": amount(api, 125, 2)}
    answer = api.call("updateInvoice", identifier, json={"invoice-lines": [sent]})
    after = api.invoice(identifier)
    api.judge(refused_changes_nothing(answer, before, after, api.contract))
    api.witness(answer.response is not None and answer.response.status < 300, "the target did not take a new line")
    api.judge(line_added(sent, before, after, api.contract))
