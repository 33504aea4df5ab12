"""Runs the suite against a URL as a user would, from a process of its own, and reads back what it said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from coupa_contract.reference.process import Running
from coupa_contract.report.run import Run
from coupa_contract.report.stream import read_stream

PATIENCE_S = 600


def credentials(instance: Running) -> dict[str, str]:
    """What a run needs to be let in, and a token that it is not let in with."""
    return {
        "COUPA_CLIENT_ID": instance.client_id,
        "COUPA_CLIENT_SECRET": instance.client_secret,
        "COUPA_EXPIRED_TOKEN": instance.token(expires_in=0),
    }


def judged(folder: Path, url: str, *options: str, credentials: Mapping[str, str]) -> Run:
    """The run of `coupa-contract run URL` with these options at quick effort; `folder` keeps its stream."""
    stream = folder / "run.ndjson"
    command = [sys.executable, "-m", "coupa_contract", "run", url, "--effort", "quick", "--output", str(stream), *options]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("COUPA_", "PYTEST_"))}
    done = subprocess.run(
        command,
        cwd=folder,  # away from any configuration file
        env={**plain, "CI": "true", **credentials},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return read_stream(stream)


def told(run: Run) -> list[str]:
    """What a run found and what went wrong in it, a line each, for the message of a failing test."""
    found = [
        f"{seen.level} {seen.finding.requirement} {seen.finding.operation} {seen.finding.pointer}"
        f" | {seen.finding.expected} | {seen.finding.seen} | {' ; '.join(seen.finding.evidence.curl)}"
        for seen in run.findings
    ]
    errors = [f"error {item.item}: {item.reason}" for item in run.items if item.outcome == "error"]
    return found + errors
