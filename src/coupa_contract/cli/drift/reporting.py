"""`drift report`: the comparison in the form that was asked for, and the overlay that would end it."""

from __future__ import annotations

import json
import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from coupa_contract import __version__
from coupa_contract.cli.drift import files
from coupa_contract.cli.drift.asking import Question
from coupa_contract.cli.drift.comparing import NOTHING_EXAMINED, compared, exit_code, with_reasons
from coupa_contract.cli.drift.sides import Sides
from coupa_contract.cli.printing import complained, printed, written
from coupa_contract.drift.drift import DriftReport
from coupa_contract.report.drift import words
from coupa_contract.runner.events import RunHeader, to_record

_REASONS = 4  # that the sentence about nothing gives


def print_report(asked: Question, form: str, output: Path | None, propose: Path | None) -> int:
    """Compares, writes or prints the report, and returns the exit code. Raises CoupaContractError."""
    began, start = datetime.now(UTC), time.monotonic()
    report, sides = compared(asked)
    if propose is not None:
        from coupa_contract.cli.drift.proposing import write_proposal

        report = with_reasons(report, *write_proposal(report, sides, propose))
    code = exit_code(report, sides, asked.fail_on_drift)
    if code == NOTHING_EXAMINED:
        complained(_nothing(report))
    if form == "table" and output is None:
        from coupa_contract.report.drift.table import drift_screen

        printed(drift_screen(report, _closing(report, sides, code)))
        return code
    text = _text(report, sides, form, code, _header(report, sides, began), time.monotonic() - start)
    if output is None:
        written(text)
    else:
        files.write(output, text, "the report")
    return code


def _text(report: DriftReport, sides: Sides, form: str, code: int, header: RunHeader, elapsed_s: float) -> str:
    if form == "markdown":
        from coupa_contract.report.drift.markdown import drift_markdown

        return drift_markdown(report)
    if form == "sarif":
        return json.dumps(_sarif(report, sides), indent=2, ensure_ascii=True) + "\n"
    if form == "json":
        from coupa_contract.report.drift.records import drift_stream

        # ASCII, so that neither a lone surrogate nor a line separator in a target's text can break a line.
        records = map(to_record, drift_stream(report, header, code, round(elapsed_s, 3)))
        return "".join(json.dumps(each, allow_nan=False, separators=(",", ":")) + "\n" for each in records)
    return _plain_table(report, sides, code)


def _plain_table(report: DriftReport, sides: Sides, code: int) -> str:
    import io

    from rich.console import Console

    from coupa_contract.report.drift.table import drift_screen

    file = io.StringIO()
    Console(file=file, width=120, highlight=False).print(drift_screen(report, _closing(report, sides, code)), crop=False)
    return file.getvalue()


def _sarif(report: DriftReport, sides: Sides) -> dict[str, Any]:
    from coupa_contract.cli.drift.lines import locate, sourced
    from coupa_contract.drift.catalogue import RULES
    from coupa_contract.report.drift.sarif import drift_sarif

    found = sourced(report, sides.against.facts) if sides.against.document is not None else report
    return drift_sarif(found, RULES, locate(sides), __version__)


def _closing(report: DriftReport, sides: Sides, code: int) -> Text:
    told = words.summary(report)
    told = f"{told[:1].upper()}{told[1:]}"
    if code == NOTHING_EXAMINED:
        return Text("Nothing was examined. Exit code 3.", style="bold magenta")
    if code == 1:
        level = sides.question.fail_on_drift
        above = level if level == "breaking" else f"{level} or worse"
        return Text(f"{told}; {above} drift fails (--fail-on-drift {level}). Exit code 1.", style="bold red")
    if report.drifts:
        why = "none fails" if sides.question.fail_on_drift == "never" else f"none of it {sides.question.fail_on_drift} or worse"
        return Text(f"{told}; {why}. Exit code 0.", style="bold green")
    return Text(f"{told}: {report.new} keeps to {report.old}. Exit code 0.", style="bold green")


def _nothing(report: DriftReport) -> str:
    why = "; ".join(note.rstrip(".") for note in report.notes[:_REASONS])
    return f"nothing was examined: {report.new} holds no answer of an operation that {report.old} knows{f' ({why})' if why else ''}"


def _header(report: DriftReport, sides: Sides, began: datetime) -> RunHeader:
    version = sys.version_info
    return RunHeader(
        tool_version=__version__,
        started_at=began.isoformat(timespec="seconds"),
        target=report.new,
        origin="",
        dialect=sides.contract.dialect,
        dialect_chosen=sides.choice.how,
        document_digest=sides.contract.digest,
        seed=0,
        effort="",
        workers=sides.question.workers,
        permissions=(),
        libraries={"python": f"{version.major}.{version.minor}.{version.micro}"},
        requirement_count=0,
        fail_on="never",
        command=_command(sides.question),
        replayed=True,
        against=report.old,
        since=report.since,
        fail_on_drift=sides.question.fail_on_drift,
    )


def _command(asked: Question) -> str:
    """The command that repeats the comparison."""
    parts = ["coupa-contract", "drift", "report", *([asked.observed] if asked.observed else [])]
    options = [("--against", asked.against), ("--since", asked.since), ("--accepted", asked.accepted)]
    options += [("--dialect", asked.dialect if asked.dialect != "auto" else None)]
    options += [("--fail-on-drift", asked.fail_on_drift if asked.fail_on_drift != "breaking" else None)]
    options += [*(("--overlay", each) for each in asked.overlays), *(("--only", each) for each in asked.only)]
    return shlex.join([*parts, *(str(part) for option, value in options if value is not None for part in (option, value))])
