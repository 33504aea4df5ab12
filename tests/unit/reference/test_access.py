"""Tokens, scopes, negotiation, and every other refusal that stands before an operation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests

from coupa_contract.reference.app import create_app
from coupa_contract.reference.bodies import BODY_LIMIT_BYTES, accepts_json
from coupa_contract.reference.oauth import Client
from coupa_contract.reference.operations import OPERATIONS, READ, SCOPES
from coupa_contract.reference.server import running

from .conftest import Caller, errors

FORM = {"grant_type": "client_credentials", "client_id": "coupa-contract", "client_secret": "there-is-nothing-to-protect"}


def ask_for_token(caller: Caller, **form: str) -> requests.Response:
    """The answer of the token endpoint."""
    return caller.session.post(caller.instance.token_url, data=FORM | form, timeout=10)


def test_a_token_says_what_it_is_good_for(published: Caller) -> None:
    """Type, seconds, scopes."""
    granted = ask_for_token(published, scope=f"{READ} core.invoice.write").json()
    assert (granted["token_type"], granted["expires_in"], granted["scope"]) == ("bearer", 86399, f"{READ} core.invoice.write")
    assert set(ask_for_token(published).json()["scope"].split()) == set(SCOPES)


def test_a_client_may_name_itself_in_the_header(published: Caller) -> None:
    """Basic authentication, as RFC 6749 has it."""
    form = {"grant_type": "client_credentials"}
    response = published.session.post(published.instance.token_url, data=form, auth=(FORM["client_id"], FORM["client_secret"]), timeout=10)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"scope": "core.invoices.read"}, 400, "invalid_scope"),
        ({"scope": f"{READ} everything"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_secret": "wrong é"}, 401, "invalid_client"),
        ({"expires_in": "-1"}, 400, "invalid_request"),
    ],
)
def test_a_refused_token_has_the_oauth_shape(published: Caller, form: dict[str, str], status: int, error: str) -> None:
    """Not the shape of the API."""
    response = ask_for_token(published, **form)
    assert (response.status_code, response.json()["error"]) == (status, error)


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer x", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "Bearer \xe9.\xe9.\xe9"])
def test_without_a_token_nothing_is_shown(caller: Caller, authorization: str | None) -> None:
    """401 on every path, known or not."""
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    for path in ("/invoices", "/invoices/1", "/invoices/1/void", "/nonsense"):
        response = caller.session.get(caller.instance.url + path, headers=headers, timeout=10)
        assert response.status_code == 401
        assert errors(response)
        assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_changed_token_is_garbled(published: Caller) -> None:
    """The signature covers the claims."""
    header, claims, signature = published.token.split(".")
    for token in (f"{header}.{claims[:-2]}AA.{signature}", f"{header}.{claims}.{signature[::-1]}", f"{claims}.{signature}"):
        assert Caller(published.instance, token=token).ask("GET", "/invoices").status_code == 401


def test_an_expired_token_is_refused(published: Caller) -> None:
    """Immediately, when a token was asked for that lasts no time."""
    response = Caller(published.instance, token=published.instance.token(expires_in=0)).ask("GET", "/invoices")
    assert response.status_code == 401
    assert "expired" in str(errors(response))


def test_a_token_ends_with_its_time() -> None:
    """By the clock that the application was given."""
    now = [datetime(2024, 6, 1, tzinfo=UTC)]
    with running(create_app(clock=lambda: now[0], token_lifetime_s=60)) as instance:
        caller = Caller(instance)
        assert caller.ask("GET", "/invoices/1").status_code == 200
        now[0] += timedelta(seconds=60)
        assert caller.ask("GET", "/invoices/1").status_code == 401
        caller.session.close()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_each_operation_needs_its_scope(today: Caller, operation: object) -> None:
    """Without it 403, with it anything but; on an invoice that does not exist."""
    assert hasattr(operation, "path")
    path = "/" + "/".join("99999999" if part == "{id}" else part for part in operation.path)
    method = operation.method
    for scope in SCOPES:
        status = Caller(today.instance, token=today.instance.token(scope)).ask(method, path).status_code
        assert (status == 403) == (scope not in operation.scopes)


def test_several_clients() -> None:
    """Each has its own scopes."""
    narrow = Client("reader", "secret", (READ,))
    with running(create_app(clients=(narrow,)), narrow) as instance:
        caller = Caller(instance)
        assert caller.ask("GET", "/invoices/1").status_code == 200
        assert caller.ask("PUT", "/invoices/1/void").status_code == 403
        caller.session.close()


@pytest.mark.parametrize(
    ("accept", "accepted"),
    [
        (None, True), ("", True), ("*/*", True), ("application/*", True), ("application/json; charset=utf-8", True),
        ("APPLICATION/JSON", True),
        ("application/xml, application/json;q=0.1", True), ("application/xml", False), ("text/html, image/png", False), ("nonsense", False),
        ("application/json;q=0, */*", False), ("application/json;q=0", False), ("text/*;q=1", False),
    ],
)  # fmt: skip
def test_what_a_client_accepts(accept: str | None, accepted: bool) -> None:
    """The most specific range decides."""
    assert accepts_json(accept) == accepted


def test_an_unacceptable_answer_is_406(caller: Caller) -> None:
    """Files excepted: they are what they are."""
    assert errors(caller.ask("GET", "/invoices", headers={"Accept": "application/xml"}))
    assert caller.ask("GET", "/invoices", headers={"Accept": "text/html"}).status_code == 406
    assert caller.ask("GET", "/invoices/99999999/retrieve_image_scan", headers={"Accept": "image/*"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", "application/json", 400), (b"\xff\xfe", "application/json", 400), (b"[" * 100_000, "application/json", 400),
        (b'{"comments": NaN}', "application/json", 400), (b"[]", "application/json", 400), (b'"x"', "application/json", 400),
        (b'{"comments": ' + b"9" * 5000 + b"}", "application/json", 400), (b"", "application/json", 400),
        (b"<invoice-header/>", "application/xml", 415), (b"{}", "text/plain", 415), (b"{}", "", 415),
        (b"{}", "application/json; charset=utf-8", 200), (b'"' + b"x" * BODY_LIMIT_BYTES + b'"', "application/json", 413),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read(caller: Caller, body: bytes, media_type: str, status: int) -> None:
    """Each is refused for what is wrong with it."""
    number = caller.ids(status="draft")[0]
    response = caller.ask("PUT", f"/invoices/{number}", data=body, headers={"Content-Type": media_type})
    assert response.status_code == status
    assert status == 200 or errors(response)


def test_a_body_of_unknown_length_is_bounded_too(caller: Caller) -> None:
    """However it is sent."""
    pieces = (b"x" * 65536 for _ in range(BODY_LIMIT_BYTES // 65536 + 2))
    try:
        status = caller.ask("PUT", "/invoices/1", data=pieces, headers={"Content-Type": "application/json"}).status_code
    except requests.ConnectionError:  # the server may close before everything was sent
        status = 413
    assert status == 413


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "POST", "DELETE", "LOCK", "NONSENSE"])
def test_other_methods_are_not_allowed(published: Caller, method: str) -> None:
    """405, with those that are."""
    response = published.ask(method, "/invoices/1")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, PATCH, PUT")
    assert published.ask(method, "/invoices/1/void").headers["Allow"] == "PUT"


@pytest.mark.parametrize("number", ["0", "-1", "99999999", "9" * 30, "abc", "1.0", "%D9%A3", "1%00", "01", " 1", "1%2Fvoid", "new"])
def test_an_unknown_id_is_404(caller: Caller, number: str) -> None:
    """On every operation of one invoice; an encoded slash is no slash."""
    for method, action in (("GET", ""), ("PUT", ""), ("PATCH", ""), ("PUT", "/submit"), ("PUT", "/void"), ("GET", "/retrieve_image_scan")):
        response = caller.ask(method, f"/invoices/{number}{action}", json={} if method != "GET" else None)
        assert response.status_code == 404, (method, action)
        assert errors(response)


def test_too_many_requests_are_told_when_to_come_back() -> None:
    """429 with Retry-After, until a second has passed."""
    now = [0.0]
    with running(create_app(rate_limit=3, monotonic=lambda: now[0])) as instance:
        caller = Caller(instance)
        statuses = [caller.ask("GET", "/invoices/1").status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        response = caller.ask("GET", "/invoices/1")
        assert response.headers["Retry-After"] == "1"
        assert errors(response)
        now[0] += 1.001
        assert caller.ask("GET", "/invoices/1").status_code == 200
        caller.session.close()
