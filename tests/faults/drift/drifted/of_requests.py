"""Drifts of what a request may say, and of what is assumed when it says nothing."""

from __future__ import annotations

from typing import Any

from coupa_contract.model import Interaction
from drifted.base import Traffic
from drifted.plant import BREAKING, RECORDING, RISKY, Planted
from drifted.rewriting import answer, body, every, parsed, refused, shows_invoices, spelled, status_of


def _asks(name: str) -> Any:
    return lambda each: any(own == name for own, _ in each.case.query) and status_of(each) == 200


def _is_plain_list(each: Interaction) -> bool:
    return each.case.operation == "listInvoices" and shows_invoices(each) and not {"limit", "offset"} & dict(each.case.query).keys()


def _is_without_limit(each: Interaction) -> bool:
    return each.case.operation == "listInvoices" and shows_invoices(each) and "limit" not in dict(each.case.query)


def _longest(traffic: Traffic) -> list[Any]:
    rows: list[list[Any]] = [parsed(each.response.body) for each in traffic if _is_plain_list(each) and each.response]
    return max(rows, key=len)


def _limit_ignored(traffic: Traffic) -> Traffic:
    rows = spelled(_longest(traffic)[:12])

    def is_whole(each: Interaction) -> bool:
        return _asks("limit")(each) and not {"return_object", "fields"} & dict(each.case.query).keys()

    return every(is_whole, lambda each: answer(each, body=rows))(traffic)


def _fields_ignored(traffic: Traffic) -> Traffic:
    rows = _longest(traffic)
    chosen = every(
        lambda each: _asks("fields")(each) and each.case.operation == "listInvoices", lambda each: answer(each, body=spelled(rows[:2]))
    )
    return every(
        lambda each: _asks("fields")(each) and each.case.operation == "showInvoice", lambda each: answer(each, body=spelled(rows[0]))
    )(chosen(traffic))


PLANTED = (
    Planted(
        "limit-ignored",
        "A list is longer than its request allows.",
        _limit_ignored,
        "request-parameter-ignored",
        RISKY,
        ("listInvoices", "?limit"),
    ),
    Planted(
        "fields-ignored",
        "An answer has all members, whatever `fields` asks for.",
        _fields_ignored,
        "request-parameter-ignored",
        RISKY,
        ("listInvoices", "?fields"),
    ),
    Planted(
        "status-refused",
        "A list by status is refused.",
        refused(_asks("status"), "status is not a parameter."),
        "request-parameter-refused",
        BREAKING,
        ("listInvoices", "?status"),
    ),
    Planted(
        "ids-refused",
        "A list of given ids is refused.",
        refused(_asks("id[in]"), "id[in] is not a parameter."),
        "request-parameter-refused",
        BREAKING,
        ("listInvoices", "?id[in]"),
    ),
    Planted(
        "limit-required",
        "A list without a limit is refused.",
        refused(_is_without_limit, "limit is missing."),
        "request-parameter-newly-required",
        RISKY,
        ("listInvoices", "?limit"),
    ),
    Planted(
        "pages-of-ten",
        "A list without a limit has ten rows at most.",
        body(_is_plain_list, lambda rows: rows[:10]),
        "default-page-size-changed",
        RISKY,
        ("listInvoices", ""),
    ),
    Planted(
        "newest-first",
        "A list without an order begins with the last id.",
        body(
            lambda each: shows_invoices(each) and each.case.operation == "listInvoices" and "order_by" not in dict(each.case.query),
            lambda rows: rows[::-1],
        ),
        "default-order-changed",
        RISKY,
        ("listInvoices", ""),
        (RECORDING,),
    ),
)
