"""Opens a target for a run, and hands over what every worker needs to judge it."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fasteners  # type: ignore[import-untyped]

from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.recording import ORIGIN, Values
from coupa_contract.cassette.secrecy import cleaner, credentials_of, scan
from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import recognise
from coupa_contract.errors import TargetError, UnauthorisedError, UnreachableError, UsageError
from coupa_contract.model import Case, Credential, Interaction, Witness
from coupa_contract.reference.process import started
from coupa_contract.runner.events import DialectChoice
from coupa_contract.runner.item import ItemResult, Stage
from coupa_contract.runner.journal import Journal
from coupa_contract.runner.judging import DIALECT_REQUIREMENT, judged, keep
from coupa_contract.runner.look import take_look
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.recorder import Cleaning, Recorder
from coupa_contract.runner.reopening import look_of, replaying, seen_in
from coupa_contract.runner.replay import Nobody
from coupa_contract.runner.seam import Answers, Scenario
from coupa_contract.runner.setting import Look, Setting
from coupa_contract.runner.subjects import Subjects
from coupa_contract.target.credentials import Credentials
from coupa_contract.target.ledger import Ledger
from coupa_contract.target.permission import Permission, is_canonical_id
from coupa_contract.target.settings import Settings, check_token_url, check_url, origin_of
from coupa_contract.target.transport import Transport

DEFAULT_RATE_PER_S = 5.0
KEY_VARIABLE = "COUPA_PSEUDONYM_KEY"  # the same key gives the same pseudonyms in the next recording
LOOK = "first look at the target"  # the name of its item
_PLAIN = 0.9  # of the marks: less may be a fault of an instance that speaks what was asked
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

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about the credentials that the user should know."""
        return _credentials(self.plan, self.environment).warnings

    def to_json(self) -> str:
        """For a worker's ears only: the text holds credentials."""
        plain = {
            name: str(getattr(self, name))
            for name in ("dialect", "dialect_chosen", "spoken", "base_url", "mark", "folder", "key", "recording", "recorded")
        }
        bodies = [base64.b64encode(body).decode() for body in self.look.bodies]
        return json.dumps(
            {
                **plain,
                "plan": self.plan.to_json(),
                "disposable": self.disposable,
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
        return _ledger(self.folder)

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
        transport = _transport(self.plan, self.base_url, self.disposable, self.contract, self.folder, self.environment)
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
        given = _credentials(self.plan, self.environment).secrets
        return credentials_of({}, (*given, *(transport.tokens if transport else ())))

    def provides(self, credential: Credential) -> bool:
        """Whether cases with that kind of credential can be sent."""
        return credential is not Credential.EXPIRED or _credentials(self.plan, self.environment).expired_token is not None


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


def _ledger(folder: Path) -> Ledger:
    return Ledger(folder / "ledger.sqlite")


def _credentials(plan: RunPlan, environment: Mapping[str, str]) -> Credentials:
    file = Path(plan.credentials_file) if plan.credentials_file and plan.url is not None else None  # our own instance has its own
    return Credentials.from_environment(environment, file)


def _transport(
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
    return Transport(settings, _credentials(plan, environment), permission, contract, _ledger(folder))


def _answering(
    plan: RunPlan, base_url: str, disposable: bool, contract: Contract, folder: Path, environment: Mapping[str, str]
) -> tuple[str, Look, tuple[Interaction, ...]]:
    """The base URL under which the API answers, and a first look: `/api` where the user gave no path, or else the root, as mocks have it.

    Raises TargetError (of the first of the two), UsageError.
    """
    no_path = plan.url is not None and not plan.url.rstrip("/").endswith("/api") and base_url == origin_of(base_url) + "/api"
    refused: list[TargetError] = []
    for candidate in (base_url, origin_of(base_url)) if no_path else (base_url,):
        with _transport(plan, candidate, disposable, contract, folder, environment) as transport:
            try:
                look, interactions = take_look(transport)
            except (UnreachableError, UnauthorisedError):
                raise  # a path changes nothing about that
            except TargetError as error:
                refused.append(error)
                continue
            _know(transport, plan.invoices)
            return candidate, look, interactions
    raise refused[0]


@contextmanager
def opened(plan: RunPlan, environment: Mapping[str, str] | None = None) -> Iterator[tuple[Handover, tuple[Interaction, ...]]]:
    """A target that answers, with what the first look at it took. Raises UsageError, DocumentError, TargetError.

    Without a URL the reference instance is started, and ends with the context.
    """
    environment = os.environ if environment is None else environment
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="coupa-contract-", ignore_cleanup_errors=True)))
        (folder / "journal").mkdir()
        if plan.replay is not None:
            yield _reopened(plan, folder)
            return
        asked = "" if plan.dialect == "auto" else plan.dialect
        overlays = [Path(path) for path in plan.overlays]
        contract = load_contract(asked or "published", overlays)  # before anything is started: a bad overlay ends here
        disposable = plan.disposable or plan.url is None
        if plan.url is None:
            instance = stack.enter_context(started(asked or "published", plan.seed))
            base_url = check_url(instance.url)
            environment = {
                "COUPA_CLIENT_ID": instance.client_id,
                "COUPA_CLIENT_SECRET": instance.client_secret,
                "COUPA_EXPIRED_TOKEN": instance.token(expires_in=0),
            }
        else:
            base_url = check_url(plan.url)
            environment = {name: value for name, value in environment.items() if name.startswith("COUPA_")}
        base_url, look, interactions = _answering(plan, base_url, disposable, contract, folder, environment)
        dialect, chosen, spoken = _dialect(asked, look)
        mark, key = f"cc-{secrets.token_hex(3)}", environment.get(KEY_VARIABLE, "").encode() or secrets.token_bytes(32)
        yield Handover(plan, dialect, chosen, spoken, base_url, disposable, mark, folder, look, environment, key.hex()), interactions


