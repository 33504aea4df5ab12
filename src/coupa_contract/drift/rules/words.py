"""Which words stand at a place that takes one of a few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coupa_contract.drift.confidence import Proof
from coupa_contract.drift.difference import Difference, Mode, PlacePair, at, backing, flat, pair_of_rules, taken
from coupa_contract.drift.drift import Direction, DriftClass, Rule
from coupa_contract.drift.shape import Tally

APPEARED = pair_of_rules(
    "word-appeared", area="value", kind="enum", action="appeared", response=DriftClass.RISKY, request=DriftClass.ADDITIVE,
    sentence="a value stands that is none of those known", fix="Treat an unknown value as such, and list it in the document's `enum`.",
    request_fix="Nothing has to be done; the document can list it.",
)  # fmt: skip
GONE = pair_of_rules(
    "word-gone", area="value", kind="enum", action="disappeared", response=DriftClass.ADDITIVE, request=DriftClass.BREAKING,
    sentence="a value of those known does not occur any more", fix="Nothing has to be done.",
    request_fix="Send one of those that are left.",
)  # fmt: skip
CASE = pair_of_rules(
    "word-case-changed", area="value", kind="enum", action="changed", response=DriftClass.BREAKING, request=DriftClass.BREAKING,
    sentence="a known value is written in other letters", fix="Compare without regard to case until the writing is settled.",
    request_fix="Send it as the new contract writes it.",
)  # fmt: skip
OPENED = pair_of_rules(
    "enum-opened", area="value", kind="enum", action="widened", response=DriftClass.RISKY, request=DriftClass.ADDITIVE,
    sentence="any value can stand where one of a few did", fix="Expect values that nobody listed.", request_fix="Nothing has to be done.",
)  # fmt: skip
CLOSED = pair_of_rules(
    "enum-closed", area="value", kind="enum", action="narrowed", response=DriftClass.ADDITIVE, request=DriftClass.BREAKING,
    sentence="only one of a few values can stand where any did", fix="Nothing has to be done.",
    request_fix="Send only values that are listed.",
)  # fmt: skip
NEVER = pair_of_rules(
    "word-never-observed", area="value", kind="enum", action="unseen", response=DriftClass.UNSEEN, request=DriftClass.UNSEEN,
    sentence="a documented value was never observed", fix="Nothing has to be done; more traffic may show it.",
    request_fix="Nothing has to be done; more traffic may show it.",
)  # fmt: skip

RULES = (*flat(APPEARED, GONE, CASE, OPENED, CLOSED), NEVER[Direction.RESPONSE])

Words = Mapping[str, Tally | None]


def words(pair: PlacePair) -> Iterator[Difference]:
    """Words that are new, gone, or written otherwise."""
    old, new = pair.old.words, pair.new.words
    if pair.mode is Mode.DOCUMENTS:
        if old is None and new is not None and (not pair.old.types or "string" in pair.old.types):
            yield _one(pair, CLOSED, "any value", "one of a few", "only a few values are permitted")
        if old is not None and new is None and (not pair.new.types or "string" in pair.new.types):
            yield _one(pair, OPENED, "one of a few", "any value", "any value is permitted")
    if not old or not new or (pair.mode is Mode.OBSERVATIONS and pair.direction is Direction.REQUEST):
        return
    by_letters = {each.lower(): each for each in old}
    fresh = sorted(set(new) - set(old))
    recased = {by_letters[each.lower()]: each for each in fresh if each.lower() in by_letters}
    if recased:
        yield _recased(pair, recased, new)
    for word in fresh:
        if word not in recased.values() and (pair.mode is not Mode.OBSERVATIONS or _often(pair, word, new)):
            documented = pair.known is not None and pair.known.words is not None and word in pair.known.words
            yield _one(pair, APPEARED, "one of those known", _shown(word), f"{_shown(word, 'the value ')} is new", new[word], documented)
    yield from _gone(pair, sorted(set(old) - set(new) - set(recased)), old)


def _recased(pair: PlacePair, recased: Mapping[str, str], new: Words) -> Difference:
    """Known words in other letters, told together."""
    rule, words_ = CASE[pair.direction], list(recased.values())
    letters = (
        "in capitals" if all(map(str.isupper, words_)) else "in small letters" if all(map(str.islower, words_)) else "in other letters"
    )
    was, now = (", ".join(f"`{each}`" for each in side) for side in (recased, words_))
    return at(
        pair, rule, old="as known", new=letters, old_words=was, new_words=now, says=f"known values are written {letters} ({now})",
        seen=backing([new[each] for each in words_], pair.new.seen), ceiling=taken(rule.usual, pair),
    )  # fmt: skip


def _gone(pair: PlacePair, gone: list[str], old: Words) -> Iterator[Difference]:
    """Words that are not there any more."""
    if pair.mode is Mode.JUDGING:
        if gone and pair.direction is Direction.RESPONSE:
            listed = ", ".join(f"`{word}`" for word in gone)
            yield at(
                pair, NEVER[pair.direction], old="documented", new="never observed", old_words=listed, says="documented values never occur",
                seen=backing([], pair.new.seen), proof=Proof.ABSENT, cause="words",
            )  # fmt: skip
        return
    for word in gone:
        tally = old[word]
        times = tally.count if tally else 0
        if pair.mode is Mode.DOCUMENTS or pair.differs(times, 0):
            yield _one(pair, GONE, _shown(word), "not any more", f"{_shown(word, 'the value ')} does not occur any more")


def _one(
    pair: PlacePair, rules: dict[Direction, Rule], old: str, new: str, says: str, seen: Tally | None = None, documented: bool = False
) -> Difference:
    rule = rules[pair.direction]
    return at(
        pair, rule, old=old, new=new, says=says, seen=backing([seen], pair.new.seen),
        ceiling=DriftClass.ADDITIVE if documented else taken(rule.usual, pair),
        proof=Proof.RATE if pair.mode is Mode.OBSERVATIONS else None,
    )  # fmt: skip


def _shown(word: str, noun: str = "") -> str:
    """A word, or that there is one which may not be told."""
    return "a value that may not be told" if word.startswith("~") else f"{noun}`{word}`" if word else "an empty text"


def _often(pair: PlacePair, word: str, new: Words) -> bool:
    tally = new[word]
    times = tally.count if tally else 0
    return pair.differs(0, times)
