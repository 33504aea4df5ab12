"""An instance in a process of its own, which ends when this one does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from coupa_contract.errors import UsageError

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Running:
    """An instance that answers. `url` is the base URL of the API, without a slash at its end."""

    url: str
    token_url: str
    client_id: str
    client_secret: str

    def token(self, *scopes: str, expires_in: int | None = None) -> str:
        """A new access token for some scopes (all that the client has, when none is named).

        `expires_in` is in seconds; 0 gives a token that has expired already. Raises urllib.error.HTTPError when it is refused.
        """
        form = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.client_secret}
        if scopes:
            form["scope"] = " ".join(scopes)
        if expires_in is not None:
            form["expires_in"] = str(expires_in)
        with urlopen(Request(self.token_url, urlencode(form).encode()), timeout=PATIENCE_S) as response:  # noqa: S310 - our own URL
            return str(json.load(response)["access_token"])


@contextmanager
def started(dialect: str = "published", seed: int = 1, *, database: Path | None = None, rate_limit: int | None = None) -> Iterator[Running]:
    """Serves an instance from a process of its own until the block ends; it also ends when this process does.

    Raises UsageError with the sentence of the process when it could not start.
    """
    options: list[str] = ["--port", "0", "--dialect", dialect, "--seed", str(seed)]
    options += ["--database", str(database)] if database else []
    options += ["--rate-limit", str(rate_limit)] if rate_limit else []
    command = [sys.executable, "-m", "coupa_contract.reference", *options]
    # In a session of its own, so that Ctrl-C does not take the instance from a run that still has to put things back.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:  # noqa: S603
        try:
            yield _announced(process)
        finally:
            _stop(process)


def _announced(process: subprocess.Popen[str]) -> Running:
    """What the process says of itself in its only line, or why it cannot start."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    said = json.loads(process.stdout.readline() or '{"error": "the reference instance ended before it had started"}')
    if "error" in said:
        raise UsageError(said["error"])
    return Running(**said)


def _stop(process: subprocess.Popen[str]) -> None:
    """Lets the process end by itself, as it does when its input ends."""
    assert process.stdin is not None  # noqa: S101 - it was asked for
    process.stdin.close()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
