"""Tokens are fetched before they are needed, renewed before they expire, and their endpoint's faults are sentences."""

import copy
import dataclasses
import json
import threading
import time
from typing import Any
from urllib.parse import parse_qs

import pytest

from coupa_contract.errors import RefusedError, UnauthorisedError, UsageError
from coupa_contract.model import Case, Credential

CLIENT = {"COUPA_CLIENT_ID": "hush-id", "COUPA_CLIENT_SECRET": "hush-s&cret", "COUPA_SCOPE": "core.invoice.read core.invoice.write"}
LIST = Case("listInvoices", query=(("limit", "1"),))


def test_the_grant_is_the_one_that_the_vendor_documents(serve: Any, http: Any, open_transport: Any, token_reply: Any) -> None:
    """One form-encoded POST with id, secret and scope, before the first case; the token then serves all of them."""
    server = serve(token_reply(lambda _: http()))
    transport = open_transport(server.url, CLIENT)
    transport.exchange(LIST)
    transport.exchange(LIST)
    grant, *cases = server.received
    assert (grant.method, grant.target) == ("POST", "/oauth2/token")
    assert "authorization" not in grant.headers
    assert parse_qs(grant.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["hush-id"],
        "client_secret": ["hush-s&cret"],
        "scope": ["core.invoice.read core.invoice.write"],
    }
    assert [case.headers["authorization"] for case in cases] == ["Bearer token-1"] * 2


def test_a_token_is_renewed_before_it_expires(serve: Any, http: Any, open_transport: Any, token_reply: Any) -> None:
    """A token of two seconds is replaced in time: no case ever meets a 401."""
    server = serve(token_reply(lambda _: http(), expires_in=2))
    transport = open_transport(server.url, CLIENT)
    end = time.monotonic() + 3.2
    while time.monotonic() < end:
        transport.exchange(LIST)
        time.sleep(0.1)
    grants = [received for received in server.received if received.target == "/oauth2/token"]
    assert 2 <= len(grants) <= 4


def test_a_short_lived_token_is_not_fetched_for_every_case(serve: Any, http: Any, open_transport: Any, token_reply: Any) -> None:
    """The margin before the expiry shrinks with the lifetime."""
    server = serve(token_reply(lambda _: http(), expires_in=30))
    transport = open_transport(server.url, CLIENT)
    for _ in range(5):
        transport.exchange(LIST)
    assert len(server.received) == 6


def test_threads_fetch_one_token(serve: Any, http: Any, open_transport: Any, token_reply: Any) -> None:
    """Those that wait for a token take the one that comes."""
    server = serve(token_reply(lambda _: http()))
    transport = open_transport(server.url, CLIENT)
    threads = [threading.Thread(target=transport.exchange, args=(LIST,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(received.target == "/oauth2/token" for received in server.received) == 1


def error(code: str) -> bytes:
    return json.dumps({"error": code, "error_description": "hush-s&cret is wrong"}).encode()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, error("invalid_client"), "check COUPA_CLIENT_ID and COUPA_CLIENT_SECRET"),
        (400, error("invalid_scope"), "set COUPA_SCOPE"),
        (400, error("unauthorized_client"), "client_credentials"),
        (400, error("hush-s&cret"), r"\(an error\)"),
        (200, error("invalid_client"), "check COUPA_CLIENT_ID"),
        (404, b"<html>hush-s&cret</html>", "answered 404 with no JSON object"),
        (200, b"<html>", "answered 200 with no JSON object"),
        (200, b"[]", "no JSON object"),
        (500, b'{"message": "hush-s&cret"}', "answered 500"),
        (500, error("invalid_client"), "try again later"),
        (200, b"{}", "without a usable access_token"),
        (200, b'{"access_token": 5}', "without a usable access_token"),
        (200, b'{"access_token": "a b"}', "without a usable access_token"),
        (200, b'{"access_token": "a\\r\\nX: y"}', "without a usable access_token"),
        (200, b'{"access_token": "a", "token_type": "mac"}', "not bearer tokens"),
        (200, b"[" * 100_000, "no JSON object"),
        (200, b"x" * 2_000_000, "without end"),
    ],
)
def test_a_token_endpoint_that_gives_no_token_is_one_sentence(
    serve: Any, http: Any, open_transport: Any, status: int, body: bytes, says: str
) -> None:
    """The sentence says what to do, and repeats nothing that the endpoint said."""
    server = serve(http(status, body))
    with pytest.raises(UnauthorisedError, match=says) as caught:
        open_transport(server.url, CLIENT).exchange(LIST)
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(server.received) == 1


@pytest.mark.parametrize("lifetime", ['"3600"', "3600.0", '"soon"', "null", "-1", "1e99", "true"])
def test_an_odd_lifetime_is_no_reason_to_stop(serve: Any, http: Any, open_transport: Any, lifetime: str) -> None:
    """A token whose lifetime cannot be read is used until it is refused."""
    body = f'{{"access_token": "a", "expires_in": {lifetime}, "expires_at": "yesterday"}}'.encode()
    server = serve(lambda received: http(200, body) if received.method == "POST" else http())
    transport = open_transport(server.url, CLIENT)
    transport.exchange(LIST)
    transport.exchange(LIST)
    assert len(server.received) == 3


def test_the_secret_follows_no_redirect(serve: Any, http: Any, open_transport: Any) -> None:
    """A token endpoint that redirects gets no second request, and neither does its goal."""
    goal = serve(http())
    server = serve(http(307, b"", {"Location": goal.url + "/oauth2/token"}))
    with pytest.raises(UnauthorisedError, match="redirects"):
        open_transport(server.url, CLIENT).exchange(LIST)
    assert len(server.received) == 1
    assert goal.received == []


