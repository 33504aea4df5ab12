"""Proves an edit of the document: what was seen conforms, what conformed before still does, and no part of the edit can be spared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coupa_contract.contract import pointers
from coupa_contract.contract.media import is_json
from coupa_contract.contract.overlay import apply_overlay
from coupa_contract.drift.proposals.bodies import Body, bodies_of, values_at
from coupa_contract.drift.proposals.parts import Part, Refusal, Spot, overlay_of
from coupa_contract.drift.proposals.samples import conforming
from coupa_contract.drift.proposals.seen import Seen, aspects
from coupa_contract.drift.proposals.view import View
from coupa_contract.drift.proposals.work import Work
from coupa_contract.errors import CoupaContractError
from coupa_contract.model import Json

_WHOLE = frozenset({"member", "body", "status", "media"})  # a value has to conform with all that it holds
_BY_VALUES = frozenset({"null", "type", "form", "enum", "length", "bound", "precision", "size"})


def proved(work: Work, parts: Sequence[Part]) -> tuple[tuple[Part, ...], View]:
    """The parts that are needed, as narrow as they can be, and the document with them. Raises Refusal when there is no proof."""
    after = applied(work.view, parts)
    for part in parts:
        if why := contradiction(work, after, part):
            raise Refusal(f"the edit was tried and does not do: {why}")
    needed = _needed(work, _narrowed(work, parts))
    after = after if needed == tuple(parts) else applied(work.view, needed)
    _keeps(work, after, needed)
    return needed, after


def applied(view: View, parts: Iterable[Part]) -> View:
    """The document with these parts. Raises Refusal when they cannot be applied."""
    actions = [action.written() for part in parts for action in part.actions]
    if not actions:
        return view
    try:
        return View(apply_overlay(view.document, overlay_of(actions), "the proposal"))
    except CoupaContractError as error:
        raise Refusal(f"the edit cannot be applied: {error}") from error


def contradiction(work: Work, after: View, part: Part) -> str:
    """In what an edited document still contradicts what was seen at the places of a part; "" when in nothing."""
    if part.aspect in _BY_VALUES:
        return _refused(work, after, part)
    if part.aspect == "presence":
        spot = part.spots[0]
        demands = [each for site in after.sites(spot.parent) for each in after.holders(site, "required")]
        return f"`{spot.name}` is still demanded" if any(spot.name in after.node(each)["required"] for each in demands) else ""
    if part.aspect in _WHOLE:
        return _unfit(work.seen, after, part)
    return "" if after is not work.view else "nothing changed"


def _refused(work: Work, after: View, part: Part) -> str:
    """Values that were refused in the aspect of the part have to be let through, but for what other drifts are about."""
    for spot in part.spots:
        for value in work.seen.values(spot):
            before = refusals(work.view, spot, value)
            if part.aspect in before and refusals(after, spot, value) - (before - {part.aspect}):
                return f"a value at {spot.pointer or '/'} is still refused"
    return ""


def refusals(view: View, spot: Spot, value: Json) -> frozenset[str]:
    """In which respects a document refuses a value at a place: where several nodes describe it, one that lets it through will do."""
    found = [aspects(view, site, value) for site in view.sites(spot)]
    return min(found, key=len, default=frozenset())


def _unfit(seen: Seen, after: View, part: Part) -> str:
    """Everything seen at the places of the part has to be described, and let through with all that it holds."""
    for spot in part.spots:
        sites = after.sites(spot)
        if part.aspect in {"media", "status"} and not _named(after, spot, part.aspect):
            return "it is still not named"
        if not sites:
            if part.aspect in {"media", "status"} and after.envelope(spot) and not is_json(spot.media_type):
                continue  # described by its content type alone
            return f"{spot.pointer or 'the body'} is still not described"
        for value in seen.values(spot):
            if all(seen.refuses(after, site, value) or (part.aspect == "body" and after.objections(site, value)) for site in sites):
                return f"a value at {spot.pointer or '/'} is still refused"
        if part.aspect == "member" and (unknown := _unknown(seen, after, spot)):
            return f"{unknown} is still not described"
    return ""


def _named(after: View, spot: Spot, aspect: str) -> bool:
    """Whether the document names the status, or the content type, itself and not merely one that covers it."""
    if aspect == "media":
        holder = after.envelope(spot)
        return bool(holder) and spot.media_type in (after.node(holder).get("content") or {})
    operation = after.operations.get(spot.operation, "")
    return bool(operation) and spot.status in (after.node(operation).get("responses") or {})


def _unknown(seen: Seen, after: View, spot: Spot) -> str:
    """A place below that the document does not describe; "" for none."""
    for child in seen.below(spot):
        if not after.sites(child):
            return child.pointer
        if found := _unknown(seen, after, child):
            return found
    return ""


def _narrowed(work: Work, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Each part in its narrowest form that does."""
    kept = list(parts)
    for index, part in enumerate(kept):
        for actions in part.narrower:
            lesser = Part(part.aspect, actions, part.spots, (), part.widening)
            attempt = [*kept[:index], lesser, *kept[index + 1 :]]
            if not contradiction(work, applied(work.view, attempt), part):
                kept[index] = lesser
                break
    return tuple(kept)


