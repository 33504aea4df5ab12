"""A run that is recorded is the same run; its recording comes to the same without the target."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.recording import Kind
from coupa_contract.errors import RecordingError
from coupa_contract.model import Interaction, VerdictKind
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.runner.events import Event, FindingSeen, ItemDone, Notice, Progress, RunFooter, RunHeader, VerdictGiven, to_record
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.run import execute

AREA = ("paging",)

pytestmark = pytest.mark.slow


def watched(app: ASGIApp, asked: list[tuple[str, str]]) -> ASGIApp:
    """The app, with a list of what it is asked."""

    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != "/oauth2/token":
            asked.append((scope["method"], f"{scope['raw_path'].decode()}?{scope['query_string'].decode()}"))
        await app(scope, receive, send)

    return watching


def swallowing(app: ASGIApp) -> ASGIApp:
    """The app with a fault: every page lacks its last row."""

    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and b"offset" in scope["query_string"]:
            scope = {**scope, "query_string": scope["query_string"].replace(b"offset=", b"offset=1")}
        await app(scope, receive, send)

    return faulty


@contextmanager
def target(asked: list[tuple[str, str]] | None = None, wrong: bool = False) -> Iterator[tuple[str, dict[str, str]]]:
    app: ASGIApp = create_app("published", most_rows=8)
    app = swallowing(app) if wrong else app
    with running(watched(app, [] if asked is None else asked)) as instance:
        yield instance.url, {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}


def ran(plan: RunPlan, environment: dict[str, str] | None = None) -> list[Event]:
    events: list[Event] = []
    execute(plan, events.append, environment)
    return events


def recorded(folder: Path, *, wrong: bool = False, asked: list[tuple[str, str]] | None = None, **options: Any) -> list[Event]:
    """Records a small run of the reference instance."""
    with target(asked, wrong) as (url, environment):
        return ran(
            RunPlan(
                **{
                    "url": url,
                    "disposable": True,
                    "effort": "brief",
                    "areas": AREA,
                    "keep_values": True,
                    "encoding": "jsonl.zst",
                    "record": str(folder),
                    **options,
                }
            ),
            environment,
        )


def replayed(folder: Path, **options: Any) -> list[Event]:
    return ran(RunPlan(replay=str(folder), areas=AREA, **options), {})


Made = tuple[Path, list[Event], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The recording of a target that conforms: where it lies, what the run said, what was asked. Whoever changes it takes a copy."""
    asked: list[tuple[str, str]] = []
    folder = tmp_path_factory.mktemp("staging") / "recording"
    return folder, recorded(folder, name="staging", seed=3, asked=asked), asked


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The same of one with a fault."""
    asked: list[tuple[str, str]] = []
    folder = tmp_path_factory.mktemp("faulty") / "recording"
    return folder, recorded(folder, wrong=True, effort="quick", asked=asked), asked


@pytest.fixture
def copy(staging: Made, tmp_path: Path) -> Path:
    """A recording of a target that conforms, to be changed."""
    return Path(shutil.copytree(staging[0], tmp_path / "recording"))


def verdicts(events: list[Event]) -> dict[str, tuple[str, int]]:
    return {e.verdict.requirement: (e.verdict.kind.value, e.verdict.witnesses) for e in events if isinstance(e, VerdictGiven)}


def findings(events: list[Event]) -> set[tuple[str, int, str, str]]:
    return {(e.finding.fingerprint, e.finding.count, e.finding.seen, e.finding.evidence.item) for e in events if isinstance(e, FindingSeen)}


def items(events: list[Event]) -> dict[str, tuple[str, int, int, str]]:
    return {e.item: (e.outcome.value, e.scenarios, e.requests, e.reason) for e in events if isinstance(e, ItemDone)}


def footer(events: list[Event]) -> RunFooter:
    return next(e for e in events if isinstance(e, RunFooter))


def notices(events: list[Event]) -> str:
    return "\n".join(e.text for e in events if isinstance(e, Notice))


@pytest.mark.parametrize("made", ["staging", "faulty"])
def test_a_replay_comes_to_the_same_as_the_run(request: pytest.FixtureRequest, made: str) -> None:
    """Verdicts, findings, items and the exit code are those of the run that was recorded."""
    folder, live, _ = request.getfixturevalue(made)
    again, wrong = replayed(folder), made == "faulty"
    assert bool(findings(live)) is wrong
    assert (verdicts(live), findings(live), items(live)) == (verdicts(again), findings(again), items(again))
    assert footer(live).exit_code == footer(again).exit_code == int(wrong)
    assert "could not be repeated" not in notices(again)
    assert "not asked for any more" not in notices(again)


def test_recording_changes_nothing(staging: Made, tmp_path: Path) -> None:
    """With and without a recording the same requests are sent, in the same order, and the same is found."""
    _, kept, with_it = staging
    without: list[tuple[str, str]] = []
    plain = recorded(tmp_path, record=None, seed=3, asked=without)
    assert without == with_it
    assert (verdicts(plain), items(plain)) == (verdicts(kept), items(kept))


def test_the_manifest_says_what_is_recorded(staging: Made) -> None:
    """Target, dialect, document, seed and what it was made with; never a host."""
    manifest = open_recording(staging[0]).manifest
    (session,) = manifest.sessions
    assert (manifest.target, session.dialect, session.seed, session.effort, session.complete) == ("staging", "published", 3, "brief", True)
    assert {"schemathesis", "hypothesis", "vcrpy", "coupa-contract", "python"} <= set(session.made_with)
    assert [entry.item.kind for entry in manifest.entries].count(Kind.LOOK) == 1
    assert not any(b"127.0.0.1" in path.read_bytes() for path in staging[0].rglob("*") if path.is_file())


def test_a_run_that_is_cut_short_leaves_a_recording_that_says_so(tmp_path: Path) -> None:
    """What was recorded until then can be replayed; what was not reached is unrecorded, not a failure."""
    live = recorded(tmp_path / "recording", max_requests=14)
    again = replayed(tmp_path / "recording")
    assert footer(live).exit_code == 3
    assert "this recording is not complete" in notices(again)
    assert not findings(again)
    assert VerdictKind.UNRECORDED.value in {kind for kind, _ in verdicts(again).values()}


def test_only_a_whole_live_run_says_what_more_effort_would_add(staging: Made, tmp_path: Path) -> None:
    """Of a recording nothing more can be drawn, and of half a run nobody knows what the other half would have been."""
    folder, live, _ = staging
    more = footer(live).more
    assert more is not None
    assert (more.effort, more.now < more.then, more.requests > footer(live).requests) == ("quick", True, True)
    assert {each.area for each in more.areas} <= set(AREA)
    assert footer(replayed(folder)).more is None
    assert footer(recorded(tmp_path / "recording", max_requests=14)).more is None


def test_a_complete_recording_outlives_one_that_is_cut_short(copy: Path) -> None:
    """Only a complete recording replaces another."""
    before = open_recording(copy).manifest
    live = recorded(copy, max_requests=14, seed=2)
    assert open_recording(copy).manifest == before
    assert "kept" in notices(live)


def test_append_adds_scenarios(copy: Path) -> None:
    """Two seeds in one recording are replayed one after the other, each with what its own run saw."""
    recorded(copy, name="staging", seed=2, append=True)
    manifest = open_recording(copy).manifest
    again = replayed(copy)
    assert [session.seed for session in manifest.sessions] == [3, 2]
    assert not findings(again)
    assert VerdictKind.UNRECORDED.value not in {kind for kind, _ in verdicts(again).values()}
    assert max(scenarios for _, scenarios, _, _ in items(again).values()) == 2  # one of each run


def test_another_dialect_is_not_added(copy: Path) -> None:
    """A recording speaks one dialect."""
    with target() as (url, environment), pytest.raises(RecordingError, match="record into another folder"):
        ran(
            RunPlan(
                url=url, name="staging", dialect="core-r39", areas=AREA, disposable=True, record=str(copy), append=True, keep_values=True
            ),
            environment,
        )


def test_the_header_says_that_a_recording_is_judged(staging: Made) -> None:
    """A reader sees what was judged, and of when it is."""
    (header,) = (e for e in replayed(staging[0]) if isinstance(e, RunHeader))
    assert header.replayed
    assert header.target.startswith("the recording of staging of 2")


def test_workers_make_no_difference(faulty: Made) -> None:
    """Two processes come to the same findings in the same order as one."""
    one, two = replayed(faulty[0]), replayed(faulty[0], workers=2)
    ordered = [[e for e in events if isinstance(e, FindingSeen)] for events in (one, two)]
    assert ordered[0] == ordered[1]
    assert verdicts(one) == verdicts(two)


def names(folder: Path) -> set[bytes]:
    """Names and addresses that the first look of a recording saw."""
    seen: set[bytes] = set()
    for exchange in open_recording(folder).look(0).exchanges:
        assert isinstance(exchange, Interaction)
        assert exchange.response is not None
        for row in json.loads(exchange.response.body):
            for member in ("supplier", "created-by", "bill-to-address"):
                texts = [value for value in (row.get(member) or {}).values() if isinstance(value, str) and len(value) > 8 and " " in value]
                seen |= {text.encode() for text in texts}
    return seen


def test_no_file_holds_personal_values_unless_asked(faulty: Made, tmp_path: Path) -> None:
    """Of a target that the run did not start, neither the recording nor the stream says a name as it is."""
    live = recorded(tmp_path / "recording", wrong=True, effort="quick", keep_values=None, encoding="yaml")
    known = names(faulty[0])
    assert len(known) > 3
    data = b"".join(path.read_bytes() for path in (tmp_path / "recording").rglob("*") if path.is_file())
    stream = "\n".join(json.dumps(to_record(event), ensure_ascii=False) for event in live if not isinstance(event, Progress)).encode()
    assert findings(live)
    assert not [name for name in known if name in data or name in stream]
