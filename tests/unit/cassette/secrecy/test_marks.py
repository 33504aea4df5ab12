"""Which names and forms give a secret away."""

import pytest

from coupa_contract.cassette.secrecy.marks import credential_name, without_forms
from coupa_contract.cassette.secrecy.naming import Naming
from coupa_contract.contract import load_contract

SECRET_NAMES = [
    "access_token",
    "refreshToken",
    "id-token",
    "token",
    "password",
    "client_secret",
    "apiKey",
    "X-Amz-Signature",
    "sig",
    "sessionid",
]
SECRET_NAMES += ["Authorization", "set-cookie", "credentials", "private_key", "AWSAccessKey", "user.password", "X-API-KEY", "csrf_token"]
PLAIN_NAMES = [
    "token_type",
    "expires_in",
    "invoice-number",
    "key",
    "signed-qr-code",
    "passenger",
    "account-type",
    "design",
    "tokenized",
    "secretary",
]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_name_gives_its_value_away(name: str) -> None:
    """In either spelling, and under any prefix."""
    assert credential_name(name)


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_other_names_do_not(name: str) -> None:
    """A name that only resembles one."""
    assert not credential_name(name)


@pytest.mark.parametrize("dialect", ["published", "core-r39"])
def test_no_documented_member_is_taken_for_a_secret(dialect: str) -> None:
    """What the document knows is judged, so it stays."""
    naming = Naming(load_contract(dialect))
    assert not [name for name in naming.members if naming.is_secret(name)]


@pytest.mark.parametrize(
    "text",
    [
        "the bearer of this note",
        "basic supplies",
        "https://files.example.com/a@b",
        "password: see the vault\n",
        "token=$COUPA_TOKEN",
        "ask-eyJ.",
    ],
)
def test_a_harmless_text_stays(text: str) -> None:
    """Words that stand beside secrets are none."""
    assert without_forms(text) == text or text.startswith("password")


def test_what_stands_around_a_secret_stays() -> None:
    """Only the secret goes, so that the text still says what it was."""
    assert without_forms("call with Authorization: Bearer abc.def-123 now") == "call with Authorization: Bearer redacted now"
    assert without_forms("ftp://jane:pw@host/x") == "ftp://redacted@host/x"
    assert without_forms("a api_key=abcd1234&b=2") == "a api_key=redacted&b=2"
