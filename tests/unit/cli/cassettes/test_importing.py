"""`cassettes import`, and `scrub` of what another tool made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.recording import Kind, Values
from coupa_contract.model import Credential, Interaction, Origin

from .conftest import manifest_of, record

Say = Callable[..., Any]
TOKEN = "a8f3c91be07d4265b1a9"
INVOICE = {"id": 17, "supplier": {"name": "Ada Lovelace Ltd"}, "gross-total": 19.90, "status": "paid", "note": f"token {TOKEN}"}


def entry(url: str, method: str = "GET", body: Any = INVOICE, status: int = 200) -> dict[str, Any]:
    text = json.dumps(body)
    headers = [{"name": "Authorization", "value": f"Bearer {TOKEN}"}, {"name": "Accept", "value": "application/json"}]
    return {
        "startedDateTime": "2026-03-01T10:00:00Z",
        "time": 3,
        "request": {"method": method, "url": url, "headers": headers},
        "response": {
            "status": status,
            "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "Set-Cookie", "value": f"s={TOKEN}"}],
            "content": {"size": len(text), "mimeType": "application/json", "text": text},
        },
    }


ENTRIES = [
    entry("https://demo.example/api/invoices/17"),
    entry("https://demo.example/api/invoices?status=paid", body=[INVOICE]),
    entry("https://demo.example/oauth2/token", "POST", {"access_token": TOKEN}),
    entry("https://cdn.example/logo.png"),
    entry("https://demo.example/api/invoices/18", status=0),
]


@pytest.fixture
def har(folder: Path) -> Path:
    path = folder / "demo.example.har"
    path.write_text(json.dumps({"log": {"creator": {"name": "Firefox"}, "entries": ENTRIES}}))
    return path


def interactions(folder: Path) -> list[Interaction]:
    recording = open_recording(folder)
    scenarios = [scenario for entry in recording.manifest.entries for scenario in recording.scenarios(entry)]
    assert all(len(scenario.exchanges) == 1 for scenario in scenarios)
    return [exchange for scenario in scenarios for exchange in scenario.exchanges if isinstance(exchange, Interaction)]


def test_an_import_is_a_recording_of_one_interaction_a_scenario(say: Say, har: Path, folder: Path) -> None:
    """For the checks that judge interactions; no property belongs to it."""
    said = say("cassettes", "import", "demo.example.har", "--into", "browser", "--name", "demo")
    assert said.code == 0
    manifest = manifest_of(folder / "browser")
    (imported,) = manifest.entries
    assert (imported.item.name, imported.item.kind, imported.item.requirements) == ("imported::har", Kind.INTERACTIONS, ())
    assert (manifest.target, manifest.values) == ("demo", Values.PSEUDONYMS)
    (session,) = manifest.sessions
    assert (session.dialect, session.dialect_chosen, session.recorded_at) == ("published", "recognised", "2026-03-01T10:00:00+00:00")
    found = interactions(folder / "browser")
    assert [(each.case.operation, each.case.origin, each.case.credential) for each in found] == [
        ("showInvoice", Origin.UNKNOWN, Credential.VALID),
        ("listInvoices", Origin.UNKNOWN, Credential.VALID),
    ]
    assert say("cassettes", "verify", "browser").code == 0


def test_what_is_left_out_is_listed_with_the_reason(say: Say, har: Path) -> None:
    """With its count and its place: nothing is dropped silently."""
    out = say("cassettes", "import", "demo.example.har", "--into", "browser").out
    assert "HAR of Firefox: 2 of 5 requests, those below https://demo.example/api" in out
    for line in (
        "1  not imported: no operation of the document",
        "entry 3  POST demo.example/oauth2/token",
        "1  not imported: sent to another host",
        "entry 4  GET cdn.example/logo.png",
        "1  not imported: it got no answer",
        "entry 5  GET demo.example/api/invoices/18",
    ):
        assert line in out


def test_neither_secrets_nor_hosts_nor_names_reach_the_disk(say: Say, har: Path, folder: Path) -> None:
    """The token stands in a header, a cookie, a token's answer and, repeated, in a body."""
    assert say("cassettes", "import", "demo.example.har", "--into", "browser").code == 0
    for path in (folder / "browser").rglob("*"):
        text = path.name + path.read_text()
        assert not [word for word in (TOKEN, "demo.example", "Lovelace") if word in text]


