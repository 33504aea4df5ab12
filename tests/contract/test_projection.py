"""Projections: what was asked for, nothing else, with the values of the whole, for the same rows in the same order.

What a projection tells of an invoice is compared with the first look wherever one is sent; here they are sent for that purpose.
"""

from __future__ import annotations

import json
import random
from itertools import cycle, islice
from typing import Any

from coupa_contract.checks.fields import Fields, read_fields
from coupa_contract.checks.projection import projected_values, projection_keeps_rows
from coupa_contract.model import Condition, Interaction
from coupa_contract.runner.api import Api, Lacking, Row
from coupa_contract.runner.drawing import in_order, one_of, telling_rows
from coupa_contract.runner.plan import Tries
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.seam import Planned
from coupa_contract.runner.seen import seen_rows
from coupa_contract.runner.setting import Setting

_FEW, _HALVES = 4, 30
_BELOW = 3  # members of a reference or collection that are asked for at once, each in turn
_ROWS = 10  # of a list that is read whole and projected
_KEYS = ("id", "name", "number", "code", "login", "line-num", "description", "price", "total", "quantity")

Tree = list[Any]  # names, and objects with what is wanted below a name, as `fields` takes them


def trees(setting: Setting) -> Planned:
    """What `fields` can ask for: half of the members that some invoice was seen with, then the other half, then other halves.

    Of references and collections some members are asked for, so that every other tree asks for what the one before left out.
    """
    invoice = setting.contract.response_schema("showInvoice", 200) or {}
    documented = setting.contract.resolve(invoice).get("properties", {})
    plain, nested = set(), dict[str, set[str]]()
    for row in seen_rows(setting):
        for name, value in row.items():
            below = value[0] if isinstance(value, list) and value else value
            if name not in documented or name == "id":
                continue
            if isinstance(below, dict):
                nested.setdefault(name, set()).update(key for key in _KEYS if key in below)
            elif not isinstance(below, list):
                plain.add(name)
    dice = random.Random(f"{setting.plan.seed}:fields")  # noqa: S311 - a plan is no secret
    wide = {name: cycle(dice.sample(sorted(keys), len(keys))) for name, keys in sorted(nested.items()) if len(keys) > 1}
    members = sorted(plain | set(wide))
    if len(members) < _FEW:
        raise Lacking("the target lists no invoice with members to choose from")
    halves: list[list[str]] = []
    for _ in range(_HALVES):
        dice.shuffle(members)
        halves += [members[: len(members) // 2], members[len(members) // 2 :]]
    planned = [[{name: sorted({*islice(wide[name], _BELOW)})} if name in wide else name for name in half] for half in halves]
    return Planned(tuple(planned))


def fields(tree: Tree, turn: int = 0) -> str:
    """The `fields` parameter that asks for an id and this; every third time with dashes, as members are told."""

    def spelled(each: Any) -> Any:
        if isinstance(each, dict):
            return {spelled(name): [spelled(key) for key in keys] for name, keys in each.items()}
        return each if turn % 3 == 2 else each.replace("-", "_")

    return json.dumps(["id", *map(spelled, tree)], separators=(",", ":"))


def base(api: Api, start: int, *, downward: bool) -> tuple[tuple[Condition, ...], dict[str, str | int]]:
    """The conditions and the paging of a list of a few invoices, from `start` on; downward with one before it, which an offset skips."""
    if downward:
        first = next((each for each in api.look.stretch(start) if each > start), start)
        return (Condition("id", "lt_or_eq", str(first), "integer"),), {"limit": _ROWS, "offset": 1, "order_by": "id", "dir": "desc"}
    return (Condition("id", "gt_or_eq", str(start), "integer"),), {"limit": _ROWS, "order_by": "id", "dir": "asc"}


def compared(api: Api, start: int, *, downward: bool, **projection: str) -> None:
    """Lists a few invoices whole and projected, and judges the rows, their order and their values."""
    conditions, paging = base(api, start, downward=downward)
    wanted = read_fields(projection.get("fields", "")) or {}
    unprojected = api.list(*conditions, **paging)
    whole = api.rows_of(unprojected)
    answer = api.list(*conditions, **paging, **projection)
    part = api.rows_of(answer)
    outcomes = list(projection_keeps_rows([row.get("id") for row in whole], [row.get("id") for row in part]))
    for one, other in zip(whole, part, strict=False):
        if one.get("id") == other.get("id"):
            outcomes += projected_values(other, one, wanted, api.contract, "listInvoices")
    if len(outcomes) > 1 + min(len(whole), len(part)):
        api.witness(whole == api.rows(*conditions, **paging), "the base changed while it was read")
    api.judge(outcomes, unprojected, answer)


@judges(
    "projection-is-accepted",
    "projection-only-what-was-asked",
    "projection-keeps-the-values",
    "projection-keeps-the-rows",
    tries=Tries(1, 4, 12, 60),
)
@scenarios(start=telling_rows, tree=trees)
def test_fields_of_a_list(api: Api, start: int, tree: Tree) -> None:
    """Chosen fields of each row have the values of the whole row, and come for the same rows in the same order."""
    compared(api, start, downward=api.number % 3 == 1, fields=fields(tree, api.number))


def whole_of(api: Api, invoice: int, answer: Interaction, wanted: Fields) -> None:
    """Judges a projected invoice by the whole one, which is read around it."""
    part, unprojected = api.invoice_of(answer), api.show(invoice)
    whole = api.invoice_of(unprojected)
    outcomes = list(projected_values(part, whole, wanted, api.contract))
    if len(outcomes) > 1:
        again: Row = api.invoice(invoice)
        api.witness(whole == again, "the invoice changed while it was read")
        api.witness(part == api.invoice_of(api.send(answer.case)), "the answer changed while the invoice did not")
    api.judge(outcomes, answer, unprojected)


@judges("projection-is-accepted", "projection-only-what-was-asked", "projection-keeps-the-values", tries=Tries(1, 2, 10, 40))
@scenarios(invoice=telling_rows, tree=trees)
def test_fields_of_an_invoice(api: Api, invoice: int, tree: Tree) -> None:
    """Chosen fields of an invoice, those below its references and lines too, have the values of the whole invoice."""
    asked = fields(tree, api.number)
    whole_of(api, invoice, api.show(invoice, fields=asked), read_fields(asked) or {})


@judges("projection-keeps-the-rows", "projection-keeps-the-values", "projection-limited-to-ids", tries=Tries(1, 2, 6, 20))
@scenarios(start=telling_rows, level=in_order("limited", "shallow"))
def test_return_object_of_a_list(api: Api, start: int, level: str) -> None:
    """A smaller return object is a part of the whole one, for the same rows in the same order."""
    compared(api, start, downward=api.number % 4 in {0, 3}, return_object=level)


@judges("projection-limited-to-ids", "projection-keeps-the-values", tries=Tries(1, 2, 4, 12))
@scenarios(invoice=telling_rows, level=one_of("shallow", "limited"))
def test_return_object_of_an_invoice(api: Api, invoice: int, level: str) -> None:
    """The smallest return object is the id alone, the next one a part of the whole."""
    whole_of(api, invoice, api.show(invoice, return_object=level), {})
