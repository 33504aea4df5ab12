"""What the guard lets out, rule by rule."""

import dataclasses
from typing import Any

import pytest

from coupa_contract.errors import RefusedError
from coupa_contract.model import Effect
from coupa_contract.target.guard import Attempt, Guard
from coupa_contract.target.permission import Need, Permission
from coupa_contract.target.rulebook import Rulebook

BASE = "https://demo.example/api"
TOKEN_URL = "https://demo.example/oauth2/token"
JSON = (("Content-Type", "application/json"),)


class Made:
    created = frozenset({"5"})


def guard(contract: Any, permission: Permission = Permission()) -> Guard:  # noqa: B008 - frozen
    return Guard(BASE, TOKEN_URL, permission, Rulebook(contract))


def write(method: str, path: str, body: bytes = b"{}", headers: tuple[tuple[str, str], ...] = JSON, authorised: bool = True) -> Attempt:
    return Attempt(method, BASE + path, headers, body, authorised)


@pytest.mark.parametrize(
    ("attempt", "need"),
    [
        (Attempt("GET", BASE + "/invoices"), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices?id[in]=1,2&unheard=of"), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices/abc"), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices/17/retrieve_image_scan"), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices", (("Authorization", "Bearer wrong"), ("Accept", "text/plain"))), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices", body=b"{}"), Need.DISPOSABLE),
        (Attempt("GET", BASE + "/invoices", (("Host", "evil.example"),)), Need.DISPOSABLE),
        (Attempt("GET", BASE + "/invoices", (("Host", "demo.example"),)), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices", (("X-Unheard-Of", "1"),)), Need.DISPOSABLE),
        (Attempt("GET", BASE + "/invoices", (("Cookie", "a=b"),)), Need.DISPOSABLE),
        (Attempt("GET", BASE + "/invoices/new/submit_for_approval"), Need.DISPOSABLE),
        (Attempt("GET", BASE + "/invoices/17/submit_for_approval"), Need.NEVER),
        (Attempt("GET", BASE + "/invoices/17%00"), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices/17%00/retrieve_image_scan"), Need.NOTHING),
        (Attempt("GET", BASE + "/invoices/17%00", body=b"{}"), Need.DISPOSABLE),
        (Attempt("GET", BASE + "/invoices/17%00/void"), Need.NEVER),
        (Attempt("HEAD", BASE + "/invoices/17%00"), Need.NEVER),
        (Attempt("DELETE", BASE + "/invoices/17%00"), Need.NEVER),
        (Attempt("GET", BASE + "/invoices/void%00"), Need.NEVER),
        (Attempt("GET", BASE + "/invoices/17/void"), Need.DISPOSABLE),
        (Attempt("OPTIONS", BASE + "/invoices/17/void"), Need.DISPOSABLE),
        (Attempt("TRACE", BASE + "/invoices/17"), Need.DISPOSABLE),
        (Attempt("HEAD", BASE + "/invoices"), Need.DISPOSABLE),
        (Attempt("DELETE", BASE + "/invoices/17"), Need.DISPOSABLE),
        (Attempt("get", BASE + "/invoices"), Need.DISPOSABLE),
        (Attempt("CONNECT", BASE + "/invoices"), Need.NEVER),
        (Attempt("GET /x HTTP/1.1\r\nX:", BASE + "/invoices"), Need.NEVER),
        (Attempt("GET", BASE + "/users"), Need.NEVER),
        (Attempt("GET", BASE + "/invoices.json"), Need.NEVER),
        (Attempt("GET", BASE + "/invoices/"), Need.NEVER),
        (Attempt("POST", TOKEN_URL, body=b"grant_type=client_credentials"), Need.NEVER),
        (Attempt("GET", BASE + "/invoices?_method=DELETE"), Need.NEVER),
        (Attempt("GET", BASE + "/invoices?%5Fmethod=DELETE"), Need.NEVER),
    ],
)
def test_reads_leave_and_what_only_looks_like_one_does_not(contract: Any, attempt: Attempt, need: Need) -> None:
    """Documented reads need nothing; odd ones a disposable target; what the document lacks never leaves."""
    assert guard(contract).demand(attempt).need is need


@pytest.mark.parametrize("verb", ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "LINK"])
def test_a_verb_that_the_document_lacks_is_for_disposable_targets(contract: Any, verb: str) -> None:
    """At every documented path it stays in under any other permission, even on an invoice that was named, and the refusal says which."""
    allowed = guard(contract, Permission(allow_writes=True, allow_actions=True, invoices=frozenset({"17"})))
    documented = {(each.method, each.path) for each in contract.operations.values()}
    paths = {path for _, path in documented if (verb, path) not in documented}
    assert paths
    for path in paths:
        attempt = write(verb, path.replace("{id}", "17"), b"", ())
        with pytest.raises(RefusedError, match="needs --disposable") as caught:
            allowed.check(attempt, Made())
        assert caught.value.permission == "--disposable"
        guard(contract, Permission(disposable=True)).check(attempt, Made())


