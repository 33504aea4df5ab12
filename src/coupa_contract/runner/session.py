"""Opens a target, or a recording in its place, for a run."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.recording import ORIGIN
from coupa_contract.contract import Contract, load_contract
from coupa_contract.contract.dialects import recognise
from coupa_contract.contract.scopes import NARROW
from coupa_contract.errors import TargetError, UnauthorisedError, UnreachableError, UsageError
from coupa_contract.model import Case, Interaction, Witness
from coupa_contract.reference.process import started
from coupa_contract.runner.drifting import watched
from coupa_contract.runner.events import DialectChoice
from coupa_contract.runner.handover import Handover, transport_of
from coupa_contract.runner.judging import DIALECT_REQUIREMENT, judged, keep
from coupa_contract.runner.look import take_look
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.reopening import look_of, seen_in
from coupa_contract.runner.result import ItemResult
from coupa_contract.runner.seam import Answers, Scenario
from coupa_contract.runner.setting import Look
from coupa_contract.target.permission import is_canonical_id
from coupa_contract.target.settings import check_url, origin_of

KEY_VARIABLE = "COUPA_PSEUDONYM_KEY"  # the same key gives the same pseudonyms in the next recording
LOOK = "first look at the target"  # the name of its item
_PLAIN = 0.9  # of the marks: less may be a fault of an instance that speaks what was asked


def _answering(
    plan: RunPlan, base_url: str, disposable: bool, contract: Contract, folder: Path, environment: Mapping[str, str]
) -> tuple[str, Look, tuple[Interaction, ...], tuple[str, ...]]:
    """The base URL under which the API answers, a first look, and the narrow tokens that can be had.

    It is `/api` where the user gave no path, or else the root, as mocks have it.

    Raises TargetError (of the first of the two), UsageError.
    """
    no_path = plan.url is not None and not plan.url.rstrip("/").endswith("/api") and base_url == origin_of(base_url) + "/api"
    refused: list[TargetError] = []
    for candidate in (base_url, origin_of(base_url)) if no_path else (base_url,):
        with transport_of(plan, candidate, disposable, contract, folder, environment) as transport:
            try:
                look, interactions = take_look(transport)
            except (UnreachableError, UnauthorisedError):
                raise  # a path changes nothing about that
            except TargetError as error:
                refused.append(error)
                continue
            _know(transport, plan.invoices)
            wanted = NARROW if not plan.areas or "access" in plan.areas else ()
            return candidate, look, interactions, tuple(each.value for each in wanted if transport.provides(each))
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
        base_url, look, interactions, narrowed = _answering(plan, base_url, disposable, contract, folder, environment)
        dialect, chosen, spoken = _dialect(asked, look)
        mark, key = f"cc-{secrets.token_hex(3)}", environment.get(KEY_VARIABLE, "").encode() or secrets.token_bytes(32)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        yield (
            Handover(
                plan,
                dialect,
                chosen,
                spoken,
                base_url,
                disposable,
                mark,
                folder,
                look,
                environment,
                key.hex(),
                narrowed=narrowed,
                looked_at=now,
            ),
            interactions,
        )


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
        plan,
        dialect,
        chosen,
        spoken,
        f"{ORIGIN}/api",
        session.disposable,
        session.mark,
        folder,
        look,
        {},
        recorded=told,
        looked_at=session.recorded_at,
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
    scenario = Scenario(0, {}, datetime.fromisoformat(handover.looked_at), list(interactions))
    for position, interaction in enumerate(interactions):
        keep(scenario, setting, judged(interaction, setting), (position,))
    if setting.look.rows and handover.dialect_chosen is not DialectChoice.IN_DOUBT:
        scenario.witnesses.append(Witness(DIALECT_REQUIREMENT))
    result = ItemResult(LOOK, ())
    with watched(result, setting):
        result.add(scenario, None if handover.plan.replay is not None else handover.cleaning().masks)
    return result
