"""Counts the values of one body at their places, column by column: all values at one place of a list go into their cell at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

from coupa_contract.drift.bodies import Body
from coupa_contract.drift.cells import Cell, count, mark_of, widen
from coupa_contract.drift.measuring import (
    SHORT,
    NumberLook,
    TextLook,
    as_float,
    figures_of,
    look_at_float,
    look_at_integer,
    look_at_number,
    look_at_text,
)
from coupa_contract.drift.shape import DEPTH, MARKS, WORDS

SEEN = 100  # texts that a place remembers, and as many numbers
_NULL = type(None)
Number = TypeVar("Number", int, float, Decimal)


class Columns:
    """Counts bodies. Remembers what it found out of texts and numbers, because they repeat."""

    def __init__(self) -> None:
        self.now = 0  # number of the interaction
        self._whole = True
        self._too_deep = False
        self._long: Mapping[str, int | Decimal] = {}  # numbers of the body that no float holds, by what stands there instead
        self._texts: dict[str, TextLook] = {}
        self._floats: dict[float, NumberLook] = {}
        self._integers: dict[int, int] = {}
        self._kinds: dict[type, Callable[[Cell, Sequence[Any], int], None]] = {
            str: self._of_texts,
            dict: self._of_objects,
            list: self._of_arrays,
            int: self._of_integers,
            float: self._of_floats,
            Decimal: self._of_decimals,
            bool: self._of_flags,
            _NULL: self._of_nulls,
        }

    def count_body(self, root: Cell, body: Body, whole: bool) -> bool:
        """Counts a body and says whether it could be read to its full depth."""
        self._long, self._whole, self._too_deep = body.long, whole, False
        self._count(root, (body.value,), 0)
        return not self._too_deep

    def _count(self, cell: Cell, values: Sequence[Any], depth: int) -> None:
        if self._whole:
            cell.whole += len(values)
        if (cell.usual is str and self._as_usual(cell, values)) or (cell.usual is _NULL and values.count(None) == len(values)):
            if cell.usual is _NULL:
                count(cell.types, "null", len(values), self.now)
            return
        kinds = set(map(type, values))
        if _NULL in kinds:
            present = [value for value in values if value is not None] if len(kinds) > 1 else ()
            count(cell.types, "null", len(values) - len(present), self.now)
            kinds.discard(_NULL)
            if not kinds:
                cell.usual = _NULL
                return
            values = present
        if self._long and str in kinds:
            values = [self._long.get(value, value) if type(value) is str else value for value in values]
            kinds = set(map(type, values))
        if len(kinds) == 1:
            cell.usual = kinds.pop()
            self._kinds[cell.usual](cell, values, depth)
            return
        for kind in kinds:
            self._kinds[kind](cell, [value for value in values if type(value) is kind], depth)

    def _as_usual(self, cell: Cell, values: Sequence[Any]) -> bool:
        """Counts nulls and texts that the place remembers; False, and nothing counted, when there is anything else."""
        try:
            distinct = set(values)
        except TypeError:  # an object or an array
            return False
        nulls = values.count(None) if None in distinct else 0
        distinct.discard(None)
        if not distinct or distinct.difference(cell.texts):
            return False
        if nulls:
            count(cell.types, "null", nulls, self.now)
            values = [value for value in values if value is not None]
        count(cell.types, "string", len(values), self.now)
        self._known_texts(cell, values)
        return True

    def _of_nulls(self, cell: Cell, values: Sequence[None], depth: int) -> None:
        count(cell.types, "null", len(values), self.now)

    def _of_flags(self, cell: Cell, values: Sequence[bool], depth: int) -> None:
        count(cell.types, "boolean", len(values), self.now)
        self._mark(cell, [mark_of("true" if value else "false") for value in set(values)])

    def _of_texts(self, cell: Cell, values: Sequence[str], depth: int) -> None:
        count(cell.types, "string", len(values), self.now)
        seen = cell.texts
        fresh = set(values).difference(seen)
        if fresh:
            if len(seen) > SEEN:
                seen.clear()
                fresh = set(values)
            self._of_new_texts(cell, fresh)
        self._known_texts(cell, values)
        if cell.length[1] > SHORT:  # nobody knows how long
            seen.clear()

    def _known_texts(self, cell: Cell, values: Sequence[str]) -> None:
        """Counts the forms and words of texts that the place remembers."""
        if len(cell.forms) == 1:  # nearly everywhere
            for form in cell.forms:
                count(cell.forms, form, len(values), self.now)
        else:
            for form, times in Counter(map(cell.texts.__getitem__, values)).items():
                count(cell.forms, form, times, self.now)
        if cell.wordy and cell.words is not None:
            self._words(cell, values)

    def _of_new_texts(self, cell: Cell, texts: set[str]) -> None:
        """Looks at texts that were not yet seen at a place, or are not remembered."""
        known = self._texts
        looks = [known.get(text) or look_at_text(text, known) for text in texts]
        forms, lengths, digits, places, marks = zip(*looks, strict=True)
        cell.texts.update(zip(texts, forms, strict=True))
        for form in forms:
            cell.forms.setdefault(form, [0, self.now, self.now])
        widen(cell.length, min(lengths), max(lengths))
        if max(digits) >= 0:
            widen(cell.text_digits, min([each for each in digits if each >= 0]), max(digits))
            widen(cell.text_places, min([each for each in places if each >= 0]), max(places))
        self._mark(cell, marks)

    def _words(self, cell: Cell, values: Sequence[str]) -> None:
        for text, times in Counter(values).items():
            look = self._texts.get(text) or look_at_text(text, self._texts)
            if cell.words is not None:
                count(cell.words, cell.described.word(text, look[4]), times, self.now)
                if len(cell.words) > WORDS:
                    cell.words = None

    def _of_integers(self, cell: Cell, values: Sequence[int], depth: int) -> None:
        count(cell.types, "integer", len(values), self.now)
        fresh = _fresh(cell.integers, values)
        if not fresh:
            return
        least, most = min(fresh), max(fresh)
        widen(cell.value, as_float(least), as_float(most))
        sizes = (least, most) if least >= 0 else list(map(abs, fresh))
        widen(cell.digits, figures_of(min(sizes)), figures_of(max(sizes)))
        widen(cell.places, 0, 0)
        known = self._integers
        self._mark(cell, [known.get(value) or look_at_integer(value, known) for value in fresh])

    def _of_floats(self, cell: Cell, values: Sequence[float], depth: int) -> None:
        count(cell.types, "number", len(values), self.now)
        fresh = _fresh(cell.floats, values)
        if fresh:
            widen(cell.value, min(fresh), max(fresh))
            known = self._floats
            self._measure(cell, [known.get(value) or look_at_float(value, known) for value in fresh])

    def _of_decimals(self, cell: Cell, values: Sequence[Decimal], depth: int) -> None:
        count(cell.types, "number", len(values), self.now)
        fresh = _fresh(cell.decimals, values)
        if fresh:
            amounts = list(map(as_float, fresh))
            widen(cell.value, min(amounts), max(amounts))
            self._measure(cell, list(map(look_at_number, fresh)))

    def _measure(self, cell: Cell, looks: list[NumberLook]) -> None:
        digits, places, marks = zip(*looks, strict=True)
        widen(cell.digits, min(digits), max(digits))
        widen(cell.places, min(places), max(places))
        self._mark(cell, marks)

    def _of_arrays(self, cell: Cell, values: Sequence[list[Any]], depth: int) -> None:
        count(cell.types, "array", len(values), self.now)
        sizes = list(map(len, values))
        widen(cell.size, min(sizes), max(sizes))
        items = list(chain.from_iterable(values)) if len(values) > 1 else values[0]
        if items:
            if depth >= DEPTH:
                self._too_deep = True
            elif (below := cell.item()) is not None:
                self._count(below, items, depth + 1)

    def _of_objects(self, cell: Cell, values: Sequence[dict[str, Any]], depth: int) -> None:
        count(cell.types, "object", len(values), self.now)
        if self._whole:
            cell.whole_objects += len(values)
        if depth >= DEPTH:
            self._too_deep = self._too_deep or any(values)
            return
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for value in values:
            groups[tuple(value)].append(value)
        gathered: dict[Cell | None, list[Any]] = defaultdict(list)
        for names, group in groups.items():
            layout = cell.layouts.get(names) or cell.layout(names)
            if layout.variant:
                cell.count_variant(layout.variant, len(group), self.now)
            for form in layout.forms:
                count(cell.keys, form, len(group), self.now)
            columns = zip(*map(dict.values, group), strict=True)
            if layout.all_cells and len(groups) == 1:
                for below, column in zip(layout.all_cells, columns, strict=True):
                    self._count(below, column, depth + 1)
                return
            for place, column in zip(layout.cells, columns, strict=True):
                gathered[place].extend(column)
        gathered.pop(None, None)  # members that are one too many
        for place, gathering in gathered.items():
            if place is not None:
                self._count(place, gathering, depth + 1)

    def _mark(self, cell: Cell, marks: Sequence[int]) -> None:
        smaller = [mark for mark in marks if mark < cell.mark_below]
        if smaller:
            cell.marks.update(smaller)
            if len(cell.marks) > MARKS:
                kept = sorted(cell.marks)[:MARKS]
                cell.marks, cell.mark_below = set(kept), kept[-1]


def _fresh(seen: set[Number], values: Sequence[Number]) -> set[Number]:
    """The numbers that a place does not remember; from now on it does."""
    fresh = set(values)
    fresh -= seen
    if fresh:
        if len(seen) > SEEN:
            seen.clear()
        seen |= fresh
    return fresh
