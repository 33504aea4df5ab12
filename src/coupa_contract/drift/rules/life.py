"""What is on its way out, and examples that no longer hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coupa_contract.drift.confidence import Proof
from coupa_contract.drift.difference import Difference, Mode, OperationPair, PlacePair, at, backing, flat, pair_of_rules
from coupa_contract.drift.drift import Direction, DriftClass, DriftPlace, Rule, Taxonomy

MEMBER = pair_of_rules(
    "member-deprecated", area="life", kind="deprecation", action="appeared", response=DriftClass.RISKY, request=DriftClass.RISKY,
    sentence="a member is deprecated", fix="Stop reading it before it goes.", request_fix="Stop sending it before it is refused.",
)  # fmt: skip
OPERATION = Rule(
    "operation-deprecated", Taxonomy("life", "deprecation", "appeared", Direction.REQUEST), DriftClass.RISKY,
    "An operation is deprecated.", "Find what replaces it, and move before it goes.",
)  # fmt: skip
SUNSET = Rule(
    "operation-sunset", Taxonomy("life", "sunset", "appeared", Direction.REQUEST), DriftClass.RISKY,
    "An operation has a date after which it will not answer.", "Move to what replaces it before that date.",
)  # fmt: skip
PARAMETER = Rule(
    "request-parameter-deprecated", Taxonomy("life", "deprecation", "appeared", Direction.REQUEST), DriftClass.RISKY,
    "A parameter is deprecated.", "Stop sending it before it is refused.",
)  # fmt: skip
EXAMPLE = Rule(
    "example-no-longer-valid", Taxonomy("example", "example", "changed", Direction.RESPONSE), DriftClass.ADDITIVE,
    "An example of the document contradicts the document.", "Correct the example, or the schema.",
)  # fmt: skip

RULES = (*flat(MEMBER), OPERATION, SUNSET, PARAMETER, EXAMPLE)


def deprecated_members(pair: PlacePair) -> Iterator[Difference]:
    """A member that is newly deprecated."""
    if pair.new.deprecated and not pair.old.deprecated and pair.mode is Mode.DOCUMENTS and not pair.pointer.startswith("?"):
        rule = MEMBER[pair.direction]
        yield at(pair, rule, old="in use", new="deprecated", says="a member is deprecated", seen=backing([]))


def operation_life(pair: OperationPair) -> Iterator[Difference]:
    """An operation, or a parameter of it, that is newly deprecated, and examples that are newly wrong."""
    old, new = pair.old, pair.new
    if new.deprecated and not old.deprecated and pair.mode is Mode.DOCUMENTS:
        yield _of(pair, OPERATION, "in use", "deprecated", "the operation is deprecated")
    if new.sunset and new.sunset != old.sunset and pair.mode is Mode.DOCUMENTS:
        yield _of(pair, SUNSET, old.sunset or "no end", new.sunset, f"the operation ends on {new.sunset}")
    if pair.mode is not Mode.DOCUMENTS:
        yield from _announced(pair)
        return
    for name, parameter in sorted(new.parameters.items()):
        before = old.parameters.get(name)
        if parameter.deprecated and before is not None and not before.deprecated:
            yield _of(pair, PARAMETER, "in use", "deprecated", f"the parameter `{name}` is deprecated", pointer=f"?{name}")
    known = {fault.pointer for fault in old.examples}
    for fault in new.examples:
        if fault.pointer not in known:
            says = f"an example holds {fault.seen} where {fault.expected} is due"
            found = _of(pair, EXAMPLE, "valid", "not valid", says, pointer=fault.pointer)
            yield replace(found, spot=fault.pointer, cause="examples")  # one example may serve several operations


def _announced(pair: OperationPair) -> Iterator[Difference]:
    """What the headers `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) say."""
    for header, rule, known in (("deprecation", OPERATION, pair.old.deprecated), ("sunset", SUNSET, bool(pair.old.sunset))):
        before = any(header in answer.headers for answer in pair.old.answers.values())
        after = [answer.headers[header].seen for answer in pair.new.answers.values() if header in answer.headers]
        if after and not known and not before:
            proof = Proof.SEEN
            place = DriftPlace(pair.new.id, old="in use", new="announced", backing=backing(after), source=pair.old.source)
            yield Difference(
                rule, place, "in use", "announced", f"answers carry the header `{header}`", rule.usual, proof, spot=pair.new.id
            )


def _of(pair: OperationPair, rule: Rule, old: str, new: str, says: str, pointer: str = "") -> Difference:
    place = DriftPlace(pair.new.id, pointer, old=old, new=new, source=pair.new.source or pair.old.source)
    return Difference(rule, place, old, new, says, rule.usual, Proof.STATED, spot=f"{pair.new.id} {pointer}".strip())
