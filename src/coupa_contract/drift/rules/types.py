"""What type of value stands at a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coupa_contract.drift.confidence import Proof
from coupa_contract.drift.difference import Difference, Mode, PlacePair, at, backing, flat, pair_of_rules, taken
from coupa_contract.drift.drift import Direction, DriftClass, Rule
from coupa_contract.drift.facts import PlaceFacts
from coupa_contract.drift.shape import Tally
from coupa_contract.drift.wording import FIGURES, NUMERIC, SCALAR, types_in_words, value_in_words

_FIX = "Read either type until no instance sends the old one; the document can say so with a list of types."
_REQUEST_FIX = "Send the type that the new contract takes."


def _changed(name: str, sentence: str) -> dict[Direction, Rule]:
    return pair_of_rules(
        name, area="type", kind="type", action="changed", response=DriftClass.BREAKING, request=DriftClass.BREAKING,
        sentence=sentence, fix=_FIX, request_fix=_REQUEST_FIX,
    )  # fmt: skip


CHANGED = _changed("type-changed", "a value is of another type")
NUMBER_TO_TEXT = _changed("number-became-text", "a number is written as a text")
TEXT_TO_NUMBER = _changed("text-became-number", "a number that was written as a text is a number")
ARRAY_TO_OBJECT = _changed("array-became-object", "an object stands where a list was")
OBJECT_TO_ARRAY = _changed("object-became-array", "a list stands where an object was")
SCALAR_TO_OBJECT = _changed("scalar-became-object", "an object stands where a plain value was")
OBJECT_TO_SCALAR = _changed("object-became-scalar", "a plain value stands where an object was")
WIDENED = pair_of_rules(
    "type-widened", area="type", kind="type", action="widened", response=DriftClass.BREAKING, request=DriftClass.ADDITIVE,
    sentence="a value can be of a further type", fix=_FIX, request_fix="Nothing has to be done; the document can say so.",
)  # fmt: skip
NARROWED = pair_of_rules(
    "type-narrowed", area="type", kind="type", action="narrowed", response=DriftClass.ADDITIVE, request=DriftClass.BREAKING,
    sentence="a value is no longer of one of the types that it had", fix="Nothing has to be done.", request_fix=_REQUEST_FIX,
)  # fmt: skip

RULES = flat(
    CHANGED, NUMBER_TO_TEXT, TEXT_TO_NUMBER, ARRAY_TO_OBJECT, OBJECT_TO_ARRAY, SCALAR_TO_OBJECT, OBJECT_TO_SCALAR, WIDENED, NARROWED
)


def types(pair: PlacePair) -> Iterator[Difference]:
    """A type that was not there, or is not there any more."""
    old, new = pair.old.types, pair.new.types
    if not old or not new:
        return
    added = {each for each in new if not _permits(old, each)}
    gone = {each for each in old if not _permits(new, each)}
    if pair.mode is Mode.OBSERVATIONS:
        added = {each for each in added if each != "number" or not set(old) & NUMERIC or _often(pair, each)}
        gone = {each for each in gone if (each not in NUMERIC or not set(new) & NUMERIC) and _gone(pair, each)}
    if added:
        yield _added(pair, added, gone)
    elif gone and pair.mode is not Mode.JUDGING and not (pair.mode is Mode.OBSERVATIONS and pair.direction is Direction.REQUEST):
        rule = NARROWED[pair.direction]
        yield at(
            pair, rule, old=value_in_words(pair.old), new=value_in_words(pair.new), cause=_cause(pair.old),
            says=f"{types_in_words(gone)} does not occur any more", seen=backing([new.get(each) for each in new], pair.new.seen),
            proof=Proof.STATED if pair.mode is Mode.DOCUMENTS else Proof.RATE,
        )  # fmt: skip


def _added(pair: PlacePair, added: set[str], gone: set[str]) -> Difference:
    """What to say of types that were not there."""
    old, new = pair.old, pair.new
    kept = {each for each in new.types if each not in added}
    rule = (WIDENED if kept or (pair.mode is Mode.DOCUMENTS and not gone) else _replaced(old, new, added))[pair.direction]
    was, became = value_in_words(old), value_in_words(new)
    if rule in NUMBER_TO_TEXT.values():
        was, became = "a number", "a decimal in a text"
    elif rule in TEXT_TO_NUMBER.values():
        was, became = "a decimal in a text", "a number"
    says = f"{was} is {types_in_words(added)} as well" if kept else f"{was} became {became}"
    if rule in NUMBER_TO_TEXT.values() and set(old.types) == {"integer"} and set(new.forms) == {"integer"}:
        says = "a whole number became a text of digits"
    return at(
        pair, rule, old=was, new=became, says=says, seen=backing([new.types[each] for each in added], new.seen), cause=old.kind or was,
        ceiling=taken(rule.usual, pair),
    )  # fmt: skip


def _replaced(old: PlaceFacts, new: PlaceFacts, added: set[str]) -> dict[Direction, Rule]:
    """The rule of a type that took the place of another."""
    was = set(old.types)
    if was <= NUMERIC and added == {"string"} and new.forms and set(new.forms) <= FIGURES:
        return NUMBER_TO_TEXT
    if was == {"string"} and added <= NUMERIC and (not old.forms or set(old.forms) <= FIGURES):
        return TEXT_TO_NUMBER
    if "array" in was and added == {"object"}:
        return ARRAY_TO_OBJECT
    if "object" in was and added == {"array"}:
        return OBJECT_TO_ARRAY
    if was <= SCALAR and added == {"object"}:
        return SCALAR_TO_OBJECT
    if "object" in was and added <= SCALAR:
        return OBJECT_TO_SCALAR
    return CHANGED


def _permits(types_: Mapping[str, Tally | None], one: str) -> bool:
    return one in types_ or (one == "integer" and "number" in types_)


def _often(pair: PlacePair, one: str) -> bool:
    """Whether a new type is seen more often than chance explains."""
    tally = pair.new.types[one]
    times = tally.count if tally else 0
    return pair.differs(0, times)


def _gone(pair: PlacePair, one: str) -> bool:
    tally = pair.old.types[one]
    times = tally.count if tally else 0
    return pair.differs(times, 0)


def _cause(old: PlaceFacts) -> str:
    """What may be behind it: the kind of scalar, or the type."""
    return old.kind or types_in_words(old.types)
