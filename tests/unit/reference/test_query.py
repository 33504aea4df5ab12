"""Conditions select exactly the rows that a plain look at every row selects."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from coupa_contract.reference.stamps import parse_moment

from .conftest import Caller, errors

Row = dict[str, Any]
Predicate = Callable[[Row], bool]


def number(row: Row, name: str) -> Decimal | None:
    """A number, whether spelled as a JSON number or as a string."""
    return None if row.get(name) is None else Decimal(str(row[name]))


def moment(row: Row, name: str) -> Any:
    """An instant."""
    return parse_moment(row[name])


DAY = parse_moment("2023-03-01")
CASES: list[tuple[tuple[tuple[str, str], ...], Predicate]] = [
    ((("id", "7"),), lambda row: row["id"] == 7),
    ((("id[not_eq]", "7"),), lambda row: row["id"] != 7),
    ((("id[gt]", "5"), ("id[lt_or_eq]", "20")), lambda row: 5 < row["id"] <= 20),
    ((("id[in]", "3,5,9999"),), lambda row: row["id"] in (3, 5)),
    ((("id[not_in]", "1,2,3"),), lambda row: row["id"] not in (1, 2, 3)),
    ((("status", "draft"),), lambda row: row["status"] == "draft"),
    ((("status[in]", "draft,voided"),), lambda row: row["status"] in ("draft", "voided")),
    ((("status", "draft"), ("id[gt]", "100")), lambda row: row["status"] == "draft" and row["id"] > 100),
    ((("gross-total[gt]", "1000.5"),), lambda row: number(row, "gross-total") > Decimal("1000.5")),
    ((("gross_total[lt]", "0"),), lambda row: number(row, "gross-total") < 0),
    ((("gross-total[gt_or_eq]", "-2.5"), ("gross-total[lt]", "10.00")), lambda row: Decimal("-2.5") <= number(row, "gross-total") < 10),
    ((("gross-total", "100.00"),), lambda row: number(row, "gross-total") == 100),
    ((("tax-amount[not_eq]", "0"),), lambda row: number(row, "tax-amount") not in (None, 0)),
    ((("tax-rate", "19"),), lambda row: number(row, "tax-rate") == 19),
    ((("updated-at[gt_or_eq]", "2023-03-01T00:00:00Z"),), lambda row: moment(row, "updated-at") >= DAY),
    ((("updated_at[gt_or_eq]", "2023-03-01"),), lambda row: moment(row, "updated-at") >= DAY),
    ((("created-at[lt]", "2023-03-01T02:00:00+02:00"),), lambda row: moment(row, "created-at") < DAY),
    ((("invoice-date[gt]", "2023-03-01"),), lambda row: moment(row, "invoice-date") > DAY),
    ((("paid", "true"),), lambda row: row["paid"] is True),
    ((("exported", "false"),), lambda row: row["exported"] is False),
    ((("exported[not_eq]", "false"),), lambda row: row["exported"] is True),
    ((("supplier[name]", "100% Cotton_Works"),), lambda row: row["supplier"]["name"] == "100% Cotton_Works"),
    ((("supplier[name][contains]", "acme OFFICE"),), lambda row: "acme office" in row["supplier"]["name"].casefold()),
    ((("supplier[name][contains]", "%"),), lambda row: "%" in row["supplier"]["name"]),
    ((("supplier[name][contains]", "_"),), lambda row: "_" in row["supplier"]["name"]),
    ((("supplier[name][starts_with]", "ACME"),), lambda row: row["supplier"]["name"].casefold().startswith("acme")),
    ((("supplier[name][ends_with]", "Ltd"),), lambda row: row["supplier"]["name"].endswith("Ltd")),
    ((("supplier[name][gt]", "Z"),), lambda row: row["supplier"]["name"] > "Z"),
    ((("supplier[id]", "4"),), lambda row: row["supplier"]["id"] == 4),
    ((("supplier_id", "4"),), lambda row: row["supplier"]["id"] == 4),
    ((("supplier[number][blank]", "true"),), lambda row: row["supplier"].get("number") is None),
    ((("currency[code][in]", "JPY,KWD"),), lambda row: row["currency"]["code"] in ("JPY", "KWD")),
    ((("payment-term[code]", "Net 30"),), lambda row: (row.get("payment-term") or {}).get("code") == "Net 30"),
    ((("payment-term[code][blank]", "true"),), lambda row: not row.get("payment-term")),
    ((("comments[blank]", "true"),), lambda row: row["comments"] in (None, "")),
    ((("comments[blank]", "false"),), lambda row: row["comments"] not in (None, "")),
    ((("comments[not_eq]", "0"),), lambda row: row["comments"] not in (None, "0")),
    ((("comments[not_in]", "0,null"),), lambda row: row["comments"] not in (None, "0", "null")),
    ((("comments", ""),), lambda row: row["comments"] == ""),
    ((("original-invoice-number[blank]", "false"),), lambda row: row["is-credit-note"]),
    (
        (("bill-to-address[country][code]", "DE"),),
        lambda row: ((row.get("bill-to-address") or {}).get("country") or {}).get("code") == "DE",
    ),
    (
        (("invoice-lines[account][code]", "6000-100-10"),),
        lambda row: any((line["account"] or {}).get("code") == "6000-100-10" for line in row["invoice-lines"]),
    ),
    (
        (("invoice-lines[price][gt]", "100"), ("invoice-lines[price][lt]", "600")),
        lambda row: any(100 < number(line, "price") < 600 for line in row["invoice-lines"]),
    ),
    (
        (("invoice-lines[uom][code][blank]", "true"),),
        lambda row: any(not (line.get("uom") or {}).get("code") for line in row["invoice-lines"]),
    ),
    ((("approvals[status]", "approved"),), lambda row: any(approval["status"] == "approved" for approval in row["approvals"])),
    ((("tax-lines[rate][gt_or_eq]", "10"),), lambda row: any(number(line, "rate") >= 10 for line in row["tax-lines"])),
]


@pytest.mark.parametrize(
    ("query", "predicate"), CASES, ids=lambda value: "&".join(f"{a}={b}" for a, b in value) if isinstance(value, tuple) else ""
)
def test_a_condition_selects_what_satisfies_it_and_nothing_else(
    caller: Caller, query: tuple[tuple[str, str], ...], predicate: Predicate
) -> None:
    """The rows are those of the whole base for which the condition holds, each once, by id."""
    expected = [row["id"] for row in caller.base if predicate(row)]
    assert expected, "the data have no witness of this condition"
    assert caller.every_id(*query) == expected


@pytest.mark.parametrize(
    "query",
    [
        ("nonsense", "1"), ("id[nonsense]", "1"), ("id", "x"), ("id", ""), ("id", "1e3"), ("id[contains]", "1"),
        ("id[gt", "1"), ("[gt]", "1"),
        ("id[]", "1"), ("", "1"), ("supplier", "4"), ("supplier[nonsense]", "4"), ("status[name]", "x"),
        ("updated-at[gt]", "2024-02-30"),
        ("updated-at[gt]", "yesterday"), ("updated-at[contains]", "2024"), ("paid[gt]", "true"), ("paid", "1"),
        ("comments[blank]", "maybe"),
        ("limit", "0"), ("limit", "-1"), ("limit", "ten"), ("limit", "1.5"), ("limit", "٣"), ("offset", "-1"), ("offset", "x"),
        ("order_by", "nonsense"),
        ("order_by", "supplier"), ("order_by", "invoice-lines[price]"), ("dir", "up"), ("fields", "id"), ("fields", "{}"),
        ("fields", "[1]"),
        ("return_object", "all"), ("return_object", "none"), ("gross-total[gt]", "NaN"), ("gross-total[gt]", "1" * 200),
        ("created-at[lt]", "0001-01-01T00:00:00+23:00"), ("created-at[lt]", "9999-12-31T23:59:59-12:00"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(caller: Caller, query: tuple[str, str]) -> None:
    """An unknown attribute or operator, or a value of the wrong type, is answered with 400 in the published shape."""
    response = caller.ask("GET", "/invoices", [query])
    assert response.status_code == 400
    assert errors(response)


def test_an_ignored_filter(caller: Caller) -> None:
    """`filter` names nothing here and changes nothing."""
    assert caller.rows(("filter", "anything")) == caller.rows()


def test_dashes_and_underscores_are_the_same(caller: Caller) -> None:
    """Either spelling of a name selects the same rows."""
    assert caller.ids(("payment-term[code]", "Net 60")) == caller.ids(("payment_term[code]", "Net 60")) != []


def test_conditions_on_lines_hold_for_one_line(published: Caller) -> None:
    """Two conditions on the lines are about the same line."""
    expected = [
        row["id"] for row in published.everything() if any(line["price"] == 10 and line["quantity"] == 100 for line in row["invoice-lines"])
    ]
    assert expected
    query = (("invoice-lines[price]", "10"), ("invoice-lines[quantity]", "100"))
    assert [row["id"] for row in published.everything(*query)] == expected


def test_a_query_has_bounds(caller: Caller) -> None:
    """A hundred conditions and a thousand values are answered, more are refused."""
    assert caller.ask("GET", "/invoices", [("id[gt]", "0")] * 100).status_code == 200
    assert caller.ask("GET", "/invoices", [("invoice-lines[id][gt]", "0")] * 50 + [("comments[blank]", "true")] * 50).status_code == 200
    assert caller.ask("GET", "/invoices", [("id[gt]", "0")] * 101).status_code == 400
    assert caller.ask("GET", "/invoices", [("id[in]", ",".join(map(str, range(1000))))]).status_code == 200
    assert caller.ask("GET", "/invoices", [("id[in]", ",".join(map(str, range(1001))))]).status_code == 400
