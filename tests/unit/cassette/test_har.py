"""A recording as HAR can be opened elsewhere, and imported again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from coupa_contract.cassette.har import har_text
from coupa_contract.cassette.importing import map_exchanges, read_foreign
from coupa_contract.cassette.recording import RecordedScenario, Refusal
from coupa_contract.contract import load_contract
from coupa_contract.model import Case, Failure, FailureKind, Interaction, Request, Response

JSON = (("Content-Type", "application/json"),)
NOW = datetime(2026, 3, 1, 9, 0, 0, tzinfo=UTC)


def interaction(url: str, body: bytes = b"[]", sent: bytes | None = None, method: str = "GET", **changes: Any) -> Interaction:
    case = changes.pop("case", Case("listInvoices", body=sent, media_type="application/json" if sent else None))
    response = Response(200, (*JSON, ("X-Odd", "ä")), body, 0.25)
    return Interaction(case, Request(method, url, JSON if sent else (), sent), **{"response": response, **changes})


def written(*exchanges: Any) -> bytes:
    return "".join(har_text([("test_query::test_rows", RecordedScenario(3, NOW, exchanges=exchanges))], "9.9")).encode()


def entries(*exchanges: Any) -> list[Any]:
    log = json.loads(written(*exchanges))["log"]
    assert (log["version"], log["creator"]) == ("1.2", {"name": "coupa-contract", "version": "9.9"})
    return list(log["entries"])


def test_an_entry_says_what_was_sent_and_received() -> None:
    """With every member that HAR 1.2 demands, and where it stood in the recording."""
    (entry,) = entries(interaction("/api/invoices?status[in]=paid%2Cvoid"))
    assert entry["startedDateTime"] == "2026-03-01T09:00:00.000+00:00"
    assert (entry["time"], entry["timings"]) == (250.0, {"send": 0, "wait": 250.0, "receive": 0})
    assert entry["request"]["url"] == "https://target.invalid/api/invoices?status[in]=paid%2Cvoid"
    assert entry["request"]["queryString"] == [{"name": "status[in]", "value": "paid,void"}]
    assert entry["response"]["content"] == {"size": 2, "mimeType": "application/json", "text": "[]"}
    assert entry["comment"] == "test_query::test_rows, scenario 3, request 1"
    demanded = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}
    assert demanded <= entry["request"].keys()
    demanded = {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"}
    assert demanded <= entry["response"].keys()


def test_what_is_no_text_is_base64() -> None:
    """On both sides."""
    (entry,) = entries(interaction("/api/invoices/1", b"\xff\xfe", b"\xff", "PUT"))
    assert entry["response"]["content"]["encoding"] == "base64"
    assert entry["request"]["postData"] == {"mimeType": "application/json", "text": "/w==", "_encoding": "base64"}


def test_an_answer_that_never_came_has_status_0() -> None:
    """And the reason beside it."""
    (entry,) = entries(interaction("/api/invoices", response=None, failure=Failure(FailureKind.TIMEOUT, "no answer in time")))
    assert (entry["response"]["status"], entry["_error"]) == (0, "timeout: no answer in time")


def test_what_the_guard_kept_in_was_never_sent() -> None:
    """It is no traffic."""
    assert entries(Refusal(Case("voidInvoice"), "no")) == []


def test_a_file_without_entries_is_whole() -> None:
    """It can be read again."""
    assert read_foreign("".join(har_text([], "1")).encode(), "x.har").exchanges == ()


def test_what_goes_out_comes_in_again() -> None:
    """Requests, bodies byte for byte, statuses: the same cases; what the bodies hold that is no text too."""
    before = [
        interaction("/api/invoices?limit=2", b'[{"gross-total": 1.10}]'),
        interaction("/api/invoices/17/retrieve_image_scan", b"%PDF\xff", case=Case("retrieveImageScan", (("id", "17"),))),
        interaction("/api/invoices/17", "caf\ufffd é".encode(), b'{"a": "\xc3\xa9"}', "PUT"),
    ]
    contract = load_contract()
    found = map_exchanges(read_foreign(written(*before), "x.har").exchanges, contract)
    assert found.left_out == ()
    after = [each for each, _ in found.interactions]
    assert [each.request.url for each in after] == [each.request.url for each in before]
    assert [each.request.body for each in after] == [each.request.body for each in before]
    assert [each.response and each.response.body for each in after] == [each.response and each.response.body for each in before]
    assert [moment.isoformat() for _, moment in found.interactions if moment][1] == "2026-03-01T09:00:00.250000+00:00"
