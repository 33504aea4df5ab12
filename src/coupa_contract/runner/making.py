"""The recording that a run makes, on its controlling side: begun with the first look, ended with the verdicts."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from coupa_contract import __version__
from coupa_contract.cassette.manifest import NAME as MANIFEST
from coupa_contract.cassette.reading import open_recording
from coupa_contract.cassette.recording import Kind, RecordedItem, Session, Values
from coupa_contract.cassette.secrecy import scan
from coupa_contract.cassette.staging import Staging, staged
from coupa_contract.errors import RecordingError
from coupa_contract.model import Credential, Interaction, Verdict
from coupa_contract.runner.handover import Handover
from coupa_contract.runner.plan import RunPlan
from coupa_contract.runner.seam import Scenario
from coupa_contract.runner.session import LOOK


class Making:
    """A recording in the making."""

    def __init__(self, staging: Staging, plan: RunPlan) -> None:
        self._staging = staging
        self._plan = plan
        self._began = datetime.now(UTC)
        self._target = plan.name or ("reference" if plan.url is None else "target")
        self._values = Values.KEPT if plan.keeps_values else Values.PSEUDONYMS

    @property
    def leftover(self) -> str:
        """What an earlier run left here that was cut off, in one sentence; empty: nothing."""
        return self._staging.leftover

    def begin(self, handover: Handover, interactions: tuple[Interaction, ...]) -> Handover:
        """Records the first look, and says where workers record. Raises RecordingError."""
        self._check_dialect(handover.dialect)
        handover = replace(handover, recording=str(self._staging.path))
        self._staging.describe(self._target, self._values, self._session(handover, ""))
        recorder = handover.recorder().item(RecordedItem(LOOK, Kind.LOOK))
        recorder.keep(Scenario(0, {}, self._began, list(interactions)))
        recorder.end({})
        return handover

    def _check_dialect(self, dialect: str) -> None:
        folder = Path(self._plan.record or "")
        if not self._plan.append or not (folder / MANIFEST).exists():
            return
        before = open_recording(folder).manifest.sessions[0].dialect
        if before != dialect:
            raise RecordingError(
                f"{folder} was recorded in the dialect {before}, and this target speaks {dialect}: record into another folder"
            )

    def end(self, handover: Handover, verdicts: Iterable[Verdict], stopped: str) -> str:
        """Puts the recording into place; what became of it, in one sentence. Raises RecordingError."""
        known = handover.secrets()
        manifest = self._staging.finish(
            target=self._target,
            values=self._values,
            session=self._session(handover, stopped),
            verdicts={verdict.requirement: verdict.kind.value for verdict in verdicts},
            encoding=self._plan.encoding,
            scan=lambda data, where: scan(data, where, known),
        )
        if self._staging.kept_aside:
            return self._staging.kept_aside
        scenarios, interactions = (sum(getattr(entry, name) for entry in manifest.entries) for name in ("scenarios", "interactions"))
        return f"recorded {interactions:,} interactions of {scenarios:,} scenarios in {self._plan.record}"

    def _session(self, handover: Handover, stopped: str) -> Session:
        plan = self._plan
        return Session(
            recorded_at=self._began.isoformat(timespec="seconds"),
            dialect=handover.dialect,
            dialect_chosen=handover.dialect_chosen.value,
            document=handover.contract.digest,
            seed=plan.seed,
            effort=plan.effort,
            areas=plan.areas,
            allow_writes=plan.allow_writes,
            allow_actions=plan.allow_actions,
            disposable=handover.disposable,
            invoices=plan.invoices,
            credentials=tuple(credential.value for credential in Credential if handover.provides(credential)),
            mark=handover.mark,
            made_with={
                "coupa-contract": __version__,
                **{name: version(name) for name in ("schemathesis", "hypothesis", "vcrpy")},
                "python": platform.python_version(),
            },
            complete=not stopped,
            stopped=stopped,
        )


@contextmanager
def making(plan: RunPlan) -> Iterator[Making | None]:
    """The recording that a plan asks for, if it does. Raises RecordingError when its folder cannot be used, before anything is sent."""
    if plan.record is None:
        yield None
        return
    with staged(Path(plan.record), append=plan.append) as staging:
        yield Making(staging, plan)
