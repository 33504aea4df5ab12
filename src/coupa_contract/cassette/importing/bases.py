"""Where the instance lies in foreign traffic: the origin and the path before `/invoices` that most of the requests share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from coupa_contract.cassette.importing.foreign import ForeignExchange
from coupa_contract.contract import Contract
from coupa_contract.errors import UsageError

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Base:
    """The origin (`https://demo.example:8443`, without a port that its scheme implies) and the path below which the operations lie."""

    origin: str
    path: str

    def __str__(self) -> str:
        return self.origin + self.path


def read_base(text: str) -> Base:
    """A base that a user names. Raises UsageError."""
    parts = split(text)
    if parts is None or parts.query or parts.fragment:
        raise UsageError(f"--base takes the URL of the instance in the file, such as https://demo.coupahost.com/api, not {text!r}")
    return Base(origin_of(parts), parts.path.rstrip("/"))


def base_of(exchanges: Iterable[ForeignExchange], contract: Contract) -> Base | None:
    """The base below which most requests are operations of the document; None when none is.

    Of bases with as many, the one that ends in `/api`, then the one that was met first.
    """
    votes = Counter(base for each in exchanges for base in _candidates(each, contract))
    return max(votes, key=lambda base: (votes[base], base.path.endswith("/api"))) if votes else None


def _candidates(exchange: ForeignExchange, contract: Contract) -> Iterator[Base]:
    parts = split(exchange.url)
    if parts is None:
        return
    origin, path = origin_of(parts), parts.path
    for end in [i for i, character in enumerate(path) if character == "/"][:20]:
        if contract.match(exchange.method, path[end:]) is not None:
            yield Base(origin, path[:end])


@lru_cache(maxsize=256)  # each URL is asked for several times, one right after the other
def split(url: str) -> SplitResult | None:
    """The parts of an absolute HTTP URL, or None."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


@lru_cache(maxsize=256)
def origin_of(parts: SplitResult) -> str:
    """Scheme, host and port in one spelling, without user info."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + ("" if parts.port in {None, _PORTS[parts.scheme]} else f":{parts.port}")
