"""A scripted target and a small setting for the runner's tests: no network, no instance."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.model import Case, Credential, Interaction, Request, Response
from coupa_contract.reference.app import create_app
from coupa_contract.reference.server import running
from coupa_contract.runner.item import Stage
from coupa_contract.runner.journal import Journal
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.session import opened
from coupa_contract.runner.setting import Look, Setting
from coupa_contract.runner.subjects import Subjects
from coupa_contract.target.encoding import target_of
from coupa_contract.target.ledger import Ledger

Script = Callable[[Case], tuple[int, Any]]


@dataclass
class Scripted:
    """Answers every case by a function, and remembers what it was asked."""

    script: Script
    asked: list[Case] = field(default_factory=list)

    def answer(self, case: Case) -> Interaction:
        self.asked.append(case)
        status, value = self.script(case)
        response = Response(status, (("Content-Type", "application/json"),), json.dumps(value).encode())
        operation = load_contract("published").operation(case.operation)
        return Interaction(case, Request(operation.method, "/api" + target_of(operation.path, case), body=case.body), response)

    def provides(self, credential: Credential) -> bool:
        return credential is not Credential.EXPIRED


@pytest.fixture
def make_stage(tmp_path: Path) -> Callable[..., Stage]:
    """A stage over a script; options are those of the plan, `rows` what the first look saw."""

    def make(script: Script, *, rows: list[dict[str, Any]] | None = None, disposable: bool = True, **options: Any) -> Stage:
        plan = RunPlan(url="http://127.0.0.1:9", **{"effort": "quick", **options})
        look = Look((json.dumps(rows or []).encode(),))
        setting = Setting(plan, load_contract("published"), look, "http://127.0.0.1:9", disposable, "cc-test")
        (tmp_path / "journal").mkdir(exist_ok=True)
        subjects = Subjects(setting, Ledger(tmp_path / "ledger.sqlite"), Journal(tmp_path / "journal"))
        return Stage(setting, Scripted(script), subjects, lambda alone: nullcontext(), lambda: datetime(2026, 1, 2, tzinfo=UTC))

    return make


@pytest.fixture(scope="session")
def looked() -> Callable[..., Setting]:
    """Gives a setting over what the reference instance shows: a dialect, and as wanted the effort and the seed of the run."""

    @lru_cache
    def setting(dialect: str, effort: str = "standard", seed: int = 1) -> Setting:
        with running(create_app(dialect)) as instance:
            environment = {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}
            with opened(RunPlan(url=instance.url, disposable=True, effort=effort, seed=seed), environment) as (handover, _):
                return handover.setting

    return setting
