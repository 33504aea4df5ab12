"""Every place of a body that a document describes, under its general pointer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from coupa_contract.contract import pointers
from coupa_contract.drift.documents.meaning import ANYTHING, ARRAY, NULL, NUMERIC, OBJECT, TEXT, Meaning, Site, Term, first_site
from coupa_contract.drift.documents.schemas import Meanings
from coupa_contract.drift.documents.suspicion import Suspicions
from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.observed import ENTRY, ITEM

DEPTH = 12  # segments of a pointer
PLACES = 5_000  # of one body
_SENTENCES = 20  # on what cannot be compared

Places = Mapping[str, PlaceFacts]


@dataclass(frozen=True, slots=True)
class Body:
    """The places of one body, and the schemas on the way that have examples."""

    places: Places = field(default_factory=dict)
    examples: tuple[str, ...] = ()


class _Step(NamedTuple):
    """A place that is still to be described."""

    pointer: str
    term: Term
    required: bool | None
    above: tuple[frozenset[str], ...]  # the schemas that name members, of each object on the way
    depth: int


class Describer:
    """Describes bodies by the schemas of one document, each schema once."""

    def __init__(self, meanings: Meanings) -> None:
        self.meanings = meanings
        self.suspicions = Suspicions()
        self._bodies: dict[Term, Body] = {}
        self._large: dict[str, None] = {}

    def body(self, site: Site) -> Body:
        """Every place of a body that this schema describes, parents first. Alternatives are united.

        What repeats a schema that it is part of, or lies too deep, is described and what is below it is not: `cut`.
        """
        target = site
        for _ in range(10):  # references of references
            further = self.meanings.target(target) if set(target.node) == {"$ref"} else None
            target = further or target
        if target not in self._bodies:
            self._bodies[target] = self._body(target)
        body = self._bodies[target]
        if target is site or "" not in body.places:
            return body
        names = self.meanings.of(site).names
        return replace(body, places={**body.places, "": replace(body.places[""], names=names, source=site.pointer)})

    def doubts(self) -> list[str]:
        """What could not be described, in sentences."""
        large = list(self._large)
        more = f" (and {len(large) - 1} more)" if len(large) > 1 else ""
        told = f"What {large[0]}{more} describes has more than {PLACES:,} places: what lies deeper is not compared." if large else ""
        sentences = [*self.meanings.doubts, *self.suspicions.sentences(), *([told] if told else [])]
        rest = len(sentences) - _SENTENCES
        return sentences if rest <= 1 else [*sentences[:_SENTENCES], f"There are {rest} more places like these that cannot be compared."]

    def place(self, site: Site) -> PlaceFacts:
        """What a schema says of a value as a whole."""
        return _facts(self.meanings.of(site), site.pointer, None, legacy=self.meanings.legacy)

    def _body(self, site: Site) -> Body:
        places: dict[str, PlaceFacts] = {}
        examples: dict[str, None] = {}
        steps = deque([_Step("", site, None, (), 0)])
        known = 1
        while steps:
            step = steps.popleft()
            meaning = self.meanings.of(step.term)
            examples.update(dict.fromkeys(meaning.examples))
            facts = _facts(meaning, first_site(step.term).pointer, step.required, legacy=self.meanings.legacy)
            below = list(_below(step, meaning))
            repeats = bool(meaning.records) and meaning.records in step.above
            if repeats and self.suspicions.is_odd(step.pointer, meaning, is_root=meaning.records == step.above[0]):
                facts = PlaceFacts(source=facts.source, names=facts.names, required=facts.required, cut=True)
            elif below and (repeats or step.depth >= DEPTH or known + len(below) > PLACES):
                facts = replace(facts, cut=True)
                if not repeats and step.depth < DEPTH:
                    self._large[site.pointer] = None
            else:
                known += len(below)
                steps.extend(below)
            places[step.pointer] = facts
        return Body(places, tuple(examples))


def _below(step: _Step, meaning: Meaning) -> Iterator[_Step]:
    """The places right below one."""
    above = (*step.above, meaning.records) if meaning.records else step.above
    if meaning.types & OBJECT:
        for name, term in meaning.members.items():
            yield _Step(step.pointer + pointers.join([name]), term, name in meaning.required, above, step.depth + 1)
        if meaning.rest is not None:
            yield _Step(step.pointer + ENTRY, meaning.rest, None, above, step.depth + 1)
    if meaning.types & ARRAY and meaning.items is not None:
        yield _Step(step.pointer + ITEM, meaning.items, None, above, step.depth + 1)


def _facts(meaning: Meaning, source: str, required: bool | None, *, legacy: bool) -> PlaceFacts:
    if meaning.lost:
        return PlaceFacts(required=required, names=meaning.names, source=source, cut=True)
    types, null = _types(meaning, legacy=legacy)
    texts = bool(meaning.types & TEXT)
    return PlaceFacts(
        types=dict.fromkeys(sorted(types)),
        null=null,
        required=required,
        forms=dict.fromkeys(sorted(meaning.forms)) if texts and meaning.forms else {},
        words=dict.fromkeys(sorted(meaning.words)) if texts and meaning.words else None,
        length=meaning.length if texts else None,
        value=meaning.value if meaning.types & NUMERIC else None,
        digits=meaning.digits,
        places=meaning.places,
        size=meaning.size if meaning.types & ARRAY else None,
        keys=dict.fromkeys(sorted(meaning.keys or ())),
        is_map=meaning.rest is not None and not meaning.members and bool(meaning.types & OBJECT),
        open=meaning.open,
        more=meaning.rest is not None,
        variants=meaning.variants,
        deprecated=meaning.deprecated,
        kind=meaning.kind,
        names=meaning.names,
        source=source,
    )


def _types(meaning: Meaning, *, legacy: bool) -> tuple[frozenset[str], bool]:
    """The types without null, none for anything, and whether null is permitted.

    Who names members and no type means an object, and who names items an array.
    """
    if meaning.types != ANYTHING:
        types = meaning.types - NULL
        rest = types - {"integer"} if "number" in types else types
        return (frozenset() if types == ANYTHING - NULL else rest), bool(meaning.types & NULL)
    if meaning.members or meaning.rest is not None:
        return OBJECT, not legacy
    if meaning.items is not None:
        return ARRAY, not legacy
    return frozenset(), True
