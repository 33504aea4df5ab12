"""URLs lose what stands for somebody in them."""

import pytest

from coupa_contract.cassette.secrecy.addresses import requested, without_hosts, without_query


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("see https://a.example/x?sig=1&b=2#c and more", "see https://a.example/x?redacted and more"),
        ('"https:\\/\\/a.example\\/x?sig=1"', '"https:\\/\\/a.example\\/x?redacted"'),
        ("https://a.example/#access_token=abc", "https://a.example/?redacted"),
        ("https://a.example/x#part", "https://a.example/x#part"),
        ("https://a.example/x?redacted", "https://a.example/x?redacted"),
        ("is it? yes", "is it? yes"),
    ],
)
def test_a_query_goes(before: str, after: str) -> None:
    """Signatures and tokens stand in queries and fragments."""
    assert without_query(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://acme.example:8443/x", "https://target.invalid/x"),
        ("to another origin, https://jane@sso.acme.example:443: not followed", "to another origin, https://other.invalid: not followed"),
        ("http://127.0.0.1:8080/a and https://b.example.", "http://other.invalid/a and https://other.invalid."),
        ("https://target.invalid/x", "https://target.invalid/x"),
        ("/api/invoices", "/api/invoices"),
    ],
)
def test_a_host_goes(before: str, after: str) -> None:
    """The target's own is told from others."""
    assert without_hosts(before, "ACME.example:8443") == after


def test_what_stays_in_a_request_is_spelled_as_it_was() -> None:
    """Only a value that changes is spelled anew, as the transport spells it."""
    url = "/api/invoices/%31?a=%2C,&b[in]=x%20y&c&d="
    assert requested(url, str, lambda name, value: value) == url
    assert (
        requested(url, str, lambda name, value: "ö [1]" if name == "b[in]" else value) == "/api/invoices/%31?a=%2C,&b[in]=%C3%B6%20[1]&c&d="
    )
