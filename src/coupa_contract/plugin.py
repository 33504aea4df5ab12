"""The pytest face of the suite: `pytest --pyargs coupa_contract.suite --target URL`, and what `coupa-contract run` runs on.

Loaded into every pytest session of an environment that has this package, so nothing heavy is imported until a property runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from coupa_contract.runner.item import Stage
    from coupa_contract.runner.plan import RunPlan
    from coupa_contract.runner.properties import Property, RunItem
    from coupa_contract.runner.result import ItemResult
    from coupa_contract.runner.run import Run

_WORKER_KEY = "coupa_contract"
_REPORT_KEY = "coupa_contract_result"
_RUN: pytest.StashKey[Run] = pytest.StashKey()
_STAGE: pytest.StashKey[Stage] = pytest.StashKey()
_RESULT: pytest.StashKey[ItemResult] = pytest.StashKey()
_CLOSING = pytest.StashKey[Any]()
_SUITE = "coupa_contract.suite"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `coupa-contract run`, as far as pytest has no option of its own for it."""
    group = parser.getgroup("coupa-contract", "contract tests of the Coupa Invoices API")
    group.addoption("--target", metavar="URL", help="the instance to judge (default: the reference instance, started by the run)")
    group.addoption("--dialect", default="auto", help="auto, published or core-r39")
    group.addoption(
        "--overlay", action="append", default=[], metavar="FILE", help="an OpenAPI Overlay to apply to the document (repeatable)"
    )
    group.addoption("--allow-writes", action="store_true", help="allow updates that the run undoes, on invoices named with --invoice")
    group.addoption(
        "--allow-actions", action="store_true", help="allow what cannot be undone, on invoices named with --invoice or created by the run"
    )
    group.addoption("--invoice", action="append", default=[], metavar="ID", help="an invoice that may be changed (repeatable)")
    group.addoption("--disposable", action="store_true", help="the whole target may be spoilt")
    group.addoption("--effort", default="standard", choices=("brief", "quick", "standard", "thorough"), help="how much is drawn")
    group.addoption("--seed", type=int, default=1, metavar="N", help="the same seed draws the same scenarios")
    group.addoption("--fail-on", default="must", choices=("must", "should", "may", "never"), help="the least level that fails a test")
    group.addoption("--rate", type=float, default=None, metavar="N", help="requests a second, at most 20")
    group.addoption("--max-requests", type=int, default=None, metavar="N", help="the budget of the whole run")
    group.addoption("--record", metavar="DIR", help="keep all that is sent and received, for --replay")
    group.addoption("--record-append", action="store_true", help="add to the recording that is there, instead of replacing it")
    group.addoption("--record-name", metavar="NAME", help="what the recording calls the target")
    group.addoption("--record-encoding", default="yaml", choices=("yaml", "jsonl.zst"), help="how it is written")
    group.addoption("--keep-values", action="store_true", default=None, help="record names, notes and so on as they are")
    group.addoption("--pseudonym-numbers", action="store_true", help="record pseudonyms for invoice numbers too")
    group.addoption("--replay", metavar="DIR", help="judge this recording, offline, instead of a target")
    group.addoption("--allow-unrecorded", action="store_true", help="do not fail because a must cannot be judged any more")
    group.addoption("--keep-going", action="store_true", help="judge what is intact of a recording of which something is broken")
    group.addoption("--drift", action="store_true", help="also say how what is seen differs from the document")
    group.addoption(
        "--fail-on-drift",
        default="breaking",
        choices=("breaking", "risky", "additive", "never"),
        help="with --drift, the least class that fails the session",
    )
    group.addoption("--accepted-drift", metavar="FILE", help="the file of accepted drift (default: spec/accepted-drift.yaml)")
    group.addoption("--stream", metavar="FILE", help="write the run as JSON lines")


