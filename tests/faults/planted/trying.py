"""One run of the suite against the reference instance, with a fault or without, and what came of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.runner.events import FindingSeen, ItemDone, ItemOutcome, Notice, Progress, RunFooter, VerdictGiven, to_record
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.run import execute
from planted import BY_NAME

_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What is run: the instance's dialect and seed, the fault in it (none: it conforms), the areas (none: all), and how it is judged."""

    dialect: str = "published"
    fault: str = ""
    areas: tuple[str, ...] = ()
    seed: int = 1
    effort: str = "quick"
    workers: int = 1
    judged_by: str = "auto"
    overlays: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Trial:
        """A trial of JSON values."""
        lists: dict[str, Any] = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**{**values, **lists})

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(dataclasses.asdict(self))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run said: findings by requirement (level, and each as a line), what could not be judged and why, and what it cost."""

    levels: Mapping[str, str]
    findings: Mapping[str, tuple[str, ...]]
    vacuous: Mapping[str, str]
    errors: tuple[str, ...]
    notices: tuple[str, ...]
    requests: int
    elapsed_s: float
    first: int | None = None  # requests that were sent until the item with the first finding ended
    records: tuple[Mapping[str, Any], ...] = ()  # the findings whole, as values of JSON

    @property
    def musts(self) -> frozenset[str]:
        """The binding requirements that were found to be broken."""
        return frozenset(requirement for requirement, level in self.levels.items() if level == "must")

    def told(self) -> str:
        """The findings, for whoever reads a test's failure."""
        return "\n".join(f"{name} ({self.levels[name]}): {line}" for name, lines in self.findings.items() for line in lines[:3])

    @classmethod
    def of(cls, text: str) -> Seen:
        """What `to_json` wrote."""
        values = json.loads(text)
        for name in ("errors", "notices", "records"):
            values[name] = tuple(values[name])
        return cls(**values)

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(dataclasses.asdict(self))


def tried(trial: Trial) -> Seen:
    """Runs the suite, with everything allowed, against an instance of its own."""
    events: list[Any] = []
    first: list[int] = []
    broken: list[str] = []
    with fresh(trial.dialect, trial.seed, trial.fault) as app:
        footer = _run(trial, _watched(app, broken), events, first)
    if broken:
        raise RuntimeError(f"the fault {trial.fault} does not work: {broken[0]}")
    return Seen(
        **_findings([event for event in events if isinstance(event, FindingSeen)]),
        vacuous={e.verdict.requirement: e.verdict.reason for e in events if isinstance(e, VerdictGiven) and e.verdict.kind == "vacuous"},
        errors=tuple(f"{e.item}: {e.reason}" for e in events if isinstance(e, ItemDone) and e.outcome is ItemOutcome.ERROR),
        notices=tuple(e.text for e in events if isinstance(e, Notice)),
        requests=footer.requests,
        elapsed_s=footer.elapsed_s,
        first=first[0] if first else None,
        records=tuple(to_record(dataclasses.replace(event, masked=None)) for event in events if isinstance(event, FindingSeen)),
    )


@contextmanager
def fresh(dialect: str, seed: int, fault: str = "") -> Iterator[ASGIApp]:
    """An instance that nobody has changed, with a fault or without."""
    with TemporaryDirectory(prefix="planted-") as folder:
        database = Path(folder) / "invoices.sqlite"
        database.write_bytes(_filled(dialect, seed))
        app = create_app(dialect, seed, database)
        yield BY_NAME[fault].plant(app) if fault else app


@cache
def _filled(dialect: str, seed: int) -> bytes:
    """The database of an instance that nobody has changed: a copy is made faster than another one."""
    with TemporaryDirectory(prefix="planted-") as folder:
        create_app(dialect, seed, Path(folder) / "invoices.sqlite")
        return (Path(folder) / "invoices.sqlite").read_bytes()


def _run(trial: Trial, app: ASGIApp, events: list[Any], first: list[int]) -> RunFooter:
    def hear(event: Any) -> None:
        events.append(event)
        if isinstance(event, Progress) and not first and any(isinstance(each, FindingSeen) for each in events):
            first.append(event.requests)

    with running(app) as instance:
        environment = {
            "COUPA_CLIENT_ID": instance.client_id,
            "COUPA_CLIENT_SECRET": instance.client_secret,
            "COUPA_EXPIRED_TOKEN": instance.token(expires_in=0),
        }
        plan = RunPlan(
            url=instance.url,
            dialect=trial.judged_by,
            overlays=trial.overlays,
            disposable=True,
            effort=trial.effort,
            seed=trial.seed,
            areas=trial.areas,
            workers=trial.workers,
            fail_on="never",
            timeout_s=_TIMEOUT_S,
        )
        return execute(plan, hear, environment)


def _watched(app: ASGIApp, broken: list[str]) -> ASGIApp:
    """The application; a fault that breaks by itself would be found for the wrong reason, so that is noted."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except Exception as error:
            broken.append(repr(error))
            raise

    return watched


def _findings(events: list[FindingSeen]) -> dict[str, Any]:
    levels: dict[str, str] = {}
    findings: dict[str, list[str]] = {}
    for event in events:
        found = event.finding
        levels[found.requirement] = str(event.level)
        where, curl = f"{found.operation} {found.pointer}", " ; ".join(found.evidence.curl[-2:])
        line = f"{where}: expected {found.expected}, saw {found.seen} [{found.evidence.item}] {curl}"
        findings.setdefault(found.requirement, []).append(line)
    return {"levels": levels, "findings": {name: tuple(lines) for name, lines in findings.items()}}
