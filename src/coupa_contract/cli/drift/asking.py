"""What a command of `drift` was asked for, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coupa_contract.cli.configuration import find, settled
from coupa_contract.cli.options import OF_DRIFT

ACCEPTED = Path("spec") / "accepted-drift.yaml"


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared with what, and how it is read. Nothing asked: the shipped recording with the document."""

    observed: str | None = None
    against: str | None = None
    dialect: str = "auto"
    overlays: tuple[str, ...] = ()
    since: str | None = None
    accepted: Path | None = None  # None: no such file
    only: tuple[str, ...] = ()
    workers: int = 1
    engine: str = "processes"
    scheduler: str = ""
    keep_going: bool = False
    fail_on_drift: str = "breaking"


def question(command_line: Mapping[str, Any], config: Path | None, **more: Any) -> Question:
    """The options of a command line laid over those of a configuration file. Raises UsageError."""
    options = settled(command_line, find(Path.cwd(), config))
    given = {name.replace("-", "_"): value for name, value in options.items() if name in OF_DRIFT}
    given["overlays"] = given.pop("overlay", ())
    given["accepted"] = Path(given["accepted"]) if "accepted" in given else ACCEPTED if ACCEPTED.is_file() else None
    return Question(**given, **more)
