"""Projections: what was asked for, nothing else, with the values of the whole."""

from __future__ import annotations

import json

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coupa_contract.checks.projection import projected_values, projection_keeps_rows
from coupa_contract.model import Condition
from coupa_contract.runner.api import Api, Lacking
from coupa_contract.runner.drawing import one_of, rows
from coupa_contract.runner.properties import judges, scenarios
from coupa_contract.runner.setting import Setting


def members(setting: Setting) -> SearchStrategy[list[str]]:
    """Names of members that some invoice was seen with."""
    invoice = setting.contract.response_schema("showInvoice", 200) or {}
    documented = setting.contract.resolve(invoice).get("properties", {})
    seen = sorted(
        {name for row in setting.look.rows for name, value in row.items() if name in documented and not isinstance(value, dict | list)}
    )
    if not seen:
        raise Lacking("the target lists no invoice")
    return st.lists(st.sampled_from(seen), min_size=1, max_size=5, unique=True)


def fields(names: list[str]) -> str:
    """The `fields` parameter that asks for an id and these members."""
    return json.dumps(list(dict.fromkeys(["id", *(name.replace("-", "_") for name in names)])), separators=(",", ":"))


@judges("projection-is-accepted", "projection-only-what-was-asked", "projection-keeps-the-values")
@scenarios(invoice=rows, names=members)
def test_fields_of_an_invoice(api: Api, invoice: int, names: list[str]) -> None:
    """Chosen fields of an invoice have the values of the whole invoice."""
    whole = api.invoice(invoice)
    answer = api.show(invoice, fields=fields(names))
    part = api.invoice_of(answer)
    api.witness(whole == api.invoice(invoice), "the invoice changed while it was read")
    api.judge(projected_values(part, whole, names, api.contract), answer)


@judges("projection-only-what-was-asked", "projection-keeps-the-values")
@scenarios(invoice=rows)
def test_nested_fields_of_an_invoice(api: Api, invoice: int) -> None:
    """Fields can be chosen below a collection; the lines come with those and no others."""
    whole = api.invoice(invoice)
    api.witness(bool(whole.get("invoice-lines")), "the invoice has no lines")
    answer = api.show(invoice, fields='["id",{"invoice_lines":["id","line_num"]}]')
    part = api.invoice_of(answer)
    api.witness(whole == api.invoice(invoice), "the invoice changed while it was read")
    api.judge(projected_values(part, whole, ["invoice-lines"], api.contract), answer)


@judges("projection-keeps-the-rows")
@scenarios(start=rows, names=members, how=one_of("fields", "return_object"))
def test_a_projection_keeps_the_rows(api: Api, start: int, names: list[str], how: str) -> None:
    """A projection changes neither which rows come nor their order."""
    frame = (Condition("id", "gt_or_eq", str(start), "integer"),)
    whole = api.rows(*frame, limit=20, order_by="id", dir="asc")
    query = {"fields": fields(names)} if how == "fields" else {"return_object": "limited"}
    answer = api.list(*frame, limit=20, order_by="id", dir="asc", **query)
    part = api.rows_of(answer)
    again = api.rows(*frame, limit=20, order_by="id", dir="asc")
    api.witness([row.get("id") for row in whole] == [row.get("id") for row in again], "the base changed while it was read")
    api.judge(projection_keeps_rows([row.get("id") for row in whole], [row.get("id") for row in part]), answer)


@judges("projection-limited-to-ids")
@scenarios(invoice=rows)
def test_limited_is_the_id_alone(api: Api, invoice: int) -> None:
    """The smallest projection gives ids."""
    api.show(invoice, return_object="limited")
