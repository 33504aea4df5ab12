"""Whatever is handed to `drift report`: one sentence, or a finding; never a traceback, never silently less."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Say = Callable[..., Any]
URL = 'https://demo.example/api/invoices/17?fields=["id"]'
FINE = b'{"id": 17}'
PROJECTED = 5  # sightings make a breaking drift certain


def entry(body: bytes | None = FINE, *, media_type: str = "application/json", encoded: bool = False) -> dict[str, Any]:
    """An entry of a HAR; without a body it is as a tool leaves it that keeps none."""
    content: dict[str, Any] = {"mimeType": media_type, "size": 10 if body is None else len(body)}
    if body is not None:
        content["text"] = base64.b64encode(body).decode() if encoded else body.decode()
        if encoded:
            content["encoding"] = "base64"
    response = {"status": 200, "headers": [{"name": "Content-Type", "value": media_type}], "content": content}
    request = {"method": "GET", "url": URL, "headers": [{"name": "Authorization", "value": "Bearer x"}]}
    return {"startedDateTime": "2026-03-01T10:00:00.000Z", "time": 12, "request": request, "response": response}


def har(*entries: dict[str, Any] | str) -> bytes:
    """A HAR of entries, or of texts of entries."""
    texts = ",".join(each if isinstance(each, str) else json.dumps(each) for each in entries)
    return f'{{"log": {{"version": "1.2", "creator": {{"name": "t", "version": "1"}}, "entries": [{texts}]}}}}'.encode()


@pytest.fixture
def report(say: Say, folder: Path) -> Say:
    """`drift report` of a file with that content."""

    def reported(data: bytes, *words: str, name: str = "traffic.har") -> Any:
        (folder / name).write_bytes(data)
        said = say("drift", "report", name, *words)
        assert "Traceback" not in said.out + said.err
        return said

    return reported


def one_sentence(said: Any, code: int, *words: str) -> None:
    """It ended with that code and a single sentence."""
    assert said.code == code, said.out + said.err
    (line,) = [line for line in said.err.splitlines() if line.strip()]
    assert line.startswith("coupa-contract: ")
    for word in words:
        assert word in line, line


def body_of(text: bytes, times: int = PROJECTED) -> bytes:
    """A HAR whose answers all have this body."""
    return har(*[entry(text)] * times)


def test_a_har_that_is_fine(report: Say) -> None:
    """What the others are variations of: nothing breaks."""
    said = report(body_of(FINE))
    assert said.code == 0, said.out + said.err


def test_a_har_without_bodies(report: Say) -> None:
    """Nothing was examined, and that is not a pass."""
    one_sentence(report(har(*[entry(None)] * 4)), 3, "bod")


def test_a_har_with_some_bodies(report: Say) -> None:
    """What could not be used is counted aloud."""
    said = report(har(*[entry()] * 5, entry(None), entry(None)))
    assert said.code == 0, said.out + said.err
    assert "2" in said.out + said.err
    assert "bod" in said.out + said.err


def test_bodies_in_base64(report: Say) -> None:
    """They say what they say in plain."""
    plain = report(har(*[entry(b'{"id": true}')] * PROJECTED))
    coded = report(har(*[entry(b'{"id": true}', encoded=True)] * PROJECTED))
    assert (plain.code, plain.out) == (coded.code, coded.out)
    assert plain.code == 1


def test_a_har_that_was_cut_off(report: Say) -> None:
    """It ends the command, however much could be read before."""
    one_sentence(report(body_of(FINE)[:-300]), 2, "traffic.har", "cut off")


def test_a_har_of_nothing(report: Say) -> None:
    """No entry, no verdict."""
    one_sentence(report(har()), 3)


def test_a_body_of_a_hundred_levels(report: Say) -> None:
    """It is a member that the document lacks, told once."""
    said = report(body_of(b'{"id": 17, "deep": ' + b"[" * 100 + b"]" * 100 + b"}"))
    assert said.code == 0, said.out + said.err
    assert "deep" in said.out


def test_a_body_of_ten_thousand_levels(report: Say) -> None:
    """It cannot be read, and that is a finding."""
    said = report(body_of(b'{"id": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"))
    assert said.code == 1, said.out + said.err


def test_an_entry_of_a_hundred_levels(report: Say) -> None:
    """A tool may put what it likes into its own members."""
    odd = {**entry(), "_more": json.loads("[" * 100 + "]" * 100)}
    assert report(har(*[odd] * PROJECTED)).code == 0


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"id": NaN}', "JSON"),
        (b'{"id": -Infinity}', "JSON"),
        (b'{"id": 17', "truncated"),
        (b"<html><body>Sign in</body></html>", "HTML"),
        (b"{'id': 17}", "JSON"),
    ],
)
def test_a_body_that_is_no_json(report: Say, body: bytes, word: str) -> None:
    """Under a type of JSON it is a finding that breaks."""
    said = report(body_of(body))
    assert said.code == 1, said.out + said.err
    assert word.lower() in said.out.lower()


def test_a_body_that_is_no_text(report: Say) -> None:
    """Bytes that are no UTF-8 under a type of JSON."""
    said = report(har(*[entry(b"\xff\xfe\x00{", encoded=True)] * PROJECTED))
    assert said.code == 1, said.out + said.err


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": 17, "id": 18}',
        b'{"id": ' + b"9" * 400 + b"}",
        b'{"id": ' + b"9" * 4_000 + b"}",
        b'{"id": 17, "x": 1e99999}',
        b'{"id": 17, "x": 1e999999999999}',
        b'{"id": 17, "\\ud800": "\\udfff"}',
        b'{"id": 17, "": {"/": 1, "~": 2, "*": 3, "{}": 4}}',
        b'{"id": 17, "a\\u0000b\\n\\u001b[31m": 1}',
        b"[]",
        b"null",
        b'""',
        b"\xef\xbb\xbf" + FINE,
    ],
)
def test_odd_json(report: Say, body: bytes) -> None:
    """It is judged like any other; what is printed of it steers no terminal."""
    said = report(body_of(body))
    assert said.code in {0, 1}, said.out + said.err
    assert "\x1b[31m" not in said.out + said.err


def test_one_text_of_fifty_megabytes(report: Say) -> None:
    """It does not reach the report."""
    said = report(har(entry(b'{"id": 17, "note": "' + b"x" * 50_000_000 + b'"}')))
    assert said.code == 0, (said.out + said.err)[:500]
    assert len(said.out) < 100_000


def test_two_documents_that_share_nothing(report: Say, folder: Path) -> None:
    """They are not the same API, and that is said instead of a thousand drifts."""
    (folder / "other.json").write_text(json.dumps(document("/weather")))
    said = report(json.dumps(document("/invoices")).encode(), "--against", "other.json", name="document.json")
    assert said.code in {1, 2, 3}, said.out + said.err
    assert said.out.count("\n") + said.err.count("\n") < 60


def document(path: str) -> dict[str, Any]:
    """A small OpenAPI document."""
    answer = {"description": "Fine.", "content": {"application/json": {"schema": {"type": "object"}}}}
    operation = {"operationId": f"get{path[1:].title()}", "responses": {"200": answer}}
    return {"openapi": "3.0.3", "info": {"title": path, "version": "1"}, "paths": {path: {"get": operation}}}


@pytest.fixture
def snapshot(say: Say, folder: Path) -> Path:
    """A snapshot of a small HAR."""
    (folder / "fine.har").write_bytes(body_of(FINE))
    said = say("drift", "observe", "fine.har", "--snapshot", "shape.json")
    assert said.code == 0, said.out + said.err
    return folder / "shape.json"


def test_a_snapshot_that_is_fine(report: Say, snapshot: Path) -> None:
    """What the next ones are variations of."""
    assert report(snapshot.read_bytes(), name="again.json").code == 0


def test_a_snapshot_of_another_format(report: Say, snapshot: Path) -> None:
    """Its version is named."""
    later = {**json.loads(snapshot.read_bytes()), "format": 99}
    one_sentence(report(json.dumps(later).encode(), name="later.json"), 2, "99")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_snapshot_that_was_cut_off(report: Say, snapshot: Path, share: float) -> None:
    """It is not read as a smaller one."""
    data = snapshot.read_bytes().rstrip()
    one_sentence(report(data[: int(len(data) * share)], name="cut.json"), 2, "cut.json")


@pytest.mark.parametrize("option", ["--against", "--since", "--accepted"])
def test_a_file_that_is_not_there(report: Say, option: str) -> None:
    """Its name is in the sentence."""
    one_sentence(report(body_of(FINE), option, "nowhere.json"), 2, "nowhere.json")


def test_traffic_that_is_not_there(say: Say) -> None:
    """The same of what is to be reported."""
    one_sentence(say("drift", "report", "nowhere.har"), 2, "nowhere.har")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_may_not_be_read(say: Say, folder: Path) -> None:
    """Its name is in the sentence."""
    (folder / "secret.har").write_bytes(body_of(FINE))
    (folder / "secret.har").chmod(0)
    one_sentence(say("drift", "report", "secret.har"), 2, "secret.har")


def test_a_folder_without_traffic(say: Say, folder: Path) -> None:
    """Whatever else lies there."""
    (folder / "empty").mkdir()
    (folder / "empty" / "notes.txt").write_text("nothing")
    one_sentence(say("drift", "report", "empty"), 2, "empty")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("binary.har", bytes(range(256)) * 40),
        ("empty.har", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500)),
        ("text.json", b'"a text"'),
        ("list.json", b"[1, 2]"),
        ("null.json", b"null"),
        ("object.json", b'{"a": 1}'),
        ("page.har", b"<html></html>"),
        ("broken.yaml", b"openapi: 3.1.0\npaths: ["),
        ("broken.json", b'{"openapi": "3.1.0", "paths": '),
        ("other.yaml", b"openapi: 9.9.9\ninfo: {title: t, version: '1'}\npaths: {}\n"),
    ],
)
def test_a_file_of_another_kind(report: Say, name: str, data: bytes) -> None:
    """The sentence names the file, as what is observed and as what it is compared with."""
    one_sentence(report(data, name=name), 2, name)
    one_sentence(report(body_of(FINE), "--against", name), 2, name)


def test_only_foreign_requests(report: Say) -> None:
    """A recording of another API examines nothing of this one."""
    text = json.dumps(entry()).replace("/api/invoices/17", "/weather/today")
    said = report(har(text, text))
    assert said.code in {1, 3}, said.out + said.err
    assert "no operation" in (said.out + said.err).lower() or said.code == 1
