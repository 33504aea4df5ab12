"""One test item of the suite: runs its property scenario by scenario and sums up what came of it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coupa_contract.cassette.recording import RecordedItem
from coupa_contract.errors import CoupaContractError, RefusedError, UnrecordedError
from coupa_contract.runner.api import Api, Lacking
from coupa_contract.runner.doubts import beyond_doubt
from coupa_contract.runner.drifting import watched
from coupa_contract.runner.further import scenarios_further
from coupa_contract.runner.live import Live
from coupa_contract.runner.plan import INTERRUPTED, Tries
from coupa_contract.runner.properties import Property
from coupa_contract.runner.recorder import ItemRecorder, Recorder
from coupa_contract.runner.replay import Replay, Replaying
from coupa_contract.runner.result import Cause, ItemResult, Masking
from coupa_contract.runner.seam import Answers, Choices, Circumstances, Mode, Scenario
from coupa_contract.runner.setting import Setting
from coupa_contract.runner.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Stage:
    """Where items run: the circumstances, the answers, the invoices that may be changed, the lock of readers and writers, the clock."""

    setting: Setting
    answers: Answers
    subjects: Subjects
    alone: Callable[[bool], AbstractContextManager[Any]]  # True: no other worker's scenario at the same time
    clock: Callable[[], datetime]
    small: set[Cause] = field(default_factory=set)  # causes of which this process has tried a smaller example
    recorder: Recorder | None = None  # where scenarios are written to
    masking: Masking | None = None  # what makes findings fit for a file
    replaying: Replaying | None = None  # where scenarios come from, instead of being drawn

    def mode(self, result: ItemResult, recorder: ItemRecorder | None, tries: Tries | None) -> Mode:
        """What calls the property of an item."""
        if self.replaying is not None:
            return Replay(self.replaying, result)

        def keep(scenario: Scenario) -> None:
            result.add(scenario, self.masking)
            if recorder is not None:
                recorder.keep(scenario)

        def smallest(cause: Cause, scenario: Scenario) -> None:
            result.amend(cause, scenario, self.masking)
            if recorder is not None:
                recorder.keep(scenario, cause)

        return Live(self.setting, self.answers, keep, smallest, self.small, tries)


def run_item(stage: Stage, name: str, prop: Property, fixed: Mapping[str, Any]) -> ItemResult:
    """Runs an item; `fixed` are its parameters. Nothing is raised, not even on Ctrl-C: the result says what ended it."""
    result = ItemResult(name, prop.requirements)
    started = time.monotonic()

    def body(arguments: Mapping[str, Any], choices: Choices, answers: Answers | None = None, at: Circumstances | None = None) -> Scenario:
        at = at or Circumstances(result.scenarios, stage.clock(), stage.setting, stage.answers, stage.subjects)
        scenario = Scenario(at.number, arguments, at.now, created=at.subjects.created)
        api = Api(at.setting, scenario, answers or at.answers, choices, at.subjects)
        given = {key: arguments[key] for key in prop.draws}

        def attempt() -> None:
            try:
                prop.function(api, **given, **fixed)
            except Lacking as lacking:
                scenario.lacking = str(lacking)
            finally:
                at.subjects.give_back(api)

        with stage.alone(prop.writes):
            try:
                attempt()
                beyond_doubt(api, scenario, result.findings, attempt)
            except UnrecordedError as unrecorded:
                scenario.unrecorded = str(unrecorded)
            except RefusedError as refused:
                scenario.refused = f"{refused} ({refused.permission})" if refused.permission else str(refused)
            except (CoupaContractError, KeyboardInterrupt):
                result.add(scenario, stage.masking)  # it ends the run, and what it found is kept
                raise
        return scenario

    with _errors_end_up_in(result):
        recorder = None
        if stage.recorder is not None:
            recorder = stage.recorder.item(RecordedItem(name, requirements=prop.requirements, arguments=tuple(prop.draws)))
        with _errors_end_up_in(result), watched(result, stage.setting):
            stage.mode(result, recorder, prop.tries).run(
                name,
                prop.draws_for(fixed),
                body,
                repeatable=not prop.writes or (prop.shrinks and stage.setting.disposable),
                stateful=prop.writes,
            )
        if recorder is not None:
            recorder.end(result.witnesses, result.undrawn, result.error)
    result.further = scenarios_further(stage.setting.effort, prop.tries, result.scenarios, draws=bool(prop.draws))
    result.elapsed_s = round(time.monotonic() - started, 3)
    return result


@contextmanager
def _errors_end_up_in(result: ItemResult) -> Iterator[None]:
    try:
        yield
    except Lacking as lacking:
        result.undrawn = str(lacking)
        result.lacking[result.undrawn] += 1
    except CoupaContractError as error:
        result.stopped, result.exit_code = str(error), error.exit_code
    except KeyboardInterrupt:
        result.stopped, result.exit_code = "interrupted", INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a fault of ours in one property must not cost the others their verdicts
        where = traceback.extract_tb(error.__traceback__)[-1]
        result.error = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno} of {where.filename.rpartition('/')[2]})"