def _plan(config: pytest.Config) -> RunPlan:
    from coupa_contract.errors import UsageError
    from coupa_contract.runner.plan import RunPlan

    options = config.option
    if options.rate is not None and not 0 < options.rate <= 20:
        raise UsageError(f"--rate takes more than 0 and at most 20 requests a second, not {options.rate}")
    if options.replay and (options.target or options.record):
        raise UsageError("--replay judges a recording, and needs neither --target nor --record")
    return RunPlan(
        url=options.target,
        dialect=options.dialect,
        overlays=tuple(str(Path(path).resolve()) for path in options.overlay),
        allow_writes=options.allow_writes,
        allow_actions=options.allow_actions,
        disposable=options.disposable,
        invoices=tuple(options.invoice),
        effort=options.effort,
        seed=options.seed,
        workers=max(1, len(getattr(options, "tx", None) or [])),
        fail_on=options.fail_on,
        rate_per_s=options.rate,
        max_requests=options.max_requests,
        record=_folder(options.record),
        append=options.record_append,
        name=options.record_name,
        keep_values=options.keep_values,
        pseudonym_numbers=options.pseudonym_numbers,
        encoding=options.record_encoding,
        replay=_only_recording(options.replay),
        allow_unrecorded=options.allow_unrecorded,
        keep_going=options.keep_going,
        drift=options.drift,
        fail_on_drift=options.fail_on_drift,
        accepted=_accepted(options),
    )


def _folder(given: str | None) -> str | None:
    return str(Path(given).resolve()) if given else None


def _accepted(options: Any) -> str | None:
    from coupa_contract.errors import UsageError

    usual = Path("spec/accepted-drift.yaml")
    given = options.accepted_drift or (usual if options.drift and usual.is_file() else None)
    if given is not None and not Path(given).is_file():
        raise UsageError(f"--accepted-drift: there is no file {given}")
    return _folder(str(given) if given else None)


def _only_recording(given: str | None) -> str | None:
    if given is None:
        return None
    from coupa_contract.cassette.reading import find_recordings
    from coupa_contract.errors import UsageError

    folders = find_recordings(Path(given))
    if len(folders) > 1:
        raise UsageError(f"--replay takes one recording, and {given} holds {len(folders)}: {', '.join(each.name for each in folders)}")
    return str(folders[0].resolve())


def _asked_for(config: pytest.Config) -> bool:
    """Whether this session is about the suite, as far as its arguments tell."""
    from coupa_contract.resources import suite_folder

    if config.option.target or config.option.replay or config.option.record:
        return True
    suite = suite_folder()
    for argument in config.args:
        path = Path(argument.partition("::")[0])
        if argument.startswith(_SUITE) or path.resolve() == suite or suite in path.resolve().parents:
            return True
    return False


def _open(config: pytest.Config) -> Run:
    """The run of this session, opened on first need."""
    from contextlib import ExitStack

    from coupa_contract.errors import CoupaContractError
    from coupa_contract.report.stream import StreamWriter
    from coupa_contract.runner.run import running

    stack = ExitStack()
    heard: list[Any] = []
    try:
        writer = stack.enter_context(StreamWriter(Path(config.option.stream))) if config.option.stream else None

        def listener(event: Any) -> None:
            heard.append(event)
            if writer is not None:
                writer.write(event)

        run = stack.enter_context(running(_plan(config), listener))
    except CoupaContractError as error:
        stack.close()
        raise pytest.UsageError(str(error)) from None
    config.stash[_RUN], config.stash[_CLOSING] = run, (stack, heard)
    return run


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Opens the target before workers are started."""
    from_outside = next(
        (plugin for plugin in session.config.pluginmanager.get_plugins() if type(plugin).__name__ == "Run" and hasattr(plugin, "handover")),
        None,
    )
    if from_outside is not None:
        session.config.stash[_RUN] = from_outside
    elif not hasattr(session.config, "workerinput") and not session.config.option.collectonly and _asked_for(session.config):
        _open(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hands the open target to a worker of pytest-xdist."""
    run = node.config.stash.get(_RUN, None)
    if run is not None:
        node.workerinput[_WORKER_KEY] = run.handover.to_json()


def _stage(config: pytest.Config) -> Stage:
    if _STAGE not in config.stash:
        from coupa_contract.runner.handover import Handover

        text = getattr(config, "workerinput", {}).get(_WORKER_KEY)
        handover = Handover.from_json(text) if text else (config.stash.get(_RUN, None) or _open(config)).handover
        config.stash[_STAGE] = handover.stage()
    return config.stash[_STAGE]


