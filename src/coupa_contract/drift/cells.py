"""The tree that grows while observing: one cell a place, with counts by interaction number. Frozen into shapes by `freezing`."""

from __future__ import annotations

import re
import zlib
from collections.abc import Hashable
from decimal import Decimal
from typing import TypeVar

from coupa_contract.drift.described import Described, Descriptions, Node, WordsRule
from coupa_contract.drift.forms import form_of, form_of_key
from coupa_contract.drift.shape import MEMBERS, PLACES, VARIANTS

# How often, and the numbers of the first and the last interaction.
Counted = list[int]
Key = TypeVar("Key", bound=Hashable)

MARK = 0xFFFFF  # 20 bits

# Bounds while they grow: nothing yet is [inf, -inf].
Span = list[float]
_NAME = re.compile(r"[^\W\d][\w.:$-]{0,79}|[@$_][\w.:$-]{0,79}")
_DATA = frozenset({"uuid", "date", "uri", "email"})
_LAYOUTS = 200  # sets of member names that are remembered at a place


def span() -> Span:
    """Bounds of nothing."""
    return [float("inf"), float("-inf")]


def widen(bounds: Span, least: float, most: float) -> None:
    """Makes room for what lies between these."""
    if least < bounds[0]:
        bounds[0] = least
    if most > bounds[1]:
        bounds[1] = most


def count(tallies: dict[Key, Counted], key: Key, times: int, now: int) -> None:
    """Counts something that the interaction `now` held so many times."""
    counted = tallies.get(key)
    if counted is None:
        tallies[key] = [times, now, now]
        return
    counted[0] += times
    if now > counted[2]:
        counted[2] = now
    elif now < counted[1]:
        counted[1] = now


def mark_of(text: str) -> int:
    """A digest of 20 bits, the same on every machine."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) & MARK


def is_name(text: str) -> bool:
    """Whether a member's name names something, rather than being data itself (an id, an address, a sentence)."""
    return _NAME.fullmatch(text) is not None and form_of(text) not in _DATA


class Layout:
    """Where the members of objects with the same names in the same order go."""

    __slots__ = ("all_cells", "cells", "forms", "variant")

    def __init__(self, cells: list[Cell | None], forms: list[str], variant: str) -> None:
        self.cells = cells  # one a member, in order; the same one for all entries of a map, None for one too many
        self.forms = forms  # of the keys that are data
        self.variant = variant
        # The same when nothing stands in the way of one after the other, else nothing.
        self.all_cells = [cell for cell in cells if cell] if not forms and None not in cells else []


class Cell:
    """What was counted at one place."""

    __slots__ = (
        "decimals",
        "described",
        "digits",
        "entries",
        "floats",
        "forms",
        "growth",
        "integers",
        "items",
        "keys",
        "layouts",
        "length",
        "mark_below",
        "marks",
        "members",
        "more_members",
        "places",
        "size",
        "text_digits",
        "text_places",
        "texts",
        "types",
        "usual",
        "value",
        "variants",
        "whole",
        "whole_objects",
        "words",
        "wordy",
    )

    def __init__(self, growth: Growth, described: Described, name: str = "") -> None:
        self.growth = growth
        self.described = described
        self.wordy = described.listed is not None or growth.rule.names_words(name)
        self.types: dict[str, Counted] = {}
        self.whole = 0
        self.whole_objects = 0
        self.length, self.text_digits, self.text_places = span(), span(), span()
        self.value, self.digits, self.places = span(), span(), span()
        self.size = span()
        self.forms: dict[str, Counted] = {}
        self.words: dict[str, Counted] | None = {}
        self.marks: set[int] = set()  # the smallest
        self.mark_below = MARK + 1  # what can still be among them
        self.keys: dict[str, Counted] = {}
        self.members: dict[str, Cell] = {}
        self.items: Cell | None = None
        self.entries: Cell | None = None
        self.variants: dict[str, Counted] = {}
        self.more_members = False
        self.usual: type | None = None  # of what stood here last
        self.texts: dict[str, str] = {}  # texts that were seen here of late, and their forms: nothing new but how often
        self.integers: set[int] = set()  # the same of numbers
        self.floats: set[float] = set()
        self.decimals: set[Decimal] = set()
        self.layouts: dict[tuple[str, ...], Layout] = {}

    def layout(self, names: tuple[str, ...]) -> Layout:
        """Where members of these names go; makes the cells that are missing."""
        known = self.layouts.get(names)
        if known is not None:
            return known
        described = self.described
        kept = [] if described.is_map else sorted(name for name in names if name in described.members or is_name(name))
        for name in kept[:MEMBERS]:
            self.member(name)
        self.more_members = self.more_members or len(kept) > MEMBERS
        of_names = set(kept)
        entry = self.entry() if len(kept) < len(names) else None
        cells = [self.members.get(name) if name in of_names else entry for name in names]
        variant = "" if described.is_map else f"{mark_of(chr(10).join(kept)):05x}"
        layout = Layout(cells, [form_of_key(name) for name in names if name not in of_names], variant)
        if len(names) <= MEMBERS:
            if len(self.layouts) >= _LAYOUTS:
                self.layouts.clear()
            self.layouts[names] = layout
        return layout

    def member(self, name: str) -> Cell | None:
        """The cell of a member; None when there are too many and this is not among the smallest by name."""
        cell = self.members.get(name)
        if cell is None:
            if self.growth.room <= 0:
                self.more_members = True
                return None
            if len(self.members) >= MEMBERS:
                self.more_members = True
                largest = max(self.members)
                if name > largest:
                    return None
                del self.members[largest]
                self.layouts.clear()
            cell = self.members[name] = self._below(self.described.members.get(name) or self.described.rest, name)
        return cell

    def item(self) -> Cell | None:
        """The cell of the items of arrays; None when there is no room for it."""
        if self.items is None and self.growth.room > 0:
            self.items = self._below(self.described.items, "")
        return self.items

    def entry(self) -> Cell | None:
        """The cell of the values of a map; None when there is no room for it."""
        if self.entries is None and self.growth.room > 0:
            self.entries = self._below(self.described.rest, "")
        return self.entries

    def count_variant(self, digest: str, times: int, now: int) -> None:
        """Counts objects of that set of names; the smallest digests are kept."""
        count(self.variants, digest, times, now)
        if len(self.variants) > VARIANTS:
            del self.variants[max(self.variants)]

    def _below(self, nodes: tuple[Node, ...], name: str) -> Cell:
        self.growth.room -= 1
        return Cell(self.growth, self.growth.descriptions.of(nodes, name), name)


class Growth:
    """What the cells of one observation share: the document, the rule of words, and how many cells there may still be."""

    __slots__ = ("descriptions", "room", "rule")

    def __init__(self, descriptions: Descriptions, rule: WordsRule, room: int = PLACES) -> None:
        self.descriptions = descriptions
        self.rule = rule
        self.room = room

    def root(self, nodes: tuple[Node, ...]) -> Cell:
        """The root of a tree: of all answers with one status and media type, or of all requests of an operation."""
        return Cell(self, self.descriptions.of(nodes))
