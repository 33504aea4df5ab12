"""Which drifts are meant, and in which order they are edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coupa_contract.drift.drift import Drift
from coupa_contract.errors import UsageError

# Beginnings of the names of rules.
_ORDER = (
    "type", "number", "text-became", "array-became", "object-became", "scalar-became", "date", "timestamp", "offset", "format", "empty",
    "word", "length", "bound", "precision", "array-bound", "null", "member-became", "member-disappeared", "status", "media", "header",
    "error", "member", "default", "parameter", "operation",
)  # fmt: skip


def chosen(drifts: Sequence[Drift], only: Sequence[str]) -> tuple[Drift, ...]:
    """The drifts that these fingerprints, beginnings of fingerprints or rules name; all without any. Raises UsageError."""
    if not only:
        return tuple(drifts)
    meant: set[str] = set()
    for name in only:
        by_rule = {each.fingerprint for each in drifts if each.rule == name}
        by_id = {each.fingerprint for each in drifts if each.fingerprint.startswith(name.lower())} if name else set()
        if not by_rule and len(by_id) > 1:
            raise UsageError(f"{name!r} is the beginning of {len(by_id)} fingerprints ({', '.join(sorted(by_id)[:4])}); give more of it")
        if not by_rule and not by_id:
            raise UsageError(f"no drift has the fingerprint or the rule {name!r}")
        meant |= by_rule or by_id
    return tuple(each for each in drifts if each.fingerprint in meant)


def order(drifts: Sequence[Drift], depth: Callable[[Drift], int]) -> list[Drift]:
    """What changes components first, members later, so that a new member can refer to what was made true before."""

    def rank(drift: Drift) -> tuple[int, int, str, str]:
        rule = drift.rule.removeprefix("response-").removeprefix("request-")
        kind = next((index for index, each in enumerate(_ORDER) if rule.startswith(each)), len(_ORDER))
        return kind, depth(drift), drift.rule, drift.fingerprint

    return sorted(drifts, key=rank)
