"""Which parameters an operation takes, and what it does with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coupa_contract.drift.confidence import WITNESSES, Proof, differ
from coupa_contract.drift.difference import Difference, Mode, OperationPair, backing, proof_of
from coupa_contract.drift.drift import Backing, Direction, DriftClass, DriftPlace, Rule, Taxonomy
from coupa_contract.drift.facts import OperationFacts, ParameterFacts

_A, _R, _B, _U = DriftClass.ADDITIVE, DriftClass.RISKY, DriftClass.BREAKING, DriftClass.UNSEEN
_STEADY = 5  # requests with it that were taken, and without it that were refused, to say that it is required


def _rule(name: str, kind: str, action: str, usual: DriftClass, sentence: str, fix: str) -> Rule:
    return Rule(f"request-parameter-{name}", Taxonomy("parameter", kind, action, Direction.REQUEST), usual, sentence, fix)


APPEARED = _rule("appeared", "name", "appeared", _A, "There is a parameter that there was not.", "Nothing has to be done.")
REMOVED = _rule(
    "removed", "name", "disappeared", _B, "A parameter is not there any more.", "Stop sending it: what it asked for is not done."
)
REQUIRED = _rule("newly-required", "presence", "narrowed", _B, "A parameter has to be sent that had not.", "Send it always.")
OPTIONAL = _rule("became-optional", "presence", "widened", _A, "A parameter can be left out.", "Nothing has to be done.")
IGNORED = _rule(
    "ignored",
    "effect",
    "lost",
    _R,
    "A parameter has no effect.",
    "Do on the side of the client what it asked for, and check answers for it.",
)
REFUSED = _rule("refused", "effect", "refused", _B, "A parameter that is documented, or was taken, is refused.", "Stop sending it.")
NEVER = _rule(
    "never-sent",
    "name",
    "unseen",
    _U,
    "A documented parameter was never sent.",
    "Nothing has to be done; more traffic may show what it does.",
)
UNKNOWN = _rule(
    "undocumented", "name", "appeared", _U, "A parameter was sent that the document lacks, and was taken.",
    "Find out whether it has an effect: an unknown parameter may be ignored.",
)  # fmt: skip

RULES = (APPEARED, REMOVED, REQUIRED, OPTIONAL, IGNORED, REFUSED, NEVER, UNKNOWN)


def parameters(pair: OperationPair) -> Iterator[Difference]:
    """Parameters that are new, gone, required, ignored or refused."""
    old, new = pair.old.parameters, pair.new.parameters
    missing = _missing(pair)
    for name, parameter in sorted(new.items()):
        if name not in old:
            yield from _new(pair, name, parameter)
    for name, parameter in sorted(old.items()):
        if name not in new:
            yield from _gone(pair, name, parameter)
        elif pair.mode is Mode.DOCUMENTS:
            if new[name].required != parameter.required:
                rule = REQUIRED if new[name].required else OPTIONAL
                was, now = _must(parameter.required), _must(new[name].required)
                yield _found(pair, rule, name, was, now, "has to be sent now" if new[name].required else "can be left out")
        else:
            yield from _used(pair, name, parameter, new[name], missing)


def _new(pair: OperationPair, name: str, parameter: ParameterFacts) -> Iterator[Difference]:
    if pair.mode is Mode.DOCUMENTS:
        rule = REQUIRED if parameter.required else APPEARED
        yield _found(
            pair, rule, name, "not there", _must(parameter.required), f"is new{' and has to be sent' if parameter.required else ''}"
        )
    elif pair.mode is Mode.JUDGING and parameter.taken:
        says = "is not documented and was taken"
        seen = backing([parameter.sent])
        yield _found(pair, UNKNOWN, name, "not documented", "taken", says, seen, cause=f"{pair.new.id}: undocumented parameters")
    if pair.mode is not Mode.DOCUMENTS:
        yield from _ignored(pair, name, ParameterFacts(), parameter)


def _gone(pair: OperationPair, name: str, parameter: ParameterFacts) -> Iterator[Difference]:
    if pair.mode is Mode.DOCUMENTS:
        yield _found(pair, REMOVED, name, "there", "not there", "is not there any more")
    elif pair.mode is Mode.JUDGING and parameter.where == "query":
        total = pair.new.seen.count if pair.new.seen else 0
        if parameter.required and pair.new.taken:
            seen = Backing(pair.new.taken, total)
            yield _found(pair, OPTIONAL, name, "required", "optional", "was never sent, and calls were taken", seen)
        else:
            cause = f"parameters of {pair.resource}"
            yield _found(
                pair, NEVER, name, "documented", "never sent", "was never sent", Backing(0, total), cause=cause, proof=Proof.ABSENT
            )


def _used(pair: OperationPair, name: str, old: ParameterFacts, new: ParameterFacts, missing: Mapping[str, int]) -> Iterator[Difference]:
    yield from _ignored(pair, name, old, new)
    sent = new.sent.count if new.sent else 0
    was_taken = pair.mode is Mode.JUDGING or old.taken > 0
    explained = name not in missing and sent <= max(missing.values(), default=0)  # they lacked the one that is required now
    if was_taken and not new.taken and new.refused == sent >= WITNESSES and pair.new.taken and not explained:
        yield _found(pair, REFUSED, name, "taken", "refused", "is refused", backing([new.sent], sent))
    if name in missing:
        without = missing[name]
        says = "seems to be required: without it, calls are refused"
        yield _found(pair, REQUIRED, name, "optional", "required", says, Backing(without, without), ceiling=_R, proof=Proof.RATE)
    if pair.mode is Mode.JUDGING and old.required and old.where == "query" and pair.new.taken > new.taken:
        without = pair.new.taken - new.taken
        yield _found(pair, OPTIONAL, name, "required", "optional", "can be left out", Backing(without, without))


def _missing(pair: OperationPair) -> dict[str, int]:
    """The parameters without which no call is taken any more, and how many calls were refused for that, as it seems.

    That calls without one were refused says little by itself: they may have been wrong in another way, as they were before, or in another
    parameter.
    """
    if pair.mode is Mode.DOCUMENTS:
        return {}
    found = {}
    for name, parameter in pair.new.parameters.items():
        old = pair.old.parameters.get(name)
        without = _wrong(pair.new) - parameter.refused
        if old is None or without < _STEADY or parameter.taken < _STEADY or parameter.taken != pair.new.taken:
            continue
        if any(2 * other.refused >= without for key, other in pair.new.parameters.items() if key != name):
            continue
        if pair.mode is Mode.JUDGING:
            is_news = not old.required and pair.old.method == "GET"  # what is sent or done is refused for more reasons than that
        else:
            before, after = (side.seen.count if side.seen else 0 for side in (pair.old, pair.new))
            is_news = pair.old.taken > old.taken and differ(max(0, _wrong(pair.old) - old.refused), before, without, after)
        if is_news:
            found[name] = without
    return found


def _wrong(operation: OperationFacts) -> int:
    """How many calls were refused for what they said, and not for what they were about."""
    return sum(each.seen.count for each in operation.answers.values() if each.seen and each.status in {"400", "422"})


def _ignored(pair: OperationPair, name: str, old: ParameterFacts, new: ParameterFacts) -> Iterator[Difference]:
    if new.ignored is not None and old.ignored is None:
        sent = new.sent.count if new.sent else 0
        yield _found(pair, IGNORED, name, "has an effect", "ignored", "has no effect", backing([new.ignored], sent), cause=f"?{name}")


def _found(
    pair: OperationPair,
    rule: Rule,
    name: str,
    old: str,
    new: str,
    says: str,
    seen: Backing = Backing(),  # noqa: B008 - frozen
    *,
    cause: str = "",
    proof: Proof | None = None,
    ceiling: DriftClass | None = None,
) -> Difference:
    known = pair.old.parameters.get(name) or pair.new.parameters.get(name)
    place = DriftPlace(pair.new.id, f"?{name}", "", "", old, new, seen, known.source if known else "")
    says = f"the parameter `{name}` {says}"
    return Difference(
        rule, place, old, new, says, ceiling or rule.usual, proof or proof_of(pair.mode), spot=f"{pair.new.id} ?{name}", cause=cause
    )


def _must(required: bool) -> str:
    return "required" if required else "optional"
