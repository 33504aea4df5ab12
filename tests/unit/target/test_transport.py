"""A case goes out and an interaction comes back, whatever the target does."""

import dataclasses
import gzip
import json
import logging
import socket
import struct
import threading
import time
import traceback
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from coupa_contract.errors import BudgetSpentError, RefusedError, UnauthorisedError, UnreachableError, UsageError
from coupa_contract.model import Case, Credential, FailureKind
from coupa_contract.target.permission import Permission

LIST = Case("listInvoices", query=(("limit", "1"),))
SHOW = Case("showInvoice", (("id", "17"),))
UPDATE = Case("updateInvoice", (("id", "17"),), body=b'{"internal-note":"x"}', media_type="application/json")
WRITES = Permission(allow_writes=True, invoices=frozenset({"17"}))


def kind_of(interaction: Any) -> FailureKind | None:
    return None if interaction.failure is None else interaction.failure.kind


def test_a_case_goes_out_as_it_is_and_its_answer_comes_back(serve: Any, http: Any, open_transport: Any) -> None:
    """The wire has literal brackets and commas, our headers and the token; the interaction has everything but the token."""
    server = serve(http(200, b'[{"id":17}]', {"X-Secret": "s", "Set-Cookie": "a=b"}))
    case = Case("listInvoices", query=(("id[in]", "1,2"), ("status", "a b+c:[d]")), headers=(("Accept-Language", "ü"),))
    interaction = open_transport(server.url).exchange(case)
    (received,) = server.received
    assert received.target == "/api/invoices?id[in]=1,2&status=a%20b%2Bc%3A[d]"
    assert received.headers["authorization"] == "Bearer t0ken"
    assert received.headers["accept"] == "application/json"
    assert interaction.request.url == received.target
    assert [name for name, _ in interaction.request.headers] == ["Accept", "Accept-Language"]
    assert interaction.response.json == [{"id": 17}]
    assert {name for name, _ in interaction.response.headers} == {"Content-Type", "Content-Length"}
    assert interaction.response.elapsed_s > 0
    assert "t0ken" not in repr(interaction)


def test_a_write_carries_its_bytes(serve: Any, http: Any, open_transport: Any) -> None:
    """Body, type and length arrive unchanged; a write without a body says so."""
    server = serve(http(200, b"{}"))
    transport = open_transport(server.url, permission=WRITES)
    transport.exchange(UPDATE)
    transport.exchange(Case("updateInvoice", (("id", "17"),)))
    first, second = server.received
    assert (first.method, first.body, first.headers["content-type"]) == ("PUT", UPDATE.body, "application/json")
    assert second.headers["content-length"] == "0"


def test_a_case_may_ask_for_another_type(serve: Any, http: Any, open_transport: Any) -> None:
    """A case's own Accept replaces ours."""
    server = serve(http())
    open_transport(server.url).exchange(Case("listInvoices", headers=(("accept", "image/png"),)))
    assert server.received[0].headers["accept"] == "image/png"


def test_what_the_guard_refuses_never_reaches_the_wire(serve: Any, http: Any, open_transport: Any) -> None:
    """A refused case opens no connection and costs nothing of the budget."""
    server = serve(http())
    transport = open_transport(server.url)
    for case in (
        UPDATE,
        Case("submitNewInvoiceForApproval"),
        Case("showInvoice", (("id", "17/void"),)),
        Case("showInvoice", (("id", ".."),)),
    ):
        with pytest.raises(RefusedError):
            transport.exchange(case)
    assert server.received == []


def test_an_id_with_a_nul_is_sent_as_such_by_get_only(serve: Any, http: Any, open_transport: Any) -> None:
    """It goes out as %00, and no permission lets a write have one."""
    server = serve(http())
    open_transport(server.url).exchange(Case("showInvoice", (("id", "17\0"),)))
    transport = open_transport(server.url, permission=Permission(disposable=True))
    void = Case("voidInvoice", (("id", "17\0"),))
    for case in (void, dataclasses.replace(void, verb="GET"), dataclasses.replace(void, operation="showInvoice", verb="DELETE")):
        with pytest.raises(RefusedError, match="no option allows it"):
            transport.exchange(case)
    assert [received.target for received in server.received] == ["/api/invoices/17%00"]


