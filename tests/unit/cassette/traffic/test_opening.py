"""Traffic wherever it lies, and what of it is left out."""

from __future__ import annotations

import gzip
import json
import tarfile
import zipfile

import fsspec
import pytest
import yaml
from backports import zstd

from coupa_contract.cassette.importing import Base
from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.traffic import LeftOut, TrafficSource, open_traffic
from coupa_contract.contract import load_contract
from coupa_contract.errors import RecordingError
from coupa_contract.model import Interaction
from coupa_contract.resources import cassettes_folder

CONTRACT = load_contract()
RECORDING = cassettes_folder() / "reference" / "published"


def only(location: object, **options: object) -> TrafficSource:
    (found,) = open_traffic(location, CONTRACT, **options)  # type: ignore[arg-type]
    return found


def ids(source: TrafficSource) -> list[str]:
    return [each.case.path_parameter("id") if isinstance(each, Interaction) else each.reason for _, each in source.exchanges()]


def test_a_recording_gives_each_interaction_of_each_cassette_in_order():
    """The numbers go on from cassette to cassette, and refusals are not counted."""
    recording = open_recording(RECORDING)
    recorded = [each for entry in recording.manifest.entries for scenario in recording.scenarios(entry) for each in scenario.exchanges]
    source = only(RECORDING)
    assert [each for _, each in source.exchanges()] == [each for each in recorded if isinstance(each, Interaction)]
    assert [number for number, _ in source.exchanges()] == list(range(1, len(recorded) + 1))
    assert (source.name, source.at[:4]) == ("published", recording.manifest.sessions[0].recorded_at[:4])
    assert only(RECORDING / "cassette.toml").name == "published"


def test_a_cassette_of_ours_is_traffic_by_itself():
    """Without the manifest that lists it."""
    entry = open_recording(RECORDING).manifest.entries[3]
    assert len(list(only(RECORDING / entry.file).exchanges())) == entry.interactions


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress])
@pytest.mark.parametrize("name", ["x.har", "x.bin"])
def test_a_har_is_read_compressed_or_not_whatever_its_name(entry, har, write, pack, name):
    """What it is stands in the file."""
    source = only(write(name, pack(har(entry(1), entry(2), entry(3), indent=2))))
    assert (source.name, source.at, source.kind) == (name, "2026-03-01T09:00:00Z", "har")
    assert ids(source) == ids(source) == ["1", "2", "3"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress])
def test_json_lines_keep_their_line_numbers(entry, write, pack):
    """Empty lines and lines about the file are no exchanges, and a damaged one is told."""
    lines = ['{"log": {"version": "1.2"}}', json.dumps(entry(1)), "", "{broken", json.dumps(entry(4)), '"a text"']
    found = list(only(write("x.jsonl", pack(("\n".join(lines) + "\n").encode()))).exchanges())
    assert [number for number, _ in found] == [2, 4, 5, 6]
    assert [each.place for _, each in found if isinstance(each, LeftOut)] == ["line 4", "line 6"]


def test_what_vcrpy_wrote_is_traffic(entry, write):
    """In YAML and in JSON."""
    interaction = {
        "request": {"method": "GET", "uri": "https://demo.example/api/invoices/5", "body": None, "headers": {}},
        "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": "{}"}},
    }
    value = {"interactions": [interaction], "version": 1}
    assert ids(only(write("x.yaml", yaml.safe_dump(value).encode()))) == ["5"]
    assert ids(only(write("x.json", json.dumps(value).encode()))) == ["5"]


def test_a_folder_gives_its_traffic_sorted_by_names_that_say_nothing_of_this_machine(entry, har, write, tmp_path):
    """What is no traffic is passed over; hidden files are not looked at."""
    write("b/late.har", har(entry(1)))
    write("a.jsonl", json.dumps(entry(1)).encode() + b"\n")
    write("README.md", b"# About\n")
    write("spec.json", b'{"openapi": "3.1.0", "paths": {}}')
    write(".cache/x.har", har(entry(1)))
    (tmp_path / "rec").symlink_to(RECORDING)
    assert [source.name for source in open_traffic(tmp_path, CONTRACT)] == ["a.jsonl", "b/late.har"]
    assert [source.name for source in open_traffic(RECORDING.parent, CONTRACT)] == ["core-r39", "published"]


