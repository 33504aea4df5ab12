"""How a case is spelled in a URL."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.model import Case
from coupa_contract.target.address import address_below
from coupa_contract.target.encoding import target_of


@pytest.mark.parametrize(
    ("name", "value", "spelled"),
    [
        ("updated-at[gt]", "2020-01-01T00:00:00+02:00", "updated-at[gt]=2020-01-01T00%3A00%3A00%2B02%3A00"),
        ("id[in]", "1,2", "id[in]=1,2"),
        ("supplier[name]", "Müller & Söhne / 50%", "supplier[name]=M%C3%BCller%20%26%20S%C3%B6hne%20%2F%2050%25"),
        ("fields", '["id",{"supplier":["name"]}]', "fields=[%22id%22,%7B%22supplier%22%3A[%22name%22]%7D]"),
        ("a", "x=y?z#;\x00", "a=x%3Dy%3Fz%23%3B%00"),
        ("a", "", "a="),
    ],
)
def test_brackets_and_commas_stay_and_all_else_is_encoded(name: str, value: str, spelled: str) -> None:
    """Brackets and commas are literal, space is %20, plus is %2B, always."""
    assert target_of("/invoices", Case("listInvoices", query=((name, value),))) == f"/invoices?{spelled}"


def test_a_path_parameter_cannot_leave_its_segment() -> None:
    """Separators in a path parameter are encoded."""
    assert target_of("/invoices/{id}/void", Case("voidInvoice", (("id", "17/../18?x"),))) == "/invoices/17%2F..%2F18%3Fx/void"
    with pytest.raises(KeyError):
        target_of("/invoices/{id}", Case("showInvoice"))


@given(st.lists(st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=12)), max_size=4).map(tuple))
def test_every_query_comes_back_as_it_was(query: tuple[tuple[str, str], ...]) -> None:
    """Whatever is drawn, the guard and a server read the same pairs that the case holds."""
    target = target_of("/invoices", Case("listInvoices", query=query))
    assert target.isascii()
    assert target.isprintable()
    assert tuple(parse_qsl(target.partition("?")[2], keep_blank_values=True)) == query
    address = address_below("https://demo.example/api", "https://demo.example/api" + target)
    assert address is not None
    assert address.query == query
