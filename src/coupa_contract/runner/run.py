"""A run from beginning to end: opens the target, has pytest run the suite, and says what came of it."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

import pytest

from coupa_contract import __version__
from coupa_contract.contract.scopes import scopes_of
from coupa_contract.errors import CoupaContractError, RecordingError
from coupa_contract.model import Level, Verdict, VerdictKind
from coupa_contract.resources import suite_folder
from coupa_contract.runner.drifting import Drifted, shape_of, waivers_of_plan
from coupa_contract.runner.events import (
    Event,
    LeftBehind,
    LeftKind,
    MoreEffort,
    Notice,
    Progress,
    RunFooter,
    RunHeader,
    VerdictGiven,
    drift_events,
)
from coupa_contract.runner.further import more_effort
from coupa_contract.runner.handover import Handover
from coupa_contract.runner.making import Making, making
from coupa_contract.runner.plan import INTERRUPTED, RunPlan
from coupa_contract.runner.reopening import remarks, replaying, traffic, vanished
from coupa_contract.runner.replay import Replaying
from coupa_contract.runner.result import ItemResult
from coupa_contract.runner.session import look_result, opened
from coupa_contract.runner.verdicts import Tally, exit_code
from coupa_contract.target.curl import NARROW_TOKENS

_SHOWN = 3  # names in one sentence

Listener = Callable[[Event], None]


@dataclass(eq=False)  # pytest keeps its plugins in a set
class Run:
    """The controlling side of a run: takes results as they come, says what happens, and closes with verdicts."""

    handover: Handover
    listener: Listener
    tally: Tally
    started: float = field(default_factory=time.monotonic)
    total: int = 0
    done: int = 0
    stopped: str = ""
    stopped_code: int = 0
    footer: RunFooter | None = None
    making: Making | None = None  # the recording that this run makes
    waiting: list[ItemResult] = field(default_factory=list)  # of a replay: they are told in one order, whoever was first
    requests: int = 0
    whole: bool = False  # the whole suite is run, so that what is left over can be told
    recorded: Replaying | None = None  # the recording that is judged
    drifted: Drifted | None = None  # what the drift came to, when it was asked for

    def take(self, result: ItemResult) -> None:
        """An item ended."""
        if self.replays:
            self.waiting.append(result)
        else:
            self._tell(result)
        self.done += 1
        self.requests = self.requests + result.requests if self.replays else self.handover.ledger().requests
        self.listener(Progress(self.done, self.total, self.requests, result.item))
        if result.stopped:
            self.stop(result.stopped, result.exit_code)

    @property
    def replays(self) -> bool:
        """Whether a recording is judged."""
        return self.handover.plan.replay is not None

    def _replayed(self) -> Iterator[Event]:
        """Tells what a replay came to, in one order, whoever was first; then what else there is to say of the recording."""
        if self.recorded is None:
            return
        whole = self.whole and not self.stopped
        if whole:
            self.waiting += vanished(self.recorded, self.waiting)
        yield from map(Notice, remarks(self.recorded, self.waiting, whole))
        for result in sorted(self.waiting, key=lambda result: result.item):
            self._tell(result)

    def _tell(self, result: ItemResult) -> None:
        self.tally.add(result)
        for event in result.events(self.handover.setting):
            self.listener(event)

    def stop(self, reason: str, code: int) -> None:
        """The run ends before its time; the first reason counts."""
        if not self.stopped:
            self.stopped, self.stopped_code = reason, code

    def close(self) -> RunFooter:
        """Gives the verdicts and the footer, once."""
        if self.footer is not None:
            return self.footer
        for remark in self._replayed():
            self.listener(remark)
        for event in (*self._drift(), *self._left_behind(), *self._how_to_repeat()):
            self.listener(event)
        verdicts = self.tally.verdicts(self.stopped)
        self._record(verdicts)
        for verdict in verdicts:
            requirement = self.tally.requirements[verdict.requirement]
            self.listener(VerdictGiven(verdict, requirement.level, requirement.area))
        levels = self.tally.levels()
        elapsed_s = time.monotonic() - self.started
        self.footer = RunFooter(
            requests=self.requests,
            elapsed_s=round(elapsed_s, 1),
            verdicts={kind.value: sum(verdict.kind is kind for verdict in verdicts) for kind in VerdictKind},
            findings={level.value: levels[level] for level in Level},
            drift=self.drifted.counts if self.drifted else {},
            operations=self.drifted.report.operations if self.drifted else 0,
            exit_code=self._exit_code(verdicts),
            complete=not self.stopped,
            stopped=self.stopped or _cannot_be_judged(self._lost(verdicts)),
            more=self._more(elapsed_s),
        )
        self.listener(self.footer)
        return self.footer

    def _more(self, elapsed_s: float) -> MoreEffort | None:
        """What more effort would add; of a recording, or of a run that was cut short, nobody can tell."""
        if self.replays or self.stopped or self.tally.requests == 0:
            return None
        setting, catalogue = self.handover.setting, self.tally.requirements
        return more_effort(setting.plan, setting.effort, self.tally.results, catalogue, elapsed_s)

    def _exit_code(self, verdicts: list[Verdict]) -> int:
        plan = self.handover.plan
        if self.stopped_code:
            return self.stopped_code
        if broken := [result.exit_code for result in self.tally.results if result.exit_code]:
            return max(broken)
        code = exit_code(self.tally.levels(), verdicts, plan.fail_on, self._lost(verdicts), allow_nothing=plan.allow_unrecorded)
        return 1 if code == 0 and self.drifted is not None and self.drifted.fails else code

    def _drift(self) -> Iterator[Event]:
        """How what was seen differs from the document, when the run asks for it."""
        handover = self.handover
        if not handover.plan.drift:
            return
        try:
            shape = shape_of(self.tally.results)
            whole = self.whole and not self.stopped
            self.drifted = Drifted.of(handover.plan, handover.contract, shape, _target(handover), datetime.now(UTC).date(), whole=whole)
        except CoupaContractError as error:
            self.stop(str(error), error.exit_code)
            return
        yield from drift_events(self.drifted.report)

    def _lost(self, verdicts: list[Verdict]) -> list[str]:
        return [] if self.handover.plan.allow_unrecorded else self.tally.unjudged(verdicts)

    def _record(self, verdicts: list[Verdict]) -> None:
        if self.making is None:
            return
        try:
            self.listener(Notice(self.making.end(self.handover, verdicts, self.stopped)))
        except RecordingError as error:
            self.stop(str(error), error.exit_code)

    def _how_to_repeat(self) -> Iterator[Event]:
        """What the curl lines need: an instance that the run started is gone by now, and its port with it; so are narrow tokens."""
        if self.handover.plan.url is None and not self.replays and self.tally.findings:
            again = f"coupa-contract serve --dialect {self.handover.contract.dialect} --seed {self.handover.plan.seed}"
            yield Notice(f"to try the curl lines, start the same instance again with `{again}` and put its port into them")
        for credential, variable in NARROW_TOKENS.items():
            if any(f"${variable}" in line for finding in self.tally.findings.values() for line in finding.evidence.curl):
                scopes = " ".join(scopes_of(credential, self.handover.contract.operations))
                yield Notice(
                    f"{variable} in a curl line stands for a token of the same client that was asked for with scope={scopes} alone"
                )

    def _left_behind(self) -> list[Event]:
        created, cleaner = self.handover.ledger().created, self.handover.cleaning().now
        events: list[Event] = [
            LeftBehind(LeftKind.NOT_RESTORED, invoice, "its old values could not be put back", old, cleaner.json_text(old))
            for invoice, old in self.handover.journal().pending().items()
        ]
        if not (self.replays or self.handover.plan.url is None or self.handover.plan.disposable):
            events += [LeftBehind(LeftKind.CREATED, invoice, f"carries the mark {self.handover.mark}") for invoice in sorted(created)]
        return events


def _cannot_be_judged(requirements: list[str]) -> str:
    if not requirements:
        return ""
    more = f" and {len(requirements) - _SHOWN} more" if len(requirements) > _SHOWN else ""
    names = ", ".join(requirements[:_SHOWN]) + more
    return f"the recording does not hold any more what {names} needs; record again, or say --allow-unrecorded"


@contextmanager
def running(plan: RunPlan, listener: Listener, environment: Mapping[str, str] | None = None) -> Iterator[Run]:
    """An open run: its header is said, its first look judged; the footer is said when the context ends. Raises CoupaContractError."""
    with making(plan) as recording, opened(plan, environment) as (handover, interactions):
        handover = recording.begin(handover, interactions) if recording else handover
        contract = handover.contract
        waivers_of_plan(plan)  # before anything is judged: a fault in that file ends here
        run = Run(handover, listener, Tally(contract.requirements, contract.dialect, plan.areas), making=recording)
        listener(_header(handover))
        for warning in (*handover.warnings, *([recording.leftover] if recording and recording.leftover else [])):
            listener(Notice(warning))
        run.take(look_result(handover, interactions))
        if run.replays:
            run.recorded = replaying(plan, handover.dialect, handover.spoken)
            run.tally.held = run.recorded.recording.manifest.verdicts
            for result in traffic(run.recorded):
                run.take(result)
        run.done = 0
        try:
            yield run
        except KeyboardInterrupt:
            run.stop("interrupted", INTERRUPTED)
        finally:
            run.close()


def execute(plan: RunPlan, listener: Listener, environment: Mapping[str, str] | None = None) -> RunFooter:
    """Runs the suite as planned; `listener` hears every event. Raises CoupaContractError when nothing could be begun."""
    with ExitStack() as stack:
        run = stack.enter_context(running(plan, listener, environment))
        run.whole = not plan.areas
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(run.handover.folder / "hypothesis")  # nothing is left in the user's folder
        code = pytest.main(_arguments(plan), plugins=[run])
        if code == pytest.ExitCode.INTERRUPTED:
            run.stop("interrupted", INTERRUPTED)  # unless the run knows better
        elif code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED}:
            raise CoupaContractError(f"the suite could not be run (pytest ended with {code}); run it with pytest to see why")
    return run.close()


def _arguments(plan: RunPlan) -> list[str]:
    """pytest's arguments: nobody's configuration and plugins but ours, and no output, for the run has its own."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # also for the workers
    os.environ.pop("PYTEST_ADDOPTS", None)
    suite = str(suite_folder())
    arguments = [suite, "-c", f"{suite}/pytest.ini", "--rootdir", suite, "-p", "coupa_contract.plugin", "-p", "xdist.plugin"]
    arguments += ["-p", "no:terminal", "-p", "no:cacheprovider", "-W", "ignore"]
    return arguments + (["-n", str(plan.workers), "--dist", "worksteal"] if plan.workers > 1 else [])


