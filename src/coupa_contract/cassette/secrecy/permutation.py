"""A keyed one-to-one mapping of the numbers below any bound, so that no two values ever share a pseudonym."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from math import prod

_ROUNDS = 8


def permuted(digits: Sequence[int], radices: Sequence[int], key: bytes, tweak: bytes) -> list[int]:
    """As many digits below the same radices: an alternating Feistel network over mixed radices (after NIST SP 800-38G)."""
    half = len(digits) // 2
    bounds = prod(radices[:half]), prod(radices[half:])
    left, right = _number(digits[:half], radices[:half]), _number(digits[half:], radices[half:])
    for turn in range(0, _ROUNDS, 2):
        right = (right + _noise(key, tweak, turn, left)) % bounds[1]
        left = (left + _noise(key, tweak, turn + 1, right)) % bounds[0]
    return [*_digits(left, radices[:half]), *_digits(right, radices[half:])]


def _noise(key: bytes, tweak: bytes, turn: int, number: int) -> int:
    return int.from_bytes(hmac.digest(key, b"%b\0%d\0%d" % (tweak, turn, number), "sha256")[:24], "big")


def _number(digits: Sequence[int], radices: Sequence[int]) -> int:
    number = 0
    for digit, radix in zip(digits, radices, strict=True):
        number = number * radix + digit
    return number


def _digits(number: int, radices: Sequence[int]) -> list[int]:
    digits = []
    for radix in reversed(radices):
        number, digit = divmod(number, radix)
        digits.append(digit)
    return digits[::-1]


def stream(key: bytes, text: bytes) -> Iterator[int]:
    """Numbers below 65,536 without end, by key and text."""
    seed = hmac.digest(key, b"stream\0" + text, "sha256")
    counter = 0
    while True:
        block = hmac.digest(seed, counter.to_bytes(4, "big"), "sha256")
        yield from (int.from_bytes(block[at : at + 2], "big") for at in range(0, len(block), 2))
        counter += 1
