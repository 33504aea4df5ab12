"""Where credentials come from, and that they are never shown."""

import copy
import dataclasses
import pickle
import stat
from pathlib import Path

import pytest

from coupa_contract.errors import UsageError
from coupa_contract.target.credentials import Credentials, Secret, garbled

EVERY = {
    "COUPA_CLIENT_ID": "hush-id",
    "COUPA_CLIENT_SECRET": "hush-secret",
    "COUPA_SCOPE": "core.invoice.read core.invoice.write",
    "COUPA_TOKEN": "hush-token",
    "COUPA_EXPIRED_TOKEN": "hush-expired",
}


def test_no_way_of_showing_credentials_shows_a_secret() -> None:
    """repr, str and format, of the whole and of every field, leave every secret out."""
    credentials = Credentials.from_environment(EVERY)
    shown = [repr(credentials), str(credentials), f"{credentials}", f"{credentials.client_secret}"]
    shown += [repr(getattr(credentials, each.name)) for each in dataclasses.fields(credentials)]
    assert not any("hush" in text for text in shown)
    assert credentials.client_secret is not None
    assert credentials.client_secret.reveal() == "hush-secret"


@pytest.mark.parametrize("write", [pickle.dumps, copy.deepcopy])
def test_credentials_cannot_be_pickled(write: object) -> None:
    """A secret cannot slip into a file or another process through pickle."""
    with pytest.raises(TypeError, match="not written anywhere"):
        write(Credentials.from_environment(EVERY))  # type: ignore[operator]


def test_secrets_compare_without_being_shown() -> None:
    """Two secrets of one text are equal, and equal to nothing else."""
    assert Secret("a") == Secret("a")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"


def test_client_credentials_win_over_a_token() -> None:
    """Whoever has both gets tokens that renew themselves."""
    assert Credentials.from_environment(EVERY).renewable
    assert not Credentials.from_environment({"COUPA_TOKEN": "x"}).renewable
    assert not Credentials.from_environment({}).renewable


@pytest.mark.parametrize("name", ["COUPA_CLIENT_ID", "COUPA_CLIENT_SECRET"])
def test_half_a_pair_is_a_mistake(name: str) -> None:
    """An id without a secret, or the reverse, names what is missing."""
    with pytest.raises(UsageError, match="belong together"):
        Credentials.from_environment({name: "hush"})


@pytest.mark.parametrize("value", ["hush hush", "hush\nX: y", "hüsh", "hush\x00"])
def test_a_value_that_no_header_can_hold_is_refused_and_not_repeated(value: str) -> None:
    """What was copied wrongly is named by its variable only."""
    with pytest.raises(UsageError, match="COUPA_TOKEN") as caught:
        Credentials.from_environment({"COUPA_TOKEN": value})
    assert "sh" not in str(caught.value).replace("COUPA_TOKEN", "")


def test_a_file_counts_alone(tmp_path: Path) -> None:
    """Quotes, exports and comments are understood; the environment is not mixed in."""
    file = tmp_path / "credentials"
    file.write_text("# mine\n\nexport COUPA_TOKEN='to#ken'  # fresh\nCOUPA_SCOPE = \"a b\"\nOTHER=1\n")
    file.chmod(0o600)
    credentials = Credentials.from_environment(EVERY, file)
    assert credentials.token == Secret("to#ken")
    assert credentials.scope == "a b"
    assert not credentials.renewable
    assert credentials.warnings == ()


def test_a_file_that_others_can_read_is_a_warning(tmp_path: Path) -> None:
    """Loose permissions are said, and the file is used."""
    file = tmp_path / "credentials"
    file.write_text("COUPA_TOKEN=hush")
    file.chmod(stat.S_IRUSR | stat.S_IRGRP)
    (warning,) = Credentials.from_environment({}, file).warnings
    assert "chmod 600" in warning
    assert "hush" not in warning


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("COUPA_TOKEN hush", "line 1"),
        ("\nCOUPA_TOKEN=hush hush", "line 2"),
        ("COUPA_TOKEM=hush", "COUPA_TOKEM"),
        ("OTHER=hush", "sets none of"),
        ("COUPA_TOKEN=", "sets none of"),
        (b"COUPA_TOKEN=\xff", "not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str | bytes | None, says: str) -> None:
    """A wrong line is named by its number, without what stands in it."""
    file = tmp_path / "credentials"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=says) as caught:
        Credentials.from_environment({}, file)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("token", ["eyJh.eyJz.c2lnbmF0dXJl", "opaque", "a", "", "----", "12345678901234567890"])
def test_a_garbled_token_is_another_of_the_same_kind(token: str) -> None:
    """It differs, keeps what comes before the signature, and is the same every time."""
    wrong = garbled(token)
    assert wrong != token
    assert wrong == garbled(token)
    assert wrong.rpartition(".")[0] == token.rpartition(".")[0]
    assert len(wrong) - len(token) in {0, 1}