@pytest.mark.parametrize("verb", ["GET", "DELETE", "POST", "PATCH", "OPTIONS", "HEAD"])
def test_another_verb_than_the_operations_own_leaves_for_disposable_targets(serve: Any, http: Any, open_transport: Any, verb: str) -> None:
    """It is what is sent, to the operation's path, and the guard keeps it in unless the whole target may be spoilt."""
    server = serve(http(405, b""))
    case = Case("voidInvoice", (("id", "17"),), verb=verb)
    with pytest.raises(RefusedError, match="needs --disposable"):
        open_transport(server.url, permission=WRITES).exchange(case)
    interaction = open_transport(server.url, permission=Permission(disposable=True)).exchange(case)
    assert (interaction.case, interaction.request.method, interaction.request.url) == (case, verb, "/api/invoices/17/void")
    assert [(received.method, received.target) for received in server.received] == [(verb, "/api/invoices/17/void")]
    assert server.received[0].headers.get("content-length") == (None if verb in {"GET", "HEAD"} else "0")


@pytest.mark.parametrize(("verb", "times"), [("GET", 1), ("DELETE", 1), ("OPTIONS", 2), ("HEAD", 2)])
def test_another_verb_counts_as_a_write(serve: Any, http: Any, open_transport: Any, verb: str, times: int) -> None:
    """After 503 nobody knows whether it was done, so it is not repeated; only what is harmless by its definition is."""
    answers = iter([http(503, b"", {"Retry-After": "0"}), http(405, b"")])
    server = serve(lambda _: next(answers))
    transport = open_transport(server.url, permission=Permission(disposable=True))
    transport.exchange(Case("voidInvoice", (("id", "17"),), verb=verb))
    assert len(server.received) == times


def test_the_budget_ends_a_run(serve: Any, http: Any, open_transport: Any) -> None:
    """The request after the last one is not sent."""
    server = serve(http())
    transport = open_transport(server.url, max_requests=2)
    transport.exchange(LIST)
    transport.exchange(SHOW)
    with pytest.raises(BudgetSpentError):
        transport.exchange(LIST)
    assert len(server.received) == 2


def test_the_pace_is_kept(serve: Any, http: Any, open_transport: Any) -> None:
    """At twenty a second, five requests take a fifth of a second."""
    server = serve(http())
    transport = open_transport(server.url, rate_per_s=20)
    start = time.monotonic()
    for _ in range(5):
        transport.exchange(LIST)
    assert time.monotonic() - start >= 0.19


def test_many_threads_share_a_transport(serve: Any, http: Any, open_transport: Any) -> None:
    """Each thread gets its own answer."""
    server = serve(lambda received: http(200, json.dumps(received.target).encode()))
    transport, wrong = open_transport(server.url), []

    def work(number: int) -> None:
        for identifier in range(number * 100, number * 100 + 20):
            answer = transport.exchange(Case("showInvoice", (("id", str(identifier)),))).response.json
            if answer != f"/api/invoices/{identifier}":
                wrong.append(answer)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(server.received) == 120


# Bad input


def test_a_refused_connection_is_one_sentence(unused_port: int, open_transport: Any) -> None:
    """Nobody listens: the run cannot judge, and says what to check."""
    with pytest.raises(UnreachableError, match="refuses connections") as caught:
        open_transport(f"http://127.0.0.1:{unused_port}").exchange(LIST)
    assert caught.value.exit_code == 3


def test_an_unknown_host_is_one_sentence(open_transport: Any) -> None:
    """A name that does not resolve is named."""
    with pytest.raises(UnreachableError, match=r"host 'nobody\.invalid' is unknown"):
        open_transport("http://nobody.invalid").exchange(LIST)


def test_a_certificate_that_does_not_verify_is_one_sentence(serve: Any, http: Any, certificate: Any, open_transport: Any) -> None:
    """A certificate that signed itself is refused, with the option that would trust it; nothing was sent."""
    server = serve(http(), certificate[1])
    with pytest.raises(UnreachableError, match=r"does not verify \(self.signed certificate.*--ca-bundle"):
        open_transport(server.url).exchange(LIST)
    assert server.received == []


def test_a_named_certificate_is_trusted(serve: Any, http: Any, certificate: Any, open_transport: Any) -> None:
    """The same server answers once its certificate is named."""
    server = serve(http(), certificate[1])
    assert open_transport(server.url, ca_bundle=str(certificate[0])).exchange(LIST).response.status == 200


