"""Who the run says it is: read from the environment or a file, and never shown."""

from __future__ import annotations

import hashlib
import re
import stat
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from coupa_contract.contract.scopes import NARROW
from coupa_contract.errors import UsageError
from coupa_contract.model import Credential

NAMES = ("COUPA_CLIENT_ID", "COUPA_CLIENT_SECRET", "COUPA_SCOPE", "COUPA_TOKEN", "COUPA_EXPIRED_TOKEN")
# How to come by a kind of credential that cannot be made of what is there.
ADVICE = {
    Credential.EXPIRED: "set COUPA_EXPIRED_TOKEN to one",
    Credential.OTHER_SCHEME: "the target was asked without any",
    **{each: f"the token endpoint does not say that it gives one with the scope of {each.value} alone" for each in NARROW},
}
_LINE = re.compile(
    r"""(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s#"']*))\s*(?:\#.*)?"""
)
_UNSIGNED = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"  # {"alg":"none","typ":"JWT"}
_SHARED = stat.S_IRGRP | stat.S_IROTH


class Secret:
    """A text that no repr, no format and no pickle shows; `reveal` is for the moment of sending."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Keep it in no variable that outlives the line."""
        return self._text

    def __repr__(self) -> str:
        return "<secret>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere: read it from the environment again")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Client credentials, a static token, or neither. `warnings` are sentences for the user."""

    client_id: Secret | None = None
    client_secret: Secret | None = None
    scope: str = ""
    token: Secret | None = None
    expired_token: Secret | None = None
    warnings: tuple[str, ...] = ()

    @property
    def renewable(self) -> bool:
        """Whether tokens come from the token endpoint."""
        return self.client_id is not None

    def allow(self, credential: Credential) -> bool:
        """Whether that kind can be made of these; a narrow token can be asked for, which does not say that it is given."""
        match credential:
            case Credential.EXPIRED:
                return self.expired_token is not None
            case Credential.OTHER_SCHEME:
                return self.renewable or self.token is not None
            case _ if credential in NARROW:
                return self.renewable
        return True

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every credential as text (a client id is a name), for whoever must keep them out of a file."""
        return tuple(each.reveal() for each in (self.client_secret, self.token, self.expired_token) if each is not None)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], file: Path | None = None) -> Credentials:
        """Credentials of the environment, or of a file of NAME=value lines, which then counts alone. Raises UsageError."""
        values = dict(environ) if file is None else _read(file)
        found = {name: values[name].strip() for name in NAMES if values.get(name, "").strip()}
        for name, value in found.items():
            if not value.isascii() or not value.isprintable() or (" " in value and name != "COUPA_SCOPE"):
                raise UsageError(f"{name} holds a space, a line break or a character outside ASCII: copy it again")
        secret = {name: Secret(value) for name, value in found.items()}
        if ("COUPA_CLIENT_ID" in found) != ("COUPA_CLIENT_SECRET" in found):
            missing = "COUPA_CLIENT_SECRET" if "COUPA_CLIENT_ID" in found else "COUPA_CLIENT_ID"
            raise UsageError(f"{missing} is not set: client id and secret belong together")
        return cls(
            client_id=secret.get("COUPA_CLIENT_ID"),
            client_secret=secret.get("COUPA_CLIENT_SECRET"),
            scope=found.get("COUPA_SCOPE", ""),
            token=secret.get("COUPA_TOKEN"),
            expired_token=secret.get("COUPA_EXPIRED_TOKEN"),
            warnings=() if file is None else _warnings(file),
        )


def garbled(token: str) -> str:
    """A token that looks like `token` and is not it: its signature (or second half) is made of other characters of the same kinds."""
    kept = token.rfind(".") + 1 or len(token) // 2
    noise = hashlib.shake_256(token.encode()).digest(len(token))
    wrong = "".join(_other(character, noise[index]) for index, character in enumerate(token[kept:], kept))
    return token[:kept] + wrong if wrong != token[kept:] else token + "x"


def unsigned(token: str) -> str:
    """A token with the claims of `token` that says of itself that nobody signed it (RFC 7519, 6)."""
    parts = token.split(".")
    return f"{_UNSIGNED}.{parts[1] if len(parts) > 1 else token}."


def _other(character: str, noise: int) -> str:
    for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits):
        if character in kind:
            return kind[(kind.index(character) + 1 + noise % (len(kind) - 1)) % len(kind)]
    return character


def _read(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"the credentials file {file} cannot be read: {why}") from None
    values = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise UsageError(f"line {number} of the credentials file {file} is not NAME=value")
        if match["name"].startswith("COUPA_") and match["name"] not in NAMES:
            raise UsageError(f"line {number} of the credentials file {file} sets {match['name']}, which is none of {', '.join(NAMES)}")
        values[match["name"]] = match["double"] or match["single"] or match["bare"] or ""
    if not any(values.get(name) for name in NAMES):
        raise UsageError(f"the credentials file {file} sets none of {', '.join(NAMES)}")
    return values


def _warnings(file: Path) -> tuple[str, ...]:
    if file.stat().st_mode & _SHARED:
        return (f"others on this machine can read the credentials file {file}: chmod 600 it",)
    return ()
