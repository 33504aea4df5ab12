"""Every rule of drift by its id, and what makes the catalogue sound.

A rule exists because a module that is named here has it. `tests/unit/drift` fires each once and keeps each silent once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from coupa_contract.drift.drift import Rule
from coupa_contract.drift.rules import answers, bounds, errors, life, maps, members, nulls, operations, parameters, texts, types, words

AREAS = frozenset(
    "member presence type value array map status media header error operation parameter paging example life".split()  # noqa: SIM905
)  # fmt: skip
KINDS = frozenset(
    "name presence type null date offset format empty enum length bound precision size key status media-type charset body effect order "  # noqa: SIM905
    "deprecation sunset example".split()
)
ACTIONS = frozenset(
    "appeared disappeared changed widened narrowed renamed moved split vanished lost gained exceeded tightened refused unseen".split()  # noqa: SIM905
)

_MODULES = (members, types, nulls, texts, words, bounds, maps, answers, errors, operations, parameters, life)
_ALL: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in module.RULES)

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _ALL})

_KEBAB = re.compile(r"[a-z]+(-[a-z]+)+")


def audit(pinned: Iterable[str], firing: Mapping[str, object], silent: Mapping[str, object], rules: Iterable[Rule] = _ALL) -> Iterator[str]:
    """What is wrong with the catalogue, one sentence each.

    `pinned` ids never change, and each rule fires in one sample and keeps silent in another.
    """
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            yield f"The id {rule.id} stands twice."
        seen.add(rule.id)
        if not _KEBAB.fullmatch(rule.id):
            yield f"The id {rule.id} is not kebab-case."
        if not rule.sentence.endswith(".") or not rule.fix.endswith("."):
            yield f"The rule {rule.id} lacks a sentence or a fix."
        taxonomy = rule.taxonomy
        if taxonomy.area not in AREAS or taxonomy.kind not in KINDS or taxonomy.action not in ACTIONS:
            yield f"The rule {rule.id} has a word in its taxonomy that is in no list: {taxonomy.area}, {taxonomy.kind}, {taxonomy.action}."
        if rule.id.startswith(("request-", "response-")) and not rule.id.startswith(taxonomy.direction):
            yield f"The rule {rule.id} has the direction {taxonomy.direction}."
        if not firing.get(rule.id):
            yield f"The rule {rule.id} fires in no sample."
        if not silent.get(rule.id):
            yield f"The rule {rule.id} keeps silent in no sample."
    known = set(pinned)
    for lost in sorted(known - seen):
        yield f"The id {lost} is pinned, and no rule has it."
    for new in sorted(seen - known):
        yield f"The id {new} is not pinned."
    for unknown in sorted((set(firing) | set(silent)) - seen):
        yield f"There are samples of {unknown}, and no rule has that id."
