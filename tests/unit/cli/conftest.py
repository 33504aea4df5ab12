"""A command line in an empty folder, with a run that is played instead of executed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from coupa_contract.cli import main
from coupa_contract.model import Evidence, Finding, Level, Verdict, VerdictKind
from coupa_contract.runner.events import DialectChoice, Event, FindingSeen, Progress, RunFooter, RunHeader, VerdictGiven
from coupa_contract.runner.plan import RunPlan


@dataclass(frozen=True)
class Said:
    """What a command line printed and returned."""

    code: int
    out: str
    err: str


@dataclass
class Play:
    """Stands for the runner: keeps the plan, tells a small run, then fails if asked to."""

    exit_code: int = 0
    failure: BaseException | None = None
    silent: bool = False  # fails before it begins
    signal: signal.Signals | None = None  # that reaches the process while it runs
    plans: list[RunPlan] = field(default_factory=list)

    @property
    def plan(self) -> RunPlan:
        return self.plans[-1]

    def execute(self, plan: RunPlan, listener: Callable[[Event], None]) -> RunFooter:
        self.plans.append(plan)
        if self.failure is not None and self.silent:
            raise self.failure
        listener(header(plan))
        if self.signal is not None:
            os.kill(os.getpid(), self.signal)
        found = Finding("paging-limit-is-honoured", "listInvoices", "", "at most 7 invoices", "50 invoices", Evidence())
        if self.exit_code == 1 or self.failure is not None:
            listener(FindingSeen(found, Level.MUST, "paging"))
        listener(Progress(1, 1, 12))
        if self.failure is not None:
            raise self.failure
        kind = VerdictKind.FAIL if self.exit_code == 1 else VerdictKind.PASS
        listener(VerdictGiven(Verdict("paging-limit-is-honoured", kind), Level.MUST, "paging"))
        footer = RunFooter(12, 0.5, {kind.value: 1}, {"must": self.exit_code}, self.exit_code)
        listener(footer)
        return footer


def header(plan: RunPlan) -> RunHeader:
    target = plan.url or "the reference instance"
    libraries = {"python": "3"}
    return RunHeader(
        "0.1.0", "", target, "", "published", DialectChoice.ASKED, "", plan.seed, plan.effort, 1, ("reads",), libraries, 1, plan.fail_on
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    play = Play()
    monkeypatch.setitem(sys.modules, "coupa_contract.runner.run", SimpleNamespace(execute=play.execute))  # type: ignore[arg-type]
    return play


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def said(*words: str) -> Said:
        code = main(words)
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return said
