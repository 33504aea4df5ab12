"""What a schema means for the value at one place, and how two meanings are laid over one another or united."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, TypeAlias

from coupa_contract.drift.shape import Bounds

NULL = frozenset({"null"})
TEXT = frozenset({"string"})
NUMERIC = frozenset({"integer", "number"})
ARRAY = frozenset({"array"})
OBJECT = frozenset({"object"})
ANYTHING = NULL | TEXT | NUMERIC | ARRAY | OBJECT | {"boolean"}


@dataclass(frozen=True, slots=True)
class Site:
    """A schema where it stands in the document. `loose`: it holds under a condition only."""

    pointer: str
    node: Mapping[str, Any] = field(compare=False, repr=False)
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Schemas that describe one value: all of them, or any one."""

    parts: tuple[Term, ...]
    every: bool

    @property
    def loose(self) -> bool:
        """Whether all of them hold under a condition only."""
        return all(part.loose for part in self.parts)


Term: TypeAlias = Site | Several


@dataclass(frozen=True, slots=True)
class Meaning:
    """What schemas say of one value. None: nothing is said.

    `types` has `integer` wherever it has `number`. What is said of texts binds only texts, of numbers only numbers, and so on.
    """

    types: frozenset[str] = ANYTHING
    forms: frozenset[str] | None = None
    words: frozenset[str] | None = None
    length: Bounds | None = None
    value: Bounds | None = None
    digits: Bounds | None = None
    places: Bounds | None = None
    size: Bounds | None = None
    items: Term | None = None
    members: Mapping[str, Term] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    rest: Term | None = None  # further members that have a schema
    keys: frozenset[str] | None = None  # forms of their names
    open: bool = True
    variants: int = 0  # alternatives that name members
    records: frozenset[str] = frozenset()  # pointers of the schemas that name its members
    kind: str = ""
    deprecated: bool = False
    names: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()  # pointers of the schemas that have examples
    lost: bool = False  # a reference leads nowhere


def both(near: Meaning, far: Meaning) -> Meaning:
    """What a value has to be that both describe; where they cannot both be true, what is nearer holds."""
    return Meaning(
        types=near.types & far.types or near.types,
        forms=_common(near.forms, far.forms),
        words=_common(near.words, far.words),
        length=_within(near.length, far.length),
        value=_within(near.value, far.value),
        digits=near.digits or far.digits,
        places=near.places or far.places,
        size=_within(near.size, far.size),
        items=_also(near.items, far.items),
        members={name: _known(_also(near.members.get(name), far.members.get(name))) for name in {**near.members, **far.members}},
        required=near.required | far.required,
        rest=_also(near.rest, far.rest),
        keys=_common(near.keys, far.keys),
        open=near.open and far.open,
        variants=max(near.variants, far.variants),
        records=near.records | far.records,
        kind=near.kind or far.kind,
        deprecated=near.deprecated or far.deprecated,
        names=tuple(dict.fromkeys(near.names + far.names)),
        examples=tuple(dict.fromkeys(near.examples + far.examples)),
        lost=near.lost or far.lost,
    )


def either(one: Meaning, other: Meaning) -> Meaning:
    """What a value can be that one of them describes: what is said of a type holds where both say it, or only one permits the type."""
    texts, numbers, arrays = (_of(types, one, other) for types in (TEXT, NUMERIC, ARRAY))
    return replace(
        _objects(one, other),
        types=one.types | other.types,
        forms=_united([each.forms for each in texts]),
        words=_united([each.words for each in texts]),
        length=_around([each.length for each in texts]),
        value=_around([each.value for each in numbers]),
        # A decimal in a text has digits as well.
        digits=_around([each.digits for each in _of(TEXT | NUMERIC, one, other)]),
        places=_around([each.places for each in _of(TEXT | NUMERIC, one, other)]),
        size=_around([each.size for each in arrays]),
        items=_or([each.items for each in arrays]),
        kind=one.kind if one.types - NULL else other.kind,
        deprecated=one.deprecated and other.deprecated,
        names=tuple(dict.fromkeys(one.names + other.names)),
        examples=tuple(dict.fromkeys(one.examples + other.examples)),
        lost=one.lost or other.lost,
    )


def loosely(said: Meaning, conditional: Meaning) -> Meaning:
    """What is said, and whatever else can be there under a condition."""
    members = {**{name: loose(term) for name, term in conditional.members.items()}, **said.members}
    return replace(
        said,
        members=members,
        records=said.records | conditional.records,
        examples=tuple(dict.fromkeys(said.examples + conditional.examples)),
    )


def loose(term: Term) -> Term:
    """The same term under a condition."""
    if isinstance(term, Site):
        return replace(term, loose=True)
    return Several(tuple(loose(part) for part in term.parts), term.every)


def first_site(term: Term) -> Site:
    """The nearest schema of a term."""
    return term if isinstance(term, Site) else first_site(term.parts[0])


def _of(types: frozenset[str], one: Meaning, other: Meaning) -> list[Meaning]:
    """Those that permit one of these types."""
    return [each for each in (one, other) if each.types & types]


def _objects(one: Meaning, other: Meaning) -> Meaning:
    """What is said of objects."""
    objects = _of(OBJECT, one, other)
    if len(objects) < 2:
        return objects[0] if objects else Meaning()
    return Meaning(
        members={
            name: _known(_or([each.members[name] for each in objects if name in each.members])) for name in {**one.members, **other.members}
        },
        required=one.required & other.required,
        rest=_or([each.rest for each in objects if each.rest]),
        keys=_united([one.keys, other.keys]),
        open=one.open or other.open,
        variants=one.variants + other.variants,
        records=one.records | other.records,
    )


def _known(term: Term | None) -> Term:
    assert term is not None  # noqa: S101 - made of at least one
    return term


def _also(near: Term | None, far: Term | None) -> Term | None:
    """Both terms; what holds always goes before what holds under a condition."""
    if near is None or far is None or near == far:
        return near or far
    if near.loose != far.loose:
        return far if near.loose else near
    return Several((near, far), every=not near.loose)


def _or(terms: list[Term | None]) -> Term | None:
    """Any of the terms; None where one says nothing."""
    known = list(dict.fromkeys(terms))
    if not known or None in known:
        return None
    return known[0] if len(known) == 1 else Several(tuple(term for term in known if term), every=False)


def _common(near: frozenset[str] | None, far: frozenset[str] | None) -> frozenset[str] | None:
    if near is None or far is None:
        return far if near is None else near
    return near & far or near


def _united(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [each for each in sets if each is not None]
    return frozenset().union(*known) if known and len(known) == len(sets) else None


def _within(near: Bounds | None, far: Bounds | None) -> Bounds | None:
    if near is None or far is None:
        return near or far
    least, most = max(near.least, far.least), min(near.most, far.most)
    return Bounds(least, most) if least <= most else near


def _around(bounds: list[Bounds | None]) -> Bounds | None:
    known = [each for each in bounds if each is not None]
    if not known or len(known) < len(bounds):
        return None
    around = Bounds(min(each.least for each in known), max(each.most for each in known))
    return None if around == Bounds(-inf, inf) else around
