"""Tokens: fetched with client credentials before they are needed, renewed before they expire, told apart from wrong ones."""

from __future__ import annotations

import hmac
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import requests
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from coupa_contract.contract.scopes import NARROW
from coupa_contract.errors import UnauthorisedError, UnreachableError
from coupa_contract.model import Credential, NotJsonError, parse_json
from coupa_contract.target.credentials import Credentials, Secret, garbled, unsigned
from coupa_contract.target.failures import unreachable
from coupa_contract.target.reading import TooLargeError, read_body
from coupa_contract.target.settings import Settings
from coupa_contract.target.watch import Watcher

_LEEWAY_S = 60
_ANSWER_LIMIT_BYTES = 1024 * 1024
_ERROR_CODE = re.compile(r"[a-z_]{1,40}")
_ADVICE = {
    "invalid_client": "check COUPA_CLIENT_ID and COUPA_CLIENT_SECRET",
    "invalid_scope": "set COUPA_SCOPE to scopes that this client was given, such as core.invoice.read",
    "unauthorized_client": "the client must be allowed the grant type client_credentials",
    "unsupported_grant_type": "the client must be allowed the grant type client_credentials",
}
_NO_TOKEN = "no.token.at-all"  # noqa: S105 - what a wrong token is made of where there is no right one
_NOBODY = "Basic bm9ib2R5Om5vdGhpbmc="  # nobody:nothing
Header = str  # the value of an Authorization header


