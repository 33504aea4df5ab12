"""What a run was asked to do, as one frozen value that travels to every worker."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

INTERRUPTED = 130  # the exit code of a run that was ended by Ctrl-C


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is drawn: scenarios a property that does not say how many it is worth, requests spent on shrinking one finding, findings
    shrunk a property."""

    name: str
    scenarios: int
    shrink_requests: int
    shrunk_findings: int


@dataclass(frozen=True, slots=True)
class Tries:
    """How many scenarios a property is worth at each effort: as many as find what it is about, no more."""

    brief: int
    quick: int
    standard: int
    thorough: int

    def at(self, effort: Effort) -> int:
        """The number at an effort."""
        return int(getattr(self, effort.name))


EFFORTS = {
    effort.name: effort
    for effort in (Effort("brief", 2, 6, 1), Effort("quick", 6, 12, 1), Effort("standard", 25, 40, 3), Effort("thorough", 100, 120, 8))
}


def following(effort: Effort) -> Effort | None:
    """The next higher effort, if there is one."""
    names = list(EFFORTS)
    return next((EFFORTS[name] for name in names[names.index(effort.name) + 1 :]), None)


@dataclass(frozen=True, slots=True)
class RunPlan:
    """Every option of a run. No secret is in it: credentials stay in the environment or in `credentials_file`."""

    url: str | None = None  # None: the reference instance, started by the run
    dialect: str = "auto"
    overlays: tuple[str, ...] = ()
    allow_writes: bool = False
    allow_actions: bool = False
    disposable: bool = False
    invoices: tuple[str, ...] = ()
    effort: str = "standard"
    seed: int = 1
    areas: tuple[str, ...] = ()
    workers: int = 1
    fail_on: str = "must"
    rate_per_s: float | None = None  # None: the default for this kind of target
    max_requests: int | None = None
    timeout_s: float = 30.0
    ca_bundle: str | None = None
    token_url: str | None = None
    credentials_file: str | None = None
    record: str | None = None  # the folder of the recording to make
    append: bool = False  # to the recording that is there
    name: str | None = None  # of the target, in the recording (None: reference, or target)
    keep_values: bool | None = None  # in the recording (None: of an instance that the run started)
    pseudonym_numbers: bool = False  # invoice numbers too
    encoding: str = "yaml"
    replay: str | None = None  # the folder of the recording to judge instead of a URL
    allow_unrecorded: bool = False
    keep_going: bool = False  # judge what is intact of a recording of which something is not
    drift: bool = False  # also say how what was seen differs from the document
    fail_on_drift: str = "breaking"  # the least class of drift that makes exit code 1, or never
    accepted: str | None = None  # the file of accepted drift

    def to_json(self) -> str:
        """The plan as JSON text."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @property
    def keeps_values(self) -> bool:
        """Whether personal and commercial values are written as they are."""
        return self.url is None if self.keep_values is None else self.keep_values

    @classmethod
    def from_json(cls, text: str) -> RunPlan:
        """The plan that `to_json` wrote. Raises TypeError for an unknown field."""
        fields: dict[str, Any] = json.loads(text)
        for name in ("overlays", "invoices", "areas"):
            fields[name] = tuple(fields[name])
        return cls(**fields)
