"""The door to the network: whatever library sends, the guard sees the prepared request."""

from typing import Any

import pytest
import requests

from coupa_contract.errors import BudgetSpentError, RefusedError
from coupa_contract.target.adapter import Door, GuardedAdapter, Pace
from coupa_contract.target.guard import Guard
from coupa_contract.target.permission import Permission
from coupa_contract.target.rulebook import Rulebook


def session(contract: Any, ledger: Any, url: str, permission: Permission = Permission(), budget: int | None = None) -> requests.Session:  # noqa: B008
    """A session of the kind that any library opens, with nothing but our adapter in it."""
    guard = Guard(url + "/api", url + "/oauth2/token", permission, Rulebook(contract))
    opened = requests.Session()
    opened.trust_env = False
    for prefix in ("http://", "https://"):
        opened.mount(prefix, GuardedAdapter(guard, Pace(ledger, None, budget), Door.CASES, lambda header: header == "Bearer good"))
    return opened


def test_a_redirect_is_asked_about_like_any_request(serve: Any, http: Any, contract: Any, ledger: Any) -> None:
    """A library that follows redirects is stopped at the first hop that may not leave."""
    server = serve(http(302, b"", {"Location": "/api/invoices/new/submit_for_approval"}))
    with session(contract, ledger, server.url) as opened, pytest.raises(RefusedError, match="submit_for_approval"):
        opened.get(server.url + "/api/invoices")
    assert [received.target for received in server.received] == ["/api/invoices"]


def test_a_redirect_to_another_server_never_arrives(serve: Any, http: Any, contract: Any, ledger: Any) -> None:
    """Another origin is outside the document."""
    other = serve(http())
    server = serve(http(302, b"", {"Location": other.url + "/api/invoices"}))
    with session(contract, ledger, server.url) as opened, pytest.raises(RefusedError, match="base URL"):
        opened.get(server.url + "/api/invoices")
    assert other.received == []


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("DELETE", "/api/invoices/17", {}),
        ("POST", "/api/invoices", {"json": {}}),
        ("PUT", "/api/invoices/17", {"json": {}, "headers": {"Authorization": "Bearer good"}}),
        ("PUT", "/api/invoices/17", {"json": {}, "auth": ("me", "pw")}),
        ("GET", "/api/../admin", {}),
        ("GET", "/api/invoices/17%2f..%2f..%2fadmin", {}),
        ("GET", "/api/invoices", {"headers": {"X-HTTP-Method-Override": "DELETE"}}),
        ("GET", "/api/invoices", {"data": iter([b"hidden"])}),
        ("POST", "/oauth2/token", {"data": {"grant_type": "client_credentials"}}),
        ("OPTIONS", "/api/invoices", {}),
        ("GET", "/", {}),
    ],
)
def test_what_may_not_leave_never_reaches_the_wire(
    serve: Any, http: Any, contract: Any, ledger: Any, method: str, path: str, options: dict[str, Any]
) -> None:
    """The server sees nothing, and the budget is not touched."""
    server = serve(http())
    with session(contract, ledger, server.url) as opened, pytest.raises(RefusedError):
        opened.request(method, server.url + path, **options)
    assert server.received == []
    assert ledger.requests == 0


def test_what_may_leave_arrives_as_the_guard_saw_it(serve: Any, http: Any, contract: Any, ledger: Any) -> None:
    """Nothing below the guard rewrites the address."""
    server = serve(http())
    with session(contract, ledger, server.url) as opened:
        for target in ("/api/invoices?id[in]=1,2&status=a%20%5Bb", "/api/invoices/a%20b", "/api/invoices/~x"):
            prepared = requests.Request("GET", server.url + "/").prepare()
            prepared.url = server.url + target
            opened.send(prepared)
    assert [received.target for received in server.received] == [
        "/api/invoices?id[in]=1,2&status=a%20[b",
        "/api/invoices/a%20b",
        "/api/invoices/~x",
    ]


def test_the_right_write_arrives(serve: Any, http: Any, contract: Any, ledger: Any) -> None:
    """With permission, the named invoice and the valid token, an update leaves."""
    server = serve(http())
    permission = Permission(allow_writes=True, invoices=frozenset({"17"}))
    with session(contract, ledger, server.url, permission) as opened:
        opened.put(server.url + "/api/invoices/17", json={"internal-note": "x"}, headers={"Authorization": "Bearer good"})
        with pytest.raises(RefusedError, match="valid token"):
            opened.put(server.url + "/api/invoices/17", json={}, headers={"Authorization": "Bearer bad"})
    assert len(server.received) == 1


def test_a_created_invoice_may_be_changed_at_once(serve: Any, http: Any, contract: Any, ledger: Any) -> None:
    """What any worker notes in the ledger counts for all of them."""
    server = serve(http())
    with session(contract, ledger, server.url, Permission(allow_writes=True)) as opened:
        send = {"json": {}, "headers": {"Authorization": "Bearer good"}}
        with pytest.raises(RefusedError, match="--invoice 17"):
            opened.put(server.url + "/api/invoices/17", **send)
        ledger.add_created("17")
        assert opened.put(server.url + "/api/invoices/17", **send).status_code == 200


def test_the_budget_counts_below_every_library(serve: Any, http: Any, contract: Any, ledger: Any) -> None:
    """Each hop of a redirect is a request."""
    server = serve(http(302, b"", {"Location": "/api/invoices?limit=1"}))
    with session(contract, ledger, server.url, budget=3) as opened, pytest.raises(BudgetSpentError):
        opened.get(server.url + "/api/invoices")
    assert len(server.received) == 3