class TokenSource:
    """What goes into Authorization, for every kind of credential. Safe across threads.

    `mount` puts the guarded adapter into a session. `narrow` says which scopes the narrow tokens ask for.
    """

    def __init__(
        self,
        credentials: Credentials,
        settings: Settings,
        mount: Callable[[requests.Session], None],
        watcher: Watcher,
        narrow: Mapping[Credential, tuple[str, ...]] | None = None,
    ) -> None:
        self._credentials = credentials
        self._settings = settings
        self._mount = mount
        self._watcher = watcher
        self._lock = threading.Lock()
        self._narrow_scopes = narrow or {}
        self._narrow: dict[Credential, TokenSource | None] = {}
        self._narrow_lock = threading.Lock()
        self._granted: object = None  # the scope that the last answer names
        self._session: Any = None
        self._received: list[Secret] = []
        self._recent: tuple[Secret, ...] = (credentials.token,) if credentials.token and not credentials.renewable else ()

    def __repr__(self) -> str:
        return "TokenSource(<secret>)"

    def provides(self, credential: Credential) -> bool:
        """Whether that kind of credential can be sent at all; asks for a narrow token to find out."""
        if not self._credentials.allow(credential):
            return False
        return credential not in NARROW or self._narrowed(credential) is not None

    def header(self, credential: Credential) -> Header | None:
        """The Authorization of that kind, None for none. Raises UnauthorisedError, UnreachableError."""
        match credential:
            case Credential.MISSING:
                return None
            case Credential.EXPIRED:
                expired = self._credentials.expired_token
                return None if expired is None else f"Bearer {expired.reveal()}"
            case Credential.GARBLED:
                token = self._valid()
                return f"Bearer {garbled(token.reveal() if token else _NO_TOKEN)}"
            case Credential.UNSIGNED:
                token = self._valid()
                return f"Bearer {unsigned(token.reveal() if token else _NO_TOKEN)}"
            case Credential.EMPTY:
                return "Bearer"
            case Credential.NOBODY:
                return _NOBODY
            case Credential.OTHER_SCHEME:
                token = self._valid()
                return None if token is None else f"Basic {token.reveal()}"
            case _ if credential in NARROW:
                source = self._narrowed(credential)
                return None if source is None else source.header(Credential.VALID)
        valid = self._valid()
        return None if valid is None else f"Bearer {valid.reveal()}"

    def is_current(self, header: Header | None) -> bool:
        """Whether an Authorization is the valid one (the one just replaced counts: another thread may be about to send it)."""
        if header is None:
            return not self._credentials.renewable and self._credentials.token is None
        return any(_same(header, token) for token in self._recent)

    @property
    def received(self) -> tuple[str, ...]:
        """Every token that the token endpoint gave."""
        narrow = [source for source in list(self._narrow.values()) if source is not None]
        return (*(token.reveal() for token in self._received), *(token for source in narrow for token in source.received))

    def renew(self, refused: Header | None) -> bool:
        """Replaces a token that was refused, unless somebody already did; False when there is no way to. Raises UnauthorisedError."""
        if not self._credentials.renewable:
            return False
        with self._lock:
            replaced = bool(self._recent) and refused is not None and not _same(refused, self._recent[0])
            if not replaced:
                self._fetch()
        return True

    @property
    def advice(self) -> str:
        """What to do when the target refuses what was thought valid."""
        if self._credentials.renewable:
            return f"the target refuses a token that {self._settings.token_url} just gave: is that the token URL of this instance?"
        if self._credentials.token is not None:
            advice = "set a fresh one, or COUPA_CLIENT_ID and COUPA_CLIENT_SECRET, which give new ones"
            return f"the target refuses the token of COUPA_TOKEN, which may have expired: {advice}"
        return "the target wants credentials: set COUPA_CLIENT_ID and COUPA_CLIENT_SECRET, or COUPA_TOKEN"

    def close(self) -> None:
        """Closes the connections to the token endpoint."""
        if self._session is not None:
            self._session.close()
        for source in self._narrow.values():
            if source is not None:
                source.close()

    def _narrowed(self, credential: Credential) -> TokenSource | None:
        """Where tokens with these scopes and no other come from; None when the token endpoint gives none, or does not say that it did.

        RFC 6749, 5.1: what is granted is told, unless it is what was asked for; an instance that knows no scopes tells nothing either.
        """
        with self._narrow_lock:
            if credential not in self._narrow:
                self._narrow[credential] = self._narrower(self._narrow_scopes.get(credential, ()))
            return self._narrow[credential]

    def _narrower(self, scopes: tuple[str, ...]) -> TokenSource | None:
        if not scopes:
            return None
        valid = self._valid()
        credentials = replace(self._credentials, scope=" ".join(scopes), token=None, expired_token=None)
        source = TokenSource(credentials, self._settings, self._mount, self._watcher)
        try:
            token = source._valid()
        except (UnauthorisedError, UnreachableError):
            token = None
        told = source._granted if isinstance(source._granted, str) else ""
        if token is not None and token != valid and set(told.split()) == set(scopes):
            return source
        self._received += source._received
        source.close()
        return None

    def _valid(self) -> Secret | None:
        if not self._credentials.renewable:
            return self._credentials.token
        with self._lock:
            if self._session is None or self._session.token is None or self._session.token.is_expired(self._session.leeway):
                self._fetch()
            return self._recent[0]

    def _open(self) -> Any:
        identity, secret = self._credentials.client_id, self._credentials.client_secret
        session = OAuth2Session(
            identity.reveal() if identity else None,
            secret.reveal() if secret else None,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the vendor's documented form
            scope=self._credentials.scope or None,
            default_timeout=self._settings.timeout_s,
        )
        session.trust_env = False  # a .netrc would replace the credentials
        session.stream = True  # the answer is read by `_Answer.of`, within a limit
        session.max_redirects = 0
        session.verify = self._settings.ca_bundle or True
        session.register_compliance_hook("access_token_response", self._answer)
        self._mount(session)
        return session

    def _fetch(self) -> None:
        """Fetches a token. Nothing of what the token endpoint or the library says is repeated: it may repeat the secret."""
        url = self._settings.token_url
        if self._session is None:
            self._session = self._open()
        try:
            with self._watcher.watch(self._settings.total_timeout_s):
                token = self._session.fetch_token(url, grant_type="client_credentials")
        except OAuthError as error:
            raise UnauthorisedError(_refusal(url, error.error)) from None
        except requests.TooManyRedirects:
            raise UnauthorisedError(f"the token endpoint {url} redirects elsewhere: give the right one with --token-url") from None
        except (requests.RequestException, HTTPError, OSError) as error:
            raise unreachable(error, url, what="the token endpoint") from None
        access = token.get("access_token")
        if not isinstance(access, str) or not access or not access.isascii() or not access.isprintable() or " " in access:
            raise UnauthorisedError(f"the token endpoint {url} answered without a usable access_token: is it the right URL?") from None
        if str(token.get("token_type") or "bearer").lower() != "bearer":
            raise UnauthorisedError(f"the token endpoint {url} gives tokens that are not bearer tokens") from None
        self._session.leeway = min(_LEEWAY_S, (token["expires_in"] or 0) // 5)
        self._granted = token.get("scope")
        self._received.append(Secret(access))
        self._recent = (Secret(access), *self._recent[:1])

    def _answer(self, response: requests.Response) -> _Answer:
        url = self._settings.token_url
        try:
            body = read_body(response.raw, _ANSWER_LIMIT_BYTES)
        except TooLargeError:
            raise UnauthorisedError(f"the token endpoint {url} answers without end: is it the right URL?") from None
        finally:
            response.close()
        try:
            value = parse_json(body)
        except NotJsonError:
            value = None
        if not isinstance(value, dict) or (response.status_code != 200 and "error" not in value):
            kind = "a JSON object" if isinstance(value, dict) else "no JSON object"
            raise UnauthorisedError(f"the token endpoint {url} answered {response.status_code} with {kind}: is that the right --token-url?")
        return _Answer(response.status_code, {**value, "expires_in": _lifetime_s(value.get("expires_in")), "expires_at": None})


@dataclass(frozen=True, slots=True, repr=False)
class _Answer:
    """The part of a response that authlib reads, with a body that was read within a limit."""

    status_code: int
    value: dict[str, Any]

    def json(self) -> dict[str, Any]:
        return dict(self.value)

    def raise_for_status(self) -> None:
        raise UnauthorisedError(f"the token endpoint failed ({self.status_code}): try again later")


def _same(header: Header, token: Secret) -> bool:
    return hmac.compare_digest(header.encode("utf-8", "surrogatepass"), f"Bearer {token.reveal()}".encode())


def _lifetime_s(value: object) -> int | None:
    """Seconds, or None when the answer does not say: then a refusal shows that a token has expired."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _refusal(url: str, code: object) -> str:
    known = code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else "an error"
    return f"the token endpoint {url} gave no token ({known}): {_ADVICE.get(known, 'check the credentials and the token URL')}"