def test_grants_count_against_the_budget(serve: Any, http: Any, open_transport: Any, token_reply: Any, ledger: Any) -> None:
    """What goes to the token endpoint is a request like any other."""
    open_transport(serve(token_reply(lambda _: http())).url, CLIENT).exchange(LIST)
    assert ledger.requests == 2


# Narrow tokens


@pytest.fixture
def contract(contract: Any) -> Any:
    """The small contract, whose operations ask for scopes."""
    wanted = {"listInvoices": "core.invoice.read", "updateInvoice": "core.invoice.write"}
    scoped = copy.copy(contract)
    scoped.operations = {
        name: dataclasses.replace(each, scopes=(wanted[name],)) if name in wanted else each for name, each in contract.operations.items()
    }
    return scoped


READING = Case("listInvoices", query=(("limit", "1"),), credential=Credential.READING)


def granting(http: Any, *, told: Any = None, tokens: str = "token-{}") -> Any:
    """A token endpoint that says of each token which scope it has: what was asked for, or what `told` makes of that."""

    def answer(received: Any) -> bytes:
        if received.target != "/oauth2/token":
            return http()
        (asked,) = parse_qs(received.body.decode())["scope"]
        scope = asked if told is None else told(asked)
        token = {"access_token": tokens.format(asked.replace(" ", "+")), "token_type": "bearer", "expires_in": 3600}
        return http(200, json.dumps(token if scope is None else token | {"scope": scope}).encode())

    return answer


def test_a_narrow_token_has_one_scope(serve: Any, http: Any, open_transport: Any) -> None:
    """It is asked for once, with the scopes of the operation that it is for, and never taken for the valid one."""
    server = serve(granting(http))
    transport = open_transport(server.url, CLIENT)
    assert transport.provides(Credential.READING)
    transport.exchange(READING)
    transport.exchange(READING)
    transport.exchange(LIST)
    cases = [received.headers["authorization"] for received in server.received if received.target != "/oauth2/token"]
    assert cases == ["Bearer token-core.invoice.read"] * 2 + ["Bearer token-core.invoice.read+core.invoice.write"]
    assert "token-core.invoice.read" in transport.tokens
    change = Case("updateInvoice", (("id", "17"),), body=b"{}", media_type="application/json", credential=Credential.READING)
    with pytest.raises(RefusedError, match="disposable"):
        transport.exchange(change)


@pytest.mark.parametrize(
    "told",
    [lambda asked: None, lambda asked: "core.invoice.read core.invoice.write", lambda asked: "", lambda asked: 7],
    ids=["says nothing", "grants more", "grants none", "says nonsense"],
)
def test_a_token_that_may_not_be_narrow_is_not_used(serve: Any, http: Any, open_transport: Any, told: Any) -> None:
    """Only a token endpoint that says so has narrowed a token; what it gave is kept out of files all the same."""
    transport = open_transport(serve(granting(http, told=told)).url, CLIENT)
    assert not transport.provides(Credential.READING)
    assert "token-core.invoice.read" in transport.tokens
    with pytest.raises(UsageError, match="scope of reading alone"):
        transport.exchange(READING)


def test_one_token_for_every_scope_is_not_narrow(serve: Any, http: Any, open_transport: Any) -> None:
    """An endpoint that always gives the same token has narrowed nothing, whatever it says."""
    assert not open_transport(serve(granting(http, tokens="the-same")).url, CLIENT).provides(Credential.READING)


def test_a_token_endpoint_that_refuses_to_narrow_ends_no_run(serve: Any, http: Any, open_transport: Any) -> None:
    """The client may not have that scope alone: then there is no such token, and the valid one goes on."""

    def answer(received: Any) -> bytes:
        if received.target != "/oauth2/token":
            return http()
        if b"write" not in received.body:
            return http(400, b'{"error": "invalid_scope"}')
        return http(200, b'{"access_token": "valid", "token_type": "bearer"}')

    transport = open_transport(serve(answer).url, CLIENT)
    assert not transport.provides(Credential.READING)
    assert transport.exchange(LIST).response.status == 200


def test_a_document_without_scopes_asks_for_no_narrow_token(serve: Any, http: Any, open_transport: Any, contract: Any) -> None:
    """There is nothing to narrow to."""
    contract.operations = {name: dataclasses.replace(each, scopes=()) for name, each in contract.operations.items()}
    server = serve(granting(http))
    assert not open_transport(server.url, CLIENT).provides(Credential.READING)
    assert not server.received


def test_a_static_token_cannot_be_narrowed(serve: Any, http: Any, open_transport: Any) -> None:
    """There is no client that could ask."""
    server = serve(http())
    assert not open_transport(server.url).provides(Credential.WRITING)
    assert not server.received


@pytest.mark.parametrize(
    ("credential", "header"),
    [
        (Credential.EMPTY, "Bearer"),
        (Credential.UNSIGNED, "Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.claims."),
        (Credential.NOBODY, "Basic bm9ib2R5Om5vdGhpbmc="),
        (Credential.OTHER_SCHEME, "Basic head.claims.signature"),
    ],
)
def test_what_is_no_token_goes_out(serve: Any, http: Any, open_transport: Any, credential: Credential, header: str) -> None:
    """Each way of forgetting to check a token has its Authorization."""
    server = serve(http(401))
    transport = open_transport(server.url, {"COUPA_TOKEN": "head.claims.signature"})
    transport.exchange(Case("listInvoices", credential=credential))
    assert server.received[-1].headers["authorization"] == header
