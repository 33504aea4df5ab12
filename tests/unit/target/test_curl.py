"""Lines that do the same again when they are pasted."""

import os
import shlex
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.model import Credential, Request
from coupa_contract.target.curl import curl_line


def test_a_line_reads_as_one_would_write_it() -> None:
    """The token is named, not shown, and only what needs quotes has them."""
    request = Request("PUT", "/api/invoices/17?fields=[%22id%22]", (("Content-Type", "application/json"),), b'{"internal-note": "it\'s"}')
    assert curl_line(request, "https://demo.example") == (
        "curl -i --globoff --path-as-is -X PUT 'https://demo.example/api/invoices/17?fields=[%22id%22]'"
        " -H \"Authorization: Bearer $COUPA_TOKEN\" -H 'Content-Type: application/json'"
        """ --data-raw '{"internal-note": "it'"'"'s"}'"""
    )


@pytest.mark.parametrize(
    ("credential", "holds"),
    [
        (Credential.VALID, "$COUPA_TOKEN"),
        (Credential.EXPIRED, "$COUPA_EXPIRED_TOKEN"),
        (Credential.GARBLED, "Bearer not.the-token"),
        (Credential.EMPTY, "'Authorization: Bearer'"),
        (Credential.UNSIGNED, "cut -d. -f2"),
        (Credential.NOBODY, "Basic bm9i"),
        (Credential.OTHER_SCHEME, "Basic $COUPA_TOKEN"),
        (Credential.READING, "$COUPA_READING_TOKEN"),
        (Credential.WRITING, "$COUPA_WRITING_TOKEN"),
        (Credential.CREATING, "$COUPA_CREATING_TOKEN"),
        (Credential.VOIDING, "$COUPA_VOIDING_TOKEN"),
    ],
)
def test_each_credential_has_its_header(credential: Credential, holds: str) -> None:
    """What a case carried decides what the line carries; a missing one leaves the header out."""
    assert holds in curl_line(Request("GET", "/api/invoices"), "https://demo.example", credential)
    assert "Authorization" not in curl_line(Request("GET", "/api/invoices"), "https://demo.example", Credential.MISSING)


BODIES = [
    None,
    b"",
    b"@/etc/passwd",
    b"$(touch x) `id` $HOME \\ \"'!",
    "ünïcode\nline\n".encode(),
    b"tab\there",
    bytes(range(256)),
    b"%d %s 100% \\n",
    b"--data-raw",
    b"\r\n\r\n",
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("body", BODIES)
def test_a_pasted_line_sends_the_same_bytes(serve: Any, http: Any, body: bytes | None) -> None:
    """A shell and curl make the very request of it, whatever it holds."""
    server = serve(http(200, b"{}", {"Connection": "close"}))
    headers = (("Accept", "a/b; q='1' \"$HOME\""), ("Content-Type", "text/x"), ("X-Empty", ""))
    request = Request("PUT", "/api/invoices/17?a[in]=1,2&b='$(id)'&{x}=[1-3]", headers, body)
    environ = {"PATH": os.environ["PATH"], "COUPA_TOKEN": "t$ken", "HOME": "/nowhere"}
    subprocess.run(["sh", "-c", curl_line(request, server.url)], env=environ, check=True, capture_output=True, timeout=20)
    (received,) = server.received
    assert (received.method, received.target, received.body) == (request.method, request.url, body or b"")
    assert received.headers["authorization"] == "Bearer t$ken"
    assert received.headers["accept"] == headers[0][1]
    assert received.headers["x-empty"] == ""
    assert received.headers["content-type"] == "text/x"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_a_pasted_line_adds_no_content_type(serve: Any, http: Any) -> None:
    """A body without a declared type goes out without one."""
    server = serve(http(200, b"{}", {"Connection": "close"}))
    line = curl_line(Request("PUT", "/api/invoices/17", (), b"x=1"), server.url, Credential.MISSING)
    subprocess.run(["sh", "-c", line], check=True, capture_output=True, timeout=20)
    (received,) = server.received
    assert "content-type" not in received.headers
    assert "authorization" not in received.headers


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(lambda text: text.isprintable()))
def test_text_reaches_the_shell_in_one_word(text: str) -> None:
    """Taken apart by a shell's rules, the line holds the body and each header as single words."""
    request = Request("PUT", "/api/invoices/17", (("Accept", "a" + text),), text.encode())
    words = shlex.split(curl_line(request, "https://demo.example", Credential.MISSING))
    assert words[words.index("--data-raw") + 1] == text
    assert f"Accept: a{text}" in words
