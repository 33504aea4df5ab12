"""What went wrong on the way to the target and back, told apart by cause; no library's own text is repeated, for it may hold secrets."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from urllib3 import exceptions as urllib3_errors

from coupa_contract.errors import UnreachableError
from coupa_contract.model import Failure, FailureKind
from coupa_contract.target.settings import origin_of


def unreachable(error: BaseException, url: str, what: str = "the target", *, cut: bool = False) -> UnreachableError:
    """The sentence for a first contact that failed: what is wrong, and what to do."""
    failure = connection_problem(error, url, what)
    if failure is not None:
        return UnreachableError(failure)
    origin = origin_of(url)
    sentence = {
        FailureKind.TIMEOUT: f"{what} {origin} took the connection but did not answer in time: is it up? (--timeout waits longer)",
        FailureKind.NOT_HTTP: f"what listens at {origin} does not speak HTTP: check the port{_other_scheme(origin)}",
        FailureKind.DISCONNECTED: f"{what} {origin} closes the connection without an answer: check the port{_other_scheme(origin)}",
    }
    return UnreachableError(sentence[failure_of(error, cut=cut).kind])


def connection_problem(error: BaseException, url: str, what: str = "the target") -> str | None:
    """The sentence for a connection that never came about, or None when the failure came later."""
    causes = list(_causes(error))
    origin, host = origin_of(url), urlsplit(url).hostname or ""
    if _any(causes, requests.exceptions.ProxyError, urllib3_errors.ProxyError):
        return f"the proxy that the environment names for {origin} does not let {what} be reached: check HTTPS_PROXY and NO_PROXY"
    if _any(causes, urllib3_errors.NameResolutionError, socket.gaierror):
        return f"the host {host!r} is unknown: check the URL of {what}"
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = getattr(cause, "verify_message", "") or "no reason given"
            advice = "if its authority is your own, name its certificate with --ca-bundle"
            return f"the certificate of {what} {origin} does not verify ({why}): {advice}"
    if _any(causes, ssl.SSLError, urllib3_errors.SSLError):
        return f"{what} {origin} does not complete a TLS handshake: check the port, or try {origin.replace('https:', 'http:', 1)}"
    if _any(causes, ConnectionRefusedError):
        return f"{what} {origin} refuses connections: is it running, and is the port right?"
    if _any(causes, urllib3_errors.NewConnectionError):  # before the time-outs: some versions derive it from them
        return f"no connection to {what} {origin}: check the network and the URL"
    if _any(causes, urllib3_errors.ConnectTimeoutError, requests.exceptions.ConnectTimeout):
        return f"{what} {origin} does not take the connection in time: is it up, and does a firewall stand between?"
    return None


def failure_of(error: BaseException, *, cut: bool = False) -> Failure:
    """What the target did to a request that it had taken. `cut`: the exchange was ended because it took too long in all."""
    causes = list(_causes(error))
    if cut:
        return Failure(FailureKind.TIMEOUT, "the answer did not end in time")
    if _any(causes, urllib3_errors.ReadTimeoutError, requests.exceptions.ReadTimeout, TimeoutError):
        return Failure(FailureKind.TIMEOUT, "no answer in time")
    if _any(causes, urllib3_errors.InvalidChunkLength):  # before IncompleteRead, which it is as well
        return Failure(FailureKind.NOT_HTTP, "a chunk of the body has no length")
    for cause in causes:
        if isinstance(cause, urllib3_errors.IncompleteRead | http.client.IncompleteRead):
            return Failure(FailureKind.DISCONNECTED, _missing(cause))
    if _any(causes, urllib3_errors.DecodeError):
        return Failure(FailureKind.NOT_HTTP, "the body is not encoded as its Content-Encoding says")
    # RemoteDisconnected is a BadStatusLine as well, of an empty line.
    if _any(causes, http.client.RemoteDisconnected, ConnectionError, ssl.SSLError):
        return Failure(FailureKind.DISCONNECTED, "the connection was closed before the answer was complete")
    if _any(causes, http.client.HTTPException, urllib3_errors.InvalidHeader):
        return Failure(FailureKind.NOT_HTTP, "the answer is not HTTP")
    return Failure(FailureKind.DISCONNECTED, "the connection broke")


def _missing(error: BaseException) -> str:
    partial = getattr(error, "partial", 0)
    arrived = partial if isinstance(partial, int) else len(partial or b"")
    expected = getattr(error, "expected", None)
    if not isinstance(expected, int):
        return "the body broke off, or a chunk of it has no length"
    return f"the body ended after {arrived} bytes, {expected} short of its Content-Length"


def _other_scheme(origin: str) -> str:
    return f", or try {origin.replace('http:', 'https:', 1)}" if origin.startswith("http:") else ""


def _any(causes: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps: libraries hide the cause in arguments, in `reason` and in the chain."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = [*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__]
        waiting += [each for each in inner if isinstance(each, BaseException)]
