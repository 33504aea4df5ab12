"""Judges interactions by the catalogue of checks, and keeps what checks yield, with its evidence."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from coupa_contract.cassette.arguments import encode
from coupa_contract.checks.catalogue import INTERACTION_CHECKS
from coupa_contract.model import Evidence, Finding, Interaction, Outcome, Undocumented, Witness
from coupa_contract.runner.seam import Scenario
from coupa_contract.runner.setting import Setting
from coupa_contract.target.curl import curl_line
from coupa_contract.target.steps import steps_of, writes

DIALECT_REQUIREMENT = "shape-dialect"
_CURL_LINES = 40  # of one finding: more than any scenario needs to be seen again, and an end to those that go on and on


def judged(interaction: Interaction, setting: Setting) -> Iterator[Outcome]:
    """What the interaction checks say of an interaction.

    Where the target plainly speaks another dialect than the one that was asked for, what that explains is one finding that names it.
    """
    for check in INTERACTION_CHECKS:
        outcomes = list(check.function(interaction, setting.contract))
        if setting.spoken is None:
            yield from outcomes
            continue
        unexplained = {each.cause for each in check.function(interaction, setting.spoken) if isinstance(each, Finding)}
        yield from (each for each in outcomes if not isinstance(each, Finding) or each.cause in unexplained)
        if any(isinstance(each, Finding) and each.cause not in unexplained for each in outcomes):
            yield Finding(
                DIALECT_REQUIREMENT,
                "",
                "",
                f"answers in the dialect {setting.contract.dialect}",
                f"answers in the dialect {setting.spoken.dialect}",
            )


def telling(interactions: Sequence[Interaction]) -> tuple[int, ...]:
    """The positions of what a finding about a scenario rests on: all but what was read before the first write and never again."""
    first = next((at for at, each in enumerate(interactions) if writes(each)), 0)
    later = {_about(each) for each in interactions[first:]}
    return tuple(at for at, each in enumerate(interactions) if at >= first or _about(each) in later)


def _about(interaction: Interaction) -> str:
    """The invoice that a request is about, or the list that it asks for."""
    return dict(interaction.case.path_parameters).get("id") or interaction.request.url


def keep(scenario: Scenario, setting: Setting, outcomes: Iterable[Outcome], positions: tuple[int, ...]) -> None:
    """Adds outcomes to a scenario, as far as the run asks for their areas; the interactions at `positions` are a finding's evidence."""
    areas, catalogue = setting.plan.areas, setting.contract.requirements
    for outcome in outcomes:
        if areas and isinstance(outcome, Finding | Witness) and catalogue[outcome.requirement].area not in areas:
            continue
        match outcome:
            case Finding():
                scenario.findings.append(dataclasses.replace(outcome, evidence=_evidence(scenario, setting, outcome, positions)))
            case Witness():
                scenario.witnesses.append(outcome)
            case Undocumented():
                scenario.undocumented.append(outcome)


def _evidence(scenario: Scenario, setting: Setting, finding: Finding, positions: tuple[int, ...]) -> Evidence:
    shown = [scenario.interactions[position] for position in positions]
    return Evidence(
        scenario=scenario.number,
        interactions=positions,
        pointer=finding.pointer,
        curl=tuple(curl_line(interaction.request, setting.origin, interaction.case.credential) for interaction in shown[-_CURL_LINES:]),
        arguments=encode(dict(scenario.arguments)),
        steps=steps_of(shown[-_CURL_LINES:]),
    )
