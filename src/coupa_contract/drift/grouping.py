"""Makes one drift of the differences that have one cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from coupa_contract.drift.confidence import Proof, weigh
from coupa_contract.drift.difference import Difference, add
from coupa_contract.drift.drift import Backing, Drift, DriftClass, DriftPlace
from coupa_contract.drift.forms import form_of_key
from coupa_contract.drift.renames import letters

_RENAMES = frozenset({"renamed", "moved"})
_NAMED = 3  # places that a message names


def group(differences: Iterable[Difference]) -> tuple[Drift, ...]:
    """The drifts, the worst first, then those of most places, then by id.

    Two steps: differences at the same spot are one, however many operations lead there; spots of one rule with the same cause and the
    same change are one when there are two or more.
    """
    spots: dict[tuple[str, ...], list[Difference]] = {}
    for each in differences:
        spots.setdefault(_key(each), []).append(each)
    causes: dict[tuple[str, ...], list[list[Difference]]] = {}
    for (rule, cause, old, new, spot), same in spots.items():
        causes.setdefault((rule, cause, old, new, "" if cause else spot), []).append(same)
    drifts = [_drift(members) for members in causes.values()]
    return tuple(sorted(drifts, key=lambda each: (each.drift_class.rank, -len(each.places), each.rule, each.identity)))


def supported(strict: Iterable[Difference], likely: Iterable[Difference]) -> list[Difference]:
    """What is beyond chance somewhere, and the same at the other places of the same spot, where it is likely."""
    certain = list(strict)
    spots = {_key(each) for each in certain}
    places = {(_key(each), each.place.operation, each.place.status, each.place.pointer) for each in certain}
    return certain + [
        each
        for each in likely
        if _key(each) in spots and (_key(each), each.place.operation, each.place.status, each.place.pointer) not in places
    ]


def _key(difference: Difference) -> tuple[str, ...]:
    return (difference.rule.id, difference.cause, difference.old, difference.new, difference.spot)


def settled(differences: Iterable[Difference]) -> list[Difference]:
    """Without members that came or went where another operation tells that they have another name or place.

    Of an operation that was called a few times only, the values may not tell; the member is the same.
    """
    known = list(differences)
    renamed = [each for each in known if each.rule.taxonomy.action in _RENAMES]
    went = {(each.rule.taxonomy.direction, each.spot) for each in renamed}
    came = {(each.rule.taxonomy.direction, _target(each)) for each in renamed}
    split = tuple(f"{each.spot}{mark}" for each in known if each.rule.taxonomy.action == "split" for mark in ("/", " +"))

    def is_told(each: Difference) -> bool:
        taxonomy, pointer = each.rule.taxonomy, each.place.pointer.removeprefix("/*")
        if taxonomy.area in {"member", "presence"} and taxonomy.action != "split" and split and each.spot.startswith(split):
            return True
        if taxonomy.area != "member" or taxonomy.action in _RENAMES:
            return False
        if taxonomy.action != "appeared":
            return (taxonomy.direction, each.spot) in went
        return any(direction is taxonomy.direction and f"{target}/".startswith(f"{pointer}/") for direction, target in came)

    return _by_turn(_by_change(_by_name([each for each in known if not is_told(each)])))


def _by_change(differences: list[Difference]) -> list[Difference]:
    """The same change of name or of place at several spots has one cause: names are written otherwise, or records went into another."""
    changes = [_change(each) for each in differences]
    spots: dict[tuple[str, ...], set[str]] = {}
    for each, change in zip(differences, changes, strict=True):
        spots.setdefault((each.rule.id, *change[:3]), set()).add(each.spot)
    return [
        replace(each, cause=change[0], old=change[1], new=change[2], says=change[3])
        if change[0] and len(spots[each.rule.id, *change[:3]]) > 1
        else each
        for each, change in zip(differences, changes, strict=True)
    ]


def _by_turn(differences: list[Difference]) -> list[Difference]:
    """Observed values that turned into others at some spots and at other spots in part have one cause: it is told as at most of them."""
    turned: dict[tuple[str, ...], list[Difference]] = {}
    for each in differences:
        if each.proof is Proof.SEEN and each.rule.taxonomy.area == "type":
            turned.setdefault(_turn(each), []).append(each)
    told: dict[int, Difference] = {}
    for same in turned.values():
        if not any(map(_is_partial, same)):
            continue
        spots: dict[tuple[str, ...], set[str]] = {}
        for each in same:
            spots.setdefault(_key(each)[:-1], set()).add(each.spot)
        most = max(sorted(spots), key=lambda key: len(spots[key]))
        usual = next(each for each in same if _key(each)[:-1] == most)
        for each in same:
            told[id(each)] = replace(each, rule=usual.rule, cause=usual.cause, old=usual.old, new=usual.new, says=usual.says)
    return [told.get(id(each), each) for each in differences]


def _turn(difference: Difference) -> tuple[str, ...]:
    """What stood there, and what stands there now, be it instead or as well; a whole number is a number."""
    new = difference.says.removeprefix(f"{difference.old} is ").removesuffix(" as well") if _is_partial(difference) else difference.new
    was, became = (each.replace("a whole number", "a number") for each in (difference.old, new))
    cause = difference.cause.replace("a whole number", "a number")
    return (difference.rule.taxonomy.direction, cause, was, "a text" if became == "a decimal in a text" else became)


def _is_partial(difference: Difference) -> bool:
    return difference.says.endswith(" as well")


def _change(difference: Difference) -> tuple[str, str, str, str]:
    """Of another name or place: cause, old, new, and how to say it; the cause is "" for anything else."""
    if difference.rule.taxonomy.action not in _RENAMES:
        return "", "", "", ""
    old, new = difference.old.strip("`"), difference.new.strip("`")
    if difference.rule.taxonomy.action == "moved":
        above, now = (each.rpartition("/")[0] or "/" for each in (old, new))
        return "place of members", f"`{above}`", f"`{now}`", f"members of `{above}` are at `{now}`"
    was, becomes = form_of_key(old.strip("?")), form_of_key(new.strip("?"))
    if letters(old) == letters(new) and was != becomes:
        return "writing of names", was, becomes, f"names that were {was} are {becomes}"
    return "name of a member", difference.old, difference.new, difference.says


def _by_name(differences: list[Difference]) -> list[Difference]:
    """Without a document: the same new member in several records has one cause, several new members of one record have another."""
    owners: dict[str, set[str]] = {}
    for each in differences:
        owner, plus, name = each.spot.partition(" +")
        if plus:
            owners.setdefault(name, set()).add(owner)
    return [
        replace(each, cause=f"member {name}") if plus and each.proof is Proof.RATE and len(owners[name]) > 1 else each
        for each in differences
        for _, plus, name in [each.spot.partition(" +")]
    ]


def _target(difference: Difference) -> str:
    """Where a member is now that has another name or place."""
    new = difference.new.strip("`")
    return new if new.startswith("/") else f"{difference.place.pointer.removeprefix('/*').rpartition('/')[0]}/{new}"


def _drift(spots: list[list[Difference]]) -> Drift:
    """One drift of all these spots."""
    together = sorted((each for spot in spots for each in spot), key=_order)
    first = together[0]
    counted = Backing()
    for each in together:
        counted = add(counted, each.place.backing)
    ceiling = min((each.ceiling for each in together), key=lambda each: each.rank)
    if first.proof is Proof.ABSENT:
        counted = _opportunities(together, counted, ceiling)
    drift_class, doubt = weigh(first.proof, ceiling, counted, first.why)
    cause = first.cause if len(spots) > 1 else ""
    return Drift(
        rule=first.rule.id,
        drift_class=drift_class,
        direction=first.rule.taxonomy.direction,
        message=_message(together, len(spots)),
        fix=first.rule.fix,
        old=first.old,
        new=first.new,
        places=tuple(each.place for each in together),
        cause=cause,
        doubt=doubt,
        backing=counted,
        spot="" if cause else first.spot,
    )


def _opportunities(together: list[Difference], counted: Backing, ceiling: DriftClass) -> Backing:
    """Of absences: places of one operation had the same answers, and what was never there by any had at most those of one."""
    chances: dict[str, int] = {}
    for each in together:
        operation = "" if ceiling is DriftClass.UNSEEN else each.place.operation
        chances[operation] = max(chances.get(operation, 0), each.place.backing.chances)
    return Backing(0, sum(chances.values()), counted.first, counted.last, counted.examples)


def _order(difference: Difference) -> tuple[object, ...]:
    place: DriftPlace = difference.place
    return (
        difference.ceiling.rank,
        place.pointer.removeprefix("/*").count("/"),
        place.pointer.removeprefix("/*"),
        place.operation,
        place.status,
        place.media_type,
    )


def _message(together: list[Difference], spots: int) -> str:
    """One sentence: what, and where."""
    first = together[0]
    same = all(each.says == first.says for each in together)
    says = first.says[:1].upper() + first.says[1:] if same or spots == 1 else first.rule.sentence.removesuffix(".")
    if spots == 1:
        return f"{says}: {_where(first.place)}."
    named = list(dict.fromkeys(_short(each.place) for each in together))
    more = ", …" if len(named) > _NAMED else ""
    return f"{says}: at {spots} places ({', '.join(named[:_NAMED])}{more})."


def _where(place: DriftPlace) -> str:
    answer = f" {place.status}" if place.status else ""
    return f"{_short(place)} of {place.operation}{answer}" if place.pointer else f"{place.operation}{answer}"


def _short(place: DriftPlace) -> str:
    return f"`{place.pointer.removeprefix('/*') or '/'}`" if place.pointer else f"{place.operation} {place.status}".strip()


def worst(drifts: Iterable[Drift]) -> DriftClass | None:
    """The worst class among drifts; None when there is none."""
    return min((each.drift_class for each in drifts), key=lambda each: each.rank, default=None)