@pytest.mark.parametrize(
    "name",
    [
        "X-HTTP-Method-Override",
        "x-http-method",
        "X-Method-Override",
        "X_HTTP_METHOD_OVERRIDE",
        "X-Original-URL",
        "X-Rewrite-Url",
        "Transfer-Encoding",
    ],
)
def test_headers_that_make_another_request_never_leave(contract: Any, name: str) -> None:
    """A method or address override is refused even on a disposable target."""
    disposable = guard(contract, Permission(disposable=True))
    with pytest.raises(RefusedError, match="no option allows it") as caught:
        disposable.check(Attempt("GET", BASE + "/invoices", ((name, "DELETE"),)), Made())
    assert caught.value.permission == ""


@pytest.mark.parametrize(
    "headers",
    [
        (("Accept", "a\r\nX-HTTP-Method-Override: DELETE"),),
        (("Accept: x\r\nHost", "y"),),
        (("Content-Length", "3"),),
        (("Host", "demo.example"), ("host", "evil.example")),
    ],
)
def test_headers_that_smuggle_never_leave(contract: Any, headers: tuple[tuple[str, str], ...]) -> None:
    """Line breaks, a wrong length and headers that occur twice are refused everywhere."""
    assert guard(contract).demand(Attempt("GET", BASE + "/invoices", headers)).need is Need.NEVER


@pytest.mark.parametrize(
    ("attempt", "need"),
    [
        (write("PUT", "/invoices/17"), Need.WRITES),
        (write("PATCH", "/invoices/17?fields=[%22id%22]", b'{"internal-note": "x"}'), Need.WRITES),
        (write("PUT", "/invoices/17", b""), Need.WRITES),
        (write("PUT", "/invoices/17", b'{"paid": true}'), Need.ACTIONS),
        (write("PUT", "/invoices/17?exported=true", b""), Need.ACTIONS),
        (write("PUT", "/invoices/17?exported=false", b""), Need.ACTIONS),
        (write("PUT", "/invoices/17?%65xported=true", b""), Need.ACTIONS),
        (write("PATCH", "/invoices/17?exported=true", b""), Need.DISPOSABLE),  # not documented there
        (write("PUT", "/invoices/17?exported[]=true", b""), Need.DISPOSABLE),
        (write("PUT", "/invoices/17?fields=x;exported=true", b""), Need.NEVER),
        (write("PUT", "/invoices/17?fields=1&fields=2", b""), Need.DISPOSABLE),
        (write("PUT", "/invoices/17?fields=%00", b""), Need.DISPOSABLE),
        (write("PUT", "/invoices/17?unheard=of", b""), Need.DISPOSABLE),
        (write("PUT", "/invoices/17", authorised=False), Need.DISPOSABLE),
        (write("PUT", "/invoices/17", b"{", JSON), Need.DISPOSABLE),
        (write("PUT", "/invoices/17", b"<invoice/>", (("Content-Type", "application/xml"),)), Need.DISPOSABLE),
        (write("PUT", "/invoices/17", b"{}", ()), Need.DISPOSABLE),
        (write("PUT", "/invoices/17", b"{}", (("Content-Type", "application/json; charset=utf-16"),)), Need.DISPOSABLE),
        (write("PUT", "/invoices/17", b"{}", (("Content-Type", "application/json; charset=UTF-8"),)), Need.WRITES),
        (write("PUT", "/invoices/17", b"{}", (*JSON, ("Content-Encoding", "gzip"))), Need.DISPOSABLE),
        (write("PUT", "/invoices/017"), Need.DISPOSABLE),
        (write("PUT", "/invoices/1.0"), Need.DISPOSABLE),
        (write("PUT", "/invoices/%2017"), Need.DISPOSABLE),
        (write("PUT", "/invoices/%31%37"), Need.DISPOSABLE),
        (write("PUT", "/invoices/17.json"), Need.DISPOSABLE),
        (write("PUT", "/invoices/17,18"), Need.DISPOSABLE),
        (write("PUT", "/invoices/17%00"), Need.NEVER),
        (write("PUT", "/invoices/17%00/void"), Need.NEVER),
        (write("POST", "/invoices/17%00"), Need.NEVER),
        (write("PUT", "/invoices/17/void", b""), Need.ACTIONS),
        (write("PUT", "/invoices/17/void?fields=[]", b"{}"), Need.ACTIONS),
        (write("PUT", "/invoices/17/VOID", b""), Need.NEVER),
        (write("PUT", "/invoices/17/void.json", b""), Need.NEVER),
        (write("POST", "/invoices", b'{"invoice-number": "x"}'), Need.ACTIONS),
        (write("POST", "/invoices", b'{"id": 17}'), Need.DISPOSABLE),
        (write("POST", "/invoices", b"{}", JSON, authorised=False), Need.DISPOSABLE),
        (write("PUT", "/invoices/17/image_scan", b"--x--", (("Content-Type", "multipart/form-data; boundary=x"),)), Need.ACTIONS),
        (write("PUT", "/invoices/17/image_scan", b"{}"), Need.DISPOSABLE),
    ],
)
def test_writes_need_what_their_effect_is_worth(contract: Any, attempt: Attempt, need: Need) -> None:
    """Updates, actions, probes and impossible writes are told apart by path, query, headers and body."""
    assert guard(contract).demand(attempt).need is need


