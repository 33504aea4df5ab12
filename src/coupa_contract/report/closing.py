"""The last sentence of a report: how the run ended, and what its exit code means."""

from __future__ import annotations

from rich.text import Text

from coupa_contract.drift.drift import DriftClass
from coupa_contract.model import Level, VerdictKind
from coupa_contract.report.run import Run
from coupa_contract.report.text import counted, plain


def closing(run: Run) -> Text:
    """One sentence, coloured by how it went."""
    if run.footer is None:
        return Text("This run broke off: it has no end, and what stands above is what it said until then.", style="bold magenta")
    code = run.footer.exit_code
    sentence, style = {
        0: (_conforms, "bold green"),
        1: (_violated, "bold red"),
        3: (_not_judged, "bold magenta"),
        130: (_interrupted, "bold yellow"),
    }.get(code, (_ours, "bold magenta"))
    return Text(f"{sentence(run)}{_errors(run)} Exit code {code}.", style=style)


def _errors(run: Run) -> str:
    errors = len(run.verdicts_of(VerdictKind.ERROR))
    return f" {counted(errors, 'requirement')} could not be judged because of an error that is not the target's." if errors else ""


def _stopped(run: Run, otherwise: str) -> str:
    reason = run.footer.stopped if run.footer else ""
    return plain(reason, 500).rstrip(".") or otherwise


def _conforms(run: Run) -> str:
    fail_on = run.header.fail_on if run.header else Level.MUST.value
    passed = len(run.verdicts_of(VerdictKind.PASS))
    if run.findings and fail_on == "never":
        return f"{counted(len(run.findings), 'finding')}, and none fails this run (--fail-on never)."
    if run.findings:
        return f"{counted(len(run.findings), 'finding')} below the level that fails this run ({fail_on})."
    if run.footer and not run.footer.complete:
        return f"No finding, but the run was cut short: {_stopped(run, 'it was stopped')}."
    return f"The target kept the contract wherever it was examined: {counted(passed, 'requirement')} passed, none was violated."


def _violated(run: Run) -> str:
    fail_on = run.header.fail_on if run.header else Level.MUST.value
    failing = [seen for seen in run.findings if fail_on in {level.value for level in Level if level.rank >= seen.level.rank}]
    cut = "" if run.footer is None or run.footer.complete else f" before the run was cut short ({_stopped(run, 'it was stopped')})"
    above = fail_on if fail_on == Level.MUST.value else f"{fail_on} or above"
    drift = _failing_drift(run)
    if drift and not failing:
        return f"No finding fails this run, but drift does: {drift}{cut}."
    return f"The target violated the contract: {counted(len(failing), 'finding')} at level {above}{f', and {drift}' if drift else ''}{cut}."


def _failing_drift(run: Run) -> str:
    """The drifts that fail the run, in words; "" for none."""
    fail_on = run.header.fail_on_drift if run.header else ""
    if fail_on not in set(DriftClass):
        return ""
    count = sum(each.waiver is None and each.drift.drift_class.rank <= DriftClass(fail_on).rank for each in run.drifts)
    above = fail_on if fail_on == DriftClass.BREAKING.value else f"{fail_on} or worse"
    return f"{counted(count, 'drift')} that {'is' if count == 1 else 'are'} {above}" if count else ""


def _not_judged(run: Run) -> str:
    examined = run.verdicts_of(VerdictKind.PASS) or run.verdicts_of(VerdictKind.FAIL)
    reason = _stopped(run, "not all that was asked for could be examined" if examined else "nothing was examined")
    return f"The target could not be judged: {reason}."


def _interrupted(_run: Run) -> str:
    return "Interrupted: what stands above was found before."


def _ours(run: Run) -> str:
    return f"The run could not do its work: {_stopped(run, 'an error of this tool or of its settings')}."
