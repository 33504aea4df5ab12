"""What ships replays as it was recorded, covers what it can, and can be made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from outcomes import replayed
from reference_recording import INSTANCES, record

from coupa_contract.cassette.reading import find_recordings, open_recording
from coupa_contract.cassette.recording import Values
from coupa_contract.cli.app import app
from coupa_contract.contract import load_contract
from coupa_contract.resources import cassettes_folder

SHIPPED = cassettes_folder() / "reference"
MOST_BYTES = 5_000_000
# What no recording of these instances can test, and why.
NOT_MET = {
    "error-throttling-says-when": "the instance throttles only when it is asked to (`serve --rate-limit`)",
    "paging-at-most-fifty": "its pages are short on purpose, and only a page of fifty tells",
    "query-complement-partitions": "a base has to fit on one of its short pages",
    "update-put-and-patch-agree": "the second scenario of its property compares the two, and a brief run has one",
}
# What one of the two does not hold, because the other one does.
ELSEWHERE = {"published": {"paging-descending-reverses"}, "core-r39": {"query-text", "paging-offset-past-the-end"}}

# What no property of the suite sends, so that no recording of a run can hold it.
NEVER_SENT = {
    "published": {"submitNewInvoiceForApproval"},
    "core-r39": {"submitNewInvoiceForApproval"},
}

dialects = pytest.mark.parametrize("dialect", INSTANCES)


@dialects
def test_it_replays_as_it_was_recorded(dialect: str) -> None:
    """Every verdict is that of the manifest, every request is asked for, and the exit code is 0."""
    again = replayed(SHIPPED / dialect)
    assert again.verdicts == dict(open_recording(SHIPPED / dialect).manifest.verdicts)
    assert (again.exit_code, again.unserved, list(again.unrecorded), dict(again.findings)) == (0, 0, [], {})


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["published", pytest.param("core-r39", marks=pytest.mark.exhaustive)])
def test_the_same_seed_gives_the_same_verdicts(tmp_path: Path, dialect: str) -> None:
    """Made anew, it comes to the same, requirement by requirement and item by item."""
    live = record(dialect, tmp_path / "again")
    manifest = open_recording(SHIPPED / dialect).manifest
    assert live.verdicts == dict(manifest.verdicts)
    again = replayed(SHIPPED / dialect)
    assert live.items == again.items
    assert live.requests == again.requests


@dialects
def test_it_holds_every_operation(dialect: str) -> None:
    """Of its dialect, but for those that the suite never sends."""
    manifest = open_recording(SHIPPED / dialect).manifest
    held = {name for entry in manifest.entries for name in entry.operations}
    assert set(load_contract(dialect).operations) - held == NEVER_SENT[dialect]


@dialects
def test_it_holds_what_every_requirement_needs(dialect: str) -> None:
    """But for those that it cannot test; whatever is not part of the dialect or untestable is skipped."""
    verdicts = open_recording(SHIPPED / dialect).manifest.verdicts
    missing = {name for name, kind in verdicts.items() if kind not in {"pass", "skip"}}
    assert missing == set(NOT_MET) | ELSEWHERE.get(dialect, set())
    skipped = {name for name, kind in verdicts.items() if kind == "skip"}
    known = load_contract(dialect).requirements
    assert all(known[name].untestable or dialect not in known[name].dialects for name in skipped)


def test_it_is_small_and_readable() -> None:
    """Both dialects together, as YAML, with the values that were made up for it."""
    assert {folder.name for folder in find_recordings(SHIPPED)} == set(INSTANCES)
    files = [path for path in SHIPPED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert {path.suffix for path in files} == {".yaml", ".toml"}
    assert {open_recording(folder).manifest.values for folder in find_recordings(SHIPPED)} == {Values.KEPT}


def test_it_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """`coupa-contract cassettes verify` has nothing to say."""
    assert app(["cassettes", "verify", str(SHIPPED)], standalone_mode=False) in {0, None}, capsys.readouterr().out