def _reopened(plan: RunPlan, folder: Path) -> tuple[Handover, tuple[Interaction, ...]]:
    """A recording, opened for a replay: it is judged in its dialect unless another one is asked for."""
    recording = open_recording(Path(plan.replay or ""))
    if not plan.keep_going and (problems := recording.problems()):
        raise problems[0]
    session, interactions = recording.manifest.sessions[0], look_of(recording, 0)
    look = seen_in(interactions)
    if plan.dialect == "auto":
        chosen = DialectChoice(session.dialect_chosen)
        dialect, spoken = session.dialect, _dialect(session.dialect, look)[2] if chosen is DialectChoice.ASKED else ""
    else:
        dialect, chosen, spoken = _dialect(plan.dialect, look)
    load_contract(dialect, [Path(path) for path in plan.overlays])  # before anything is replayed: a bad overlay ends here
    told = f"the recording of {recording.manifest.target} of {session.recorded_at[:10]}"
    handover = Handover(
        plan, dialect, chosen, spoken, f"{ORIGIN}/api", session.disposable, session.mark, folder, look, {}, recorded=told
    )
    return handover, interactions


def _know(answers: Answers, invoices: tuple[str, ...]) -> None:
    """Looks at each invoice that a user named. Raises UsageError for one that the target does not have."""
    for invoice in invoices:
        if not is_canonical_id(invoice):
            raise UsageError(f"--invoice takes the id of an invoice, a whole number without leading zeros, not {invoice!r}")
        response = answers.answer(Case("showInvoice", (("id", invoice),))).response
        if response is not None and response.status == 404:
            raise UsageError(f"the target has no invoice {invoice}: name one that exists with --invoice, by its id and not by its number")


def _dialect(asked: str, look: Look) -> tuple[str, DialectChoice, str]:
    """The dialect to judge by, how it was chosen, and the other one that the target plainly speaks."""
    recognition = recognise(list(look.rows))
    if asked:
        votes = recognition.votes.get(recognition.dialect, 0)
        plain = not recognition.in_doubt and votes >= _PLAIN * sum(recognition.votes.values())
        return asked, DialectChoice.ASKED, recognition.dialect if plain and recognition.dialect != asked else ""
    return recognition.dialect, DialectChoice.IN_DOUBT if recognition.in_doubt else DialectChoice.RECOGNISED, ""


def look_result(handover: Handover, interactions: tuple[Interaction, ...]) -> ItemResult:
    """What the interaction checks say of the first look."""
    setting = handover.setting
    scenario = Scenario(0, {}, datetime.now(UTC), list(interactions))
    for position, interaction in enumerate(interactions):
        keep(scenario, setting, judged(interaction, setting), (position,))
    if setting.look.rows and handover.dialect_chosen is not DialectChoice.IN_DOUBT:
        scenario.witnesses.append(Witness(DIALECT_REQUIREMENT))
    result = ItemResult(LOOK, ())
    result.add(scenario, None if handover.plan.replay is not None else handover.cleaning().masks)
    return result
