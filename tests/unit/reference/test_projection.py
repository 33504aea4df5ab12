"""`fields` and `return_object`."""

from __future__ import annotations

import pytest

from .conftest import Caller


def test_fields_return_what_was_asked_for(caller: Caller) -> None:
    """Names at the top and below, in either spelling, with the values of the whole answer."""
    asked = '["id","invoice_number",{"invoice_lines":["id","line-num"]},{"supplier":["name"]}]'
    for whole, row in zip(caller.rows(), caller.rows(fields=asked), strict=True):
        assert set(row) == {"id", "invoice-number", "invoice-lines", "supplier"}
        assert row["supplier"] == {"name": whole["supplier"]["name"]}
        assert row["invoice-lines"] == [{name: line[name] for name in ("id", "line-num")} for line in whole["invoice-lines"]]


def test_a_whole_record_can_be_asked_for(caller: Caller) -> None:
    """By its bare name, or by an empty object."""
    whole = [row["supplier"] for row in caller.rows()]
    assert [row["supplier"] for row in caller.rows(fields='["supplier"]')] == whole
    assert [row["supplier"] for row in caller.rows(fields='[{"supplier":{}}]')] == whole


def test_limited_rows_have_an_id_only(caller: Caller) -> None:
    """`return_object=limited`."""
    assert caller.rows(return_object="limited") == [{"id": number} for number in caller.ids()]


def test_shallow_rows_are_a_part_of_the_whole(caller: Caller) -> None:
    """`return_object=shallow` cuts related records down to keys."""
    for whole, row in zip(caller.rows(), caller.rows(return_object="shallow"), strict=True):
        assert set(row) == set(whole)
        assert {name: row[name] for name in row if not isinstance(row[name], dict | list)} == {
            name: whole[name] for name in whole if not isinstance(whole[name], dict | list)
        }
        assert row["supplier"] == {name: whole["supplier"][name] for name in ("id", "name", "number") if name in whole["supplier"]}
        assert [set(line) for line in row["invoice-lines"]] == [{"id"}] * len(whole["invoice-lines"])


@pytest.mark.parametrize("query", ["fields=%5B%22id%22,%22status%22%5D", "return_object=shallow"])
def test_show_projects_like_the_list(caller: Caller, query: str) -> None:
    """The same projection shows the same."""
    number = caller.ids()[3]
    assert caller.ask("GET", f"/invoices/{number}?{query}").content == caller.ask("GET", f"/invoices?id={number}&{query}").content[1:-1]


def test_a_write_can_be_answered_with_nothing(caller: Caller) -> None:
    """`return_object=none` has an empty body."""
    response = caller.ask("PUT", f"/invoices/{caller.ids(status='draft')[0]}", {"return_object": "none"}, json={"comments": "quiet"})
    assert (response.status_code, response.content) == (200, b"")


def test_unknown_names_select_nothing(caller: Caller) -> None:
    """A client may know members that this instance lacks."""
    assert caller.rows(("fields", '["no-such-member"]'), ("limit", "1")) == [{}]
