"""Proposes for each drift the smallest edit of the document that makes it true of what was observed, proved, as an overlay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from coupa_contract.contract import Contract
from coupa_contract.contract.validation import problems
from coupa_contract.drift.drift import Drift
from coupa_contract.drift.facts import Facts
from coupa_contract.drift.overlay_text import evidence, overlay_text
from coupa_contract.drift.proposals.choosing import chosen, order
from coupa_contract.drift.proposals.kinds import parts_of
from coupa_contract.drift.proposals.parts import Part, Refusal, Spot, overlay_of, written
from coupa_contract.drift.proposals.seen import Seen
from coupa_contract.drift.proposals.view import View
from coupa_contract.drift.proposals.work import Work
from coupa_contract.drift.proving import examples, late, proved, whole
from coupa_contract.errors import CoupaContractError
from coupa_contract.model import Interaction

Traffic = Callable[[], Iterable[Interaction]]
Compare = Callable[[Mapping[str, Any]], Sequence[Drift]]
_NOTHING = "nothing that was seen contradicts the document there"
_ATTEMPTS = 12  # each takes out at least one proposal that failed


@dataclass(frozen=True)
class Proposals:
    """What is proposed. `actions` and `refused` go by the fingerprint of a drift."""

    drifts: tuple[Drift, ...]  # all that were asked about; those without a proposal say why
    actions: Mapping[str, tuple[Mapping[str, Any], ...]]  # none: the edits for other drifts make it true as well
    refused: Mapping[str, str]  # why there is no proposal
    document: Mapping[str, Any]  # with all actions applied
    title: str = ""
    version: str = ""

    @property
    def overlay(self) -> Mapping[str, Any]:
        """The overlay of all actions; empty when there are none."""
        actions = [action for actions in self.actions.values() for action in actions]
        return overlay_of(actions, self.title, self.version) if actions else {}

    @property
    def text(self) -> str:
        """The overlay as YAML, with the evidence in comments; "" when there is nothing to propose."""
        by_id = {drift.fingerprint: drift for drift in self.drifts}
        groups = [(by_id[name], actions) for name, actions in self.actions.items() if actions]
        return overlay_text(self.title, self.version, groups) if groups else ""


@dataclass
class _Made:
    """What was made so far in one attempt."""

    view: View
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)


def propose(
    contract: Contract,
    drifts: Sequence[Drift],
    observed: Facts,
    bodies: Traffic | None = None,
    *,
    only: Sequence[str] = (),
    compare: Compare | None = None,
) -> Proposals:
    """The proved edits for some drifts of a contract's document; `only` chooses by fingerprint, its beginning, or rule.

    `bodies` gives the observed traffic, anew at each call; without it, the proof rests on the facts. Raises UsageError.
    """
    asked = chosen(drifts, only)
    seen = Seen(observed, bodies)
    compare = compare or _comparing(contract, observed)
    refused: dict[str, str] = {}
    made = _Made(View(contract.document))
    for _ in range(_ATTEMPTS):
        made = _attempt(seen, View(contract.document), asked, refused)
        failed = _failures(contract, seen, made, drifts, compare)
        if not failed:
            break
        refused |= failed
    else:
        refused |= dict.fromkeys(made.parts, "the proposals could not be proved together")
        made = _Made(View(contract.document))
    by_id = {drift.fingerprint: drift for drift in asked}
    actions = {name: _written(by_id[name], parts) for name, parts in made.parts.items()}
    told = tuple(replace(each, no_proposal=refused.get(each.fingerprint, "")) for each in asked)
    info = contract.document.get("info", {})
    title = f"{info.get('title', 'The API')}, as observed in {observed.name}"
    return Proposals(told, actions, refused, made.view.document, title, str(info.get("version", "1.0.0")))


def _written(drift: Drift, parts: Sequence[Part]) -> tuple[Mapping[str, Any], ...]:
    """The actions of a drift, each with the evidence of its places."""

    def describe(spots: tuple[Spot, ...]) -> str:
        near = [
            place
            for place in drift.places
            if (place.operation, place.status, place.media_type, place.pointer) in {each[1:] for each in spots}
        ]
        return evidence(drift, near)

    return tuple(written(parts, describe))


def _attempt(seen: Seen, view: View, drifts: Sequence[Drift], refused: dict[str, str]) -> _Made:
    """Makes and proves the proposals one upon the other."""
    made = _Made(view)
    work = first = Work(seen, view)
    for drift in order(drifts, seen.depth):
        if drift.fingerprint in refused:
            continue
        try:
            parts = _parts(work, first, drift)
            if parts:
                parts, made.view = proved(work, parts)
                work = Work(seen, made.view)
            made.parts[drift.fingerprint] = parts
        except Refusal as why:
            refused[drift.fingerprint] = str(why)
        except CoupaContractError as error:
            refused[drift.fingerprint] = f"the edit was tried and the document cannot be used with it: {error}"
    return made


def _parts(work: Work, first: Work, drift: Drift) -> tuple[Part, ...]:
    """The parts for a drift; none when earlier proposals do for it. Raises Refusal."""
    parts = tuple(parts_of(work, drift))
    if not parts and not any(parts_of(first, drift)):
        raise Refusal(_NOTHING)
    return parts


def _failures(contract: Contract, seen: Seen, made: _Made, drifts: Sequence[Drift], compare: Compare) -> dict[str, str]:
    """Which proposals fail the proof of the whole, and why."""
    if not any(made.parts.values()):
        return dict.fromkeys(made.parts, _NOTHING)
    found = problems(made.view.document)
    if found or _unusable(contract, made.view.document):
        return _blamed(made, (), f"the document is not valid with it: {(found or [_unusable(contract, made.view.document)])[0]}")
    if broken := examples(contract.document, made.view):
        return _blamed(made, (), broken)
    parts = [part for parts in made.parts.values() for part in parts]
    spots = [spot for part in parts for spot in part.spots]
    before = View(contract.document)
    if worse := whole(seen, before, made.view, spots):
        return _blamed(made, (worse[1],), worse[0])
    if unproved := late(seen, made.view, parts, before):
        return {name: "traffic that came later contradicts it" for name, parts in made.parts.items() if unproved in parts}
    return _remaining(made, drifts, compare(made.view.document))


def _unusable(contract: Contract, document: Mapping[str, Any]) -> str:
    try:
        Contract(contract.dialect, document, contract.folder)
    except CoupaContractError as error:
        return str(error)
    return ""


def _blamed(made: _Made, places: Sequence[Spot], why: str) -> dict[str, str]:
    """The proposals that edit what describes these places; when nobody knows which, the last one."""
    near = {
        name
        for name, parts in made.parts.items()
        for part in parts
        for spot in part.spots
        for place in places
        if spot[:4] == place[:4]
        and (f"{place.pointer}/".startswith(f"{spot.pointer}/") or f"{spot.pointer}/".startswith(f"{place.pointer}/"))
    }
    names = near or {[name for name, parts in made.parts.items() if parts][-1]}
    return dict.fromkeys(sorted(names), f"the edit was tried and fails the proof: {why}")


def _remaining(made: _Made, drifts: Sequence[Drift], after: Sequence[Drift]) -> dict[str, str]:
    """The proposals after which the drift is still there, or another one is."""
    failed: dict[str, str] = {}
    left = {pair: drift for drift in after if drift.drift_class != "unseen" for pair in _pairs(drift)}
    known = {pair for drift in drifts for pair in _pairs(drift)}
    by_id = {drift.fingerprint: drift for drift in drifts}
    for name in made.parts:
        if still := next((pair for pair in _pairs(by_id[name]) if pair in left), None):
            failed[name] = f"the edit was tried and the drift is still there at {still[2]} {still[5] or '/'}"
    for pair, drift in left.items():
        if pair not in known:
            why = f"the edit was tried and brings about another drift: {drift.message}"
            near = [
                name for name in made.parts if any(pair[1:4] == each[1:4] and _overlap(pair[5], each[5]) for each in _pairs(by_id[name]))
            ]
            failed |= dict.fromkeys(near, why)
    return failed


def _overlap(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _pairs(drift: Drift) -> list[tuple[str, str, str, str, str, str]]:
    return [(drift.rule, drift.direction, each.operation, each.status, each.media_type, each.pointer) for each in drift.places]


def _comparing(contract: Contract, observed: Facts) -> Compare:
    from coupa_contract.drift.comparing import compare
    from coupa_contract.drift.documented import facts_of_contract

    def again(document: Mapping[str, Any]) -> Sequence[Drift]:
        edited = Contract(contract.dialect, document, contract.folder)
        unknown = {call: tally for call, tally in observed.unknown.items() if not _matches(edited, call)}
        return compare(facts_of_contract(edited), replace(observed, unknown=unknown)).drifts

    return again


def _matches(contract: Contract, call: str) -> bool:
    """Whether a call such as `GET /invoices/{}/history` belongs to an operation."""
    method, _, path = call.partition(" ")
    return contract.match(method, path.replace("{}", "1")) is not None
