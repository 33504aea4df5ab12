"""Which colour means what; every coloured thing is also a word, so that nothing is lost under NO_COLOR."""

from coupa_contract.drift.drift import DriftClass
from coupa_contract.model import Level, VerdictKind

LEVELS = {Level.MUST: "bold red", Level.SHOULD: "bold yellow", Level.MAY: "bold cyan"}

VERDICTS = {
    VerdictKind.PASS: "green",
    VerdictKind.FAIL: "bold red",
    VerdictKind.VACUOUS: "yellow",
    VerdictKind.SKIP: "dim",
    VerdictKind.UNRECORDED: "yellow",
    VerdictKind.ERROR: "bold magenta",
}

DRIFT = {
    DriftClass.BREAKING: "bold red",
    DriftClass.RISKY: "bold yellow",
    DriftClass.ADDITIVE: "bold cyan",
    DriftClass.UNSEEN: "bold",
}
