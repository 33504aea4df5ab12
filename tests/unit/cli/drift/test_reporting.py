"""`drift report` compares anything with anything, in any form, and its exit code says whether it matters."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.report.drift.records import report_of
from coupa_contract.report.stream import read_stream
from coupa_contract.resources import cassettes_folder, spec_folder

Told = tuple[int, str, str]
PUBLISHED = cassettes_folder() / "reference" / "published"
CORE = cassettes_folder() / "reference" / "core-r39"


def drifts_of(out: str) -> list[dict[str, Any]]:
    return [record["drift"] for record in map(json.loads, out.splitlines()) if record["record"] == "drift-found"]


def rules_of(out: str) -> set[str]:
    return {each["rule"] for each in drifts_of(out) if each["drift_class"] in {"breaking", "risky"}}


def test_what_ships_keeps_to_the_document(drift: Callable[..., Told]) -> None:
    """Without arguments the shipped recording is compared with the document, and nothing breaks."""
    code, out, err = drift("report")
    assert (code, err) == (0, "")
    assert "the published document" in out
    assert "Exit code 0." in out
    assert "Breaking" not in out


@pytest.mark.parametrize(
    ("dialect", "name"), [((), "core-r39"), (("--dialect", "core-r39"), "core-r39"), (("--dialect", "published"), "published")]
)
def test_a_recording_is_judged_in_its_dialect(drift: Callable[..., Told], dialect: tuple[str, ...], name: str) -> None:
    """Unless a dialect is asked for, it is that of the recording; then nothing breaks, and by the other document it does."""
    code, out, _ = drift("report", CORE, *dialect, "--format", "json")
    assert json.loads(out.splitlines()[0])["dialect"] == name
    assert code == (1 if name == "published" else 0)


def test_a_handful_of_findings_tells_a_dialect(drift: Callable[..., Told]) -> None:
    """By the published document a recording of core-r39 has few breaking drifts, each of many places, not one a place."""
    _, out, _ = drift("report", CORE, "--dialect", "published", "--format", "json")
    breaking = [each for each in drifts_of(out) if each["drift_class"] == "breaking"]
    assert 1 <= len(breaking) <= 20
    assert max(len(each["places"]) for each in breaking) > 20


def test_two_captures_are_compared(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """What the one shows and the other did not is a drift, without any document; the code follows --fail-on-drift."""
    old, new = captured("old.har"), captured("new.har", gross_total="19.5", day=3)
    code, out, _ = drift("report", new, "--against", old, "--format", "json")
    assert code == 1
    assert "response-number-became-text" in rules_of(out)
    assert drift("report", new, "--against", old, "--fail-on-drift", "never")[0] == 0
    assert drift("report", old, "--against", old)[0] == 0


def test_a_snapshot_stands_for_its_traffic(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """Compared with a snapshot of the same traffic nothing differs, on either side."""
    har = captured("a.har")
    drift("observe", har, "--snapshot", "s.json")
    assert not drifts_of(drift("report", har, "--against", "s.json", "--format", "json")[1])
    assert not drifts_of(drift("report", "s.json", "--against", har, "--format", "json")[1])


def test_two_documents_are_compared(drift: Callable[..., Told], folder: Path) -> None:
    """Two releases of a document can be compared as they are."""
    old = (spec_folder() / "openapi.yaml").read_text(encoding="utf-8")
    (folder / "old.yaml").write_text(old, encoding="utf-8")
    (folder / "new.yaml").write_text(old.replace("Decimal: {type: number", "Decimal: {type: string"), encoding="utf-8")
    code, out, _ = drift("report", "new.yaml", "--against", "old.yaml", "--format", "json")
    assert code == 1
    assert any("number-became-text" in rule for rule in rules_of(out))
    assert drift("report", "old.yaml", "--against", "old.yaml")[0] == 0


def test_documents_that_share_nothing_cannot_be_compared(drift: Callable[..., Told], folder: Path) -> None:
    """One sentence, and code 2."""
    for name in ("a", "b"):
        document = {
            "openapi": "3.1.0",
            "info": {"title": name, "version": "1"},
            "paths": {f"/{name}": {"get": {"operationId": name, "responses": {"200": {"description": "x"}}}}},
        }
        (folder / f"{name}.json").write_text(json.dumps(document))
    code, _, err = drift("report", "a.json", "--against", "b.json")
    assert code == 2
    assert err.count("\n") == 1
    assert "no operation in common" in err


def test_nothing_examined_is_3(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """Traffic of something else is neither a pass nor a failure."""
    code, out, err = drift("report", captured("a.har", path="/elsewhere"))
    assert code == 3
    assert "Nothing was examined." in out
    assert "a.har holds no answer of an operation" in err
    assert err.count("\n") == 1


def test_new_drift_is_told_from_known(drift: Callable[..., Told], captured: Callable[..., Path]) -> None:
    """Since an earlier snapshot, each drift says whether it was there already; known or not, it still fails."""
    drift("observe", captured("old.har", surprise=1), "--snapshot", "old.json")
    captured("new.har", surprise=1, gross_total="19.5", day=3)
    code, out, _ = drift("report", "new.har", "--dialect", "published", "--since", "old.json", "--format", "json")
    since = {
        each["rule"]: each["since"]
        for each in drifts_of(out)
        if each["rule"] in {"response-member-appeared", "response-number-became-text"}
    }
    assert code == 1
    assert since["response-member-appeared"].startswith("old.har")
    assert since["response-number-became-text"] == ""


def test_the_stream_is_read_back(drift: Callable[..., Told], captured: Callable[..., Path], folder: Path) -> None:
    """JSON lines in a file tell the same comparison."""
    code, _, _ = drift(
        "report", captured("a.har", gross_total="19.5"), "--dialect", "published", "--format", "json", "--output", "d.ndjson"
    )
    report = report_of(read_stream(folder / "d.ndjson"))
    assert code == 1
    assert (report.new, report.old) == ("a.har", "the published document")
    assert report.interactions == 40
    assert [each.fingerprint for each in report.drifts]


@pytest.mark.parametrize("form", ["json", "markdown", "sarif", "table"])
def test_every_form_is_the_same_twice(drift: Callable[..., Told], captured: Callable[..., Path], form: str) -> None:
    """Nothing but the time of a stream differs from one comparison to the next."""
    har = captured("a.har", gross_total="19.5", surprise=None)
    runs = [drift("report", har, "--dialect", "published", "--format", form)[1] for _ in range(2)]
    if form == "json":
        runs = ["\n".join(run.splitlines()[1:-1]) for run in runs]
    assert runs[0] == runs[1]


def test_sarif_names_the_line_that_decides(drift: Callable[..., Told]) -> None:
    """Each result of a comparison with the document is at a line of it; in a dialect, that can be its overlay's."""
    out = json.loads(drift("report", CORE, "--dialect", "published", "--format", "sarif")[1])
    lines = (spec_folder() / "openapi.yaml").read_text(encoding="utf-8").splitlines()
    for result in out["runs"][0]["results"]:
        physical = result["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == "spec/openapi.yaml"
        assert 1 < physical["region"]["startLine"] <= len(lines)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.har"], "nowhere.har"),
        (["--fail-on-drift", "unseen"], "--fail-on-drift takes breaking, risky, additive or never"),
        (["--only", "abcdef"], "no drift that was found has the id 'abcdef'"),
        (["--dialect", "core-r38"], "--dialect takes"),
        (["--accepted", "nowhere.yaml"], "cannot read the file of accepted drift"),
        (["--engine", "ray"], "there is no engine 'ray'"),
        (["--workers", "0"], "--workers takes"),
        (["--overlay", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_wrong_usage_is_one_sentence(drift: Callable[..., Told], arguments: list[str], sentence: str) -> None:
    """Exit code 2, one line on standard error, and nothing else."""
    code, out, err = drift("report", *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert sentence in err


def invoices(path: Path, ids: range, empty: int, *, times: int = 1) -> Path:
    """JSON lines of one list, asked for so often, in which every so-and-so-many'th invoice has no comment."""
    rows = [{"id": each, "status": "draft", "comments": None if empty and each % empty == 0 else "as agreed"} for each in ids]
    content = {"mimeType": "application/json", "text": json.dumps(rows)}
    answer = {"status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}], "content": content}
    asked = {"method": "GET", "url": "https://tenant.example.com/api/invoices", "headers": []}
    line = json.dumps({"startedDateTime": "2026-01-02T00:00:00Z", "request": asked, "response": answer})
    path.write_text(f"{line}\n" * times)
    return path


@pytest.mark.parametrize(
    ("ids", "times", "expected"),
    [(range(1, 1_101), 1, {"response-null-appeared"}), (range(1, 1_101), 3, {"response-null-appeared"}), (range(1, 51), 22, set())],
)
def test_every_record_weighs_once(drift: Callable[..., Told], tmp_path: Path, ids: range, times: int, expected: set[str]) -> None:
    """Null in 4 % of a thousand invoices is no chance; in two of fifty that came again and again it may be."""
    before = invoices(tmp_path / "before.jsonl", ids, 0, times=times)
    after = invoices(tmp_path / "after.jsonl", ids, 25, times=times)
    _, out, err = drift("report", after, "--against", before, "--dialect", "published", "--format", "json")
    assert err == ""
    assert rules_of(out) == expected
