"""What a run costs beside what one would use instead: `coupa-contract run` and `st run` on the same instance, about as many requests each.

Prints a table and asserts nothing: two processes and an instance share the machine, so read the ratios.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from coupa_contract.contract import load_contract
from coupa_contract.reference.process import Running, started
from coupa_contract.report.stream import read_stream


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of one tool: requests as the tool counts them, seconds from the start of its process to its end, distinct findings."""

    requests: int
    elapsed_s: float
    findings: int

    @property
    def requests_per_s(self) -> float:
        """Requests a second."""
        return self.requests / self.elapsed_s


Tool = Callable[[Running, Path, int], Cost]


def timed(command: Sequence[str], environment: dict[str, str], folder: Path) -> float:
    """Runs a command and returns its seconds. Exit code 1 is a run with findings; raises RuntimeError for any other than that and 0."""
    start = time.monotonic()
    result = subprocess.run(command, env=os.environ | environment, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    elapsed_s = time.monotonic() - start
    if result.returncode not in {0, 1}:
        raise RuntimeError(f"{command[0]} ended with {result.returncode}: {result.stderr or result.stdout}")
    return elapsed_s


def program(name: str) -> str:
    """The path of a program of this environment, or else of PATH."""
    return shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or name


def ours(instance: Running, folder: Path, seed: int) -> Cost:
    """`coupa-contract run --effort quick`, with everything allowed."""
    stream = folder / "run.ndjson"
    command = [
        program("coupa-contract"),
        "run",
        instance.url,
        "--disposable",
        "--effort",
        "quick",
        "--seed",
        str(seed),
        "--output",
        str(stream),
    ]
    credentials = {"COUPA_CLIENT_ID": instance.client_id, "COUPA_CLIENT_SECRET": instance.client_secret}
    elapsed_s = timed([*command, "--token-url", instance.token_url], credentials, folder)
    run = read_stream(stream)
    if run.footer is None:
        raise RuntimeError("the run broke off")
    return Cost(run.footer.requests, elapsed_s, len(run.findings))


def plain(requests: int) -> Tool:
    """`st run` on the same document: its fuzzing alone, without shrinking, with as many cases an operation as make up `requests`."""

    def run(instance: Running, folder: Path, seed: int) -> Cost:
        contract = load_contract()
        (folder / "openapi.json").write_text(json.dumps(contract.document), encoding="utf-8")
        command = [program("st"), "run", "openapi.json", "--url", instance.url, "-H", f"Authorization: Bearer {instance.token()}"]
        command += ["--phases", "fuzzing", "--max-examples", str(math.ceil(requests / len(contract.operations)))]
        command += ["--no-shrink", "--continue-on-failure", "--seed", str(seed), "--generation-database", "none", "--no-color"]
        elapsed_s = timed([*command, "--report", "json", "--report-json-path", "report.json"], {}, folder)
        cases = json.loads((folder / "report.json").read_text(encoding="utf-8"))["test_cases"]
        return Cost(cases["generated"], elapsed_s, cases["unique_failures"])

    return run


def costs(tool: Tool, repeats: int) -> list[Cost]:
    """A tool's runs with seeds 1, 2, …, each on an instance of its own that nothing has changed yet."""
    found = []
    for seed in range(1, repeats + 1):
        with started() as instance, tempfile.TemporaryDirectory() as folder:
            found.append(tool(instance, Path(folder), seed))
    return found


def row(name: str, found: Sequence[Cost]) -> str:
    """One line of the table: medians."""
    requests, elapsed_s, per_s, findings = (
        statistics.median(values)
        for values in (
            [cost.requests for cost in found],
            [cost.elapsed_s for cost in found],
            [cost.requests_per_s for cost in found],
            [cost.findings for cost in found],
        )
    )
    return f"{name:<28}{requests:>10.0f}{elapsed_s:>10.1f}{per_s:>12.1f}{findings:>10.0f}"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="runs of each tool; medians are shown")
    repeats = parser.parse_args().repeats
    judged = costs(ours, repeats)
    budget = round(statistics.median(cost.requests for cost in judged))
    fuzzed = costs(plain(budget), repeats)
    print(f"{'':<28}{'requests':>10}{'seconds':>10}{'requests/s':>12}{'findings':>10}")
    print(row("coupa-contract, quick", judged))
    print(row("st run, as many requests", fuzzed))
    ratio = statistics.median(c.requests_per_s for c in judged) / statistics.median(c.requests_per_s for c in fuzzed)
    print(f"\nrequests a second, ours to theirs: {ratio:.2f}\n(the instance conforms: every finding is an alarm too many)")


if __name__ == "__main__":
    main()
