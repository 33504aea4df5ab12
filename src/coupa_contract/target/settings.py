"""Where the target is and how gently it is treated: a frozen value that can travel to a worker as JSON."""

from __future__ import annotations

import dataclasses
import ipaddress
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from coupa_contract.errors import UsageError

DEFAULT_PORTS = {"http": 80, "https": 443}
MOST_PER_S = 20.0  # the vendor allows 25
_HOST_LABEL = re.compile(r"[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?")
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,=:-]+)*")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the transport needs to know about the target.

    `base_url` and `token_url` are canonical, as `check_url` and `check_token_url` give them. `rate_per_s` and `max_requests`: None means
    no limit. `timeout_s` bounds each wait for the target, `total_timeout_s` one whole exchange, `patience_s` the Retry-After that is
    still waited for. `ca_bundle` is a file or folder of certificates to trust instead of the usual ones.
    """

    base_url: str
    token_url: str
    rate_per_s: float | None = 5.0
    max_requests: int | None = None
    timeout_s: float = 30.0
    total_timeout_s: float = 120.0
    patience_s: float = 60.0
    body_limit_bytes: int = 16 * 1024 * 1024
    ca_bundle: str | None = None

    def __post_init__(self) -> None:
        if self.rate_per_s is not None and not 0 < self.rate_per_s <= MOST_PER_S:
            raise UsageError(f"a rate of {self.rate_per_s:g} requests a second is not possible: choose above 0 and at most {MOST_PER_S:g}")
        if self.max_requests is not None and self.max_requests < 1:
            raise UsageError(f"a budget of {self.max_requests} requests is not possible: choose at least 1")

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a request's path is put behind."""
        return origin_of(self.base_url)

    @property
    def base_path(self) -> str:
        """The path of the base URL, such as `/api`."""
        return self.base_url[len(self.origin) :]

    def to_json(self) -> str:
        """The settings as JSON text; no secret is in them."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """The settings that `to_json` wrote. Raises TypeError for an unknown field."""
        return cls(**json.loads(text))

    @classmethod
    def for_url(cls, url: str, token_url: str | None = None, **more: Any) -> Settings:
        """Settings for a URL as a user types it; the token URL is the usual one of its origin unless given. Raises UsageError."""
        base_url = check_url(url)
        return cls(base_url, check_token_url(token_url, base_url), **more)


def check_url(text: str) -> str:
    """The canonical base URL for what a user typed; without a path it gets `/api`, with one it is taken as it is.

    Raises UsageError with one sentence that never repeats a password.

    >>> check_url("https://Demo.CoupaHost.com/")
    'https://demo.coupahost.com/api'
    >>> check_url("http://127.0.0.1:8000/mock/")
    'http://127.0.0.1:8000/mock'
    """
    parts = _split(text)
    path = parts.path.rstrip("/") or "/api"
    if parts.query or parts.fragment or text.rstrip().endswith(("?", "#")):
        raise UsageError(f"the URL of a target ends with its path: leave out what follows the {'?' if '?' in text else '#'}")
    if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise UsageError(f"the path {path!r} of the URL is odd: give a plain one such as /api, without escapes, dots or double slashes")
    return _origin(parts) + path


def check_token_url(text: str | None, base_url: str) -> str:
    """The canonical URL of the token endpoint: as given, or `/oauth2/token` at the target's origin. Raises UsageError."""
    if text is None:
        return origin_of(base_url) + "/oauth2/token"
    parts = _split(text)
    if parts.fragment or not _PATH.fullmatch(parts.path) or parts.query:
        raise UsageError("the token URL must be a scheme, a host and a plain path, such as https://demo.coupahost.com/oauth2/token")
    if base_url.startswith("https:") and parts.scheme.lower() != "https":
        raise UsageError("the token URL must be https like the target: the client secret would travel unencrypted")
    return _origin(parts) + parts.path


def origin_of(url: str) -> str:
    """Scheme, host and port of a canonical URL."""
    return "/".join(url.split("/", 3)[:3])


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine. It proves nothing about what answers there (it may be a tunnel)."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult:
    text = text.strip()
    if "@" in text:  # wherever it stands: a password can hold a slash
        raise UsageError("leave user name and password out of the URL: set COUPA_CLIENT_ID and COUPA_CLIENT_SECRET, or COUPA_TOKEN")
    if re.search(r"[\s\x00-\x1f\x7f\\]", text):
        raise UsageError(f"{text!r} is not a URL: it holds a space, a backslash or a control character")
    scheme, mark, _ = text.partition("://")
    if not mark:
        raise UsageError(f"{text!r} has no scheme: write https://{text.lstrip('/') or 'demo.coupahost.com'}")
    if scheme.lower() not in DEFAULT_PORTS:
        raise UsageError(f"the scheme {scheme!r} cannot be used: a target's URL begins with https:// (or http://)")
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"{text!r} is not a URL: {error}") from None
    return parts


def _origin(parts: SplitResult) -> str:
    scheme = parts.scheme.lower()
    host = _host(parts.hostname or "")
    port = parts.port
    return f"{scheme}://{host}" + (f":{port}" if port not in (None, DEFAULT_PORTS[scheme]) else "")


def _host(host: str) -> str:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            raise UsageError(f"{host!r} is not an IPv6 address") from None
    try:
        ascii_host = host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError:
        raise UsageError(f"{host!r} is not a host name") from None
    if not ascii_host:
        raise UsageError("the URL has no host: write something like https://demo.coupahost.com")
    if not all(_HOST_LABEL.fullmatch(label) for label in ascii_host.removesuffix(".").split(".")):
        raise UsageError(f"{host!r} is not a host name")
    return ascii_host
