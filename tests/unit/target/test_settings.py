"""The base URL, the token URL and the limits of a run."""

import pytest

from coupa_contract.errors import UsageError
from coupa_contract.target.settings import Settings, check_token_url, check_url, is_loopback


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("https://demo.coupahost.com", "https://demo.coupahost.com/api"),
        ("https://demo.coupahost.com/", "https://demo.coupahost.com/api"),
        (" HTTPS://Demo.CoupaHost.com:443/ ", "https://demo.coupahost.com/api"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("http://localhost:80/api/v2/", "http://localhost/api/v2"),
        ("https://bücher.example", "https://xn--bcher-kva.example/api"),
        ("http://[::1]:9", "http://[::1]:9/api"),
    ],
)
def test_a_typed_url_becomes_one_canonical_base_url(typed: str, base: str) -> None:
    """A URL without a path gets /api, one with a path is taken as it is, and every spelling of an origin becomes one."""
    assert check_url(typed) == base
    assert check_url(base) == base


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("demo.coupahost.com", "has no scheme: write https://demo.coupahost.com"),
        ("localhost:8000", "has no scheme"),
        ("//demo.coupahost.com", "has no scheme"),
        ("", "has no scheme"),
        ("ftp://demo.coupahost.com", "scheme 'ftp'"),
        ("file:///etc/passwd", "scheme 'file'"),
        ("https://", "no host"),
        ("https:///api", "no host"),
        ("https://demo..com", "not a host name"),
        ("https://de_mo-.com", "not a host name"),
        ("https://demo.com:99999", "not a URL"),
        ("https://demo.com:x", "not a URL"),
        ("https://[::g]/", "not a"),
        ("https://demo.com/api?x=1", "follows the ?"),
        ("https://demo.com/api?", "follows the ?"),
        ("https://demo.com/api#top", "follows the #"),
        ("https://demo.com/a b", "space"),
        ("https://demo.com\\.evil.example/", "backslash"),
        ("https://demo.com/api/../x", "odd"),
        ("https://demo.com/%2e%2e", "odd"),
        ("https://demo.com//api", "odd"),
    ],
)
def test_a_url_that_cannot_be_used_is_one_sentence(typed: str, says: str) -> None:
    """A wrong URL ends with one sentence that says what is wrong."""
    with pytest.raises(UsageError) as caught:
        check_url(typed)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "typed",
    [
        "https://me:hunter2@demo.com/api",
        "https://hunter2@demo.com",
        "me:hunter2@demo.com",
        "https://a\\hunter2@b",
        "https://me:pa/hunter2@b",
        "hunter2@b",
    ],
)
def test_a_password_in_the_url_is_refused_and_not_repeated(typed: str) -> None:
    """User info in a URL is refused by a sentence that does not repeat it."""
    with pytest.raises(UsageError, match="COUPA_CLIENT_ID") as caught:
        check_url(typed)
    assert "hunter2" not in str(caught.value)


def test_the_token_url_is_the_usual_one_of_the_origin_unless_given() -> None:
    """Without a token URL the one that Coupa documents is used; a given one may be at another host."""
    assert check_token_url(None, "https://demo.com/api") == "https://demo.com/oauth2/token"
    assert check_token_url("https://ID.demo.com/t", "https://demo.com/api") == "https://id.demo.com/t"


@pytest.mark.parametrize("typed", ["http://demo.com/oauth2/token", "https://demo.com/t?x=1", "https://demo.com/t#x", "demo.com/t"])
def test_a_token_url_that_would_leak_or_mislead_is_refused(typed: str) -> None:
    """A token URL must be plain, and https when the target is."""
    with pytest.raises(UsageError):
        check_token_url(typed, "https://demo.com/api")


@pytest.mark.parametrize("rate", [0, -1, 20.5, 1000])
def test_a_rate_above_what_the_vendor_bears_is_refused(rate: float) -> None:
    """Twenty requests a second are the most, and none at all is no rate."""
    with pytest.raises(UsageError, match="at most 20"):
        Settings.for_url("https://demo.com", rate_per_s=rate)


def test_a_budget_of_nothing_is_refused() -> None:
    """A run that may send nothing is a mistake."""
    with pytest.raises(UsageError, match="at least 1"):
        Settings.for_url("https://demo.com", max_requests=0)


def test_settings_travel_as_json() -> None:
    """What a worker reads is what the run wrote, and the default pace is five a second."""
    settings = Settings.for_url("https://demo.com/x", rate_per_s=3.5, max_requests=9)
    assert Settings.from_json(settings.to_json()) == settings
    assert (settings.origin, settings.base_path) == ("https://demo.com", "/x")
    assert Settings.for_url("https://demo.com").rate_per_s == 5.0


def test_only_names_of_this_machine_are_loopback() -> None:
    """A name that merely begins like localhost is not this machine."""
    assert all(map(is_loopback, ("http://localhost:1/api", "http://127.0.0.9/api", "http://[::1]/api")))
    assert not any(map(is_loopback, ("http://localhost.evil.example/api", "http://10.0.0.1/api", "https://demo.com/api")))
