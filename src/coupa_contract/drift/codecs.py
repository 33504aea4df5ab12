"""Values to JSON and back, both ways described once. What is read is checked: a damaged file is never half understood."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coupa_contract.drift.shape import Bounds, Sighting, Tally


class WrongError(ValueError):
    """What was read is not what should stand there; the message says where."""

    def __init__(self, where: str, expected: str) -> None:
        super().__init__(f"{where or 'its root'} is not {expected}")


class Broken(dict[str, Any]):
    """An object of which each member gets a line of its own."""


@dataclass(slots=True)
class Context:
    """Dates and names of sources, which tallies name by their position."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    positions: dict[tuple[str, str], int] = field(default_factory=dict)

    def position(self, pair: tuple[str, str]) -> int:
        """Where a pair stands; a new one comes last."""
        if pair not in self.positions:
            self.positions[pair] = len(self.pairs)
            self.pairs.append(pair)
        return self.positions[pair]

    def in_order(self) -> Context:
        """The same pairs, sorted."""
        pairs = sorted(self.pairs)
        return Context(pairs, {pair: position for position, pair in enumerate(pairs)})


@dataclass(frozen=True, slots=True)
class Codec:
    """Writes a value as JSON, and reads it: `read(data, context, where)` raises WrongError."""

    write: Callable[[Any, Context], Any]
    read: Callable[[Any, Context, str], Any]


def _plain(kind: type, expected: str, fits: Callable[[Any], bool] = lambda value: True) -> Codec:
    def read(data: Any, context: Context, where: str) -> Any:
        if type(data) is not kind or not fits(data):
            raise WrongError(where, expected)
        return data

    return Codec(lambda value, context: value, read)


TEXT = _plain(str, "a text")
NUMBER = _plain(int, "a whole number that is not negative", lambda value: value >= 0)
FLAG = _plain(bool, "true or false")


def _write_amount(value: float, context: Context) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _read_amount(data: Any, context: Context, where: str) -> float:
    try:
        amount = float(data) if type(data) in {int, float} else math.nan
    except OverflowError:
        amount = math.nan
    if not math.isfinite(amount):
        raise WrongError(where, "a number")
    return amount


AMOUNT = Codec(_write_amount, _read_amount)


def array(data: Any, where: str, expected: str, *lengths: int) -> list[Any]:
    """The array that was read. Raises WrongError."""
    if type(data) is not list or len(data) not in lengths:
        raise WrongError(where, expected)
    return data


def _write_tally(tally: Tally, context: Context) -> list[Any]:
    first, last = (_write_sighting(each, context) for each in (tally.first, tally.last))
    if tally.first != tally.last:
        return [tally.count, first, last]
    return [first] if tally.count == 1 else [tally.count, first]


def _write_sighting(sighting: Sighting, context: Context) -> int | list[int]:
    position = context.position((sighting.at, sighting.source))
    return [position, sighting.number] if position else sighting.number


def _read_tally(data: Any, context: Context, where: str) -> Tally:
    data = array(data, where, "how often, first and last", 1, 2, 3)
    count = NUMBER.read(data[0], context, where) if len(data) > 1 else 1
    first = _read_sighting(data[min(1, len(data) - 1)], context, where)
    return Tally(count, first, _read_sighting(data[-1], context, where))


def _read_sighting(data: Any, context: Context, where: str) -> Sighting:
    position, number = (0, data) if type(data) is int else array(data, where, "a sighting", 2)
    if type(position) is not int or type(number) is not int or not 0 <= position < len(context.pairs):
        raise WrongError(where, "a sighting")
    return Sighting(*context.pairs[position], number)


TALLY = Codec(_write_tally, _read_tally)


def optional(codec: Codec) -> Codec:
    """The same, or null."""
    return Codec(
        lambda value, context: None if value is None else codec.write(value, context),
        lambda data, context, where: None if data is None else codec.read(data, context, where),
    )


def mapping(codec: Codec, key: Codec = TEXT, kind: type[dict[str, Any]] = dict) -> Codec:
    """An object by name. `key` turns keys into texts and back."""

    def write(value: Mapping[Any, Any], context: Context) -> dict[str, Any]:
        return kind({key.write(name, context): codec.write(value[name], context) for name in sorted(value)})

    def read(data: Any, context: Context, where: str) -> dict[Any, Any]:
        if not isinstance(data, dict):
            raise WrongError(where, "an object")
        return {key.read(name, context, f"{where}/{name}"): codec.read(each, context, f"{where}/{name}") for name, each in data.items()}

    return Codec(write, read)


_REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a dataclass: its name there, in the file, and what is left out because it is usual."""

    name: str
    key: str
    codec: Codec
    usual: Any = _REQUIRED


def record(make: Callable[..., Any], parts: Iterable[Part], kind: type[dict[str, Any]] = dict) -> Codec:
    """A dataclass as an object; unknown keys are refused."""
    parts = tuple(parts)
    by_key = {part.key: part for part in parts}

    def write(value: Any, context: Context) -> dict[str, Any]:
        present = ((part, getattr(value, part.name)) for part in parts)
        return kind({part.key: part.codec.write(each, context) for part, each in present if part.usual is _REQUIRED or each != part.usual})

    def read(data: Any, context: Context, where: str) -> Any:
        if not isinstance(data, dict):
            raise WrongError(where, "an object")
        for key in data:
            if key not in by_key:
                raise WrongError(f"{where}/{key}", "anything that this version knows")
        for part in parts:
            if part.usual is _REQUIRED and part.key not in data:
                raise WrongError(f"{where}/{part.key}", "there")
        return make(**{by_key[key].name: by_key[key].codec.read(each, context, f"{where}/{key}") for key, each in data.items()})

    return Codec(write, read)


def _read_bounds(data: Any, context: Context, where: str) -> Bounds:
    least, most = (_read_amount(each, context, where) for each in array(data, where, "the least and the most", 2))
    return Bounds(least, most)


BOUNDS = Codec(lambda bounds, context: [_write_amount(bounds.least, context), _write_amount(bounds.most, context)], _read_bounds)
TALLIES = mapping(TALLY)
