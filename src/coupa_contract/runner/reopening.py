"""Opens a recording for a replay, as `session` opens a target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from coupa_contract.cassette.reading import Recording, open_recording
from coupa_contract.cassette.recording import ORIGIN, Entry, Kind, RecordedScenario, Session
from coupa_contract.checks.catalogue import NEEDS_ORIGIN
from coupa_contract.contract import load_contract
from coupa_contract.errors import RecordingError
from coupa_contract.model import Interaction, Origin
from coupa_contract.runner.drifting import watched
from coupa_contract.runner.judging import judged, keep
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.replay import Replaying, gone, left_the_document
from coupa_contract.runner.result import ItemResult
from coupa_contract.runner.seam import Scenario
from coupa_contract.runner.setting import Look, Setting

_SHOWN = 3  # names in one sentence


def look_of(recording: Recording, session: int) -> tuple[Interaction, ...]:
    """The first look that a session took at the target; of imported traffic there is none."""
    looks = [entry for entry in recording.manifest.entries if entry.item.kind is Kind.LOOK]
    seen = [scenario for entry in looks for scenario in recording.scenarios(entry) if scenario.session == session]
    return tuple(each for scenario in seen for each in _answered(scenario))


def seen_in(interactions: Iterable[Interaction]) -> Look:
    """What a first look saw."""
    return Look(tuple(each.response.body for each in interactions if each.response is not None and each.response.status == 200))


def _answered(scenario: RecordedScenario) -> Iterator[Interaction]:
    yield from (each for each in scenario.exchanges if isinstance(each, Interaction))


def replaying(plan: RunPlan, dialect: str, spoken: str) -> Replaying:
    """The recording of a plan with the circumstances of its sessions. Raises RecordingError, DocumentError."""
    recording = open_recording(Path(plan.replay or ""))
    overlays = [Path(path) for path in plan.overlays]
    contract, other = load_contract(dialect, overlays), load_contract(spoken, overlays) if spoken else None

    def setting(number: int, session: Session) -> Setting:
        permitted = replace(
            plan,
            allow_writes=session.allow_writes,
            allow_actions=session.allow_actions,
            disposable=session.disposable,
            invoices=session.invoices,
            effort=session.effort,
            seed=session.seed,
        )
        return Setting(permitted, contract, seen_in(look_of(recording, number)), ORIGIN, session.disposable, session.mark, other)

    sessions = recording.manifest.sessions
    return Replaying(
        recording,
        tuple(setting(number, session) for number, session in enumerate(sessions)),
        tuple(frozenset(session.credentials) for session in sessions),
        plan.keep_going,
    )


def traffic(replaying: Replaying) -> Iterator[ItemResult]:
    """What the interaction checks say of imported traffic, to which no property belongs, cassette by cassette."""
    for entry in replaying.recording.manifest.entries:
        if entry.item.kind is Kind.INTERACTIONS:
            yield _traffic(replaying, entry)


def _traffic(replaying: Replaying, entry: Entry) -> ItemResult:
    result = ItemResult(entry.item.name, ())
    try:
        with watched(result, replaying.settings[0]):
            for scenario in replaying.recording.scenarios(entry):
                _judge(scenario, replaying.settings[scenario.session], result)
    except RecordingError as error:
        result.exit_code = error.exit_code
        if replaying.keep_going:
            result.error = str(error)
        else:
            result.stopped = str(error)
    result.cassette = entry.item.name
    return result


def _judge(scenario: RecordedScenario, setting: Setting, result: ItemResult) -> None:
    known = [each for each in _answered(scenario) if each.case.operation in setting.contract.operations]
    judging = Scenario(scenario.number, {}, scenario.now, known)
    for position, interaction in enumerate(known):
        keep(judging, setting, judged(interaction, setting), (position,))
        result.unknown_origin += interaction.case.origin is Origin.UNKNOWN
    result.add(judging)
    if left := sorted(set(gone(scenario, setting))):
        result.error = left_the_document(left)


def vanished(replaying: Replaying, results: Sequence[ItemResult]) -> Iterator[ItemResult]:
    """Cassettes that nothing replayed although they hold operations that have left the document: each fails by name."""
    session = replaying.recording.manifest.sessions[0]
    contract = replaying.settings[0].contract
    if session.dialect != contract.dialect:
        return  # another dialect has other operations
    for entry in _unused(replaying, results):
        if gone := sorted(set(entry.operations) - set(contract.operations)):
            yield ItemResult(entry.item.name, entry.item.requirements, error=left_the_document(gone), cassette=entry.item.name)


def remarks(replaying: Replaying, results: Sequence[ItemResult], whole: bool) -> Iterator[str]:
    """What a reader should know of a replay beside its verdicts. `whole`: `results` are of every item of the suite."""
    manifest, contract = replaying.recording.manifest, replaying.settings[0].contract
    for session in manifest.sessions:
        if not session.complete:
            yield f"this recording is not complete: its run on {session.recorded_at[:10]} was ended ({session.stopped})"
    if any(session.document != contract.digest and session.dialect == contract.dialect for session in manifest.sessions):
        yield "the document has changed since this was recorded; where that matters, it shows as findings"
    if broken := [result for result in results if result.unrecorded]:
        named = "; ".join(f"{result.item}: {result.not_repeated}" for result in broken[:_SHOWN])
        yield f"{_items(len(broken))} could not be repeated from this recording ({named}{'; …' if len(broken) > _SHOWN else ''})"
    if whole and (unused := [entry.item.name for entry in _unused(replaying, results)]):
        names = ", ".join(unused[:_SHOWN]) + (f" and {len(unused) - _SHOWN} more" if len(unused) > _SHOWN else "")
        yield f"no property uses {len(unused)} of the cassettes ({names}); `coupa-contract cassettes prune` drops them"
    if unserved := sum(result.unserved for result in results):
        yield f"{unserved:,} recorded requests were not asked for any more"
    if withheld := sum(sum(result.withheld.values()) for result in results):
        yield f"{withheld:,} scenarios were recorded without their interactions, which no pseudonym survives"
    if unknown := sum(result.unknown_origin for result in results):
        yield (
            f"{unknown:,} imported interactions do not say whether their requests were meant to be valid, and these checks have to know:"
            f" {', '.join(sorted(NEEDS_ORIGIN))}"
        )


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"


def _unused(replaying: Replaying, results: Sequence[ItemResult]) -> list[Entry]:
    used = {result.cassette for result in results}
    return [entry for entry in replaying.recording.manifest.entries if entry.item.kind is Kind.PROPERTY and entry.item.name not in used]
