"""What form the texts at a place have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from coupa_contract.drift.confidence import WITNESSES, Proof
from coupa_contract.drift.difference import Difference, Mode, PlacePair, at, backing, flat, pair_of_rules, taken
from coupa_contract.drift.drift import Direction, DriftClass, Rule
from coupa_contract.drift.wording import FIGURES, TIMESTAMPS, forms_in_words

_FIX = "Parse either form; the document can permit both."
_REQUEST_FIX = "Send the form that the new contract takes."
_NOTHING = "Nothing has to be done; the document can say so."


def _form(name: str, kind: str, action: str, sentence: str, response: DriftClass, request: DriftClass) -> dict[Direction, Rule]:
    return pair_of_rules(
        name, area="value", kind=kind, action=action, response=response, request=request, sentence=sentence,
        fix=_NOTHING if response is DriftClass.ADDITIVE else _FIX,
        request_fix=_NOTHING if request is DriftClass.ADDITIVE else _REQUEST_FIX,
    )  # fmt: skip


_B, _R, _A = DriftClass.BREAKING, DriftClass.RISKY, DriftClass.ADDITIVE
DATE_TO_TIMESTAMP = _form("date-became-timestamp", "date", "changed", "a timestamp stands where a date was", _B, _B)
TIMESTAMP_TO_DATE = _form("timestamp-became-date", "date", "changed", "a date stands where a timestamp was", _B, _B)
OFFSET = _form("offset-changed", "offset", "changed", "a timestamp names its zone in another way", _R, _R)
LOST = _form("format-lost", "format", "lost", "a text does not have the form that it had", _B, _A)
GAINED = _form("format-gained", "format", "gained", "a text has a form that it did not need to have", _A, _B)
EMPTY = _form("empty-text-appeared", "empty", "appeared", "an empty text stands where a text of some form was", _B, _A)

RULES = flat(DATE_TO_TIMESTAMP, TIMESTAMP_TO_DATE, OFFSET, LOST, GAINED, EMPTY)

_STRICT = (frozenset({"date"}), TIMESTAMPS, FIGURES, frozenset({"boolean"}), frozenset({"uri"}), frozenset({"uuid"}), frozenset({"email"}))


def texts(pair: PlacePair) -> Iterator[Difference]:
    """A form that was not there, or one that every text has now."""
    old, new = pair.old, pair.new
    if "string" not in new.types or (old.types and "string" not in old.types) or old.words is not None:
        return
    if pair.mode is Mode.OBSERVATIONS and (pair.direction is Direction.REQUEST or new.words is not None):
        return
    was, now = _covered(old.forms), _covered(new.forms)
    if was and (now or pair.mode is Mode.DOCUMENTS):
        yield from _new_forms(pair, was, now)
    if _is_gained(pair, was, now):
        yield _found(pair, GAINED[pair.direction], now, f"every text is {forms_in_words(now)} now")


def _new_forms(pair: PlacePair, was: frozenset[str], now: frozenset[str]) -> Iterator[Difference]:
    """Forms that were not there, by what they are in place of."""
    extra = {each for each in now - was if pair.mode is not Mode.OBSERVATIONS or (_is_strict(was) and _often(pair, each))}
    if pair.mode is Mode.DOCUMENTS and not now:
        yield _found(pair, LOST[pair.direction], frozenset(), f"{forms_in_words(was)} can be any text")
        return
    strict = was - {"empty"}
    if "empty" in extra:
        yield _found(pair, EMPTY[pair.direction], {"empty"}, f"{forms_in_words(strict)} can be an empty text")
    rest = frozenset(extra - {"empty"})
    if not rest:
        return
    rule, about = LOST, strict
    if rest <= TIMESTAMPS and strict & TIMESTAMPS:
        rule, about = OFFSET if "timestamp-local" not in rest else LOST, strict & TIMESTAMPS
    elif rest <= TIMESTAMPS and strict == {"date"}:
        rule = DATE_TO_TIMESTAMP
    elif rest == {"date"} and strict <= TIMESTAMPS:
        rule = TIMESTAMP_TO_DATE
    yield _found(pair, rule[pair.direction], rest, f"{forms_in_words(about)} became {forms_in_words(rest)}", about)


def _found(pair: PlacePair, rule: Rule, forms: Collection[str], says: str, about: frozenset[str] | None = None) -> Difference:
    """A difference of forms; timestamps have one cause, whatever else may stand in their places."""
    was = forms_in_words(about if about is not None else _covered(pair.old.forms) - {"empty"})
    cause = "timestamps" if about and about <= TIMESTAMPS else pair.old.kind or was
    return at(
        pair, rule, old=was, new=forms_in_words(forms), says=says, cause=cause, ceiling=taken(rule.usual, pair),
        seen=backing([pair.new.forms.get(each) for each in sorted(forms)], pair.new.seen),
        proof=Proof.RATE if pair.mode is Mode.OBSERVATIONS else None,
    )  # fmt: skip


def _covered(forms: Collection[str]) -> frozenset[str]:
    """The forms, and what is one of them by nature: a whole number is a decimal."""
    return frozenset(forms) | {"integer"} if "decimal" in forms else frozenset(forms)


def _is_strict(forms: frozenset[str]) -> bool:
    """Whether texts follow one convention, so that another form is a change and no other text."""
    strict = forms - {"empty"}
    return any(strict <= family for family in _STRICT) and bool(strict) and strict != {"integer"}


def _is_gained(pair: PlacePair, was: frozenset[str], now: frozenset[str]) -> bool:
    if pair.mode is Mode.DOCUMENTS:
        return bool(now) and (not was or now < was)
    if pair.mode is Mode.JUDGING or "text" not in was or not _is_strict(now):
        return False
    tally = pair.old.forms.get("text")
    return pair.differs(tally.count if tally else 0, 0)


def _often(pair: PlacePair, form: str) -> bool:
    tally = pair.new.forms.get(form)
    times = tally.count if tally else 0
    formal = not (set(pair.old.forms) | set(pair.new.forms)) & FIGURES  # digits make a text of no form as well
    if formal and not set(pair.old.forms) & set(pair.new.forms) and min(pair.old.seen, pair.new.seen) >= WITNESSES:
        return True  # none of the old form is left: that is no matter of chance
    return pair.differs(0, times)
