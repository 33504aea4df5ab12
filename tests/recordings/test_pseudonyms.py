"""A recording with pseudonyms comes to the same as the recording of which it was made."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coupa_contract.cassette.reading import Recording, open_recording
from coupa_contract.cassette.recording import RecordedCassette, Values
from coupa_contract.cassette.secrecy import cleaner
from coupa_contract.cassette.writing import LINES, write_recording
from coupa_contract.contract import load_contract
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.runner.events import DriftSeen, Event, FindingSeen, ItemDone, VerdictGiven
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.run import execute

sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))

from planted import BY_NAME, TEN

SEEDS = range(20)


def recorded(folder: Path, seed: int) -> None:
    """A small instance, every other time with a fault in it, with its values as they are."""
    dialect = "published" if seed % 2 else "core-r39"
    app = create_app(dialect, seed, most_rows=10)
    faulty = app if seed % 4 == 0 else BY_NAME[TEN[seed // 2]].plant(app)
    with running(faulty) as instance:
        environment = {
            "COUPA_CLIENT_ID": instance.client_id,
            "COUPA_CLIENT_SECRET": instance.client_secret,
            "COUPA_EXPIRED_TOKEN": instance.token(expires_in=0),
        }
        plan = RunPlan(url=instance.url, disposable=True, effort="brief", seed=seed, fail_on="never", record=str(folder))
        execute(dataclasses.replace(plan, keep_values=True, encoding=LINES), lambda event: None, environment)


def replayed(folder: Path) -> list[Event]:
    events: list[Event] = []
    execute(RunPlan(replay=str(folder), fail_on="never", allow_unrecorded=True), events.append, {})
    return events


def outcome(events: list[Event]) -> dict[str, object]:
    """Everything that is judged: findings with their places and counts, verdicts with their witnesses, drift, items."""
    return {
        "findings": {
            (e.finding.fingerprint, e.finding.pointer, e.finding.count, e.finding.evidence.item)
            for e in events
            if isinstance(e, FindingSeen)
        },
        "verdicts": {(e.verdict.requirement, e.verdict.kind, e.verdict.witnesses) for e in events if isinstance(e, VerdictGiven)},
        "drift": {(e.undocumented, e.count) for e in events if isinstance(e, DriftSeen)},
        "items": {(e.item, e.scenarios, e.requests, e.outcome) for e in events if isinstance(e, ItemDone)},
    }


def written(folder: Path, recording: Recording, cassettes: Iterator[RecordedCassette], values: Values) -> None:
    manifest = recording.manifest
    about = {"target": manifest.target, "values": values, "sessions": manifest.sessions, "verdicts": manifest.verdicts}
    write_recording(folder, about, cassettes, LINES)


@pytest.mark.exhaustive  # tests/unit/cassette/secrecy asks the checks the same, in a fraction of the time
@pytest.mark.parametrize("seed", SEEDS)
def test_pseudonyms_change_no_judgement(tmp_path: Path, seed: int) -> None:
    """Findings, witnesses, verdicts and drift are those of the original, but for the scenarios that no pseudonym survives."""
    recorded(tmp_path / "original", seed)
    recording = open_recording(tmp_path / "original")
    clean = cleaner(load_contract(recording.manifest.sessions[0].dialect), Values.PSEUDONYMS, key=bytes([seed]) * 32, numbers=seed % 3 == 0)

    def cassettes(pseudonyms: bool) -> Iterator[RecordedCassette]:
        for entry in recording.manifest.entries:
            cassette = recording.cassette(entry)
            kept = [(scenario, cleaned) for scenario in cassette.scenarios if not (cleaned := clean(scenario)).withheld]
            yield dataclasses.replace(cassette, scenarios=tuple(cleaned if pseudonyms else scenario for scenario, cleaned in kept))

    written(tmp_path / "kept", recording, cassettes(pseudonyms=False), Values.KEPT)
    written(tmp_path / "pseudonyms", recording, cassettes(pseudonyms=True), Values.PSEUDONYMS)
    kept, pseudonyms = outcome(replayed(tmp_path / "kept")), outcome(replayed(tmp_path / "pseudonyms"))
    for what, before in kept.items():
        assert before == pseudonyms[what], what
    assert not [e for e in replayed(tmp_path / "pseudonyms") if isinstance(e, ItemDone) and "unrecorded" in e.reason and e.scenarios]
