"""OAuth 2 client credentials (RFC 6749, section 4.4): tokens are signed, carry their scopes and expire."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote_plus

from coupa_contract.reference.operations import SCOPES
from coupa_contract.reference.refusals import RefusalError

LIFETIME_S = 86_399  # as the vendor's (FACTS 3.4)
_SECONDS = re.compile(r"\d{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Client:
    """Who may ask for tokens, and for which scopes."""

    id: str
    secret: str = field(repr=False)
    scopes: tuple[str, ...] = SCOPES


# For a server on localhost with made-up invoices; there is nothing to protect.
DEFAULT_CLIENT = Client("coupa-contract", "there-is-nothing-to-protect")


@dataclass(eq=False)
class GrantError(Exception):
    """A request for a token is refused, in OAuth's shape (RFC 6749, section 5.2)."""

    status: int
    error: str
    description: str

    def __str__(self) -> str:
        return f"{self.status} {self.error}: {self.description}"


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


_HEADER = _encoded(b'{"alg":"HS256","typ":"JWT"}')


class Authority:
    """Grants tokens and reads them again."""

    def __init__(self, clients: Sequence[Client], clock: Callable[[], datetime], lifetime_s: int = LIFETIME_S) -> None:
        self._clients = {client.id: client for client in clients}
        self._clock = clock
        self._lifetime_s = lifetime_s
        self._key = secrets.token_bytes(32)

    def grant(self, form: Mapping[str, str], authorization: str | None) -> dict[str, object]:
        """The answer to a request for a token. Raises GrantError.

        `expires_in` asks for a shorter life, 0 for a token that has expired already: an extension, so that tests need not wait a day.
        """
        if form.get("grant_type") != "client_credentials":
            raise GrantError(400, "unsupported_grant_type", "Only client_credentials is granted.")
        client = self._client(form, authorization)
        wanted = form.get("scope", "").split() or list(client.scopes)
        if not set(wanted) <= set(client.scopes):
            raise GrantError(400, "invalid_scope", "A scope is unknown or not this client's.")
        lifetime_s = self._lifetime(form.get("expires_in"))
        scope = " ".join(dict.fromkeys(wanted))
        claims = {"sub": client.id, "scope": scope, "exp": self._clock().timestamp() + lifetime_s, "jti": secrets.token_hex(8)}
        return {"access_token": self._token(claims), "token_type": "bearer", "expires_in": lifetime_s, "scope": scope}

    def _lifetime(self, text: str | None) -> int:
        if text is None:
            return self._lifetime_s
        if not _SECONDS.fullmatch(text):
            raise GrantError(400, "invalid_request", "expires_in is a number of seconds.")
        return min(int(text), self._lifetime_s)

    def _client(self, form: Mapping[str, str], authorization: str | None) -> Client:
        identity, secret = form.get("client_id", ""), form.get("client_secret", "")
        if authorization is not None:
            identity, secret = _basic(authorization)
        client = self._clients.get(identity)
        if client is None or not hmac.compare_digest(client.secret.encode(), secret.encode("utf-8", "replace")):
            raise GrantError(401, "invalid_client", "The client is unknown, or its secret is wrong.")
        return client

    def _token(self, claims: dict[str, object]) -> str:
        text = f"{_HEADER}.{_encoded(json.dumps(claims).encode())}"
        return f"{text}.{_encoded(self._sign(text))}"

    def _sign(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), hashlib.sha256)

    def scopes(self, authorization: str | None) -> frozenset[str]:
        """The scopes of a request's token. Raises RefusalError (401) when it is missing, garbled or expired."""
        if authorization is None:
            raise _unauthorised("A token is missing.")
        scheme, _, token = authorization.partition(" ")
        signed, _, signature = token.strip().rpartition(".")
        try:
            genuine = scheme.lower() == "bearer" and hmac.compare_digest(_decoded(signature), self._sign(signed))
        except (binascii.Error, UnicodeError, ValueError):
            genuine = False
        if not genuine:
            raise _unauthorised("The token is not one of this instance.")
        claims = json.loads(_decoded(signed.rpartition(".")[2]))
        if self._clock().timestamp() >= claims["exp"]:
            raise _unauthorised("The token has expired.")
        return frozenset(claims["scope"].split())


def _basic(authorization: str) -> tuple[str, str]:
    """Client id and secret of a Basic header, form-encoded as RFC 6749, section 2.3.1 says. Raises GrantError."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        identity, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeError, ValueError):
        colon = ""
    if scheme.lower() != "basic" or not colon:
        raise GrantError(401, "invalid_client", "The Authorization header holds no client.")
    return unquote_plus(identity), unquote_plus(secret)


def _unauthorised(sentence: str) -> RefusalError:
    return RefusalError(401, {"authentication": (sentence,)}, {"WWW-Authenticate": "Bearer"})
