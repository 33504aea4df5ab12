"""Credentials of a foreign file are known before anything of it is written."""

from __future__ import annotations

from coupa_contract.cassette.importing import ForeignExchange, credentials_in


def test_tokens_cookies_and_keys_are_found_wherever_they_stand() -> None:
    """In headers of either side, and in what a token endpoint is sent and answers; settings and placeholders are none."""
    sent = (
        ("Authorization", "Bearer aaaaaaaaaaaaaaaaaaaa"),
        ("Cookie", "lang=en; sid=bbbbbbbbbbbbbbbbbbbb"),
        ("X-Api-Key", "cccccccccccccccccc"),
    )
    received = (("Set-Cookie", "sid=dddddddddddddddddddd; Path=/"),)
    form = b"grant_type=client_credentials&client_secret=eeeeeeeeeeeeeeeeeeee"
    answer = b'{"access_token": "ffffffffffffffffffff", "expires_in": 60}'
    redacted = ForeignExchange(
        "entry 2", "GET", "https://x.example/", (("Authorization", "[Filtered]"),), response_body=b'{"access_token": 3}'
    )
    found = credentials_in([ForeignExchange("entry 1", "POST", "https://x.example/", sent, form, False, 200, received, answer), redacted])
    assert sorted({each[0] for each in found}) == ["a", "b", "c", "d", "e", "f"]
    assert all(len(set(each)) == 1 for each in found)
