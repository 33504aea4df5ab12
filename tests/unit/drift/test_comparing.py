"""Drifts are grouped by cause, sorted, named by stable fingerprints, and what cannot be compared is said."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from ruled.sides import answer, doc, documented, observed, operation, seen, tally

from coupa_contract.drift.comparing import compare
from coupa_contract.drift.drift import Drift, DriftClass
from coupa_contract.drift.facts import Facts, PlaceFacts

_DECIMAL = doc("number", kind="decimal", names=("Decimal",))
_TEXT = seen("string", forms=("decimal",))


def _sides(documented_: dict[str, PlaceFacts], observed_: dict[str, PlaceFacts], count: int = 60) -> tuple[Facts, Facts]:
    return (
        documented(operation(answer({"": doc("object"), **documented_}))),
        observed(operation(answer({"": seen("object", count=count), **observed_}, seen=tally(count)), seen=tally(count), taken=count)),
    )


def _decimals(*names: str) -> tuple[Facts, Facts]:
    """So many decimals became texts."""
    return _sides(dict.fromkeys(names, _DECIMAL), dict.fromkeys(names, _TEXT))


def _only(drifts: tuple[Drift, ...]) -> Drift:
    (drift,) = drifts
    return drift


def test_one_convention_is_one_drift() -> None:
    """All decimals became texts: one drift with its places, under the kind of scalar."""
    drift = _only(compare(*_decimals("/a", "/b", "/c")).drifts)
    assert (drift.rule, drift.cause, len(drift.places)) == ("response-number-became-text", "decimal", 3)
    assert "3 places" in drift.message


def test_identifiers_in_texts_are_no_decimals() -> None:
    """A whole number that is written as a text is not said to be a decimal; beside decimals it is of their cause."""
    digits = seen("string", forms=("integer",))
    drift = _only(compare(*_sides({"/id": doc("integer")}, {"/id": digits})).drifts)
    assert (drift.rule, drift.message) == (
        "response-number-became-text",
        "A whole number became a text of digits: `/id` of showInvoice 200.",
    )
    both = _only(compare(*_sides({"/id": doc("integer"), "/a": doc("number")}, {"/id": digits, "/a": _TEXT})).drifts)
    assert both.message == "In an answer, a number is written as a text: at 2 places (`/a`, `/id`)."


def test_places_of_one_operation_are_no_further_opportunities() -> None:
    """Three members that were not there in the same sixty answers were not there in sixty, whatever is said of the doubt."""
    drift = _only(compare(*_sides(dict.fromkeys(("/a", "/b", "/c"), _DECIMAL), {})).drifts)
    assert (len(drift.places), drift.backing.chances) == (3, 60)
    assert drift.doubt.why == "not once in 60, so at most 0.05 of the time"


def test_a_fingerprint_outlives_counts_and_places() -> None:
    """It is the same with more places, other counts, and beside another drift."""
    first = _only(compare(*_decimals("/a", "/b", "/c")).drifts)
    more = _only(compare(*_decimals("/a", "/b", "/c", "/d", "/e")).drifts)
    old, new = _sides(
        {"/a": _DECIMAL, "/b": _DECIMAL, "/f": doc("string")},
        {"/a": _TEXT, "/b": seen("string", count=7, forms=("decimal",)), "/f": seen("object")},
    )
    beside = {each.rule: each for each in compare(old, new).drifts}
    assert first.fingerprint == more.fingerprint == beside["response-number-became-text"].fingerprint
    assert len({each.fingerprint for each in beside.values()}) == 2


def test_two_single_places_have_fingerprints_of_their_own() -> None:
    """A waiver for the one does not cover the other, nor the convention."""
    prints = {_only(compare(*_decimals(*names)).drifts).fingerprint for names in (("/a",), ("/b",), ("/a", "/b"))}
    assert len(prints) == 3


def test_a_member_is_one_however_it_is_reached() -> None:
    """In a list and alone, of one resource, it is one spot; its fingerprint does not depend on which of both was seen."""
    show, rows = {"": doc("object"), "/a": doc("boolean")}, {"": doc("array"), "/*": doc("object"), "/*/a": doc("boolean")}
    shown, listed = {"": seen("object"), "/a": seen("string")}, {"": seen("array"), "/*": seen("object"), "/*/a": seen("string")}
    old = documented(operation(answer(show)), operation(answer(rows), name="listInvoices", path="/invoices"))
    one, other = (
        operation(answer(shown, seen=tally()), seen=tally()),
        operation(answer(listed, seen=tally()), name="listInvoices", path="/invoices", seen=tally()),
    )
    both = _only(tuple(each for each in compare(old, observed(one, other)).drifts if each.drift_class is DriftClass.BREAKING))
    alone = [each for each in compare(old, observed(one)).drifts if each.drift_class is DriftClass.BREAKING]
    assert {place.pointer for place in both.places} == {"/a", "/*/a"}
    assert _only(tuple(alone)).fingerprint == both.fingerprint


def test_only_the_topmost_of_what_is_unknown_is_told() -> None:
    """A record that the document lacks is one drift, not one for each of its members."""
    old, new = _sides({"/id": doc("integer")}, {"/id": seen("integer"), "/risk": seen("object"), "/risk/score": seen("integer")})
    assert [place.pointer for place in _only(compare(old, new).drifts).places] == ["/risk"]


def test_a_map_has_no_unknown_members() -> None:
    """Nor has an object of which the document says nothing."""
    old, new = _sides({"/bag": doc("object")}, {"/bag": seen("object"), "/bag/x": seen("integer")})
    assert compare(old, new).drifts == ()


def test_the_worst_comes_first() -> None:
    """Then what has the most places; the order of the sides' places does not matter."""
    old, new = _sides(
        {"/a": doc("boolean"), "/b": doc("string", required=True), "/d": _DECIMAL, "/e": _DECIMAL, "/f": doc("string")},
        {"/a": seen("string"), "/b": seen("string", absent=9), "/c": seen("string"), "/d": _TEXT, "/e": _TEXT},
    )
    drifts = compare(old, new).drifts
    assert [each.drift_class.rank for each in drifts] == sorted(each.drift_class.rank for each in drifts)
    assert [len(each.places) for each in drifts][:2] == [2, 1]
    (only,) = new.operations.values()
    ((key, shape),) = only.answers.items()
    turned = replace(only, answers={key: replace(shape, places=dict(reversed(shape.places.items())))})
    assert compare(old, replace(new, operations={only.id: turned})).drifts == drifts


