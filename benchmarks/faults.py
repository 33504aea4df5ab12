"""How many planted faults are found by how many requests: this suite beside Schemathesis's own command line, in one run.

Prints a table and asserts nothing. The same faults, the same instances, the same document, and for `st run` about the same number of
requests as the suite sent, once as it comes (all checks) and once tuned (without the checks that alarm on an instance that conforms).
A fault counts as found by `st run` when it reports a kind of failure of an operation that it does not report of a conforming instance.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "faults"))

from planted import BY_NAME, FAULTS  # noqa: E402
from planted.asking import TryOut, trials  # noqa: E402
from planted.trying import Trial  # noqa: E402

from coupa_contract.contract import load_contract  # noqa: E402
from coupa_contract.model import canonical_json  # noqa: E402
from coupa_contract.reference.app import create_app  # noqa: E402
from coupa_contract.reference.server import running  # noqa: E402

STEPS = (50, 100, 250, 500, 1_000, 2_000, 4_000)
# Checks that raise alarms on a conforming instance: an instance may accept more than the document says, and refuse what it allows.
ALARMING = (
    "negative_data_rejection,positive_data_acceptance,unsupported_method,missing_required_header,"
    "use_after_free,ensure_resource_availability"
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of `st run` came to: each kind of failure with the number of requests after which it was first reported."""

    failures: dict[tuple[str, str], int]
    requests: int


def schemathesis(fault: str, dialect: str, examples: int, folder: Path, *, tuned: bool) -> Ran:
    """`st run` against an instance with a fault, or with none."""
    document = folder / f"{dialect}.json"
    if not document.exists():
        document.write_text(canonical_json(dict(load_contract(dialect).document)), encoding="utf-8")
    app = create_app(dialect, 1)
    with running(BY_NAME[fault].plant(app) if fault else app) as instance:
        report = folder / "events.ndjson"
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(document), "--url", instance.url),
            *("-H", f"Authorization: Bearer {instance.token()}", "--checks", "all", "--max-examples", str(examples), "--seed", "1"),
            *("--report-ndjson-path", str(report), "--continue-on-failure", "--output-sanitize", "false", "--no-color", "--no-shrink"),
            *("--suppress-health-check", "all", "--workers", "1", "--generation-database", "none"),
            *(("--exclude-checks", ALARMING) if tuned else ()),
        ]
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, capture_output=True, text=True, timeout=1800, check=False
        )
        if not report.exists():
            raise SystemExit(f"st run did not run: {done.stderr.strip() or done.stdout.strip()}")
        return _read(report)


def _read(report: Path) -> Ran:
    """The failures in the order in which they were reported."""
    failures: dict[tuple[str, str], int] = {}
    requests = 0
    for line in report.read_text(encoding="utf-8").splitlines():
        event = json.loads(line).get("ScenarioFinished")
        if event is None:
            continue
        recorder = event.get("recorder", {})
        requests += len(recorder.get("interactions", {}))
        for checks in recorder.get("checks", {}).values():
            for check in checks:
                if str(check.get("status", "")).lower() == "failure":
                    title = str((check.get("failure_info") or {}).get("failure", {}).get("title", ""))
                    failures.setdefault((str(check.get("name")), f"{recorder.get('label')} {title}"), requests)
    return Ran(failures, requests)


def ours(fault: str, dialect: str, effort: str, try_out: TryOut) -> tuple[int | None, int]:
    """After how many requests the suite's first finding was known, and how many it sent."""
    seen = try_out(Trial(dialect, fault, effort=effort))
    return seen.first, seen.requests


def main() -> None:
    """Runs both on a sample of the faults, and prints how many each had found after how many requests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=24, help="faults, spread over all (default: 24)")
    parser.add_argument("--effort", default="standard", help="of the suite (default: standard)")
    parser.add_argument("--examples", type=int, default=20, help="of st run for each operation (default: 20)")
    asked = parser.parse_args()
    chosen: Sequence[str] = [fault.name for fault in FAULTS][:: max(1, len(FAULTS) // asked.sample)]
    found: dict[str, dict[str, int]] = {"suite": {}, "st run": {}, "st run, tuned": {}}
    sent: dict[str, list[int]] = {name: [] for name in found}
    with tempfile.TemporaryDirectory() as name, trials() as try_out:
        folder = Path(name)
        usual = {
            (dialect, tuned): set(schemathesis("", dialect, asked.examples, folder, tuned=tuned).failures)
            for dialect in {BY_NAME[each].dialect for each in chosen}
            for tuned in (False, True)
        }
        for fault in chosen:
            dialect = BY_NAME[fault].dialect
            first, requests = ours(fault, dialect, asked.effort, try_out)
            sent["suite"].append(requests)
            if first is not None:
                found["suite"][fault] = first
            for tuned, which in ((False, "st run"), (True, "st run, tuned")):
                ran = schemathesis(fault, dialect, asked.examples, folder, tuned=tuned)
                sent[which].append(ran.requests)
                own = [after for failure, after in ran.failures.items() if failure not in usual[dialect, tuned]]
                if own:
                    found[which][fault] = min(own)
            print(f"{fault}: " + ", ".join(f"{which} {found[which].get(fault, '-')}" for which in found), file=sys.stderr, flush=True)
    print(f"{len(chosen)} faults; requests sent on average: " + ", ".join(f"{k} {sum(v) / len(v):,.0f}" for k, v in sent.items()))
    print("found after requests".ljust(24) + "".join(f"{step:>8,}" for step in STEPS) + "     all")
    for which, after in found.items():
        print(which.ljust(24) + "".join(f"{sum(each <= step for each in after.values()):>8}" for step in STEPS) + f"{len(after):>8}")
    for which in ("st run", "st run, tuned"):
        print(f"alarms of {which} on instances that conform: {sum(len(usual[each]) for each in usual if each[1] == ('tuned' in which))}")


if __name__ == "__main__":
    main()
