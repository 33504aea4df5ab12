"""Schemathesis's own command line, `st run`, against a planted fault: what it reports within a budget of requests.

The instance counts the requests to the API, and knows by Schemathesis's header to which case each belongs. Once the budget is spent
it closes; `st run` takes that for an outage, completes its report and ends, and what the budget did not pay for is not read.

A fault counts as found when a failure is reported that is not reported of any of three conforming instances, each of another seed and
with the whole budget. Two failures are the same when title and message agree, and both are of reads or both of writes. Of a message
that is kept which says what was expected (the rule and the schema, or the documented status); the values that were met are not. So a
member that lacks where none did, or a type that is wrong where none was, is found even though the same check raises alarms anyway.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from coupa_contract.contract import load_contract
from coupa_contract.model import canonical_json
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from planted import BY_NAME

BUDGET = 1_450  # requests: about what the suite sends at standard effort
SEED = 1
CONFORMING_SEEDS = (1, 2, 3)
WAYS = ("tuned", "untuned")
_REPORT, _SAID = "events.ndjson", "said.txt"
_PATIENCE_S, _GRACE_S = 600.0, 60.0

# What a patient user would set: no check that raises alarms on every conforming instance, which may accept more than the document says
# and refuse what it allows; every failure and not the first of an operation only; the budget spread over operations and phases, so the
# coverage phase, which sends a thousand requests to one operation, only where it is cheap.
_TUNED = """
continue-on-failure = true
[generation]
no-shrink = true
max-examples = {examples}
[checks]
negative_data_rejection.enabled = false
positive_data_acceptance.enabled = false
[[operations]]
include-operation-id-regex = "^(list|create|(update|patch|submit|void|abandon)Invoice$|flip|bypass|restart|revalidate|withdraw)"
phases.coverage.enabled = false
"""
_EXAMPLES = {"published": 75, "core-r39": 25}


class Failure(NamedTuple):
    """A failure that was reported: the check, whether the operation only reads, and what was expected."""

    check: str
    reads: bool
    expected: str

    @property
    def kind(self) -> tuple[bool, str]:
        """What makes two failures the same."""
        return self.reads, self.expected


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of `st run` came to: each failure with the number of requests that had been sent when it was met."""

    failures: Mapping[Failure, int]
    requests: int


