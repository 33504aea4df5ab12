"""The commands `run`, `record` and `replay`: from options to a plan, from events to the stream and the screen."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from coupa_contract.cassette.reading import find_recordings
from coupa_contract.cli.configuration import find, settled
from coupa_contract.cli.options import OF_A_REPLAY, OF_A_RUN, OPTIONS
from coupa_contract.cli.printing import printed
from coupa_contract.errors import UsageError
from coupa_contract.resources import cassettes_folder
from coupa_contract.runner.events import Event, RunHeader
from coupa_contract.runner.plan import INTERRUPTED, RunPlan

# Not of the judging, but of what is written down of it.
_WRITTEN = frozenset({"url", "output", "record", "append", "name", "keep-values", "pseudonym-numbers", "encoding"})


def judge(command_line: Mapping[str, Any], config: Path | None) -> int:
    """Runs as asked (None: not asked), draws the screen, and returns the exit code. Raises CoupaContractError."""
    options = settled(command_line, find(Path.cwd(), config))
    options = {name: value for name, value in options.items() if name in OF_A_RUN}
    _check_recording(options)
    _check_drift(command_line, options)
    plan, output = plan_of(options), options.get("output", "")
    with _ends_softly():
        return _judged(plan, output, command_of(options))


def judge_again(paths: Sequence[Path], command_line: Mapping[str, Any], config: Path | None) -> int:
    """Replays recordings one after the other (default: what ships), and returns the exit code that says most. Raises CoupaContractError."""
    options = settled(command_line, find(Path.cwd(), config))
    options = {name: value for name, value in options.items() if name in OF_A_REPLAY}
    _check_drift(command_line, options)
    output = options.get("output", "")
    recordings = [folder for path in paths or [cassettes_folder()] for folder in find_recordings(path)]
    if output and len(recordings) > 1:
        raise UsageError(f"--output holds one run, and there are {len(recordings)} recordings here: name one of them")
    codes = set()
    with _ends_softly():
        for folder in recordings:
            plan = replace(plan_of(options), replay=str(folder.resolve()))
            codes.add(_judged(plan, output, command_of(options, "replay", _shown(folder))))
            if INTERRUPTED in codes:
                break
    return next(code for code in (INTERRUPTED, 2, 1, 3, 0) if code in codes)


def _check_drift(command_line: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    """A configuration file may say these for `drift report`; on the command line of a run without drift they are a mistake."""
    for name in ("fail-on-drift", "accepted"):
        if command_line.get(name) is not None and not options.get("drift"):
            raise UsageError(f"--{name} says something about drift: give --drift too")


def _shown(folder: Path) -> str:
    """A folder as a command line names it: by a short way where there is one."""
    return os.path.relpath(folder) if folder.resolve().is_relative_to(Path.cwd()) else str(folder)


def _check_recording(options: Mapping[str, Any]) -> None:
    if options.get("record"):
        return
    for name in ("append", "name", "encoding"):
        if name in options:
            raise UsageError(f"--{name} says something about a recording: give --record too")
    for name in ("keep-values", "pseudonym-numbers"):
        if name in options and not options.get("output"):
            raise UsageError(f"--{name} says something about what is written: give --record or --output too")


def plan_of(options: Mapping[str, Any]) -> RunPlan:
    """The plan of these options; its paths are absolute, as workers may stand elsewhere. Raises UsageError."""
    planned: dict[str, Any] = {}
    for name, value in options.items():
        option = OPTIONS[name]
        if not option.field:
            continue
        planned[option.field] = _absolute(value) if option.is_path else value
    if planned.get("drift") and "accepted" not in options and (usual := Path("spec/accepted-drift.yaml")).is_file():
        planned["accepted"] = _absolute(usual)
    if (accepted := planned.get("accepted")) and not Path(accepted).is_file():
        raise UsageError(f"--accepted: there is no file {options['accepted']}")
    if (bundle := planned.get("ca_bundle")) and not Path(bundle).is_file():
        raise UsageError(f"--ca-bundle: there is no file {options['ca-bundle']}")
    return RunPlan(**planned)


def _absolute(value: Any) -> Any:
    return tuple(str(Path(each).resolve()) for each in value) if isinstance(value, tuple) else str(Path(value).resolve())


def command_of(options: Mapping[str, Any], command: str = "run", target: str = "") -> str:
    """The command that repeats a run, wherever its options came from; the seed of a run always stands in it, what it writes never."""
    defaults = {field.name: field.default for field in fields(RunPlan)}
    target = target or options.get("url") or ""
    words = ["coupa-contract", command, *([target] if target else [])]
    for name, option in OPTIONS.items():
        always = name == "seed" and command == "run"
        value = options.get(name, defaults.get(option.field) if always else None)
        if name in _WRITTEN or value is None or (not always and value == defaults.get(option.field)):
            continue
        if isinstance(value, bool):
            words.append(f"--{name}" if value else f"--no-{name}")
        else:
            for each in value if isinstance(value, tuple) else (value,):
                words += [f"--{name}", f"{each:g}" if isinstance(each, float) else str(each)]
    return shlex.join(words)


def _judged(plan: RunPlan, output: str, command: str) -> int:
    from rich.console import Console

    from coupa_contract.report.progress import progress_shown
    from coupa_contract.report.run import Gathering
    from coupa_contract.report.screen import screen
    from coupa_contract.report.stream import StreamWriter

    gathering = Gathering()
    with StreamWriter(Path(output)) if output else nullcontext() as writer:
        try:
            with progress_shown(Console(stderr=True, highlight=False), os.environ, gathering) as show:

                def listen(event: Event) -> None:
                    told = replace(event, command=command) if isinstance(event, RunHeader) and not event.command else event
                    gathering.add(told)
                    if writer is not None:
                        writer.write(told)
                    show(told)

                return _executed(plan, listen)
        finally:  # also after an error: what was found so far
            run = gathering.run()
            if run.header is not None:
                printed(screen(run, output))


def _executed(plan: RunPlan, listener: Callable[[Event], None]) -> int:
    from coupa_contract.runner.run import execute  # two seconds of imports, during which the progress is shown already

    return execute(plan, listener).exit_code


@contextmanager
def _ends_softly() -> Iterator[None]:
    """A polite end from outside (a cancelled CI job, a closed terminal) is treated as Ctrl-C, so that changes are put back."""
    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(name, signal.default_int_handler) for name in names if signal.getsignal(name) == signal.SIG_DFL}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
