"""Causes told apart, however deep a library hides them."""

import http.client
import socket
import ssl

import pytest
import requests
from urllib3 import exceptions as urllib3_errors

from coupa_contract.model import FailureKind
from coupa_contract.target.failures import connection_problem, failure_of, unreachable

URL = "https://demo.example/api/invoices?token=s3cret"
POOL = None  # what urllib3 wants and does not use


def wrapped(cause: Exception) -> requests.ConnectionError:
    """As requests raises it."""
    return requests.ConnectionError(urllib3_errors.MaxRetryError(POOL, "/api?s3cret", cause))  # type: ignore[arg-type]


def chained(error: Exception, cause: Exception) -> Exception:
    """As urllib3 raises it: the operating system's error is only in the chain."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            wrapped(urllib3_errors.NameResolutionError("demo.example", POOL, socket.gaierror(-2, "s3cret"))),
            "host 'demo.example' is unknown",
        ),
        (wrapped(chained(urllib3_errors.NewConnectionError(POOL, "s3cret"), ConnectionRefusedError())), "refuses connections"),  # type: ignore[arg-type]
        (wrapped(urllib3_errors.NewConnectionError(POOL, "s3cret")), "check the network"),  # type: ignore[arg-type]
        (requests.ConnectTimeout(urllib3_errors.ConnectTimeoutError("s3cret")), "does not take the connection in time"),
        (requests.exceptions.SSLError(ssl.SSLCertVerificationError("s3cret")), "--ca-bundle"),
        (requests.exceptions.SSLError(ssl.SSLError(1, "s3cret")), "try http://demo.example"),
        (requests.exceptions.ProxyError("s3cret"), "HTTPS_PROXY"),
        (requests.ConnectionError(urllib3_errors.ProtocolError("x", http.client.BadStatusLine("s3cret"))), "does not speak HTTP"),
        (requests.ConnectionError(urllib3_errors.ProtocolError("x", http.client.RemoteDisconnected("s3cret"))), "closes the connection"),
        (requests.ReadTimeout("s3cret"), "did not answer in time"),
    ],
)
def test_each_cause_has_its_sentence(error: Exception, says: str) -> None:
    """What failed is told apart, in one sentence that repeats no library's text."""
    sentence = str(unreachable(error, URL))
    assert says in sentence
    assert "s3cret" not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (requests.ReadTimeout("x"), FailureKind.TIMEOUT),
        (urllib3_errors.ReadTimeoutError(POOL, "/", "x"), FailureKind.TIMEOUT),  # type: ignore[arg-type]
        (urllib3_errors.ProtocolError("x", urllib3_errors.IncompleteRead(3, 7)), FailureKind.DISCONNECTED),
        (urllib3_errors.ProtocolError("x", ConnectionResetError()), FailureKind.DISCONNECTED),
        (requests.ConnectionError(urllib3_errors.ProtocolError("x", http.client.RemoteDisconnected())), FailureKind.DISCONNECTED),
        (requests.ConnectionError(urllib3_errors.ProtocolError("x", http.client.BadStatusLine("x"))), FailureKind.NOT_HTTP),
        (requests.ConnectionError(urllib3_errors.ProtocolError("x", http.client.LineTooLong("x"))), FailureKind.NOT_HTTP),
        (urllib3_errors.DecodeError("x"), FailureKind.NOT_HTTP),
        (OSError("x"), FailureKind.DISCONNECTED),
    ],
)
def test_what_goes_wrong_later_is_a_failure(error: Exception, kind: FailureKind) -> None:
    """Once the target had taken the request, the failure is data about it."""
    assert connection_problem(error, URL) is None
    assert failure_of(error).kind is kind
    assert failure_of(error, cut=True).kind is FailureKind.TIMEOUT


def test_a_short_body_says_how_much_is_missing() -> None:
    """The numbers of a body shorter than its Content-Length are in the detail."""
    error = urllib3_errors.ProtocolError("x", urllib3_errors.IncompleteRead(3, 7))
    assert failure_of(error).detail == "the body ended after 3 bytes, 7 short of its Content-Length"
