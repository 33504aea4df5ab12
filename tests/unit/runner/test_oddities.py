"""What no client should send is known beforehand, and comes in portions."""

from __future__ import annotations

from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.model import NotJsonError, Origin, parse_json
from coupa_contract.resources import suite_folder


def _loaded() -> ModuleType:
    spec = spec_from_file_location("oddities_of_the_suite", suite_folder() / "oddities.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_ODDITIES = _loaded()
MALFORMED, bodies, lists, portion, portion_of_lists, shows = (
    getattr(_ODDITIES, name) for name in ("MALFORMED", "bodies", "lists", "portion", "portion_of_lists", "shows")
)
CONTRACT = load_contract("published")


def test_each_kind_of_condition_is_odd_with_each_of_its_operators() -> None:
    """Every pair of kind and operator that the document has is asked for once."""
    documented = {(each.kind, each.operator) for each in CONTRACT.operation("listInvoices").query if each.attribute}
    asked = {pair[0] for case in lists(CONTRACT) for pair in case.query}
    met = {(each.kind, each.operator) for each in CONTRACT.operation("listInvoices").query if each.name in asked and each.attribute}
    assert met == documented


def test_the_portions_are_all_of_it() -> None:
    """Each case is in exactly one portion."""
    for cases, part in ((lists(CONTRACT), partial(portion_of_lists, CONTRACT)), (shows(), partial(portion, shows()))):
        numbers = range(-(-len(cases) // 8))
        parts = [case for number in numbers for case in part(number)]
        assert sorted(map(repr, parts)) == sorted(map(repr, cases))
        assert all(len(part(number)) <= 8 for number in numbers)


def test_what_is_odd_says_so() -> None:
    """No case is taken for a valid one, and none is sent twice."""
    cases = [*lists(CONTRACT), *shows()]
    assert all(case.origin is Origin.NEGATIVE and 0 < len(case.invalid) < 100 for case in cases)
    assert len({(case.operation, case.query) for case in cases}) == len(cases)


def test_odd_bodies_are_json_and_malformed_ones_are_not() -> None:
    """A body is odd in what it holds, or in that it is none; never in both."""
    for body in bodies(7):
        if b"1e999999" not in body and b"[" * 2_000 not in body:
            parse_json(body)
    for body in MALFORMED:
        if b"ud800" not in body:
            with pytest.raises(NotJsonError):
                parse_json(body)
