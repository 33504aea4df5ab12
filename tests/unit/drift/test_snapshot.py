"""A snapshot is read as it was written, and a damaged one is refused in one sentence."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coupa_contract.contract import load_contract
from coupa_contract.drift.observing import Observer
from coupa_contract.drift.shape import EMPTY, Shape
from coupa_contract.drift.snapshot import from_text, to_text
from coupa_contract.errors import RecordingError
from coupa_contract.model import Case, Interaction, Request, Response

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
keys = st.text(max_size=6) | st.sampled_from(["*", "{}", "~2", "a/b", "status", "custom-fields"])
values = st.recursive(scalars, lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=4), max_leaves=20)


def _observed(*bodies: object, source: str = "x") -> Shape:
    observer = Observer(load_contract())
    observer.source(source, "2024-05-01")
    for number, body in enumerate(bodies):
        response = Response(200, (("Content-Type", "application/json"),), json.dumps(body).encode())
        observer.add(number, Interaction(Case("listInvoices", query=(("limit", "2"),)), Request("GET", "/api/invoices"), response))
    observer.unknown(7, "GET", "/invoices/{}/history")
    observer.left_out("no response")
    return observer.shape()


@given(st.lists(values, max_size=4), st.text(max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_snapshot_round_trips(bodies: list[object], source: str) -> None:
    """What was observed comes back, and is written the same again."""
    shape = _observed(*bodies, source=source)
    text = to_text(shape)
    assert from_text(text, "it") == shape
    assert to_text(from_text(text, "it")) == text
    assert text.isascii()


def test_the_neutral_shape_has_a_snapshot() -> None:
    """Nothing observed is a snapshot, too."""
    assert from_text(to_text(EMPTY), "it") == EMPTY


def test_a_change_of_one_place_is_a_change_of_its_line() -> None:
    """Another type at one place leaves the lines of its neighbours alone."""
    one, other = (to_text(_observed([{"id": 1, "status": value, "total": 1}])).splitlines() for value in ("draft", None))
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    assert len(differing) == 1
    assert '"/*/status"' in differing[0][0]


def _changed(**changes: object) -> str:
    return json.dumps(json.loads(to_text(_observed([{"id": 1}]))) | changes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no snapshot"),
        ("[]", "no snapshot"),
        ('{"openapi": "3.1.0"}', "no snapshot"),
        (to_text(_observed([{"id": 1}]))[:-40], "only a part"),
        (_changed(format=1), "format 1"),
        (_changed(format=True), "format True"),
        (_changed(extra=1), "/extra"),
        (_changed(sources=[]), "/sources"),
        (_changed(sources={"x": {"at": "", "interactions": -1}}), "/sources/x/interactions"),
        (_changed(sources={"x": {"at": ""}}), "/sources/x/interactions"),
        (_changed(unknown={"GET /": [1, [9, 3]]}), "/unknown/GET /"),
        (_changed(operations={"a": {"seen": [1], "answers": {"x y": {"seen": [1]}}}}), "/operations/a/answers"),
        (_changed(operations={"a": {"seen": [1], "request": {"": {}, "/b/c": {}}}}), "above '/b/c'"),
        (_changed(operations={"a": {"seen": [1], "request": {"": {"marks": "00"}}}}), "digests"),
        (_changed(operations={"a": {"seen": [1], "request": {"": 3}}}), "an object"),
        (_changed(operations={"a": {"seen": [1], "page": [0, 10**400]}}), "/operations/a/page"),
        (_changed(sightings=[["2024"]]), "/sightings"),
        ('{"kind": "coupa-contract shape", "format": 2, "format": 2}', "twice"),
        ('{"kind": NaN}', "NaN"),
        ("[" * 100_000, "no snapshot"),
    ],
)
def test_a_damaged_snapshot_is_refused(text: str, said: str) -> None:
    """One sentence names the file and the place; nothing is half read."""
    with pytest.raises(RecordingError) as caught:
        from_text(text, "drift.json")
    message = str(caught.value)
    assert message.startswith("drift.json is ")
    assert said in message
    assert "\n" not in message


def test_bounds_are_written_as_the_numbers_that_they_are() -> None:
    """A whole number has no point, and nothing is lost of a fraction."""
    text = to_text(_observed([{"total": 2.5}, {"total": float(Decimal("0.1"))}, {"total": 7}]))
    assert '"value":[0.1,7]' in text
