"""Small foreign files, built from values."""

from __future__ import annotations

import json
from typing import Any

import pytest

INVOICE = '{"id": 17, "gross-total": 19.90}'


def har_entry(url: str = "https://demo.example/api/invoices/17", method: str = "GET", **changes: Any) -> dict[str, Any]:
    """One entry of a HAR file; `changes` replace members of the response's content, or `status`, `postData`, `headers`."""
    content = {"size": len(INVOICE), "mimeType": "application/json", "text": INVOICE} | changes.pop("content", {})
    request = {"method": method, "url": url, "headers": [{"name": "Accept", "value": "application/json"}, *changes.pop("sent", [])]}
    if "postData" in changes:
        request["postData"] = changes.pop("postData")
    headers = [{"name": "Content-Type", "value": "application/json"}, *changes.pop("received", [])]
    response = {"status": changes.pop("status", 200), "headers": headers, "content": content}
    return {"startedDateTime": "2026-03-01T10:00:00.000+01:00", "time": 12.5, "request": request, "response": response}


def har(*entries: dict[str, Any], creator: str = "Firefox") -> bytes:
    """A HAR file."""
    return json.dumps({"log": {"version": "1.2", "creator": {"name": creator, "version": "1"}, "entries": list(entries)}}).encode()


def vcr_interaction(uri: str = "https://demo.example/api/invoices/17", method: str = "GET", **changes: Any) -> dict[str, Any]:
    """One interaction of a vcrpy cassette."""
    return {
        "request": {"method": method, "uri": uri, "body": changes.get("sent"), "headers": changes.get("sent_headers", {})},
        "response": {
            "status": {"code": changes.get("status", 200), "message": "OK"},
            "headers": {"Content-Type": ["application/json"]} | changes.get("headers", {}),
            "body": {"string": changes.get("body", INVOICE)},
        },
    }


@pytest.fixture
def one_har() -> bytes:
    return har(har_entry())
