"""Keys of maps, and alternatives of objects."""

from __future__ import annotations

from collections.abc import Iterator

from coupa_contract.drift.confidence import Proof, differ
from coupa_contract.drift.difference import Difference, Mode, PlacePair, at, backing, flat, pair_of_rules, taken
from coupa_contract.drift.drift import Direction, DriftClass
from coupa_contract.drift.wording import either

KEYS = pair_of_rules(
    "map-keys-changed", area="map", kind="key", action="changed", response=DriftClass.RISKY, request=DriftClass.BREAKING,
    sentence="the keys of a map are written in another way", fix="Read keys of either pattern.",
    request_fix="Write keys as the new contract does.",
)  # fmt: skip

RULES = flat(KEYS)

_WORD = "one word"  # a key that shows nothing of how words are divided


def map_keys(pair: PlacePair) -> Iterator[Difference]:
    """Keys of a form that no key had."""
    old, new = pair.old.keys, pair.new.keys
    extra = sorted(set(new) - set(old))
    if not old or not extra:
        return
    if pair.mode is Mode.OBSERVATIONS:
        extra = [each for each in extra if each != _WORD]
        if set(old) == {_WORD}:
            return
        before, after = (sum(tally.count for tally in keys.values() if tally) for keys in (old, new))
        tallies = {form: new[form] for form in extra}
        times = {form: tally.count if tally else 0 for form, tally in tallies.items()}
        extra = [
            each
            for each in extra
            if differ(0, before * pair.old_share, times[each] * pair.new_share, after * pair.new_share, pair.operation.level)
        ]
        if not extra or pair.direction is Direction.REQUEST:
            return
    rule = KEYS[pair.direction]
    was, now = either(old), either(extra)
    yield at(
        pair, rule, old=was, new=now, says=f"keys of a map were {was} and are {now}", seen=backing([new[each] for each in extra]),
        proof=Proof.RATE if pair.mode is Mode.OBSERVATIONS else None, ceiling=taken(rule.usual, pair),
    )  # fmt: skip