def test_tls_to_a_plain_port_is_one_sentence(serve: Any, http: Any, open_transport: Any) -> None:
    """https to a port that speaks http suggests http."""
    server = serve(http())
    with pytest.raises(UnreachableError, match="try http://"):
        open_transport(server.url.replace("http:", "https:")).exchange(LIST)


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"220 mail ready\r\n"])
def test_a_port_that_speaks_no_http_is_one_sentence(serve: Any, open_transport: Any, greeting: bytes) -> None:
    """Something else listens there: check the port."""

    def reply(received: Any, connection: socket.socket) -> None:
        connection.sendall(greeting)

    with pytest.raises(UnreachableError, match="does not speak HTTP"):
        open_transport(serve(reply).url).exchange(LIST)


def test_a_port_that_hangs_up_is_one_sentence(serve: Any, open_transport: Any) -> None:
    """Closing without an answer, at first contact, is no instance."""
    with pytest.raises(UnreachableError, match="closes the connection without an answer"):
        open_transport(serve(lambda _: None).url).exchange(LIST)


def test_silence_at_first_contact_is_one_sentence(serve: Any, open_transport: Any) -> None:
    """A target that takes the connection and says nothing is told apart from one that refuses it."""
    with pytest.raises(UnreachableError, match="did not answer in time"):
        open_transport(serve(b"").url, timeout_s=0.2).exchange(LIST)


def later(http: Any, bad: Any) -> Any:
    """Answers the first request well and every other badly."""
    seen: list[int] = []

    def reply(received: Any, connection: socket.socket) -> bytes | None:
        seen.append(1)
        if len(seen) == 1:
            return http()
        answer: bytes | None = bad(connection) if callable(bad) else bad
        return answer

    return reply


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (None, FailureKind.DISCONNECTED),
        (b"", FailureKind.TIMEOUT),
        (b"HTTP/1.1 200 OK\r\nContent-Le", FailureKind.TIMEOUT),
        (b"garbage\r\n\r\n", FailureKind.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n", FailureKind.TOO_LARGE),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", FailureKind.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", FailureKind.DISCONNECTED),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", FailureKind.NOT_HTTP),
    ],
)
def test_what_a_known_target_does_wrong_is_a_failure(
    serve: Any, http: Any, open_transport: Any, bad: bytes | None, kind: FailureKind
) -> None:
    """Once the target has answered, a bad answer is data about it, and the next case is judged as ever."""
    transport = open_transport(serve(later(http, bad)).url, timeout_s=0.3)
    assert kind_of(transport.exchange(LIST)) is None
    interaction = transport.exchange(SHOW)
    assert kind_of(interaction) is kind
    assert interaction.response is None


def test_a_body_shorter_than_it_declares_is_a_disconnection(serve: Any, http: Any, open_transport: Any) -> None:
    """The answer ends early: nothing of it is judged, and the numbers are said."""

    def reply(received: Any, connection: socket.socket) -> None:
        connection.sendall(http(200, b"[1,2]", length=50))

    interaction = open_transport(serve(reply).url).exchange(LIST)
    assert kind_of(interaction) is FailureKind.DISCONNECTED
    assert "5 bytes, 45 short" in interaction.failure.detail


def test_a_body_longer_than_it_declares_does_not_poison_the_next(serve: Any, http: Any, open_transport: Any) -> None:
    """What is left over belongs to no other answer."""
    transport = open_transport(serve(http(200, b"[1][2]", length=3)).url)
    assert [transport.exchange(LIST).response.body for _ in range(3)] == [b"[1]"] * 3


