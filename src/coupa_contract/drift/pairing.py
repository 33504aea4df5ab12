"""Which operations of two sides are the same: by id, else by method and path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from coupa_contract.drift.facts import Facts, OperationFacts

_VARIABLE = re.compile(r"\{[^{}/]*\}")
_BASE = re.compile(r"^/api(?=/|$)")


def normal_path(path: str) -> str:
    """A path without what differs from one document to another: names of variables, a base path `/api`, a slash or an extension at the end.

    >>> normal_path("/api/invoices/{invoice_id}/"), normal_path("/invoices/{id}")
    ('/invoices/{}', '/invoices/{}')
    """
    bare = _BASE.sub("", _VARIABLE.sub("{}", path).rstrip("/"))
    return bare.removesuffix(".json").removesuffix(".{}") or "/"


def pair_operations(old: Facts, new: Facts) -> tuple[tuple[str, str], ...]:
    """Pairs of ids, in the order of the old side: those that both have, then the rest by method and path.

    A path that two operations of a side share pairs nobody.
    """
    same = {name: name for name in old.operations if name in new.operations}
    before = _by_place(each for name, each in old.operations.items() if name not in same)
    after = _by_place(each for name, each in new.operations.items() if name not in same)
    by_place = {name: after[place] for place, name in before.items() if place in after}
    return tuple((name, same.get(name) or by_place[name]) for name in old.operations if name in same or name in by_place)


def aligned(old: Facts, new: Facts) -> Facts:
    """The new side with its operations under the ids of the old side, wherever they are the same."""
    known = {other: name for name, other in pair_operations(old, new) if name != other}
    if not known:
        return new
    renamed = {known.get(name, name): each if name not in known else replace(each, id=known[name]) for name, each in new.operations.items()}
    return replace(new, operations=renamed)


def _by_place(operations: Iterable[OperationFacts]) -> dict[tuple[str, str], str]:
    """Ids by method and normal path, where there is one of a kind; an observation that does not know its paths has none."""
    known = [((each.method.upper(), normal_path(each.path)), each.id) for each in operations if each.method]
    counted = Counter(place for place, _ in known)
    return {place: name for place, name in known if counted[place] == 1}
