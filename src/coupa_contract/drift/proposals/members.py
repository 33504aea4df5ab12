"""Adds members that were seen, and demands no member that was missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coupa_contract.drift.proposals.inferring import infer
from coupa_contract.drift.proposals.parts import Action, Part, Refusal, Spot, json_path, lay, quoted
from coupa_contract.drift.proposals.work import Work


def added(work: Work, spots: Sequence[Spot]) -> Iterator[Part]:
    """A part for each member at these places that the document does not know, those of one object after another."""
    yield from sorted(_added(work, spots), key=lambda part: part.actions[0].target)


def _added(work: Work, spots: Sequence[Spot]) -> Iterator[Part]:
    met: set[tuple[str, str]] = set()
    for spot in sorted(spots):
        if work.view.sites(spot) or spot not in work.seen.places or not spot.pointer or spot.pointer.endswith(("/*", "/{}")):
            continue
        holder = _holder(work, spot.parent)
        if (holder, spot.name) in met:
            continue
        met.add((holder, spot.name))
        segment = spot.pointer.rpartition("/")[2]
        same = sorted({each.below(segment) for each in [spot.parent, *work.objects.get(holder, ())]} & work.seen.places.keys())
        schema = infer(work.seen, work.view, work.seen.pool(same))
        yield Part("member", (lay(holder, {"properties": {spot.name: schema}}),), tuple(same), widening=False)


def _holder(work: Work, parent: Spot) -> str:
    """The node that gets a further member."""
    sites = work.view.sites(parent)
    named = [each for site in sites for each in work.view.holders(site, "properties")]
    typed = [each for site in sites for each in work.view.holders(site, "type") if "object" in work.view.node(each)["type"]]
    if not named and not typed:
        raise Refusal("the document does not describe the object that holds the member")
    return (named or typed)[0]


def not_required(work: Work, spots: Sequence[Spot]) -> Iterator[Part]:
    """A part for each rule that demands one of these members."""
    met: set[tuple[str, str]] = set()
    for spot in sorted(spots):
        for site in work.view.sites(spot.parent):
            for holder in work.view.holders(site, "required"):
                if spot.name in work.view.node(holder)["required"] and (holder, spot.name) not in met:
                    met.add((holder, spot.name))
                    target = f"{json_path(holder, 'required')}[?@ == {quoted(spot.name)}]"
                    yield Part("presence", (Action(target, remove=True),), (spot,))


def missing(work: Work, parent: Spot) -> list[Spot]:
    """The members of an object that the document demands and that were not always there."""
    names = {
        name
        for site in work.view.sites(parent)
        for holder in work.view.holders(site, "required")
        for name in work.view.node(holder)["required"]
    }
    spots = [parent.below(name.replace("~", "~0").replace("/", "~1")) for name in sorted(names)]
    return [each for each in spots if each not in work.seen.places or work.seen.places[each].absent]