def test_sides_that_share_nothing_are_one_sentence() -> None:
    """Not a finding for each operation of either."""
    found = compare(documented(operation(name="a")), documented(operation(name="b", path="/orders/{id}")))
    assert found.drifts == ()
    assert "no operation in common" in found.notes[0]


def test_operations_of_other_names_are_compared_by_method_and_path() -> None:
    """What they share is compared under the id of the old side."""
    old, new = (
        operation(answer({"": doc("object")}), name="a"),
        operation(answer({"": doc("array")}), name="b", path="/api/invoices/{invoice_id}"),
    )
    (drift,) = compare(documented(old), documented(new)).drifts
    assert (drift.rule, drift.places[0].operation) == ("response-object-became-array", "a")


def test_an_observation_is_judged_by_a_document_whichever_comes_first() -> None:
    """The sides change places, and a note says so."""
    old, new = _decimals("/a")
    assert compare(new, old).drifts == compare(old, new).drifts
    assert compare(new, old).notes


def test_what_a_side_could_not_tell_is_passed_on() -> None:
    """With the name of the side."""
    old, new = _decimals("/a")
    assert compare(replace(old, incomparable=("a cycle was cut",)), new).notes == ("the document: a cycle was cut",)


@pytest.mark.parametrize("side", ["document", "observation"])
def test_a_side_does_not_differ_from_itself(side: str) -> None:
    """Whatever it holds."""
    old, new = _decimals("/a", "/b")
    one = old if side == "document" else new
    assert compare(one, one).drifts == ()


def test_three_hundred_members_take_no_time() -> None:
    """Two documents of a dozen operations with three hundred members each are compared within seconds even on a slow machine."""
    places = {"": doc("object")} | {f"/member-{number}": doc("string") for number in range(300)}
    changed = places | {f"/member-{number}": doc("object") for number in range(0, 300, 7)} | {"/other": doc("string")}
    old, new = (documented(*(operation(answer(each), name=f"show{number}") for number in range(12))) for each in (places, changed))
    before = process_time()
    assert compare(old, new).drifts
    assert process_time() - before < 3