class Metered:
    """An application that answers a number of requests to the API, and refuses what comes after."""

    def __init__(self, app: ASGIApp, budget: int) -> None:
        self._app, self._budget = app, budget
        self.sent = 0
        self.at: dict[str, int] = {}  # the number of each case's first request
        self.broken: set[str] = set()  # cases at which the application raised
        self.spent = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI)."""
        if not scope["path"].startswith("/api"):
            await self._app(scope, receive, send)
            return
        if self.sent >= self._budget:
            self.spent.set()
            await PlainTextResponse("", 503)(scope, receive, send)
            return
        case = dict(scope["headers"]).get(b"x-schemathesis-testcaseid", b"").decode("latin-1")
        self.sent += 1
        self.at.setdefault(case, self.sent)
        try:
            await self._app(scope, receive, send)
        except Exception:
            self.broken.add(case)  # the fault breaks down by itself: what is found of that is no find
            raise


def st_run(fault: str, dialect: str, way: str, *, budget: int = BUDGET, seed: int = SEED, options: Iterable[str] = ()) -> Ran:
    """Runs `st run` against an instance with a fault (empty: with none) until it ends or `budget` requests are sent.

    `seed` is the instance's and that of `st run`, `options` are more of its options. Raises RuntimeError when it did not run.
    """
    app = create_app(dialect, seed)
    metered = Metered(BY_NAME[fault].plant(app) if fault else app, budget)
    with TemporaryDirectory(prefix="planted-") as name, ExitStack() as until_spent:
        folder = Path(name)
        _prepare(folder, dialect, way)
        instance = until_spent.enter_context(running(metered))
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", "--url", instance.url, "--seed", str(seed)),
            *("-H", f"Authorization: Bearer {instance.token()}", "--workers", "1", "--generation-database", "none", "--no-color"),
            *("--report-ndjson-path", _REPORT, "--output-sanitize", "false", "--suppress-health-check", "all", *options),
        ]
        with _started(command, folder) as process:
            _await(process, metered.spent)
            until_spent.close()
        if not (folder / _REPORT).exists():
            raise RuntimeError(f"st run did not run: {(folder / _SAID).read_text(encoding='utf-8', errors='replace').strip()}")
        with (folder / _REPORT).open(encoding="utf-8") as lines:
            return Ran(failures(lines, metered.at, metered.broken), metered.sent)


def conforming(dialect: str, way: str, *, budget: int = BUDGET, options: Iterable[str] = ()) -> frozenset[Failure]:
    """What `st run` reports of conforming instances of a dialect. Raises RuntimeError when it did not run."""
    return frozenset(
        each for seed in CONFORMING_SEEDS for each in st_run("", dialect, way, budget=budget, seed=seed, options=options).failures
    )


def found(ran: Ran, usual: Collection[Failure]) -> dict[Failure, int]:
    """The failures of a kind that no conforming instance has, earliest first."""
    kinds = {failure.kind for failure in usual}
    own = {failure: after for failure, after in ran.failures.items() if failure.kind not in kinds}
    return dict(sorted(own.items(), key=lambda pair: (pair[1], pair[0])))


def failures(lines: Iterable[str], at: Mapping[str, int], broken: Collection[str] = ()) -> dict[Failure, int]:
    """The failures of a report in NDJSON, each with the number of requests that had been sent when it was first met.

    `at` numbers the cases: what it does not name was not paid for. Cases of `broken` are passed over, and so is a line that was cut off.
    """
    first: dict[Failure, int] = {}
    for case, check in _failed(lines):
        told = check["failure_info"]["failure"]
        cases = {case, told.get("case_id") or case}  # a check may send another case, such as one without a token
        if cases <= at.keys() and not cases & set(broken):
            reads = str(told.get("operation")).startswith("GET ")
            failure = Failure(check["name"], reads, f"{told.get('title')}: {expected(told.get('message') or '')}")
            first[failure] = min(first.get(failure, sys.maxsize), max(at[each] for each in cases))
    return first


def _failed(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in lines:
        try:
            event = json.loads(line).get("ScenarioFinished", {})
        except ValueError:
            continue
        for case, checks in event.get("recorder", {}).get("checks", {}).items():
            yield from ((case, check) for check in checks if check.get("failure_info"))


_LITERALS = (*'"[{-0123456789', "true", "false", "null")
_MET = re.compile(r"^.*?(?= (?:is|are|was|were|has|have|does|do|should|must) )")
_PLACES = ("Validated against the response schema", "Schema at ")


def expected(message: str) -> str:
    """A failure's message without the values that were met and without the operation: the rule, the schema, the status."""
    first, *rest = message.strip().splitlines() or [""]
    if not first.endswith(" is a required property"):
        first = _MET.sub("…", first) if first.startswith(_LITERALS) else first
    places = (line.strip(" :.") for line in rest if line.startswith(_PLACES))
    return re.sub(r" for `[A-Z]+ [^`]*`", "", "; ".join((first, *places)))


@cache
def document(dialect: str, way: str) -> str:
    """What `st run` goes by, as JSON."""
    told = dict(load_contract(dialect).document)
    if way == "tuned":  # `ignored_auth` knows of no token when it is told of OAuth
        components = told["components"]
        told["components"] = {**components, "securitySchemes": {"oauth2": {"type": "http", "scheme": "bearer"}}}
    return canonical_json(told)


def _prepare(folder: Path, dialect: str, way: str) -> None:
    (folder / "openapi.json").write_text(document(dialect, way), encoding="utf-8")
    if way == "tuned":
        (folder / "schemathesis.toml").write_text(_TUNED.format(examples=_EXAMPLES[dialect]), encoding="utf-8")


@contextmanager
def _started(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has a while to complete its report when the block ends, and is ended then."""
    with (folder / _SAID).open("wb") as screen:
        process = subprocess.Popen(command, cwd=folder, stdout=screen, stderr=subprocess.STDOUT)
        try:
            yield process
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_S)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_S / 10)
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], spent: threading.Event) -> None:
    end = time.monotonic() + _PATIENCE_S
    while process.poll() is None and not spent.wait(0.05) and time.monotonic() < end:
        pass