@pytest.fixture
def coupa_item(request: pytest.FixtureRequest) -> RunItem:
    """Runs the property of this item against the target, and says how it went in pytest's words."""
    from coupa_contract.model import Level
    from coupa_contract.runner.events import ItemOutcome
    from coupa_contract.runner.item import run_item

    stage = _stage(request.config)
    node = request.node
    requirements = stage.setting.contract.requirements

    def run(prop: Property, fixed: Mapping[str, Any]) -> None:
        result = run_item(stage, item_name(node), prop, fixed)
        node.stash[_RESULT] = result
        if result.stopped:
            request.session.shouldstop = result.stopped
        fail_on = stage.setting.plan.fail_on
        failing = [
            f for f in result.findings.values() if fail_on != "never" and requirements[f.requirement].level.rank <= Level(fail_on).rank
        ]
        if result.outcome is ItemOutcome.ERROR:
            pytest.fail(result.reason, pytrace=False)
        if failing:
            pytest.fail("\n\n".join(_told(finding) for finding in failing), pytrace=False)
        if result.outcome is ItemOutcome.UNRECORDED and not stage.setting.plan.allow_unrecorded and result.lost:
            pytest.fail(f"unrecorded: {result.reason}", pytrace=False)
        if result.outcome in {ItemOutcome.VACUOUS, ItemOutcome.SKIPPED, ItemOutcome.UNRECORDED}:
            pytest.skip(f"{result.outcome.value}: {result.reason}")

    return run


def item_name(node: pytest.Item) -> str:
    """The name of an item, the same from a checkout and from an installed wheel."""
    return f"{node.path.stem}::{node.name}"


def _told(finding: Any) -> str:
    where = f" at {finding.pointer}" if finding.pointer else ""
    times = f" ({finding.count} times)" if finding.count > 1 else ""
    lines = [f"{finding.requirement}: {finding.operation}{where}{times}", f"  expected: {finding.expected}", f"  seen:     {finding.seen}"]
    return "\n".join([*lines, *(f"  {line}" for line in finding.evidence.curl)])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what the run does not ask for, and has readers before writers."""
    from coupa_contract.runner.properties import ATTRIBUTE

    properties = {item: prop for item in items if (prop := getattr(getattr(item, "obj", None), ATTRIBUTE, None)) is not None}
    if not properties:
        return
    stage = _stage(config)
    if stage.replaying is not None:
        stage.replaying.items.update(item_name(item) for item in properties)
    areas, dialect, catalogue = stage.setting.plan.areas, stage.setting.contract.dialect, stage.setting.contract.requirements
    left_out = [
        item
        for item, prop in properties.items()
        if (prop.dialects and dialect not in prop.dialects) or (areas and not {catalogue[r].area for r in prop.requirements} & set(areas))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = sorted((item for item in items if item not in gone), key=lambda item: item in properties and properties[item].writes)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Counts what there is to do."""
    run = session.config.stash.get(_RUN, None)
    if run is not None and session.items:
        run.total = len(session.items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Counts what there is to do when workers collect."""
    run = node.config.stash.get(_RUN, None)
    if run is not None:
        run.total = len(ids)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Puts the result into the report, which is what travels from a worker."""
    report = yield
    if report.when == "call" and (result := item.stash.get(_RESULT, None)) is not None:
        setattr(report, _REPORT_KEY, result.to_json())
    return report


class _Taker:
    """Takes results on the controlling side, where `report` alone does not know its session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """An item ended, here or in a worker."""
        text, run = getattr(report, _REPORT_KEY, None), self._config.stash.get(_RUN, None)
        if text is not None and run is not None:
            from coupa_contract.runner.result import ItemResult

            run.take(ItemResult.from_json(text))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """The suite could not be read: our fault, and the end of the run."""
        run = self._config.stash.get(_RUN, None)
        if report.failed and run is not None:
            run.stop(f"the suite cannot be read: {report.longreprtext.strip().splitlines()[-1]}", 2)


def pytest_configure(config: pytest.Config) -> None:
    """Registers the taker of results, except in workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Taker(config), "coupa-contract-taker")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Has drift fail the session: no single test can tell it."""
    run = session.config.stash.get(_RUN, None)
    if run is None or _CLOSING not in session.config.stash or not run.handover.plan.drift:
        return
    run.close()
    if session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED} and run.drifted is not None and run.drifted.fails:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The same screen that `coupa-contract run` ends with."""
    if (closing := config.stash.get(_CLOSING, None)) is None:
        return
    from rich.console import Console

    from coupa_contract.errors import CoupaContractError
    from coupa_contract.report.run import gather
    from coupa_contract.report.screen import screen

    stack, heard = closing
    try:
        stack.close()
    except CoupaContractError as error:
        terminalreporter.write_line(f"coupa-contract: {error}", red=True)

    console = Console(file=terminalreporter._tw._file, width=terminalreporter._tw.fullwidth)
    console.print(screen(gather(heard), config.option.stream or ""), crop=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Closes the target, also after an error."""
    if (closing := config.stash.get(_CLOSING, None)) is not None:
        closing[0].close()
