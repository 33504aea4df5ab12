"""The body of a refusal, told as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coupa_contract.drift.confidence import Proof
from coupa_contract.drift.difference import AnswerPair, Difference, add
from coupa_contract.drift.drift import Backing, Direction, DriftClass, DriftPlace, Rule, Taxonomy
from coupa_contract.drift.wording import value_in_words

CHANGED = Rule(
    "response-error-body-changed", Taxonomy("error", "body", "changed", Direction.RESPONSE), DriftClass.RISKY,
    "The body of a refusal is built otherwise.", "Read what a refusal says from either, and rely on its status alone.",
)  # fmt: skip

RULES = (CHANGED,)

_BUILT = frozenset({"type", "member", "presence", "array"})  # areas of rules that speak of how a body is built


def error_body(pair: AnswerPair, differences: Iterable[Difference]) -> Iterator[Difference]:
    """One difference for all that differs in how the body of a refusal is built; its values are nobody's contract."""
    built = [each for each in differences if each.rule.taxonomy.area in _BUILT and each.ceiling is not DriftClass.UNSEEN]
    told = [each for each in built if each.ceiling is not DriftClass.ADDITIVE] or built
    if not told:
        return
    counted = Backing()
    for each in told:
        counted = add(counted, each.place.backing)
    detail = "; ".join(dict.fromkeys(f"`{each.place.pointer or '/'}`: {each.says}" for each in told[:3]))
    was, now = (value_in_words(side.places[""]) if "" in side.places else "a body" for side in (pair.old, pair.new))
    old, new = (was, now) if was != now else (f"{was} as it was", f"{now} of another build")
    place = DriftPlace(pair.operation.new.id, "", pair.new.status, pair.new.media_type, old, detail, counted, pair.old.source)
    ceiling = DriftClass.RISKY if any(each.ceiling is not DriftClass.ADDITIVE for each in told) else DriftClass.ADDITIVE
    proof = next((each.proof for each in told if each.proof is not Proof.ABSENT), Proof.ABSENT)
    spot = f"{pair.operation.new.id} {pair.new.status}"
    says = f"the body of a refusal is built otherwise ({detail})"
    yield Difference(CHANGED, place, old, new, says, ceiling, proof, spot=spot, cause="refusals")