def test_values_can_be_kept(say: Say, har: Path, folder: Path) -> None:
    """But no secret."""
    assert say("cassettes", "import", "demo.example.har", "--into", "browser", "--keep-values").code == 0
    text = "".join(path.read_text() for path in (folder / "browser").rglob("*"))
    assert "Ada Lovelace Ltd" in text
    assert TOKEN not in text
    assert manifest_of(folder / "browser").values is Values.KEPT


def test_several_files_are_several_items(say: Say, har: Path, folder: Path) -> None:
    """In one recording; each is named by its tool, and numbered."""
    (folder / "b.har").write_text(har.read_text())
    interaction = {"request": {"method": "GET", "uri": "https://demo.example/api/invoices/17", "body": None, "headers": {}}}
    interaction |= {"response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": "{}"}}}
    (folder / "c.json").write_text(json.dumps({"version": 1, "interactions": [interaction]}))
    said = say("cassettes", "import", "demo.example.har", "b.har", "c.json", "--into", "all", "--dialect", "core-r39")
    assert said.code == 0
    assert "c.json  → imported::vcrpy" in said.out
    manifest = manifest_of(folder / "all")
    assert {entry.item.name for entry in manifest.entries} == {"imported::har", "imported::har-2", "imported::vcrpy"}
    assert (manifest.sessions[0].dialect, manifest.sessions[0].dialect_chosen) == ("core-r39", "asked")


def test_operations_of_one_dialect_tell_it(say: Say, folder: Path) -> None:
    """Where no answer does."""
    entries = [entry("https://demo.example/api/invoices/1/abandon", "PUT", {"errors": {}}, 400)]
    (folder / "x.har").write_text(json.dumps({"log": {"entries": entries}}))
    assert say("cassettes", "import", "x.har", "--into", "x").code == 0
    assert (manifest_of(folder / "x").sessions[0].dialect, interactions(folder / "x")[0].case.operation) == ("core-r39", "abandonInvoice")


def test_the_instance_can_be_named(say: Say, har: Path) -> None:
    """Where a file holds the traffic of several."""
    said = say("cassettes", "import", "demo.example.har", "--into", "x", "--base", "https://cdn.example/api")
    assert said.code == 2
    assert "4  not imported: sent to another host" not in said.err
    assert "nothing of it can be imported" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.har", "--into", "x"], "nowhere.har: it is missing"),
        ([".", "--into", "x"], "it is not a file"),
        (["demo.example.har", "demo.example.har", "--into", "x"], "a file is named twice"),
        (["demo.example.har", "--into", "old"], "old: it holds a recording already"),
        (["demo.example.har", "--into", "x", "--dialect", "core"], "there is no dialect core; did you mean core-r39?"),
        (["demo.example.har", "--into", "x", "--base", "demo"], "--base takes the URL"),
        (["broken.har", "--into", "x"], "broken.har, line 1, column 10: this is not JSON"),
    ],
)
def test_bad_input_is_one_sentence(say: Say, har: Path, folder: Path, words: list[str], sentence: str) -> None:
    """Exit code 2, and nothing is written."""
    record(folder / "old")
    (folder / "broken.har").write_text('{"log": {')
    said = say("cassettes", "import", *words)
    assert said.code == 2
    assert sentence in said.err
    assert not (folder / "x").exists()


def test_scrubbing_a_foreign_file_makes_a_recording(say: Say, har: Path, folder: Path) -> None:
    """The file stays as it is."""
    before = har.read_bytes()
    assert "say with --out" in say("cassettes", "scrub", "demo.example.har").err
    assert say("cassettes", "scrub", "demo.example.har", "--out", "clean").code == 0
    assert har.read_bytes() == before
    assert manifest_of(folder / "clean").values is Values.PSEUDONYMS