def _needed(work: Work, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts without which what was seen contradicts the document."""
    kept = list(parts)
    for part in reversed(parts):
        rest = [each for each in kept if each is not part]
        if part.spots and not contradiction(work, applied(work.view, rest), part):
            kept = rest
    return tuple(kept)


def _keeps(work: Work, after: View, parts: Sequence[Part]) -> None:
    """Raises Refusal when a value conformed before a widening and does not any more."""
    widened = {(site, spot) for part in parts if part.widening for spot in part.spots for site in work.view.sites(spot)}
    for site, spot in sorted(dict(sorted(widened)).items()):  # one place for each node
        for value in conforming(work.view, site, work.seen.values(spot)[:100]):
            if all(after.objections(each, value) for each in after.sites(spot)):
                raise Refusal(f"the edit was tried and refuses at {spot.pointer or '/'} what conformed before")


def whole(seen: Seen, before: View, after: View, spots: Iterable[Spot]) -> tuple[str, Spot] | None:
    """The first body that contradicts the edited document where it did not contradict the old one, and the place; None for none."""
    roots = {each._replace(pointer="") for each in spots}
    for body in _bodies(seen):
        if body.spot not in roots:
            continue
        told = _told(before, body)
        for place, keyword in sorted(_told(after, body) - told):
            return f"a body conformed before and does not any more ({keyword} at {place or '/'})", body.spot._replace(pointer=place)
    return None


def _bodies(seen: Seen) -> Iterable[Body]:
    if seen.bodies is None:
        return
    if seen.bodies.complete or seen.interactions is None:
        for bodies in seen.bodies.known.values():
            yield from bodies
        return
    for interaction in seen.interactions():
        yield from bodies_of(interaction)


def _told(view: View, body: Body) -> set[tuple[str, str]]:
    root = view.root(body.spot)
    if not root:
        return set()
    found = view.schemas.violations(root, body.value, projected=body.projected)
    return {(general(each.pointer), each.keyword) for each in found}


def general(pointer: str) -> str:
    """A pointer with `*` in place of positions."""
    return "".join("/*" if part.isascii() and part.isdigit() else pointers.join([part]) for part in pointers.split(pointer))


def late(seen: Seen, after: View, parts: Sequence[Part], before: View) -> Part | None:
    """The first part that a body contradicts which was not kept; None for none."""
    if seen.bodies is None or seen.bodies.complete or seen.interactions is None:
        return None
    by_root: dict[Spot, list[tuple[Part, Spot]]] = {}
    for part in parts:
        for spot in part.spots:
            by_root.setdefault(spot._replace(pointer=""), []).append((part, spot))
    for interaction in seen.interactions():
        for body in bodies_of(interaction):
            for part, spot in by_root.get(body.spot, ()):
                for value in values_at(body.value, spot.pointer):
                    if (
                        part.aspect in _BY_VALUES
                        and part.aspect in refusals(after, spot, value)
                        and part.aspect in refusals(before, spot, value)
                    ):
                        return part
    return None


def examples(before: Mapping[str, Any], after: View) -> str:
    """An example of the document that conformed before and does not any more; "" for none."""
    old = View(before)
    for pointer, site, value in _examples(before):
        if site and not list(old.schemas.violations(site, value)) and list(after.schemas.violations(site, value)):
            return f"the example at {pointer} does not conform any more"
    return ""


def _examples(document: Mapping[str, Any]) -> Iterable[tuple[str, str, Json]]:
    """Every example of a body, with the pointer of its schema."""
    view = View(document)
    stack: list[tuple[str, Any]] = [("", document)]
    while stack:
        pointer, node = stack.pop()
        if not isinstance(node, Mapping):
            continue
        if isinstance(node.get("examples"), Mapping) and isinstance(node.get("schema"), Mapping):
            for name in node["examples"]:
                place, example = pointers.locate(view.document, pointer + pointers.join(["examples", name]))
                if isinstance(example, Mapping) and "value" in example:
                    yield place, f"{pointer}/schema", example["value"]
        stack.extend((pointer + pointers.join([key]), child) for key, child in node.items() if isinstance(child, Mapping))
