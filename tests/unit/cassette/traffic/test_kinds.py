"""What a file is, by its beginning."""

from __future__ import annotations

import json

import pytest

from coupa_contract.cassette.traffic import kind_of
from coupa_contract.drift.shape import EMPTY
from coupa_contract.drift.snapshot import to_text
from coupa_contract.errors import RecordingError
from coupa_contract.resources import cassettes_folder, spec_folder


def test_what_ships_is_recognised():
    """Folders, a manifest, a cassette and the document."""
    recording = cassettes_folder() / "reference" / "published"
    assert kind_of(cassettes_folder()) == "folder"
    assert kind_of(recording) == kind_of(recording / "cassette.toml") == "recording"
    assert {kind_of(path) for path in recording.glob("*.yaml")} == {"recording"}
    assert kind_of(spec_folder() / "openapi.yaml") == "document"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"log": {"version": "1.2", "entries": []}}', "har"),
        ('\ufeff {"log": {"version": "1.2", "pages": [{"title": "}{"}], "entr', "har"),
        ('{"log": {"version": "1.2"}}\n{"request": {}, "response": {}}\n', "lines"),
        ('{"startedDateTime": "", "request": {"url": "\\"openapi\\": "}', "lines"),
        ('{"interactions": [], "version": 1}', "foreign"),
        ("http_interactions:\n- id: 1\n", "foreign"),
        ("version: 1\ninteractions:\n- request:\n    method: GET\n", "foreign"),
        ('{"format": 1, "item": {"name": "x"}}\n', "recording"),
        (to_text(EMPTY), "snapshot"),
        ("# a comment\nopenapi: 3.0.3\ninfo: {}\n", "document"),
        ('{\n  "swagger": "2.0",\n  "paths": {}}', "document"),
        (json.dumps({"info": {"description": "x" * 1000}, "openapi": "3.1.0"}), "document"),
    ],
)
def test_a_file_is_known_by_its_keys(write, text, kind):
    """Texts that look like keys are none."""
    assert kind_of(write("x", text.encode())) == kind


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"{}", b"[]", b"<html></html>", b"\xff\xfe{\0", b"PK\x03\x04\0\0", b"\x1f\x8bnot gzip", b"a: 1\n"]
)
def test_what_is_none_of_these_is_one_sentence(write, data):
    """Which names the file."""
    with pytest.raises(RecordingError, match=r"^[^\n]*x\.har: [^\n]+$"):
        kind_of(write("x.har", data))
