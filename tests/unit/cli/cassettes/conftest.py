"""Small recordings, built from values and written as commands find them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cassette.recording import (
    Ending,
    Kind,
    Manifest,
    RecordedCassette,
    RecordedItem,
    RecordedScenario,
    Refusal,
    Role,
    Session,
    Values,
)
from coupa_contract.cassette.writing import write_recording
from coupa_contract.model import Case, Interaction, Request, Response

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SESSION = Session(
    "2026-03-01T09:30:00+00:00", "published", "asked", "0" * 64, 7, "quick", made_with={"coupa-contract": "0.1.0", "hypothesis": "6.0"}
)
JSON = (("Content-Type", "application/json"),)
ROWS = "test_query::test_rows_obey_a_condition"
CASE = Case("listInvoices", query=(("status[in]", "paid,void"), ("limit", "2")))
INVOICE = {"id": 17, "supplier": {"name": "Ada Lovelace Ltd"}, "gross-total": 19.9, "status": "paid", "note": "call +49 30 123456"}


def listed(*invoices: Any, case: Case = CASE, url: str = "/api/invoices?status[in]=paid%2Cvoid&limit=2") -> Interaction:
    """A list and its answer."""
    return Interaction(case, Request("GET", url), Response(200, JSON, json.dumps(list(invoices)).encode(), 0.02))


def shown(number: int = 17, body: bytes | None = None) -> Interaction:
    """A show and its answer."""
    answer = json.dumps(INVOICE).encode() if body is None else body
    return Interaction(Case("showInvoice", (("id", str(number)),)), Request("GET", f"/api/invoices/{number}"), Response(200, JSON, answer))


def cassette(name: str = ROWS, *scenarios: RecordedScenario, kind: Kind = Kind.PROPERTY) -> RecordedCassette:
    """An item, by default with a drawn scenario, one that was refused something, and a smallest example."""
    drawn = RecordedScenario(0, NOW, '{"limit": 2}', (listed(INVOICE), shown()))
    refused = RecordedScenario(1, NOW, "{}", (Refusal(Case("voidInvoice", (("id", "17"),)), "it cannot be undone", "--allow-actions"),))
    smallest = RecordedScenario(0, NOW, '{"limit": 1}', (shown(),), role=Role.SMALLEST, cause=("query-in", "listInvoices", "/*/status"))
    item = RecordedItem(name, kind, ("query-condition-is-obeyed",) if kind is Kind.PROPERTY else ())
    return RecordedCassette(item, scenarios or (drawn, refused, smallest), Ending({"query-condition-is-obeyed": 3}))


def record(
    folder: Path,
    *cassettes: RecordedCassette,
    encoding: str = "yaml",
    sessions: Sequence[Session] = (SESSION,),
    target: str = "staging",
    values: Values = Values.KEPT,
) -> Path:
    """Writes a recording."""
    fields = {"target": target, "values": values, "sessions": tuple(sessions), "verdicts": {"paging-limit-is-honoured": "pass"}}
    write_recording(folder, fields, cassettes or (cassette(),), encoding)
    return folder


def later(**changes: Any) -> Session:
    """Another session."""
    return replace(SESSION, recorded_at="2026-03-02T09:30:00+00:00", **changes)


@pytest.fixture
def recording(folder: Path) -> Path:
    return record(folder / "staging")


@pytest.fixture
def bytes_of() -> Callable[[Path], dict[str, bytes]]:
    def read(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    return read


def manifest_of(folder: Path) -> Manifest:
    """What a recording's manifest says."""
    from coupa_contract.cassette.reading import open_recording

    return open_recording(folder).manifest
