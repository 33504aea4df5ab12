"""The catalogue of rules is sound, and each rule fires and keeps silent where it should."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ruled.samples import FIRING, SILENT, Pair

from coupa_contract.drift.catalogue import RULES, audit
from coupa_contract.drift.comparing import compare

PINNED = Path(__file__).with_name("rule_ids.txt").read_text("utf-8").split()


def test_the_catalogue_passes_its_audit() -> None:
    """Ids unique, kebab-case and pinned; every rule with a sentence, a fix, words of the taxonomy, and samples both ways."""
    assert list(audit(PINNED, FIRING, SILENT)) == []


def test_the_audit_sees_what_is_wrong() -> None:
    """A lost id, a new one, one that stands twice, a missing sentence and a missing sample are each told."""
    one, other, *_ = RULES.values()
    broken = replace(other, id="Response_New", sentence="No full stop", taxonomy=replace(other.taxonomy, area="nowhere"))
    told = "\n".join(audit([one.id, "response-lost"], {}, {"response-lost": [1]}, (one, one, broken)))
    for part in (
        "stands twice",
        "kebab-case",
        "lacks a sentence",
        "in no list",
        "fires in no sample",
        "silent in no sample",
        "no rule has it",
        "not pinned",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("rule", "pair"), [(rule, pair) for rule, pairs in FIRING.items() for pair in pairs], ids=lambda each: str(each)[:45]
)
def test_a_rule_fires(rule: str, pair: Pair) -> None:
    """In its sample, as one drift with a place, a message and a fix; nothing else is more than unseen, and every id is in the catalogue."""
    drifts = compare(*pair).drifts
    assert [each.rule for each in drifts if each.rule == rule] == [rule]
    assert {each.rule for each in drifts} <= RULES.keys()
    (found,) = (each for each in drifts if each.rule == rule)
    assert found.places
    assert found.fix
    assert found.message.endswith(".")


@pytest.mark.parametrize(
    ("rule", "pair"), [(rule, pair) for rule, pairs in SILENT.items() for pair in pairs], ids=lambda each: str(each)[:45]
)
def test_a_rule_keeps_silent(rule: str, pair: Pair) -> None:
    """In its other sample."""
    assert rule not in {each.rule for each in compare(*pair).drifts}
