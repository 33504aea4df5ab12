"""Forty secrets, planted where instances, proxies and users put them: none reaches the disk."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import functools
import json
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from backports import zstd

from coupa_contract.cassette.arguments import encode
from coupa_contract.cassette.recording import Ending, Exchange, RecordedItem, RecordedScenario, Refusal, Session, Values
from coupa_contract.cassette.secrecy import cleaner, scan
from coupa_contract.cassette.staging import Clean, ItemWriter, staged
from coupa_contract.contract import Contract
from coupa_contract.errors import RecordingError
from coupa_contract.model import Case, Failure, FailureKind

SECRET = 'kR7"x\\9/Zq+é=4&w Lm2'.replace(" ", "").replace("é", "e")  # known to the process; with characters that every encoding changes
UNKNOWN = "Zx81kQpv07TtYwLm3RdNa95Bc"  # nobody told the process; only where it stands, or what stands around it, gives it away
JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjQyIn0.eyJzdWIiOiJqYW5lIiwiZXhwIjoxNzk1NTU3MTYxfQ.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx1Y2Zk9Qw7sT\nq8VvJ3nRk5LmZ0aBcDeFgHiJkLmN\n-----END RSA PRIVATE KEY-----"
AWS = "AKIA" + "Q4Z7XN2PLM8R3TVW"
NAMED = f"https://jane:{UNKNOWN}@files.example.com/scan.pdf"
SIGNED = f"https://bucket.s3.amazonaws.com/scan.pdf?X-Amz-Credential=AB&X-Amz-Signature={UNKNOWN}"
BASIC = base64.b64encode(f"client:{SECRET}".encode()).decode()


def _json(**members: Any) -> bytes:
    return json.dumps({"id": 1, **members}).encode()


# Where it stands, what of an interaction holds it, and the text that must be nowhere.
PLANTED: dict[str, tuple[dict[str, Any], str]] = {
    "Set-Cookie": ({"received": (("Set-Cookie", f"_session={UNKNOWN}; HttpOnly"),)}, UNKNOWN),
    "Cookie": ({"sent": (("Cookie", f"_session={UNKNOWN}"),)}, UNKNOWN),
    "Authorization": ({"sent": (("Authorization", f"Bearer {UNKNOWN}"),)}, UNKNOWN),
    "Proxy-Authorization": ({"sent": (("proxy-authorization", f"Basic {BASIC}"),)}, BASIC),
    "an API key's header": ({"sent": (("X-COUPA-API-KEY", UNKNOWN),)}, UNKNOWN),
    "a token in a header nobody knows": ({"received": (("X-Renewed-Token", UNKNOWN),)}, UNKNOWN),
    "a challenge": ({"received": (("WWW-Authenticate", f'Digest nonce="{UNKNOWN}"'),)}, UNKNOWN),
    "a redirect that carries a token": (
        {"status": 302, "received": (("Location", f"https://sso.example.com/in?ticket={UNKNOWN}"),)},
        UNKNOWN,
    ),
    "a redirect with a password": ({"status": 302, "received": (("Location", NAMED),)}, UNKNOWN),
    "a known secret in a kept header": ({"received": (("ETag", f'"{SECRET}"'),)}, SECRET),
    "access_token": ({"body": _json(access_token=UNKNOWN, token_type="bearer")}, UNKNOWN),
    "refresh_token, deep": ({"body": _json(session={"oauth": [{"refresh_token": UNKNOWN}]})}, UNKNOWN),
    "accessToken in camel case": ({"body": _json(accessToken=UNKNOWN)}, UNKNOWN),
    "a password as a number": ({"body": b'{"id": 1, "password": 90817263545362718}'}, "90817263545362718"),
    "an object of credentials": ({"body": _json(credentials={"user": UNKNOWN, "more": [UNKNOWN]})}, UNKNOWN),
    "a known secret in a note": ({"body": _json(comments=f"use {SECRET} please")}, SECRET),
    "a known secret, escaped": ({"body": _json(comments=SECRET)}, json.dumps(SECRET)[1:-1]),
    "a known secret, all characters escaped": (
        {"body": b'{"comments": "' + "".join(f"\\u{ord(each):04x}" for each in SECRET).encode() + b'"}'},
        "".join(f"\\u{ord(each):04x}" for each in SECRET),
    ),
    "a known secret in base64": ({"body": _json(comments=f"Basic {BASIC}")}, BASIC),
    "a known secret in base64, elsewhere": (
        {"body": _json(note=base64.b64encode(f"xy{SECRET}z".encode()).decode())},
        base64.b64encode(f"xy{SECRET}z".encode()).decode(),
    ),
    "a known secret in urlsafe base64": (
        {"body": _json(note=base64.urlsafe_b64encode(f"a{SECRET}".encode()).decode())},
        base64.urlsafe_b64encode(f"a{SECRET}".encode()).decode(),
    ),
    "a known secret in hex": ({"body": _json(note=binascii.hexlify(SECRET.encode()).decode())}, binascii.hexlify(SECRET.encode()).decode()),
    "a known secret as a member's name": ({"body": json.dumps({"id": 1, SECRET: 1}).encode()}, json.dumps(SECRET)[1:-1]),
    "a JSON web token in a note": ({"body": _json(comments=f"token {JWT} expires")}, JWT),
    "a PEM block in a note": ({"body": _json(comments=PEM)}, "MIIEowIBAAKCAQEAx1Y2Zk9Qw7sT"),
    "a key of AWS": ({"body": _json(comments=f"with {AWS} and")}, AWS),
    "a signed URL": ({"body": _json(**{"image-scan-url": SIGNED})}, UNKNOWN),
    "a password in a URL": ({"body": _json(**{"image-scan-url": NAMED})}, UNKNOWN),
    "a signed URL with escaped slashes": ({"body": _json(url=SIGNED).replace(b"/", b"\\/")}, UNKNOWN),
    "a JSON body of another type": ({"body": _json(access_token=UNKNOWN), "media_type": "text/plain; charset=utf-8"}, UNKNOWN),
    "a form": ({"body": f"grant_type=x&client_secret={UNKNOWN}&token={UNKNOWN}".encode(), "media_type": "text/plain"}, UNKNOWN),
    "a form that was sent": (
        {"request_body": f"grant_type=client_credentials&client_secret={quote(SECRET, safe='')}".encode(), "operation": "updateInvoice"},
        quote(SECRET, safe=""),
    ),
    "a JSON body that was sent": ({"request_body": _json(api_key=UNKNOWN), "operation": "updateInvoice"}, UNKNOWN),
    "an error page": (
        {"status": 500, "media_type": "text/html", "body": f"<html><pre>Authorization: Bearer {UNKNOWN}</pre></html>".encode()},
        UNKNOWN,
    ),
    "an error page with a link": (
        {"status": 403, "media_type": "text/html", "body": f'<html><a href="https://sso.example.com/?ticket={UNKNOWN}">in</a>'.encode()},
        UNKNOWN,
    ),
    "a body that is cut off": ({"body": f'{{"id": 1, "comments": "api_key={UNKNOWN}'.encode()}, UNKNOWN),
    "a body that is not UTF-8": (
        {"body": b'{"comments": "\xff\xfe ' + json.dumps(SECRET)[1:-1].encode() + b'"}'},
        json.dumps(SECRET)[1:-1],
    ),
    "a file": ({"body": b"%PDF-1.4\n\0\0" + SECRET.encode() + b"\0", "media_type": "application/pdf"}, SECRET),
    "a query": ({"query": (("api_key", UNKNOWN), ("limit", "5"))}, UNKNOWN),
    "a signature in a query": ({"query": (("X-Amz-Signature", UNKNOWN),)}, UNKNOWN),
    "a known secret in the query of a documented name": ({"query": (("invoice-number", SECRET),)}, quote(SECRET)),
    "a path": ({"url": f"/api/{quote(SECRET, safe='')}/invoices", "path": (("id", SECRET),)}, quote(SECRET, safe="")),
}


def spellings(secret: str) -> list[bytes]:
    """How a reader of the file could find the secret again."""
    raw = secret.encode()
    inner = json.dumps(secret, ensure_ascii=False)[1:-1]
    encoded = [base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)]
    return [raw, inner.encode(), json.dumps(inner)[1:-1].encode(), quote(secret, safe="").encode(), raw.hex().encode(), *encoded]


def recorded(folder: Path, clean: Clean, *scenarios: RecordedScenario, encoding: str = "yaml") -> str:
    """Records through the real writer; returns why it refused, if it did."""
    refuse = functools.partial(scan, secrets=[SECRET])
    item = RecordedItem("test_planted::test_it")
    session = Session("2024-03-15T12:00:00+00:00", "published", "asked", "0" * 64, 1, "quick")
    try:
        with staged(folder) as staging:
            writer = ItemWriter(staging.path, item, clean, refuse)
            for each in scenarios:
                writer.add(each)
            writer.end(Ending())
            staging.finish(target="test", values=Values.KEPT, session=session, verdicts={}, encoding=encoding, scan=refuse)
    except RecordingError as error:
        return "".join(traceback.format_exception(error))
    return ""


def on_disk(folder: Path) -> bytes:
    """Every byte below a folder, also of what is hidden; decompressed where it is compressed."""
    found = b""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found += str(path.relative_to(folder)).encode() + b"\n" + (zstd.decompress(data) if path.suffix == ".zst" else data)
    return found


@pytest.mark.parametrize("encoding", ["yaml", "jsonl.zst"])
@pytest.mark.parametrize("values", list(Values))
@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_secret_never_reaches_the_disk(
    contract: Contract, make: Any, tmp_path: Path, place: str, values: Values, encoding: str
) -> None:
    """No file holds it in any spelling, neither of the recording nor of what made it, and nothing had to be refused for that."""
    parts, secret = PLANTED[place]
    clean = cleaner(contract, values, key=b"key", secrets=[SECRET])
    refusal = recorded(tmp_path / "recording", clean, make.scenario(make.interaction(**parts)), encoding=encoding)
    data = on_disk(tmp_path)
    assert not [each for each in spellings(secret) if each in data]
    assert not refusal


# What no rule tells from a note, and the scan finds all the same.
_UNHEARD_OF: dict[str, tuple[Callable[[Any], Exchange], str]] = {
    "a key in a note": (lambda make: make.interaction(json.dumps({"comments": f"ticket {UNKNOWN}XyZ42"}).encode()), f"{UNKNOWN}XyZ42"),
    "a key in a member's name": (lambda make: make.interaction(json.dumps({f"{UNKNOWN}XyZ42": 1}).encode()), f"{UNKNOWN}XyZ42"),
    "a key in a path": (lambda make: make.interaction(url=f"/api/invoices/{UNKNOWN}XyZ42"), f"{UNKNOWN}XyZ42"),
}


@pytest.mark.parametrize("place", _UNHEARD_OF)
def test_what_only_looks_like_a_key_is_refused(contract: Contract, make: Any, tmp_path: Path, place: str) -> None:
    """A long random text that nothing explains ends the recording before a byte of its scenario is written."""
    made, secret = _UNHEARD_OF[place]
    refusal = recorded(tmp_path, cleaner(contract, Values.KEPT, key=b""), make.scenario(made(make)))
    assert "a text like a key" in refusal
    assert secret not in refusal
    assert secret.encode() not in on_disk(tmp_path)


def test_forty_are_planted() -> None:
    """Not fewer than forty places are tried."""
    assert len(PLANTED) >= 40


@pytest.mark.parametrize("place", PLANTED)
def test_cleaning_twice_changes_nothing(contract: Contract, make: Any, place: str) -> None:
    """A scenario that is clean stays as it is."""
    clean = cleaner(contract, Values.KEPT, key=b"", secrets=[SECRET])
    once = clean(make.scenario(make.interaction(**PLANTED[place][0])))
    assert clean(once) == once


_ELSEWHERE: dict[str, Callable[[Any], tuple[Exchange, ...]]] = {
    "a refusal": lambda make: (Refusal(Case("listInvoices", query=(("token", SECRET),)), f"it names {SECRET}"),),
    "a failure": lambda make: (
        dataclasses.replace(
            make.interaction(),
            response=None,
            failure=Failure(FailureKind.REDIRECTED, f"to another origin, https://u:{SECRET}@sso.example.com"),
        ),
    ),
}


@pytest.mark.parametrize("place", _ELSEWHERE)
def test_what_is_no_answer_is_cleaned_too(contract: Contract, make: Any, tmp_path: Path, place: str) -> None:
    """Requests that were kept in and answers that never came hold no secret either."""
    clean = cleaner(contract, Values.KEPT, key=b"", secrets=[SECRET])
    assert not recorded(tmp_path, clean, make.scenario(*_ELSEWHERE[place](make)))
    data = on_disk(tmp_path)
    assert not [each for each in spellings(SECRET) if each in data]


def test_arguments_hold_no_secret(contract: Contract, make: Any, tmp_path: Path) -> None:
    """Drawn arguments are cleaned like what was sent."""
    clean = cleaner(contract, Values.KEPT, key=b"", secrets=[SECRET])
    arguments = {
        "case": Case("listInvoices", query=(("api_key", UNKNOWN),), headers=(("Cookie", UNKNOWN),)),
        "change": {"comments": SECRET, "password": UNKNOWN},
        "body": json.dumps({"client_secret": UNKNOWN}),
        "raw": b"token=" + UNKNOWN.encode(),
        "text": f"Bearer {JWT}",
    }
    assert not recorded(tmp_path, clean, RecordedScenario(0, make.scenario().now, encode(arguments)))
    data = on_disk(tmp_path)
    assert not [each for secret in (SECRET, UNKNOWN, JWT) for each in spellings(secret) if each in data]


def test_interactions_keep_what_is_judged(contract: Contract, make: Any) -> None:
    """An ordinary interaction stays as it is, to the byte."""
    clean = cleaner(contract, Values.KEPT, key=b"", secrets=[SECRET])
    body = b'[{"id" : 17,\t"gross-total":1.50, "comments":"caf\\u00e9 \\/ x", "comments":"twice", "tax-rate":1E+2}]'
    before = make.interaction(body, query=(("supplier[name]", "Acme"), ("limit", "5")), sent=(("Accept", "application/json"),))
    after = clean(make.scenario(before)).exchanges[0]
    assert after == before
