"""The command `serve`: the reference instance in the foreground."""

from __future__ import annotations

import contextlib
from pathlib import Path


def serve_instance(port: int, dialect: str, seed: int, database: Path | None, rate_limit: int | None) -> int:
    """Serves until Ctrl-C, which is how it is meant to end. Raises UsageError for a port or database that cannot be used."""
    from coupa_contract.reference.server import serve

    with contextlib.suppress(KeyboardInterrupt):
        serve(port, dialect, seed, database, rate_limit)
    return 0
