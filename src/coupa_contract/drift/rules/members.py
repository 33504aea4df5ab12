"""Which members there are, under which names, and whether they are always there."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.drift.bodypair import Bodies, Places, is_member, parent_of, topmost
from coupa_contract.drift.confidence import Proof, differ
from coupa_contract.drift.difference import Difference, Mode, PlacePair, at, at_least, backing, empty_differs, flat, pair_of_rules, taken
from coupa_contract.drift.drift import Backing, Direction, DriftClass, Rule
from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.renames import Candidate, letters, pairs, same_words
from coupa_contract.drift.wording import value_in_words

_A, _R, _B, _U = DriftClass.ADDITIVE, DriftClass.RISKY, DriftClass.BREAKING, DriftClass.UNSEEN
_NOTHING = "Nothing has to be done."


def _rules(
    name: str, action: str, response: DriftClass, request: DriftClass, sentence: str, fix: str, request_fix: str
) -> dict[Direction, Rule]:
    return pair_of_rules(
        f"member-{name}", area="member", kind="name", action=action, response=response, request=request, sentence=sentence,
        fix=fix, request_fix=request_fix,
    )  # fmt: skip


def _presence(
    name: str, action: str, response: DriftClass, request: DriftClass, sentence: str, fix: str, request_fix: str
) -> dict[Direction, Rule]:
    return pair_of_rules(
        f"member-{name}", area="presence", kind="presence", action=action, response=response, request=request, sentence=sentence,
        fix=fix, request_fix=request_fix,
    )  # fmt: skip


APPEARED = _rules(
    "appeared", "appeared", _A, _A, "there is a member that there was not",
    "Nothing has to be done by a client that ignores what it does not know; describe it in the document.",
    "Nothing has to be done; describe it in the document.",
)  # fmt: skip
DISAPPEARED = _rules(
    "disappeared", "disappeared", _B, _B, "a member that was there is not any more",
    "Find out whether a filter of the tenant leaves it out; do without it.", "Stop sending it.",
)  # fmt: skip
NEVER = _rules(
    "never-observed", "unseen", _U, _U, "a documented member was never observed",
    "Nothing has to be done; more traffic may show it.", "Nothing has to be done; more traffic may show it.",
)  # fmt: skip
RENAMED = _rules(
    "renamed", "renamed", _B, _B, "a member has another name", "Read it under either name.", "Send it under the new name.",
)  # fmt: skip
MOVED = _rules(
    "moved", "moved", _B, _B, "a member stands at another place", "Read it at either place.", "Send it at the new place.",
)  # fmt: skip
OPTIONAL = _presence(
    "became-optional", "widened", _B, _A, "a member that was always there can be missing", "Do without it where it is missing.", _NOTHING,
)  # fmt: skip
ALWAYS = _presence(
    "always-present", "narrowed", _A, _A, "a member that could be missing is always there", _NOTHING, _NOTHING,
)  # fmt: skip
REQUIRED = _presence(
    "newly-required", "narrowed", _R, _B, "a member has to be there that had not", _NOTHING, "Send it always.",
)  # fmt: skip
SPLIT = _presence(
    "alternatives-appeared", "split", _B, _A, "an object comes in several alternatives, each with members of its own",
    "Tell the alternatives apart by their members, and describe each in the document.", _NOTHING,
)  # fmt: skip

RULES = (
    *flat(APPEARED, DISAPPEARED, NEVER, RENAMED, MOVED, OPTIONAL),
    ALWAYS[Direction.RESPONSE], REQUIRED[Direction.REQUEST], SPLIT[Direction.RESPONSE],
)  # fmt: skip

_SPLIT = 2  # members that have to come and go together to tell an alternative


def members(bodies: Bodies) -> tuple[list[Difference], frozenset[str]]:
    """Members that came, went, or have another name or place; and the members whose presence is told thereby."""
    if not bodies.old or not bodies.new:
        return [], frozenset()
    come = [each for each in topmost(bodies.new, bodies.old) if _is_news(bodies, each)]
    gone = [each for each in topmost(bodies.old, bodies.new) if _is_missed(bodies, each)]
    found = _renames(bodies, gone, come)
    told: set[str] = set()
    for parent, left, right in _splits(bodies, come):
        come = [each for each in come if each not in right]
        told.update(left)
        found.append(_split(bodies, parent, left, right))
    found += [_appeared(bodies, pointer) for pointer in come]
    found += [each for pointer in gone for each in _disappeared(bodies, pointer)]
    return found, frozenset(told)


def _renames(bodies: Bodies, gone: list[str], come: list[str]) -> list[Difference]:
    """Members with another name or place; they are taken off both lists."""
    if bodies.mode is Mode.OBSERVATIONS and bodies.direction is Direction.REQUEST:
        return []
    found = [_renamed(bodies, *pair) for pair in _respelled(bodies, gone, come)]
    before = _candidates(bodies.old, [each for each in gone if is_member(each) and _was_due(bodies, each)])
    if not before or not come:
        return found
    inside = [each for each in bodies.new if is_member(each) and any(each.startswith(f"{above}/") for above in come)]
    after = _candidates(bodies.new, come) + _candidates(bodies.new, inside)
    arrived = set()
    for one, other in pairs(before, after, counted=bodies.mode is Mode.OBSERVATIONS):
        gone.remove(one.pointer)
        arrived.add(other.pointer)
        found.append(_renamed(bodies, one, other))
    for above in list(come):
        below = {each for each in inside if each.startswith(f"{above}/")}
        if above in arrived or (below and below <= arrived):
            come.remove(above)
    return found


def _respelled(bodies: Bodies, gone: list[str], come: list[str]) -> list[tuple[Candidate, Candidate]]:
    """Members whose names have the same letters and another spelling, whatever their values; they are taken off both lists."""
    known = {(parent_of(each), letters(each.rpartition("/")[2])): each for each in topmost(bodies.old, bodies.new) if is_member(each)}
    found = []
    for each in list(come):
        old = known.pop((parent_of(each), letters(each.rpartition("/")[2])), None)
        if old is not None:
            come.remove(each)
            if old in gone:
                gone.remove(old)
            found.append((Candidate(old, bodies.old[old], {}), Candidate(each, bodies.new[each], {})))
    return found


def presence(pair: PlacePair) -> Iterator[Difference]:
    """Whether a member that both sides have is always there."""
    old, new = pair.old, pair.new
    if old.required is None or new.required is None or old.required == new.required or not is_member(pair.pointer):
        return
    if pair.mode is Mode.OBSERVATIONS and (pair.direction is Direction.REQUEST or not _presence_differs(pair)):
        return
    if old.required:
        rule = OPTIONAL[pair.direction]
        proof, ceiling, why = None, taken(rule.usual, pair), ""
        if pair.mode is not Mode.DOCUMENTS and pair.direction is Direction.RESPONSE:
            ceiling, why = _R, "a filter of the tenant can leave a member out"
            proof = Proof.RATE if pair.mode is Mode.OBSERVATIONS else Proof.SEEN
        seen = at_least(new.first, new.absent, new.chances)
        yield at(
            pair, rule, old="always there", new="sometimes missing", says="a member can be missing", seen=seen, proof=proof,
            ceiling=ceiling, why=why, cause="presence",
        )  # fmt: skip
    elif pair.mode is not Mode.JUDGING:
        rule = (ALWAYS if pair.direction is Direction.RESPONSE else REQUIRED)[pair.direction]
        proof = Proof.RATE if pair.mode is Mode.OBSERVATIONS else None
        says = "a member is always there" if rule is ALWAYS[Direction.RESPONSE] else "a member has to be there"
        yield at(
            pair,
            rule,
            old="sometimes missing",
            new="always there",
            says=says,
            seen=backing([new.first], new.chances),
            proof=proof,
            cause="presence",
        )


def _presence_differs(pair: PlacePair) -> bool:
    old, new = pair.old, pair.new
    was, now = (old.absent * pair.old_share, old.chances * pair.old_share), (new.absent * pair.new_share, new.chances * pair.new_share)
    return empty_differs(pair) and differ(*was, *now, pair.operation.level)


def _is_news(bodies: Bodies, pointer: str) -> bool:
    """Whether a place that only the new side has says anything."""
    if not is_member(pointer):
        return False
    parent = bodies.old[parent_of(pointer)]
    if parent.is_map or (parent.types and "object" not in parent.types):
        return False
    if parent.cut:
        return False
    if bodies.mode is not Mode.OBSERVATIONS:
        return bodies.mode is Mode.DOCUMENTS or not (parent.more or (parent.open and parent_of(pointer) not in bodies.old_below))
    if bodies.direction is Direction.REQUEST:
        return False
    new, above = bodies.new[pointer], parent_of(pointer)
    old_share, new_share = bodies.old_shares.get(above, 1.0), bodies.new_shares.get(above, 1.0)
    there = (new.chances - new.absent) * new_share
    return differ(0, bodies.chances(above, new=False) * old_share, there, new.chances * new_share, bodies.operation.level)


def _is_missed(bodies: Bodies, pointer: str) -> bool:
    """Whether a place that only the old side has says anything."""
    above = parent_of(pointer)
    parent, new_parent = bodies.old[above], bodies.new[above]
    if pointer.endswith("/{}") or parent.is_map or new_parent.cut:
        return False
    if bodies.mode is Mode.DOCUMENTS:
        return is_member(pointer) and (not new_parent.types or "object" in new_parent.types)
    if bodies.mode is Mode.JUDGING:
        return bodies.direction is Direction.REQUEST or "array" in new_parent.types or "object" in new_parent.types
    if bodies.direction is Direction.REQUEST or not is_member(pointer):
        return False
    old = bodies.old[pointer]
    old_share, new_share = bodies.old_shares.get(above, 1.0), bodies.new_shares.get(above, 1.0)
    if old.size is not None and old.size.most == 0:
        return False  # a list that was always empty
    held = max(0, old.chances - old.absent - (old.nulls.count if old.nulls else 0))  # null says no more than nothing does
    return differ(held * old_share, old.chances * old_share, 0, bodies.chances(above) * new_share, bodies.operation.level)


def _was_due(bodies: Bodies, pointer: str) -> bool:
    """Whether there were opportunities enough for its absence to mean something."""
    return bodies.mode is not Mode.JUDGING or bodies.chances(parent_of(pointer)) > 2


def _candidates(places: Places, pointers: list[str]) -> list[Candidate]:
    if not pointers:
        return []
    below: dict[str, dict[str, PlaceFacts]] = {each: {} for each in pointers}
    for pointer, facts in places.items():
        above = parent_of(pointer)
        while above and above not in below:
            above = parent_of(above)
        if above in below and above:
            below[above][pointer[len(above) :]] = facts
    return [Candidate(each, places[each], below[each]) for each in pointers]


def _renamed(bodies: Bodies, old: Candidate, new: Candidate) -> Difference:
    """One member under two names, or at two places."""
    pair = bodies.pair(old.pointer)
    rule = (MOVED if old.parent != new.parent else RENAMED)[bodies.direction]
    was, now = (each.pointer.removeprefix("/*") for each in (old, new)) if old.parent != new.parent else (old.name, new.name)
    proof = Proof.STATED if bodies.mode is Mode.DOCUMENTS else Proof.SEEN
    why = "they share their values" if bodies.mode is Mode.OBSERVATIONS else "they are alike in name and type, and never met"
    if old.parent == new.parent and letters(old.name) == letters(new.name):
        why = "their names are the same but for their spelling"
    elif old.parent == new.parent and same_words(old.name, new.name):
        why = "their names are of the same words"
    return at(
        pair, rule, old=f"`{was}`", new=f"`{now}`", says=f"`{was}` is {'at' if old.parent != new.parent else 'called'} `{now}`",
        seen=backing([new.facts.first], new.facts.chances), proof=proof, why=why, ceiling=taken(rule.usual, pair),
    )  # fmt: skip


def _appeared(bodies: Bodies, pointer: str) -> Difference:
    """A member that came."""
    pair = bodies.pair(pointer)
    required = bodies.mode is Mode.DOCUMENTS and bodies.direction is Direction.REQUEST and pair.new.required
    rule = (REQUIRED if required else APPEARED)[bodies.direction]
    parent, name = bodies.old[parent_of(pointer)], pointer.rpartition("/")[2]
    holder = parent.names[0] if parent.names else ""
    owner = bodies.pair(parent_of(pointer)).spot
    if parent_of(pointer) not in {"", "/*"} and holder:
        holder = f"records of {pair.operation.resource}"
    return at(
        pair, rule, old="not there", new="always there" if required else "there", new_words=value_in_words(pair.new),
        says=f"a member is {'new and has to be there' if required else 'not documented' if bodies.mode is Mode.JUDGING else 'new'}",
        seen=backing([pair.new.first], pair.new.chances), proof=Proof.RATE if bodies.mode is Mode.OBSERVATIONS else None,
        cause="" if required else holder or owner, spot=f"{owner} +{name}",
        ceiling=_U if bodies.mode is Mode.JUDGING and bodies.direction is Direction.REQUEST else None,
    )  # fmt: skip


def _disappeared(bodies: Bodies, pointer: str) -> Iterator[Difference]:
    """A member that went, or was never observed."""
    pair, chances = bodies.pair(pointer), bodies.chances(parent_of(pointer))
    old = pair.old
    if bodies.mode is Mode.JUDGING and (bodies.direction is Direction.REQUEST or not old.required or not is_member(pointer)):
        if not is_member(pointer):
            tally = bodies.new[parent_of(pointer)].types.get("array")
            chances = tally.count if tally else 0
        cause = f"members of {pair.operation.resource}"
        yield at(
            pair, NEVER[bodies.direction], old="documented", new="never observed", says="a documented place was never observed",
            seen=Backing(0, chances), proof=Proof.ABSENT, cause=cause,
        )  # fmt: skip
        return
    rule, documents = DISAPPEARED[bodies.direction], bodies.mode is Mode.DOCUMENTS
    yield at(
        pair, rule, old="there", new="not there", old_words=value_in_words(old),
        says="a member is not there any more",
        seen=Backing(0, 0 if documents else chances), proof=Proof.STATED if documents else Proof.ABSENT,
        why="" if documents else "a filter of the tenant can leave a member out", cause="presence",
    )  # fmt: skip


def _splits(bodies: Bodies, come: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Objects in which some members come exactly where others do not: by parent, the members of the one and of the other alternative."""
    if bodies.mode is Mode.DOCUMENTS or bodies.direction is Direction.REQUEST:
        return
    for parent in sorted({parent_of(each) for each in come}):
        fresh = [each for each in come if parent_of(each) == parent]
        for times in sorted({bodies.new[each].chances - bodies.new[each].absent for each in fresh}):
            right = [each for each in fresh if bodies.new[each].chances - bodies.new[each].absent == times]
            chances = bodies.new[right[0]].chances
            known = [each for each in bodies.new_below.get(parent, ()) if each in bodies.old]
            left = [each for each in known if bodies.new[each].absent >= times and any(presence(bodies.pair(each)))]
            if 0 < times < chances and len(left) >= _SPLIT and len(right) >= _SPLIT:
                yield parent, left, right


def _split(bodies: Bodies, parent: str, left: list[str], right: list[str]) -> Difference:
    """Two alternatives of an object."""
    pair = bodies.pair(parent)
    one, other = (", ".join(f"`{each.rpartition('/')[2]}`" for each in names) for names in (left, right))
    facts = bodies.new[right[0]]
    return at(
        pair, SPLIT[bodies.direction], old="one sort of object", new="alternatives", says=f"an object has {one}, or else {other}",
        old_words=f"with {one}", new_words=f"or else with {other}", seen=backing([facts.first], facts.chances),
    )  # fmt: skip