def _target(handover: Handover) -> str:
    plan = handover.plan
    if plan.replay is not None:
        return handover.recorded or plan.replay
    return "the reference instance" if plan.url is None else handover.base_url


def _header(handover: Handover) -> RunHeader:
    plan = handover.plan
    permissions = ["reads"]
    if handover.disposable or plan.allow_writes or plan.allow_actions:
        permissions.append("updates")
    if handover.disposable or plan.allow_actions:
        permissions.append("acts")
    if handover.disposable:
        permissions.append("disposable")
    libraries = {"schemathesis": version("schemathesis"), "hypothesis": version("hypothesis"), "python": platform.python_version()}
    return RunHeader(
        tool_version=__version__,
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        target=_target(handover),
        origin=handover.setting.origin,
        dialect=handover.contract.dialect,
        dialect_chosen=handover.dialect_chosen,
        document_digest=handover.contract.digest,
        seed=plan.seed,
        effort=plan.effort,
        workers=plan.workers,
        permissions=tuple(permissions),
        libraries=libraries,
        requirement_count=len(handover.contract.requirements),
        fail_on=plan.fail_on,
        replayed=plan.replay is not None,
        against=f"the {handover.contract.dialect} document" if plan.drift else "",
        fail_on_drift=plan.fail_on_drift if plan.drift else "",
    )
