"""Small files of traffic, built from values."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Entry = Callable[..., dict[str, Any]]


@pytest.fixture
def entry() -> Entry:
    """Makes an entry of a HAR; `changes` replace members of the response's content, or `status`, `url`, `method`."""

    def make(invoice: int = 17, **changes: Any) -> dict[str, Any]:
        text = json.dumps({"id": invoice, "note": 'a "quoted" \\ {brace'})
        url = changes.pop("url", f"https://demo.example/api/invoices/{invoice}")
        request = {"method": changes.pop("method", "GET"), "url": url, "headers": [{"name": ":authority", "value": ":demo"}]}
        response = {
            "status": changes.pop("status", 200),
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": len(text), "mimeType": "application/json", "text": text} | changes.pop("content", {}),
        }
        at = changes.pop("at", "2026-03-01T10:00:00.000+01:00")
        return {"startedDateTime": at, "time": 12.5, "request": request, "response": response} | changes

    return make


@pytest.fixture
def har() -> Callable[..., bytes]:
    """Makes a HAR of entries, or of texts of entries."""

    def make(*entries: dict[str, Any] | str, indent: int | None = None, pages: bool = False) -> bytes:
        log: dict[str, Any] = {"version": "1.2", "creator": {"name": "Firefox", "version": "1"}}
        if pages:
            log["pages"] = [{"startedDateTime": "2026-03-01T09:00:00Z", "id": str(each)} for each in range(3)]
        log["entries"] = ["@"]
        head, _, tail = json.dumps({"log": log}, indent=indent).partition('"@"')
        return (head + ",".join(each if isinstance(each, str) else json.dumps(each, indent=indent) for each in entries) + tail).encode()

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes a file below the test's folder."""

    def put(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return put
