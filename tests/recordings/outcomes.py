"""What a run, live or replayed, came to, in a form that can be compared; as a script it replays recordings and prints that, a line each.

Needs nothing but the package, so that any Python and any versions of the libraries can run it.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp

from coupa_contract.cassette.reading import open_recording
from coupa_contract.reference.server import running
from coupa_contract.runner.events import Event, FindingSeen, ItemDone, Notice, VerdictGiven
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.run import execute

_LEFT_OVER = re.compile(r"([\d,]+) recorded requests were not asked for any more")


@dataclass(frozen=True)
class Outcome:
    """Verdicts by requirement, findings by cause with their counts, and of a replay what was not served."""

    verdicts: Mapping[str, str]
    findings: Mapping[str, int]
    items: Mapping[str, str]
    exit_code: int
    elapsed_s: float
    requests: int = 0  # that are recorded
    unserved: int = 0
    unrecorded: Sequence[str] = field(default_factory=tuple)

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """What `to_json` wrote."""
        return cls(**json.loads(text))


def recorded(app: ASGIApp, folder: Path, plan: RunPlan) -> Outcome:
    """Has the suite judge an application, and records that as `plan` says, with its values."""
    with running(app) as instance:
        environment = {
            "COUPA_CLIENT_ID": instance.client_id,
            "COUPA_CLIENT_SECRET": instance.client_secret,
            "COUPA_EXPIRED_TOKEN": instance.token(expires_in=0),
        }
        asked = dataclasses.replace(plan, url=instance.url, disposable=True, keep_values=True, record=str(folder))
        return _run(asked, folder, environment)


def replayed(folder: Path, **options: object) -> Outcome:
    """Replays a recording; `options` are those of a plan."""
    return _run(RunPlan(replay=str(folder), **options), folder, {})  # type: ignore[arg-type]


def _run(plan: RunPlan, folder: Path, environment: Mapping[str, str]) -> Outcome:
    events: list[Event] = []
    began = time.monotonic()
    footer = execute(plan, events.append, environment)
    elapsed = time.monotonic() - began
    findings: dict[str, int] = {}
    for event in events:
        if isinstance(event, FindingSeen):
            found = event.finding
            # Without the property that met it, which may have another name by now.
            key = json.dumps([found.fingerprint, found.requirement, found.operation])
            findings[key] = findings.get(key, 0) + found.count
    items = [event for event in events if isinstance(event, ItemDone)]
    left_over = [match for event in events if isinstance(event, Notice) and (match := _LEFT_OVER.match(event.text))]
    return Outcome(
        verdicts={event.verdict.requirement: str(event.verdict.kind) for event in events if isinstance(event, VerdictGiven)},
        findings=findings,
        items={event.item: str(event.outcome) for event in items},
        exit_code=footer.exit_code,
        elapsed_s=round(elapsed, 1),
        requests=sum(entry.interactions for entry in open_recording(folder).manifest.entries),
        unserved=sum(int(match[1].replace(",", "")) for match in left_over),
        unrecorded=[f"{event.item}: {event.reason}" for event in items if event.outcome == "unrecorded"],
    )


def main() -> None:
    """Replays the folders that standard input names, with its options for the plan."""
    asked = json.load(sys.stdin)
    for folder in asked["folders"]:
        overlays = tuple(asked["overlays"])
        print(replayed(Path(folder), overlays=overlays, workers=asked.get("workers", 1), fail_on="never").to_json(), flush=True)


if __name__ == "__main__":
    main()