def test_a_reset_in_the_middle_is_a_disconnection(serve: Any, open_transport: Any) -> None:
    """A connection that is reset while the body comes is told."""

    def reply(received: Any, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,")
        time.sleep(0.1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert kind_of(open_transport(serve(reply).url).exchange(LIST)) is FailureKind.DISCONNECTED


def endless(chunk: bytes, pause_s: float = 0.0, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n") -> Any:
    def reply(received: Any, connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(20_000):
            connection.sendall(chunk)
            time.sleep(pause_s)

    return reply


def test_an_endless_body_is_cut_at_the_limit(serve: Any, open_transport: Any) -> None:
    """A body without end is not read beyond 16 MB."""
    interaction = open_transport(serve(endless(b"x" * 65536)).url).exchange(LIST)
    assert kind_of(interaction) is FailureKind.TOO_LARGE
    assert "16,777,216" in interaction.failure.detail


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n",
    ],
)
def test_a_body_of_a_byte_now_and_then_is_cut_in_time(serve: Any, open_transport: Any, head: bytes) -> None:
    """Each wait is short, yet the whole takes too long."""
    transport = open_transport(serve(endless(b"1", 0.02, head)).url, timeout_s=1.0, total_timeout_s=0.4)
    start = time.monotonic()
    interaction = transport.exchange(LIST)
    assert kind_of(interaction) is FailureKind.TIMEOUT
    assert time.monotonic() - start < 3


def test_a_slow_body_over_tls_is_cut_in_time(serve: Any, certificate: Any, open_transport: Any) -> None:
    """Encryption makes no difference, whether the target announces an end or not."""
    for head in (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"):
        server = serve(endless(b"1", 0.02, head), certificate[1])
        transport = open_transport(server.url, timeout_s=1.0, total_timeout_s=0.4, ca_bundle=str(certificate[0]))
        start = time.monotonic()
        assert kind_of(transport.exchange(LIST)) is FailureKind.TIMEOUT
        assert time.monotonic() - start < 3


def test_headers_of_a_byte_now_and_then_are_cut_in_time(serve: Any, http: Any, open_transport: Any) -> None:
    """The whole exchange is bounded, not only its body."""

    def drip(connection: socket.socket) -> None:
        for _ in range(500):
            connection.sendall(b"H")
            time.sleep(0.02)

    transport = open_transport(serve(later(http, drip)).url, timeout_s=1.0, total_timeout_s=0.4)
    transport.exchange(LIST)
    assert kind_of(transport.exchange(SHOW)) is FailureKind.TIMEOUT


def test_a_small_body_that_unpacks_to_gigabytes_is_cut(serve: Any, http: Any, open_transport: Any) -> None:
    """A gzip bomb costs no more than the limit, and a packed body of fair size is unpacked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(200)) + packer.flush()
    bodies = iter([bomb, gzip.compress(b"[1]")])
    transport = open_transport(serve(lambda _: http(200, next(bodies), {"Content-Encoding": "gzip"})).url, body_limit_bytes=1024 * 1024)
    assert kind_of(transport.exchange(LIST)) is FailureKind.TOO_LARGE
    assert transport.exchange(LIST).response.json == [1]


def test_an_answer_that_is_not_json_is_an_ordinary_response(serve: Any, http: Any, open_transport: Any) -> None:
    """What the body is worth is for the checks to judge."""
    interaction = open_transport(serve(http(200, b"<html>", {"Content-Type": "text/html"})).url).exchange(LIST)
    assert interaction.failure is None
    assert not interaction.response.is_json
    assert interaction.response.media_type == "text/html"


# Redirects


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("https://login.evil.test/?next=s3cret", FailureKind.REDIRECTED),
        ("//evil.test/api/invoices", FailureKind.REDIRECTED),
        ("http://127.0.0.1:1/api/invoices", FailureKind.REDIRECTED),
        ("/api/invoices?limit=1", FailureKind.REDIRECTED),
        ("/api/invoices/new/submit_for_approval", None),
    ],
)
def test_no_redirect_is_followed(serve: Any, http: Any, open_transport: Any, location: str, kind: FailureKind | None) -> None:
    """To another origin, or to itself, it is a failure beside the response; elsewhere on the target just a response."""
    server = serve(http(302, b"", {"Location": location}))
    interaction = open_transport(server.url).exchange(LIST)
    assert len(server.received) == 1
    assert kind_of(interaction) is kind
    assert interaction.response.status == 302
    assert "s3cret" not in repr(interaction)


# Patience


@pytest.mark.parametrize("status", [429, 503])
def test_a_read_that_is_told_to_wait_is_sent_again(serve: Any, http: Any, open_transport: Any, status: int) -> None:
    """Retry-After is honoured, and the answer after it counts."""
    answers = iter([http(status, b"{}", {"Retry-After": "1"}), http()])
    server = serve(lambda _: next(answers))
    start = time.monotonic()
    interaction = open_transport(server.url).exchange(LIST)
    assert interaction.response.status == 200
    assert time.monotonic() - start >= 0.9


def test_patience_ends_after_a_few_attempts(serve: Any, http: Any, open_transport: Any, ledger: Any) -> None:
    """A target that always says wait is not asked for ever; its last answer is the answer."""
    server = serve(http(429, b"{}", {"Retry-After": "0"}))
    assert open_transport(server.url).exchange(LIST).response.status == 429
    assert len(server.received) == ledger.requests == 4


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "86400"}, {"Retry-After": "whenever"}])
def test_an_unbearable_wait_is_not_waited_for(serve: Any, http: Any, open_transport: Any, headers: dict[str, str]) -> None:
    """Without a Retry-After that can be borne, the answer is taken as it is."""
    server = serve(http(429, b"{}", headers))
    assert open_transport(server.url).exchange(LIST).response.status == 429
    assert len(server.received) == 1


def test_a_write_is_not_repeated_after_503(serve: Any, http: Any, open_transport: Any) -> None:
    """Nobody knows whether a write that met 503 was done; one that met 429 was not."""
    server = serve(http(503, b"{}", {"Retry-After": "0"}))
    assert open_transport(server.url, permission=WRITES).exchange(UPDATE).response.status == 503
    assert len(server.received) == 1


def test_a_retry_after_may_be_a_date(contract: Any, serve: Any, http: Any, open_transport: Any) -> None:
    """A date in the past means now."""
    past = datetime(2020, 1, 1, tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    answers = iter([http(429, b"{}", {"Retry-After": past}), http()])
    assert open_transport(serve(lambda _: next(answers)).url).exchange(LIST).response.status == 200


def test_a_connection_that_idled_away_is_no_fault(serve: Any, http: Any, open_transport: Any) -> None:
    """A read whose connection was closed without an answer is sent once more; a write is not."""
    answers = iter([http(), None, http(), None])
    server = serve(lambda _: next(answers))
    transport = open_transport(server.url, permission=WRITES)
    transport.exchange(LIST)
    assert kind_of(transport.exchange(SHOW)) is None
    assert kind_of(transport.exchange(UPDATE)) is FailureKind.DISCONNECTED
    assert [received.method for received in server.received] == ["GET", "GET", "GET", "PUT"]


def test_a_target_that_goes_down_later_is_unreachable(serve: Any, http: Any, open_transport: Any) -> None:
    """It is tried again before the run gives up."""
    server = serve(http(200, b"[]", {"Connection": "close"}))
    transport = open_transport(server.url)
    transport.exchange(LIST)
    server.close()
    start = time.monotonic()
    with pytest.raises(UnreachableError, match="refuses connections"):
        transport.exchange(LIST)
    assert time.monotonic() - start >= 0.9


# Credentials


def test_each_kind_of_credential_goes_out(serve: Any, http: Any, open_transport: Any) -> None:
    """Valid, missing, garbled and expired cases differ in nothing but their Authorization."""
    server = serve(http(401, b"{}"))
    transport = open_transport(server.url, {"COUPA_TOKEN": "a.b.valid", "COUPA_EXPIRED_TOKEN": "old"})
    for credential in (Credential.MISSING, Credential.GARBLED, Credential.EXPIRED):
        assert transport.provides(credential)
        assert transport.exchange(Case("listInvoices", credential=credential)).response.status == 401
    missing, wrong, expired = (received.headers.get("authorization") for received in server.received)
    assert missing is None
    assert wrong is not None
    assert wrong.startswith("Bearer a.b.")
    assert wrong != "Bearer a.b.valid"
    assert expired == "Bearer old"


def test_an_expired_token_must_be_given(serve: Any, http: Any, open_transport: Any) -> None:
    """Without one the case cannot be made, and the sentence says how it could."""
    transport = open_transport(serve(http()).url)
    assert not transport.provides(Credential.EXPIRED)
    with pytest.raises(UsageError, match="COUPA_EXPIRED_TOKEN"):
        transport.exchange(Case("listInvoices", credential=Credential.EXPIRED))


def test_a_write_with_a_wrong_token_is_a_probe(serve: Any, http: Any, open_transport: Any) -> None:
    """It should be refused by the target and might not be, so it leaves only for a disposable one."""
    server = serve(http(401))
    case = Case("updateInvoice", (("id", "17"),), body=b"{}", media_type="application/json", credential=Credential.GARBLED)
    with pytest.raises(RefusedError) as caught:
        open_transport(server.url, permission=WRITES).exchange(case)
    assert caught.value.permission == "--disposable"
    assert open_transport(server.url, permission=Permission(disposable=True)).exchange(case).response.status == 401


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "wants credentials"),
        ({"COUPA_TOKEN": "s3cret"}, "may have expired"),
        ({"COUPA_CLIENT_ID": "i", "COUPA_CLIENT_SECRET": "s3cret"}, "just gave"),
    ],
)
def test_a_refused_credential_is_one_sentence(
    serve: Any, http: Any, open_transport: Any, token_reply: Any, environ: dict[str, str], says: str
) -> None:
    """What to do depends on where the token came from."""
    with pytest.raises(UnauthorisedError, match=says) as caught:
        open_transport(serve(token_reply(lambda _: http(401, b"{}"))).url, environ).exchange(SHOW)
    assert "s3cret" not in str(caught.value)
    assert caught.value.exit_code == 3


CLIENT = {"COUPA_CLIENT_ID": "hush-id", "COUPA_CLIENT_SECRET": "hush-secret"}


def test_a_token_that_expires_half_way_is_renewed(serve: Any, http: Any, open_transport: Any, token_reply: Any) -> None:
    """A 401 renews the token once and repeats the case, a write as well."""
    revoked = {"Bearer token-1"}
    server = serve(token_reply(lambda received: http(401 if received.headers.get("authorization") in revoked else 200, b"{}")))
    transport = open_transport(server.url, CLIENT, WRITES)
    assert transport.exchange(UPDATE).response.status == 200
    assert [received.headers.get("authorization") for received in server.received if received.method == "PUT"] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
    revoked.clear()
    assert transport.exchange(LIST).response.status == 200
    assert sum(received.target == "/oauth2/token" for received in server.received) == 2


@pytest.mark.parametrize("environ", [CLIENT, {"COUPA_TOKEN": "x"}, {}])
def test_an_operation_that_answers_401_by_itself_is_judged(
    serve: Any, http: Any, open_transport: Any, token_reply: Any, environ: dict[str, str]
) -> None:
    """While a plain list is answered, the token is good, and a 401 elsewhere is the target's answer, not the end of the run."""
    server = serve(token_reply(lambda received: http(200 if received.target.startswith("/api/invoices?") else 401, b"[]")))
    assert open_transport(server.url, environ).exchange(SHOW).response.status == 401


def test_a_netrc_does_not_replace_the_token(serve: Any, http: Any, open_transport: Any, tmp_path: Any, monkeypatch: Any) -> None:
    """Credentials of another program are not used, and neither is a proxy for this machine."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password s3cret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server = serve(http())
    open_transport(server.url).exchange(LIST)
    assert server.received[0].headers["authorization"] == "Bearer t0ken"


def test_a_proxy_of_the_environment_is_used_and_told_apart(open_transport: Any, unused_port: int, monkeypatch: Any) -> None:
    """A proxy that cannot be reached is not taken for the target, and its password is not repeated."""
    monkeypatch.setenv("HTTP_PROXY", f"http://me:s3cret@127.0.0.1:{unused_port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("http_proxy", raising=False)
    with pytest.raises(UnreachableError, match="HTTPS_PROXY") as caught:
        open_transport("http://demo.example").exchange(LIST)
    assert "s3cret" not in str(caught.value)


def test_no_secret_reaches_a_log_or_a_traceback(
    serve: Any, http: Any, open_transport: Any, token_reply: Any, caplog: pytest.LogCaptureFixture, unused_port: int
) -> None:
    """Neither debug logs of the libraries nor a traceback with all local variables hold the id, the secret or a token."""
    caplog.set_level(logging.DEBUG)
    server = serve(token_reply(lambda received: http() if received.target == "/api/invoices?limit=1" else None))
    transport = open_transport(server.url, CLIENT)
    shown = [repr(transport.exchange(LIST)), repr(transport.exchange(SHOW)), repr(transport), repr(vars(transport))]
    nowhere = f"http://127.0.0.1:{unused_port}"
    for url, environ, token_url in (
        (server.url, CLIENT, nowhere + "/t"),
        (server.url, CLIENT, server.url + "/t"),
        (nowhere, {"COUPA_TOKEN": "hush"}, None),
    ):
        with pytest.raises((UnauthorisedError, UnreachableError)) as caught:
            open_transport(url, environ, token_url=token_url).exchange(LIST)
        shown += [str(caught.value), *_frames(caught.value)]
    text = "\n".join([*shown, caplog.text])
    assert len(text) > 5000
    assert "hush" not in text
    assert "token-1" not in text


def _frames(error: BaseException) -> list[str]:
    """Each frame below this test with all its variables, as a verbose traceback shows them."""
    trace = traceback.TracebackException.from_exception(error, capture_locals=True)
    while trace.__cause__ is not None or (trace.__context__ is not None and not trace.__suppress_context__):
        raise AssertionError("a library's own exception would be shown")
    return [f"{frame.filename} {frame.locals}" for frame in trace.stack if frame.filename != __file__]