def test_a_file_that_calls_itself_a_har_and_is_none_is_not_passed_over(write, tmp_path):
    """Never silently less."""
    write("x.har", b"<html>")
    with pytest.raises(RecordingError, match=r"x\.har: it is neither"):
        open_traffic(tmp_path, CONTRACT)


def test_traffic_is_read_from_memory_archives_and_urls(entry, har, write, tmp_path):
    """By whatever fsspec opens; names are those below the location."""
    data = har(entry(1), entry(2))
    path = write("x.har", data)
    with fsspec.open("memory://traffic/in/x.har", "wb") as file:
        file.write(data)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(path, "in/x.har")
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        tar.add(path, "in/x.har")
    for location in (path.as_uri(), "memory://traffic/in/x.har", f"zip://in/x.har::{tmp_path / 'x.zip'}"):
        assert (only(location).name, ids(only(location))) == ("x.har", ["1", "2"])
    for folder in ("memory://traffic", f"zip://::{tmp_path / 'x.zip'}", f"tar://::{tmp_path / 'x.tar'}"):
        assert (only(folder).name, ids(only(folder))) == ("in/x.har", ["1", "2"])
    fsspec.filesystem("memory").rm("/traffic", recursive=True)


def test_a_recording_is_read_from_an_archive(tmp_path):
    """As if it lay here."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for path in RECORDING.iterdir():
            archive.write(path, f"rec/{path.name}")
    source = only(f"zip://::{tmp_path / 'x.zip'}")
    assert (source.name, source.at) == ("rec", only(RECORDING).at)
    assert list(source.exchanges()) == list(only(RECORDING).exchanges())


@pytest.mark.parametrize("location", ["nowhere.har", "memory://nowhere/x.har", "zip://x::nowhere.zip", "strange://x/y"])
def test_what_is_not_there_is_one_sentence(location):
    """Here or far away."""
    with pytest.raises(RecordingError, match=r"^[^\n]+$"):
        open_traffic(location, CONTRACT)


def test_what_is_no_traffic_is_named(write, tmp_path):
    """A document is not read as an empty HAR."""
    with pytest.raises(RecordingError, match="it is a document and not traffic"):
        open_traffic(write("x.yaml", b"openapi: 3.1.0\npaths: {}\n"), CONTRACT)
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordingError, match="no recording, HAR or other traffic"):
        open_traffic(tmp_path / "empty", CONTRACT)


def test_operations_that_the_document_lacks_are_told_without_what_identifies(entry, har, write):
    """By method and general path below the base; what belongs to other things is only counted."""
    urls = [
        "https://demo.example/api/invoices/17/history",
        "https://demo.example/api/invoices/Smith%20Ltd/c0ffee00-0000-4000-8000-000000000000",
        "https://demo.example/api/suppliers/3",
        "https://demo.example/favicon.ico",
        "https://elsewhere.example/api/invoices/1",
    ]
    source = only(write("x.har", har(entry(1), entry(2), *(entry(url=url) for url in urls))))
    left_out = [(each.reason, each.what) for _, each in source.exchanges() if isinstance(each, LeftOut)]
    lacking = "no operation of the document"
    assert left_out == [
        (lacking, "GET /invoices/{}/history"),
        (lacking, "GET /invoices/{}/{}"),
        (lacking, ""),
        (lacking, ""),
        ("sent to another host", ""),
    ]


def test_the_base_is_looked_for_until_something_says_where_it_is(entry, har, write):
    """A browser loads hundreds of other things first; a base that is given is not looked for."""
    others = [entry(url=f"https://cdn.example/{number}.js", content={"text": "x", "size": 1}) for number in range(450)]
    path = write("x.har", har(*others, entry(9)))
    assert only(path).base == Base("https://demo.example", "/api")
    assert ids(only(path))[-1] == "9"
    assert set(ids(only(path, base=Base("https://other.example", "/api")))) == {"sent to another host"}
