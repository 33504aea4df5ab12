"""Which files are read, and what is refused with the file and the place."""

from __future__ import annotations

import json

import pytest
import vcr
import yaml
from vcr.request import Request
from vcr.serialize import serialize
from vcr.serializers import jsonserializer, yamlserializer

from coupa_contract.cassette.importing import ForeignExchange, LeftOut, read_foreign
from coupa_contract.errors import RecordingError

from .conftest import INVOICE, har, har_entry, vcr_interaction

SCHEMATHESIS = """command: 'st run'
recorded_with: 'Schemathesis 4.32.5'
seed: 1
http_interactions:
- id: 'a'
  status: 'SUCCESS'
  recorded_at: '2026-11-23T21:58:55.906184+00:00'
  request:
    uri: 'https://demo.example/api/invoices/17'
    method: 'GET'
    headers:
      "Authorization":
      - "[Filtered]"
  response:
    status:
      code: '200'
      message: "OK"
    elapsed: '0.25'
    headers:
      "content-type":
      - "application/json; charset=utf-8"

    body:
      encoding: 'utf-8'
      string: "{\\"id\\": 17}"
    http_version: '1.1'
- id: 'b'
  request:
    uri: 'https://demo.example/api/invoices/18?token=hush'
    method: 'GET'
    headers:
  response: null
"""


def only(data: bytes) -> ForeignExchange | LeftOut:
    (found,) = read_foreign(data, "file").exchanges
    return found


def test_a_har_entry_keeps_what_it_says(one_har: bytes) -> None:
    """Method, URL, headers, status, body, moment in UTC and duration."""
    found = only(one_har)
    assert isinstance(found, ForeignExchange)
    assert (found.place, found.method, found.url, found.status) == ("entry 1", "GET", "https://demo.example/api/invoices/17", 200)
    assert (found.response_body, found.elapsed_s) == (INVOICE.encode(), 0.0125)
    assert found.at is not None
    assert found.at.isoformat() == "2026-03-01T09:00:00+00:00"


def test_a_har_of_a_browser_may_begin_with_a_mark(one_har: bytes) -> None:
    """A byte order mark of UTF-8 is no fault."""
    assert isinstance(only(b"\xef\xbb\xbf" + one_har), ForeignExchange)


@pytest.mark.parametrize(("serializer", "name"), [(yamlserializer, "yaml"), (jsonserializer, "json")])
def test_what_vcrpy_writes_is_read(serializer: object, name: str) -> None:
    """Its own serializers, its own request: text bodies, several interactions, shared values."""
    headers = {"Content-Type": ["application/json"]}
    response = {"status": {"code": 200, "message": "OK"}, "headers": headers, "body": {"string": INVOICE.encode()}}
    requests = [Request("PUT", f"https://demo.example/api/invoices/{i}", b'{"a": 1}', {"Accept": "*/*"}) for i in (1, 2)]
    text = serialize({"requests": requests, "responses": [response, response]}, serializer)
    found = read_foreign(text.encode(), f"x.{name}")
    assert found.written_by == "vcrpy cassette"
    assert [each.url[-1] for each in found.exchanges if isinstance(each, ForeignExchange)] == ["1", "2"]
    assert all(isinstance(each, ForeignExchange) and each.request_body == b'{"a": 1}' for each in found.exchanges)
    assert vcr.__version__


def test_a_binary_body_of_vcrpy_is_read() -> None:
    """`!!binary` is the one tag with a meaning."""
    found = only(yaml.safe_dump({"version": 1, "interactions": [vcr_interaction(body=b"\x89PNG\xff")]}).encode())
    assert isinstance(found, ForeignExchange)
    assert found.response_body == b"\x89PNG\xff"


def test_a_report_of_schemathesis_is_read() -> None:
    """What got no answer is left out with the reason, its query is not told."""
    found = read_foreign(SCHEMATHESIS.encode(), "vcr.yaml")
    first, second = found.exchanges
    assert found.written_by == "VCR report of Schemathesis"
    assert isinstance(first, ForeignExchange)
    assert (first.status, first.response_body, first.elapsed_s) == (200, b'{"id": 17}', 0.25)
    assert second == LeftOut("interaction 2 (line 27)", "it got no answer", "GET demo.example/api/invoices/18")


