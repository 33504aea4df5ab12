"""Foreign requests become interactions of the document's operations, or say why not."""

from __future__ import annotations

import pytest

from coupa_contract.cassette.importing import Base, ForeignExchange, LeftOut, Mapped, base_of, map_exchanges, read_base
from coupa_contract.checks.catalogue import INTERACTION_CHECKS
from coupa_contract.contract import load_contract
from coupa_contract.errors import UsageError
from coupa_contract.model import Credential, Finding, Interaction, Origin

CONTRACT = load_contract()
JSON = (("Content-Type", "application/json"),)


def exchange(url: str = "https://demo.example/api/invoices", method: str = "GET", **fields: object) -> ForeignExchange:
    return ForeignExchange(
        "entry 1",
        method,
        url,
        **{"status": 200, "response_headers": JSON, "response_body": b"[]"} | fields,  # type: ignore[arg-type]
    )


def mapped(*exchanges: ForeignExchange | LeftOut, base: Base | None = None) -> Mapped:
    return map_exchanges(exchanges, CONTRACT, base)


def only(found: ForeignExchange) -> Interaction:
    ((interaction, _),) = mapped(found).interactions
    return interaction


def test_a_request_becomes_a_case() -> None:
    """Operation, path parameters and decoded query; brackets, plus signs and percent escapes are one spelling afterwards."""
    case = only(exchange("https://demo.example/api/invoices?status[in]=paid,void&supplier%5Bname%5D=A+B%26C&limit=")).case
    assert (case.operation, case.query) == (
        "listInvoices",
        (("status[in]", "paid,void"), ("supplier[name]", "A B&C"), ("limit", "")),
    )
    shown = only(exchange("https://demo.example/api/invoices/17"))
    assert shown.case.path_parameters == (("id", "17"),)
    assert shown.request.url == "/api/invoices/17"


def test_nobody_knows_what_a_foreign_request_was_meant_to_be() -> None:
    """Neither valid nor invalid; an absent Authorization proves nothing, for recorders drop it."""
    case = only(exchange(request_headers=())).case
    assert (case.origin, case.credential) == (Origin.UNKNOWN, Credential.VALID)


def test_neither_host_nor_secret_headers_come_along() -> None:
    """Headers are an allow-list, and the instance's own origin is cut off."""
    sent = (("Host", "demo.example"), ("Authorization", "Bearer hush"), ("Cookie", "a=hush"), ("Accept", "application/json"))
    received = (*JSON, ("Set-Cookie", "a=hush"), ("Content-Encoding", "gzip"), ("Location", "https://demo.example/api/invoices/17?t=hush"))
    found = only(exchange(request_headers=sent, response_headers=received))
    assert found.request.headers == (("Accept", "application/json"),)
    assert found.response is not None
    assert found.response.headers == (*JSON, ("Location", "/api/invoices/17"))


@pytest.mark.parametrize(
    ("found", "reason", "what"),
    [
        (exchange("https://demo.example/oauth2/token", "POST"), "no operation of the document", "POST demo.example/oauth2/token"),
        (exchange("https://demo.example/api/suppliers"), "no operation of the document", "GET demo.example/api/suppliers"),
        (exchange("https://u:hush@other.example/api/invoices?t=hush"), "sent to another host", "GET other.example/api/invoices"),
        (exchange("https://demo.example:8443/api/invoices"), "sent to another host", "GET demo.example:8443/api/invoices"),
        (exchange("https://demo.example/apiary/invoices"), "no operation of the document", "GET demo.example/apiary/invoices"),
        (exchange("https://demo.example/api/invoices?a=%ff"), "its query is not UTF-8", "GET demo.example/api/invoices"),
        (exchange("data:text/plain,x"), "its URL is no HTTP URL", "GET"),
        (exchange("http://[::1/"), "its URL is no HTTP URL", "GET"),
        (
            exchange("https://demo.example/api/invoices/1", "PUT", request_body=b"[Filtered]", request_headers=JSON),
            "its request's body is no JSON, which the recorder may have done",
            "PUT demo.example/api/invoices/1",
        ),
    ],
)
def test_what_cannot_be_imported_says_why(found: ForeignExchange, reason: str, what: str) -> None:
    """Its query and user info are not told."""
    result = mapped(exchange(), exchange(), found)
    assert len(result.interactions) == 2
    assert result.left_out == (LeftOut("entry 1", reason, what),)


def test_what_a_parser_left_out_stays_left_out() -> None:
    """Nothing is dropped silently."""
    assert mapped(LeftOut("entry 9", "it got no answer")).left_out == (LeftOut("entry 9", "it got no answer"),)


def test_bytes_that_the_file_vouches_for_are_kept() -> None:
    """A body that is no JSON on purpose can be judged."""
    found = exchange("https://demo.example/api/invoices/1", "PUT", request_body=b"{", request_headers=JSON, exact=True, status=400)
    assert only(found).case.body == b"{"


def test_the_base_is_where_most_requests_are_operations() -> None:
    """Whatever stands before `/invoices`."""
    urls = ["https://a.example/coupa/api/invoices/1", "https://a.example/coupa/api/invoices", "https://b.example/api/invoices"]
    assert base_of(map(exchange, urls), CONTRACT) == Base("https://a.example", "/coupa/api")
    assert base_of([exchange("https://a.example/elsewhere")], CONTRACT) is None
    assert base_of([exchange("http://a.example:80/invoices")], CONTRACT) == Base("http://a.example", "")


def test_a_base_can_be_named() -> None:
    """When a file holds the traffic of several instances."""
    base = read_base("https://b.example:443/api/")
    assert base == Base("https://b.example", "/api")
    found = mapped(exchange(), exchange(), exchange("https://b.example/api/invoices/3"), base=base)
    assert [interaction.case.operation for interaction, _ in found.interactions] == ["showInvoice"]


@pytest.mark.parametrize("text", ["", "demo.example", "ftp://demo.example", "https://demo.example/api?x=1", "https://demo.example:0"])
def test_a_base_that_is_no_url_is_wrong_usage(text: str) -> None:
    """It is named."""
    with pytest.raises(UsageError, match="--base takes the URL"):
        read_base(text)


def test_the_moment_comes_from_the_file_or_the_answer() -> None:
    """The header Date stands in where the file says nothing."""
    ((_, moment),) = mapped(exchange(response_headers=(("Date", "Mon, 23 Nov 2026 21:58:54 GMT"),))).interactions
    assert moment is not None
    assert moment.isoformat() == "2026-11-23T21:58:54+00:00"
    assert mapped(exchange(response_headers=(("Date", "soon"),))).interactions[0][1] is None


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 406, 429])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_no_check_blames_an_instance_for_what_a_recorder_left_out(status: int, method: str) -> None:
    """No token, no Accept, no type of the body: nothing of it becomes a finding."""
    body = b'{"errors": {}}' if status >= 400 else b'{"id": 17}'
    headers = (*JSON, ("Retry-After", "1"))
    found = exchange(
        "https://demo.example/api/invoices/17?fields=[]&odd=1",
        method,
        status=status,
        request_body=b"odd" if method == "PUT" else None,
        response_headers=headers,
        response_body=body,
    )
    outcomes = [outcome for check in INTERACTION_CHECKS for outcome in check.function(only(found), CONTRACT)]
    assert [outcome for outcome in outcomes if isinstance(outcome, Finding)] == []
