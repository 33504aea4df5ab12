"""The scan finds what must not be there, names the place, and leaves everything else alone."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from urllib.parse import quote

import pytest
from backports import zstd

from coupa_contract.cassette.secrecy import scan
from coupa_contract.errors import RecordingError

SECRET = "p4ss/w0rd+of=the\"client'"
RANDOM = "Zx81kQpv07TtYwLm3RdNa95BcQ2e"


def refused(data: bytes, *secrets: str) -> str:
    """What the scan says against some bytes."""
    with pytest.raises(RecordingError) as caught:
        scan(data, "a/file.yaml", list(secrets))
    assert SECRET not in str(caught.value)
    assert RANDOM not in str(caught.value)
    return str(caught.value)


SPELLINGS = {
    "plain": SECRET,
    "in JSON": json.dumps(SECRET)[1:-1],
    "in JSON in JSON": json.dumps(json.dumps(SECRET)[1:-1])[1:-1],
    "in a URL": quote(SECRET, safe=""),
    "in a URL, in small letters": quote(SECRET, safe="").lower().replace("p4ss", "p4ss"),
    "in a form": quote(SECRET, safe="/"),
    "in hex": SECRET.encode().hex(),
    "in HEX": SECRET.encode().hex().upper(),
    "in a single-quoted scalar": SECRET.replace("'", "''"),
    "in HTML": SECRET.replace('"', "&quot;"),
    **{f"in base64 after {count} bytes": base64.b64encode(b"x" * count + SECRET.encode() + b"yy").decode() for count in range(4)},
    **{f"in urlsafe base64 after {count} bytes": base64.urlsafe_b64encode(b"?" * count + SECRET.encode()).decode() for count in range(4)},
    "in base64 without padding": base64.b64encode(SECRET.encode()).decode().rstrip("="),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_known_credential_is_found_in_every_spelling(spelling: str) -> None:
    """However it is written, the place is named and the value is not."""
    said = refused(f"first line\n  second: {SPELLINGS[spelling]} and more\n".encode(), SECRET)
    assert said.startswith("a/file.yaml, line 2, column ")
    assert "a credential of this run" in said


FORMS = {
    "a JSON web token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl",
    "a PEM block": "-----BEGIN EC PRIVATE KEY-----\nMHQCAQEEIFoo\n-----END EC PRIVATE KEY-----",
    "a key of a well-known form": "key AKIAQ4Z7XN2PLM8R3TVW here",
    "an Authorization": "Authorization: Token abcd1234",
    "a bearer token": "curl -H 'bearer 0a1b2c3d4e5f6a7b'",
    "a password of basic authentication": "Basic amFuZTpzZWNyZXQ=",
    "credentials in an address": "see https://jane:pw@files.example.com/x",
    "a secret in an assignment": "client_secret=hush-hush&x=1",
    "a text like a key (long, and random)": f"comments: {RANDOM}",
}


@pytest.mark.parametrize("form", FORMS)
def test_what_looks_like_a_secret_is_found(form: str) -> None:
    """A secret that nobody knew gives itself away by its form."""
    assert form in refused(f"x\n{FORMS[form]}\n".encode())


def test_a_key_of_slack_google_and_github_is_found() -> None:
    """The forms that vendors publish are known."""
    for key in (
        "xoxb-1234567890-abcdefghij",
        "AIza" + "Sy" * 17,
        "ghp_" + "a1B2" * 9,
        "sk_live_" + "a1B2c3D4e5F6",
        "glpat-" + "a1B2c3D4e5F6g7H8",
    ):
        assert "a key of a well-known form" in refused(f'"note": "{key}"'.encode())


def test_what_is_encoded_is_looked_into() -> None:
    """Base64 in a line, a binary scalar of YAML, a text folded by YAML, and a compressed file hide nothing."""
    token = FORMS["a JSON web token"]
    binary = "\n".join(
        "      " + base64.b64encode(f"\xff\xfe {token}".encode("latin-1")).decode()[at : at + 20] for at in range(0, 100, 20)
    )
    refused(base64.b64encode(f'{{"note": "Bearer {token}"}}'.encode()))
    refused(f"body: !!binary |\n{binary}\n".encode())
    refused(f'note: "some {token[:30]}\\\n      {token[30:]}"'.encode())
    refused(zstd.compress(f"line\n{token}\n".encode()))


def test_a_large_compressed_file_is_read_in_parts() -> None:
    """The line is counted from the beginning of the file."""
    filler = b'{"id": 17, "comments": "nothing"}\n' * 300_000
    assert "line 300001, column 6" in refused(zstd.compress(filler + b"note " + SECRET.encode()), SECRET)


def test_a_compressed_file_that_is_cut_off_is_refused() -> None:
    """What cannot be looked at is not put into place."""
    with pytest.raises(RecordingError, match="cannot be read back"):
        scan(zstd.compress(b"x" * 100_000)[:-9], "file", [])


HARMLESS = [
    f'sha256 = "{hashlib.sha256(b"x").hexdigest()}"',
    f'document = "{hashlib.sha1(b"x", usedforsecurity=False).hexdigest().upper()}"',
    f"transaction-uuid: {uuid.UUID(int=0x12345678123456781234567812345678)}",
    'etag: W/"33a64df551425fcc55e4d42a148795d9f25f89d4"',
    "/api/invoices/1000017/retrieve_image_scan_of_the_invoice?fields=[%22id%22,%22invoice_number%22]",
    "lifecycle-withdrawal-leaves-the-dispute test_query.test_rows_obey_a_condition[query-equality]",
    "InvoiceQuantityLineWithAnAccountAllocation RetrieveInvoiceClearanceDocument2023",
    "curl -H \"Authorization: Bearer $COUPA_TOKEN\" -H 'Authorization: Bearer not.the-token'",
    '{"access_token": "redacted", "password": "redacted", "u": "https://redacted@files.example.com/?redacted"}',
    "Authorization: Bearer redacted",
    "a bearer token is refused; basic authentication of the supplier",
    base64.b64encode("an argument of ours, as bytes, in which é stands".encode()).decode(),
    base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(60))).decode(),
    "!!binary |\n      " + base64.b64encode(hashlib.sha512(b"file").digest()[:57]).decode() + "\n",
    "请求12345678901234567890 Żółć gęślą jaźń 99999999999999999999999999999999999999",
    "IBAN GB82WEST12345698765432 DE89370400440532013000",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_recordings_hold_raises_no_alarm(text: str) -> None:
    """Digests, ids, paths, names, our own base64 and our own placeholders are no secrets."""
    scan(text.encode(), "file", [SECRET])