def test_an_overlay_cannot_call_a_write_a_read(contract: Any) -> None:
    """An operation whose verb changes things is an action, although its effect says that it reads."""

    class Overlaid:
        document = contract.document
        match = contract.match
        operations = contract.operations

    lying = Overlaid()
    lying.match = lambda method, path: (dataclasses.replace(contract.operations["updateInvoice"], effect=Effect.READS), {"id": "17"})
    demand = Guard(BASE, TOKEN_URL, Permission(), Rulebook(lying)).demand(write("PUT", "/invoices/17"))
    assert (demand.need, demand.invoice) == (Need.ACTIONS, "17")


def test_a_write_is_for_named_or_created_invoices_only(contract: Any) -> None:
    """Updating a third invoice is refused with the option that would name it."""
    allowed = guard(contract, Permission(allow_writes=True, invoices=frozenset({"17"})))
    allowed.check(write("PUT", "/invoices/17"), Made())
    allowed.check(write("PUT", "/invoices/5"), Made())
    with pytest.raises(RefusedError, match="--invoice 18") as caught:
        allowed.check(write("PUT", "/invoices/18"), Made())
    assert caught.value.permission == "--invoice"
    assert caught.value.exit_code == 2


def test_a_refusal_names_the_option_and_no_secret(contract: Any) -> None:
    """The sentence holds the method, the path and the option; never the query, the body or a header."""
    attempt = Attempt("PUT", BASE + "/invoices/17?fields=s3cret", (("Authorization", "Bearer s3cret"), *JSON), b'{"x": "s3cret"}', True)
    with pytest.raises(RefusedError, match="needs --disposable") as caught:
        guard(contract).check(attempt, Made())
    assert caught.value.permission == "--disposable"
    assert "s3cret" not in repr(caught.value)


@pytest.mark.parametrize(
    ("method", "url", "headers", "body", "passes"),
    [
        ("POST", TOKEN_URL, "application/x-www-form-urlencoded", b"grant_type=client_credentials&scope=x", True),
        ("POST", TOKEN_URL, "application/x-www-form-urlencoded;charset=UTF-8", b"grant_type=client_credentials", True),
        ("GET", TOKEN_URL, "application/x-www-form-urlencoded", b"grant_type=client_credentials", False),
        ("POST", TOKEN_URL + "?x=1", "application/x-www-form-urlencoded", b"grant_type=client_credentials", False),
        ("POST", TOKEN_URL + "/", "application/x-www-form-urlencoded", b"grant_type=client_credentials", False),
        ("POST", "https://evil.example/oauth2/token", "application/x-www-form-urlencoded", b"grant_type=client_credentials", False),
        ("POST", TOKEN_URL, "application/json", b"grant_type=client_credentials", False),
        ("POST", TOKEN_URL, "application/x-www-form-urlencoded", b"grant_type=password", False),
        ("POST", TOKEN_URL, "application/x-www-form-urlencoded", b"", False),
        ("POST", BASE + "/invoices", "application/x-www-form-urlencoded", b"grant_type=client_credentials", False),
    ],
)
def test_the_token_door_takes_one_kind_of_request(contract: Any, method: str, url: str, headers: str, body: bytes, passes: bool) -> None:
    """Only a client credentials grant to exactly the configured URL may leave, whatever is allowed elsewhere."""
    attempt = Attempt(method, url, (("Content-Type", headers),), body)
    disposable = guard(contract, Permission(disposable=True))
    if passes:
        disposable.check_token_request(attempt)
    else:
        with pytest.raises(RefusedError):
            disposable.check_token_request(attempt)
