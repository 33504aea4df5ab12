"""What every worker needs to judge a target or a recording, as plain values, and what it makes of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import fasteners  # type: ignore[import-untyped]

from coupa_contract.cassette.recording import Values
from coupa_contract.cassette.secrecy import cleaner, credentials_of, scan
from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.scopes import NARROW
from coupa_contract.model import Credential
from coupa_contract.runner.events import DialectChoice
from coupa_contract.runner.item import Stage
from coupa_contract.runner.journal import Journal
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.recorder import Cleaning, Recorder
from coupa_contract.runner.reopening import replaying
from coupa_contract.runner.replay import Nobody
from coupa_contract.runner.setting import Look, Setting
from coupa_contract.runner.subjects import Subjects
from coupa_contract.target.credentials import Credentials
from coupa_contract.target.ledger import Ledger
from coupa_contract.target.permission import Permission
from coupa_contract.target.settings import Settings, check_token_url, origin_of
from coupa_contract.target.transport import Transport

DEFAULT_RATE_PER_S = 5.0
DEFAULT_MAX_REQUESTS = {"brief": 1_000, "quick": 2_000, "standard": 10_000, "thorough": 100_000}


@dataclass(frozen=True)
class Handover:
    """Everything a worker needs, as plain values. `environment` holds credentials: it is never shown or written."""

    plan: RunPlan
    dialect: str
    dialect_chosen: DialectChoice
    spoken: str  # another dialect that the target plainly speaks, or empty
    base_url: str
    disposable: bool
    mark: str
    folder: Path
    look: Look
    environment: Mapping[str, str] = field(repr=False)
    key: str = field(default="", repr=False)  # hexadecimal; makes the pseudonyms, and is never shown or written
    recording: str = ""  # the folder of the recording in the making
    recorded: str = ""  # of a replay: what the recording is of, and when it was made
    narrowed: tuple[str, ...] = ()  # the kinds of narrow tokens that the target's token endpoint gives
    looked_at: str = ""  # when the first look was taken, ISO 8601 in UTC

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about the credentials that the user should know."""
        return credentials_of_run(self.plan, self.environment).warnings

    def to_json(self) -> str:
        """For a worker's ears only: the text holds credentials."""
        plain = {
            name: str(getattr(self, name))
            for name in ("dialect", "dialect_chosen", "spoken", "base_url", "mark", "folder", "key", "recording", "recorded", "looked_at")
        }
        bodies = [base64.b64encode(body).decode() for body in self.look.bodies]
        return json.dumps(
            {
                **plain,
                "plan": self.plan.to_json(),
                "disposable": self.disposable,
                "narrowed": self.narrowed,
                "look": bodies,
                "environment": dict(self.environment),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Handover:
        """What `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        return cls(
            **values
            | {
                "plan": RunPlan.from_json(values["plan"]),
                "dialect_chosen": DialectChoice(values["dialect_chosen"]),
                "folder": Path(values["folder"]),
                "narrowed": tuple(values["narrowed"]),
                "look": Look(tuple(base64.b64decode(body) for body in values["look"])),
            }
        )

    @property
    def contract(self) -> Contract:
        """The document in the run's dialect."""
        return load_contract(self.dialect, [Path(path) for path in self.plan.overlays])

    @property
    def setting(self) -> Setting:
        """The circumstances that every scenario shares."""
        spoken = load_contract(self.spoken, [Path(path) for path in self.plan.overlays]) if self.spoken else None
        return Setting(self.plan, self.contract, self.look, origin_of(self.base_url), self.disposable, self.mark, spoken)

    def ledger(self) -> Ledger:
        """The run's shared accounts."""
        return ledger_of(self.folder)

    def journal(self) -> Journal:
        """What the run has still to put back."""
        return Journal(self.folder / "journal")

    def stage(self) -> Stage:
        """Where this process runs items."""
        setting, ledger, journal = self.setting, self.ledger(), self.journal()
        subjects = Subjects(setting, ledger, journal)
        if self.plan.replay is not None:
            recorded = replaying(self.plan, self.dialect, self.spoken)
            return Stage(setting, Nobody(), subjects, _lock(self.plan, self.folder), _now, replaying=recorded)
        transport = transport_of(self.plan, self.base_url, self.disposable, self.contract, self.folder, self.environment)
        masking = self.cleaning(transport).masks
        recorder = self.recorder(transport) if self.recording else None
        return Stage(setting, transport, subjects, _lock(self.plan, self.folder), _now, recorder=recorder, masking=masking)

    def recorder(self, transport: Transport | None = None) -> Recorder:
        """What writes scenarios down in this process; tokens that `transport` was given never are."""
        scanning = partial(_scan, lambda: self.secrets(transport))
        return Recorder(Path(self.recording), self.cleaning(transport), scanning)

    def cleaning(self, transport: Transport | None = None) -> Cleaning:
        """What makes scenarios and findings fit for a file."""
        values = Values.KEPT if self.plan.keeps_values else Values.PSEUDONYMS
        make = partial(cleaner, self.contract, values, key=bytes.fromhex(self.key), numbers=self.plan.pseudonym_numbers)
        return Cleaning(lambda known: make(secrets=known), lambda: self.secrets(transport))

    def secrets(self, transport: Transport | None = None) -> tuple[str, ...]:
        """Every credential that this process knows."""
        given = credentials_of_run(self.plan, self.environment).secrets
        return credentials_of({}, (*given, *(transport.tokens if transport else ())))

    def provides(self, credential: Credential) -> bool:
        """Whether cases with that kind of credential can be sent."""
        allowed = credentials_of_run(self.plan, self.environment).allow(credential)
        return allowed and (credential not in NARROW or credential.value in self.narrowed)


def _scan(secrets: Callable[[], tuple[str, ...]], line: bytes, where: str) -> None:
    scan(line, where, secrets())


def _now() -> datetime:
    return datetime.now(UTC)


def _lock(plan: RunPlan, folder: Path) -> Any:
    if plan.workers <= 1 or plan.replay is not None:
        return lambda alone: nullcontext()
    lock = fasteners.InterProcessReaderWriterLock(folder / "lock")

    def held(alone: bool) -> AbstractContextManager[Any]:
        context: AbstractContextManager[Any] = lock.write_lock() if alone else lock.read_lock()
        return context

    return held


def ledger_of(folder: Path) -> Ledger:
    return Ledger(folder / "ledger.sqlite")


def credentials_of_run(plan: RunPlan, environment: Mapping[str, str]) -> Credentials:
    file = Path(plan.credentials_file) if plan.credentials_file and plan.url is not None else None  # our own instance has its own
    return Credentials.from_environment(environment, file)


def transport_of(
    plan: RunPlan, base_url: str, disposable: bool, contract: Contract, folder: Path, environment: Mapping[str, str]
) -> Transport:
    rate = plan.rate_per_s if plan.rate_per_s is not None or disposable else DEFAULT_RATE_PER_S
    settings = Settings(
        base_url=base_url,
        token_url=check_token_url(plan.token_url, base_url),
        rate_per_s=rate,
        max_requests=plan.max_requests or DEFAULT_MAX_REQUESTS[plan.effort],
        timeout_s=plan.timeout_s,
        ca_bundle=plan.ca_bundle,
    )
    permission = Permission(plan.allow_writes, plan.allow_actions, disposable, frozenset(plan.invoices))
    return Transport(settings, credentials_of_run(plan, environment), permission, contract, ledger_of(folder))