def test_a_report_of_schemathesis_without_interactions_is_empty() -> None:
    """The key stands there with nothing below it."""
    assert read_foreign(b"command: 'st'\nhttp_interactions:", "vcr.yaml").exchanges == ()


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (har_entry(status=0), "it got no answer"),
        (har_entry(content={"text": None}), "its body was not kept"),
        (har_entry(content={"text": '{"id": 1', "size": 500}), "its body was cut off when it was recorded"),
        (har_entry(content={"comment": "Body truncated: 3 of 9 bytes recorded"}), "its body was cut off when it was recorded"),
        (har_entry(content={"text": "caf\ufffd"}), "its body was not kept byte for byte"),
        (har_entry(content={"text": "\ud800"}), "its body holds half of a character"),
        (har_entry(content={"text": "%%", "encoding": "base64"}), "its body is not the base64 that the file says"),
        (har_entry(sent=[{"name": 1, "value": 2}]), "its headers have another form"),
        ({"request": {}}, "its response is missing or has another form"),
        ("nothing", "its request is missing or has another form"),
    ],
)
def test_an_entry_that_cannot_be_used_is_left_out_with_its_reason(entry: object, reason: str) -> None:
    """The others are still read."""
    first, second = read_foreign(har(entry, har_entry()), "file").exchanges  # type: ignore[arg-type]
    assert isinstance(first, LeftOut)
    assert (first.place, first.reason) == ("entry 1", reason)
    assert isinstance(second, ForeignExchange)


def test_an_answer_without_content_has_an_empty_body() -> None:
    """204 holds nothing, so nothing was lost."""
    found = only(har(har_entry(status=204, content={"text": None, "size": -1})))
    assert isinstance(found, ForeignExchange)
    assert found.response_body == b""


def test_a_request_body_in_base64_is_decoded() -> None:
    """Schemathesis writes it so when bytes are to be preserved; then the file vouches for each byte."""
    sent = [{"name": "Content-Type", "value": "application/json"}]
    found = only(har(har_entry(method="PUT", sent=sent, postData={"mimeType": "application/json", "text": "eyJhIjogMX0="})))
    assert isinstance(found, ForeignExchange)
    assert (found.request_body, found.exact) == (b'{"a": 1}', True)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(97 + i)}: &{chr(97 + i)} [{','.join(['*' + chr(96 + i)] * 9)}]\n" for i in range(1, 9)
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "file is empty"),
        (b"  \n", "file is empty"),
        (b"\x1f\x8b\x00\x00", "no text in UTF-8"),
        ("{}".encode("utf-16"), "no text in UTF-8"),
        (b'{"log": "\xff"}', "file, line 1: byte 9 is not UTF-8"),
        (b'{"log": {"entries": [', "file, line 1, column 22: this is not JSON"),
        (b'{"log": NaN}', "NaN is not a JSON number"),
        (b'{"log": 1, "log": 2}', "the member 'log' stands twice"),
        (b"[" * 100_000, "file"),
        (b'{"log": {"entries": 3}}', "file, log.entries: a list is expected here"),
        (b'{"other": 1}', "neither a HAR file"),
        (b"[1]", "neither a HAR file"),
        (b"just text", "neither a HAR file"),
        (b"interactions:\n- !!python/object:os.system {}\n", "file, line 2: the tag tag:yaml.org,2002:python/object:os.system is not read"),
        (b"interactions: !custom []", "file, line 1: the tag !custom is not read"),
        (b"interactions: []\ninteractions: []\n", "file, line 2: the key 'interactions' stands here twice"),
        (b"interactions: *nowhere\n", "file, line 1"),
        (b"interactions: &a [*a]\n", "file, line 1: the alias *a"),
        (b"interactions:\n  - {a: [\n", "file, line 3: this is not YAML"),
        (b"a: 1\n---\nb: 2\n", "file holds 2 YAML documents"),
        (BOMB.encode(), "its aliases stand for too much"),
        (b"- " * 100 + b"x", "nested more than 60 levels deep"),
        (b"interactions: []\nversion: 2\n", "version 2 of vcrpy's format"),
        (b"- request: {}\n", "a vcrpy before 1.0"),
        (b"interactions: []\nmetadata: {coupa-contract: {format: 1}}\n", "belongs to a recording of coupa-contract already"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(data: bytes, said: str) -> None:
    """It names the file and, where there is one, the place."""
    with pytest.raises(RecordingError) as caught:
        read_foreign(data, "file")
    assert said in caught.value.message
    assert caught.value.message.startswith("file")
    assert "\n" not in caught.value.message


def test_every_length_of_a_cut_off_file_is_refused(one_har: bytes) -> None:
    """A truncated file is never read as a shorter one."""
    for length in range(len(one_har)):
        with pytest.raises(RecordingError):
            read_foreign(one_har[:length], "cut.har")


def test_a_number_of_too_many_digits_is_refused() -> None:
    """Python's own limit becomes a sentence as well."""
    with pytest.raises(RecordingError):
        read_foreign(b'{"log": ' + b"9" * 5000 + b"}", "file")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, one_har: bytes) -> None:
    """Nothing of it is parsed."""
    monkeypatch.setattr("coupa_contract.cassette.importing.texts.MOST_BYTES", 100)
    with pytest.raises(RecordingError, match="more than 100 is not read"):
        read_foreign(one_har, "big.har")


def test_all_is_told_apart_from_nothing() -> None:
    """An empty list of entries is a file with nothing in it, not an error."""
    assert read_foreign(json.dumps({"log": {"entries": []}}).encode(), "file").exchanges == ()
