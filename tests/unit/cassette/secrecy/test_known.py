"""Which texts are credentials of the process, and how they are found."""

from coupa_contract.cassette.secrecy.known import Known, credentials_of


def test_the_environment_names_its_secrets() -> None:
    """Secret, token and expired token are secrets; the client's id and its scope are names."""
    environment = {
        "COUPA_CLIENT_ID": "a-client-id",
        "COUPA_CLIENT_SECRET": " a-client-secret ",
        "COUPA_TOKEN": "a-token",
        "COUPA_EXPIRED_TOKEN": "an-old-token",
        "COUPA_SCOPE": "core.invoice.read",
        "PATH": "/usr/bin:/bin",
    }
    assert credentials_of(environment, ["a-token", "received"]) == ("a-client-secret", "a-token", "an-old-token", "received")


def test_what_is_too_short_is_no_secret() -> None:
    """A word of a few letters stands in every text."""
    assert credentials_of({"COUPA_TOKEN": "x"}, ["", "test"]) == ()
    assert Known(["x"]).replaced(b"an x") == b"an x"


def test_a_repr_shows_nothing() -> None:
    """Neither a log nor a crash report shows what is known."""
    assert "hush-hush" not in repr(Known(["hush-hush"]))


def test_the_longest_is_replaced_first() -> None:
    """A secret that begins another one leaves nothing of it."""
    assert Known(["abcdefgh", "abcdefghijkl"]).replaced(b"abcdefghijkl abcdefgh") == b"redacted redacted"


def test_lone_surrogates_pass() -> None:
    """A text that no encoding holds is searched all the same."""
    assert Known(["hush-hush"]).replaced_text("\ud800 hush-hush") == "\ud800 redacted"
