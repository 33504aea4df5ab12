"""Which URLs have an address below the base URL."""

import pytest

from coupa_contract.target.address import address_below

BASE = "https://demo.example/api"


@pytest.mark.parametrize(
    "url",
    [
        "https://demo.example/api",
        "https://demo.example/apix/invoices",
        "https://demo.example/API/invoices",
        "http://demo.example/api/invoices",
        "https://demo.example:443/api/invoices",
        "https://demo.example:8443/api/invoices",
        "https://DEMO.example/api/invoices",
        "https://demo.example.evil.test/api/invoices",
        "https://demo.example@evil.test/api/invoices",
        "https://me:pw@demo.example/api/invoices",
        "https://evil.test/https://demo.example/api/invoices",
        "//demo.example/api/invoices",
        "https://demo.example/api//invoices",
        "https://demo.example/api/invoices/",
        "https://demo.example/api/invoices//17",
        "https://demo.example/api/./invoices",
        "https://demo.example/api/../admin",
        "https://demo.example/api/invoices/%2e%2e/users",
        "https://demo.example/api/invoices/%2E./users",
        "https://demo.example/api/invoices/17%2Fvoid",
        "https://demo.example/api/invoices/17%252Fvoid",
        "https://demo.example/api/invoices/17%5Cvoid",
        "https://demo.example/api/invoices\\17",
        "https://demo.example/api/invoices/17;void",
        "https://demo.example/api/invoices/17%3Fexported=true",
        "https://demo.example/api/invoices/%00",
        "https://demo.example/api/invoices/abc%00",
        "https://demo.example/api/invoices/17%00x",
        "https://demo.example/api/invoices/17%00%00",
        "https://demo.example/api/invoices/17%2500",
        "https://demo.example/api/invoices%00/17",
        "https://demo.example/api/invoices/17%0d%0aX: y",
        "https://demo.example/api/invoices/17%",
        "https://demo.example/api/invoices/17%zz",
        "https://demo.example/api/invoices/17#x",
        "https://demo.example/api/invoices?limit=1#x",
        "https://demo.example/api/invoices?limit=1\r\nX: y",
        "https://demo.example/api/invoices?limit=1 ",
        "https://demo.example/api/invoices\t",
        "https://demo.example/api/ınvoices",
    ],
)
def test_a_slippery_url_has_no_address(url: str) -> None:
    """Another origin or base, dot and empty segments, hidden separators, fragments and anything outside ASCII are refused."""
    assert address_below(BASE, url) is None


def test_a_plain_url_is_taken_apart() -> None:
    """The path stays as it is spelled, the query is decoded."""
    address = address_below(BASE, BASE + "/invoices/17?updated-at[gt]=2020-01-01T00%3A00%3A00Z&id[in]=1,2")
    assert address is not None
    assert address.path == "/invoices/17"
    assert address.query == (("updated-at[gt]", "2020-01-01T00:00:00Z"), ("id[in]", "1,2"))


@pytest.mark.parametrize("path", ["/invoices/17%00", "/invoices/17%00/retrieve_image_scan"])
def test_a_number_with_a_nul_behind_it_is_told_apart(path: str) -> None:
    """Some servers end a text there: whoever decides what may leave has to know."""
    address = address_below(BASE, f"{BASE}{path}?limit=1")
    assert address is not None
    assert (address.path, address.cut) == (path, True)
    plain = address_below(BASE, f"{BASE}/invoices/17?fields=%00")
    assert plain is not None
    assert not plain.cut


@pytest.mark.parametrize(
    "query", ["", "a=1;exported=true", "a=1&&b=2", "a", "a=1+2", "exported[]=(1)", "a=b=c", "a=1?b=2", "a=/", "&a=1", "a=%zz"]
)
def test_a_query_that_the_transport_would_not_write_has_no_address(query: str) -> None:
    """Separators and spellings that servers read differently are refused."""
    assert address_below(BASE, f"{BASE}/invoices?{query}") is None
