"""Which headers are kept."""

from coupa_contract.target.headers import kept_of_request, kept_of_response, without_secrets


def test_a_requests_secrets_are_dropped_by_default() -> None:
    """Only what says how the request is to be read is kept; a header that nobody thought of is dropped."""
    sent = [
        ("Accept", "application/json"),
        ("content-type", "text/plain"),
        ("Authorization", "Bearer s"),
        ("Cookie", "s"),
        ("X-New-Secret", "s"),
    ]
    assert kept_of_request(sent) == (("Accept", "application/json"), ("content-type", "text/plain"))


def test_a_responses_secrets_are_dropped_or_cleaned() -> None:
    """Cookies go, a challenge keeps its scheme, an address its path; rate limits stay."""
    received = [
        ("Content-Type", "application/json"),
        ("Set-Cookie", "session=s3cret"),
        ("WWW-Authenticate", 'Bearer realm="s3cret", error="invalid_token"'),
        ("Location", "https://me:s3cret@demo.example/x?token=s3cret#s3cret"),
        ("X-RateLimit-Remaining", "3"),
        ("Retry-After", "2"),
        ("X-Auth-Token", "s3cret"),
    ]
    assert kept_of_response(received) == (
        ("Content-Type", "application/json"),
        ("WWW-Authenticate", "Bearer"),
        ("Location", "https://demo.example/x"),
        ("X-RateLimit-Remaining", "3"),
        ("Retry-After", "2"),
    )


def test_an_address_that_is_none_becomes_empty() -> None:
    """What cannot be taken apart is not kept, for it cannot be cleaned either."""
    assert without_secrets("http://[s3cret") == ""
    assert kept_of_response([("WWW-Authenticate", "=s3cret")]) == (("WWW-Authenticate", ""),)
