"""Counts the values of one body at their places, column by column: all values at one place of a list go into their cell at once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from coupa_contract.drift.cells import Cell, count, mark_of, widen
from coupa_contract.drift.forms import digits_of, form_of
from coupa_contract.drift.shape import DEPTH, MARKS, WORDS

_REMEMBERED = 20_000  # texts and numbers
_SHORT = 120  # characters of a text worth remembering
_EXACT = 1e15  # an integral number from here on may not be what was sent
_LARGEST = sys.float_info.max


class _Text(NamedTuple):
    form: str
    length: int
    digits: int  # -1 when it is no decimal
    places: int
    mark: int


class _Number(NamedTuple):
    digits: int
    places: int
    exact: bool  # whether the value is what was sent, as far as its digits tell
    mark: int


class Columns:
    """Counts bodies. Remembers what it found out of texts and numbers, because they repeat."""

    def __init__(self) -> None:
        self.now = 0  # number of the interaction
        self.whole = True
        self.too_deep = False
        self.inexact = False  # a number was left out, because only its text tells what it is
        self._texts: dict[str, _Text] = {}
        self._numbers: dict[float, _Number] = {}
        self._kinds: dict[type, Callable[[Cell, Sequence[Any], int], None]] = {
            str: self._of_texts,
            dict: self._of_objects,
            list: self._of_arrays,
            int: self._of_integers,
            float: self._of_floats,
            Decimal: self._of_decimals,
            bool: self._of_flags,
            type(None): self._of_nulls,
        }

    def count(self, cell: Cell, values: Sequence[Any], depth: int) -> None:
        """Counts values that stand at one place of one body."""
        if self.whole:
            cell.whole += len(values)
        kinds = set(map(type, values))
        if len(kinds) == 1:
            self._kinds[kinds.pop()](cell, values, depth)
            return
        for kind in kinds:
            self._kinds[kind](cell, [value for value in values if type(value) is kind], depth)

    def count_exactly(self, cell: Cell, value: Any, depth: int) -> None:
        """Counts what was left out of a body as inexact, from the same body with its numbers as they were sent."""
        if depth > DEPTH:
            return
        if isinstance(value, dict):
            for place, each in zip(cell.layout(tuple(value)).cells, value.values(), strict=True):
                if place is not None:
                    self.count_exactly(place, each, depth + 1)
        elif isinstance(value, list):
            if (below := cell.item()) is not None:
                for each in value:
                    self.count_exactly(below, each, depth + 1)
        elif type(value) is Decimal:
            if not _number(float(value)).exact:
                self._of_decimals(cell, [value], depth)
        elif type(value) is int and not -(2**63) <= value < 2**64:
            self._of_integers(cell, [value], depth)

    def _of_nulls(self, cell: Cell, values: Sequence[None], depth: int) -> None:
        count(cell.types, "null", len(values), self.now)

    def _of_flags(self, cell: Cell, values: Sequence[bool], depth: int) -> None:
        count(cell.types, "boolean", len(values), self.now)
        self._mark(cell, [mark_of("true" if value else "false") for value in set(values)])

    def _of_texts(self, cell: Cell, values: Sequence[str], depth: int) -> None:
        count(cell.types, "string", len(values), self.now)
        known, forms, now = self._texts, cell.forms, self.now
        repeated = Counter(values) if len(values) > 1 else {values[0]: 1}
        looked = []
        for text, times in repeated.items():
            seen = known.get(text)
            if seen is None:
                seen = self._look(text)
            looked.append(seen)
            count(forms, seen.form, times, now)
            if cell.wordy:
                self._word(cell, text, seen.mark, times)
        lengths = [seen.length for seen in looked]
        widen(cell.length, min(lengths), max(lengths))
        decimals = [seen for seen in looked if seen.digits >= 0]
        for seen in decimals:
            widen(cell.text_digits, seen.digits, seen.digits)
            widen(cell.text_places, seen.places, seen.places)
        if cell.marks is not None:
            self._mark(cell, [seen.mark for seen in looked])

    def _look(self, text: str) -> _Text:
        """What a text looks like."""
        form = form_of(text)
        digits, places, canonical = -1, -1, text
        if form in {"decimal", "integer"}:
            digits, places = digits_of(text)
            canonical = _plain(Decimal(text))
        seen = _Text(form, len(text), digits, places, mark_of(canonical))
        if len(text) <= _SHORT:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            self._texts[text] = seen
        return seen

    def _word(self, cell: Cell, text: str, mark: int, times: int) -> None:
        if cell.words is None:
            return
        count(cell.words, cell.described.word(text, mark), times, self.now)
        if len(cell.words) > WORDS:
            cell.words = None

    def _of_integers(self, cell: Cell, values: Sequence[int], depth: int) -> None:
        count(cell.types, "integer", len(values), self.now)
        least, most = min(values), max(values)
        widen(cell.value, _float(least), _float(most))
        sizes = (least, most) if least >= 0 else [abs(value) for value in values]
        widen(cell.digits, _figures(min(sizes)), _figures(max(sizes)))
        widen(cell.places, 0, 0)
        if cell.marks is not None:
            self._mark(cell, [mark_of(_spelled("-" if value < 0 else "", str(abs(value)), 0)) for value in set(values)])

    def _of_floats(self, cell: Cell, values: Sequence[float], depth: int) -> None:
        known = self._numbers
        counted = 0
        for value in values:
            seen = known.get(value)
            if seen is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                seen = known[value] = _number(value)
            if seen.exact:
                counted += 1
                widen(cell.value, value, value)
                widen(cell.digits, seen.digits, seen.digits)
                widen(cell.places, seen.places, seen.places)
                if cell.marks is not None:
                    self._mark(cell, [seen.mark])
            else:
                self.inexact = True
        if counted:
            count(cell.types, "number", counted, self.now)

    def _of_decimals(self, cell: Cell, values: Sequence[Decimal], depth: int) -> None:
        count(cell.types, "number", len(values), self.now)
        for value in values:
            digits, places = _measured(value)
            amount = _float(value)
            widen(cell.value, amount, amount)
            widen(cell.digits, digits, digits)
            widen(cell.places, places, places)
            self._mark(cell, [mark_of(_plain(value))])

    def _of_arrays(self, cell: Cell, values: Sequence[list[Any]], depth: int) -> None:
        count(cell.types, "array", len(values), self.now)
        sizes = list(map(len, values))
        widen(cell.size, min(sizes), max(sizes))
        items = list(chain.from_iterable(values)) if len(values) > 1 else values[0]
        if items:
            if depth >= DEPTH:
                self.too_deep = True
            elif (below := cell.item()) is not None:
                self.count(below, items, depth + 1)

    def _of_objects(self, cell: Cell, values: Sequence[dict[str, Any]], depth: int) -> None:
        count(cell.types, "object", len(values), self.now)
        if self.whole:
            cell.whole_objects += len(values)
        if depth >= DEPTH:
            self.too_deep = self.too_deep or any(values)
            return
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for value in values:
            groups.setdefault(tuple(value), []).append(value)
        gathered: dict[int, tuple[Cell, list[Any]]] = {}
        for names, group in groups.items():
            layout = cell.layouts.get(names) or cell.layout(names)
            if layout.variant:
                cell.count_variant(layout.variant, len(group), self.now)
            for form in layout.forms:
                count(cell.keys, form, len(group), self.now)
            columns = zip(*map(dict.values, group), strict=True)
            if layout.all_cells and len(groups) == 1:
                for below, column in zip(layout.all_cells, columns, strict=True):
                    self.count(below, column, depth + 1)
                return
            for place, column in zip(layout.cells, columns, strict=True):
                if place is not None:
                    gathered.setdefault(id(place), (place, []))[1].extend(column)
        for place, gathering in gathered.values():
            self.count(place, gathering, depth + 1)

    def _mark(self, cell: Cell, marks: Sequence[int]) -> None:
        if cell.marks is not None:
            cell.marks.update(marks)
            if len(cell.marks) > MARKS:
                cell.marks = None


def _number(value: float) -> _Number:
    text = repr(abs(value))
    exact = abs(value) < _EXACT and len(text) < 17
    digits, places = _measured(Decimal(text))
    return _Number(digits, places, exact, mark_of(_plain(Decimal(repr(value)))))


def _measured(value: Decimal) -> tuple[int, int]:
    """Digits in all and after the point; zeros at the end of a fraction do not count."""
    _, figures, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not any(figures):
        return 1, 0
    text = "".join(map(str, figures))
    places = max(-exponent - (len(text) - len(text.rstrip("0"))), 0)
    return max(value.adjusted() + 1, 0) + places, places


def _figures(value: int) -> int:
    """How many digits; of a number of more than 4,000 only about."""
    return len(str(value)) if value.bit_length() < 13_000 else int(value.bit_length() * 0.30103) + 1


def _float(value: int | Decimal) -> float:
    try:
        return max(min(float(value), _LARGEST), -_LARGEST)
    except OverflowError:
        return _LARGEST if value > 0 else -_LARGEST


def _plain(value: Decimal) -> str:
    """The number without zeros at the end: `12.50` and `1.25E1` are the same."""
    sign, figures, exponent = value.as_tuple()
    return _spelled("-" if sign else "", "".join(map(str, figures)), exponent if isinstance(exponent, int) else 0)


def _spelled(sign: str, figures: str, exponent: int) -> str:
    kept = figures.lstrip("0").rstrip("0")
    exponent += len(figures) - len(figures.rstrip("0"))
    return f"{sign}{kept}e{exponent}" if kept else "0"
