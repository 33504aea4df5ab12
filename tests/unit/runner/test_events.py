"""The events of a run travel as JSON and come back the same."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.drift.drift import Backing, Direction, Doubt, Drift, DriftClass, DriftPlace, Waiver
from coupa_contract.drift.shape import Sighting
from coupa_contract.model import Evidence, Finding, Level, Step, Undocumented, Verdict, VerdictKind
from coupa_contract.runner.events import (
    FORMAT,
    KINDS,
    AreaEffort,
    DialectChoice,
    DriftFound,
    DriftSeen,
    FindingSeen,
    ItemDone,
    ItemOutcome,
    LeftBehind,
    LeftKind,
    MoreEffort,
    Notice,
    Progress,
    RecordError,
    RunFooter,
    RunHeader,
    VerdictGiven,
    WaiverEnd,
    WaiverOver,
    from_record,
    to_record,
)

TEXT = st.text(st.characters(exclude_categories=[]))  # lone surrogates as well: a target's JSON can hold them
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
COUNTS = st.dictionaries(TEXT, st.integers(0), max_size=3)
SECONDS = st.floats(0, allow_nan=False, allow_infinity=False)
STEP = st.builds(Step, TEXT, st.integers(0), TEXT, TEXT)
EVIDENCE = st.builds(
    Evidence,
    TEXT,
    st.integers(0),
    st.lists(st.integers(0), max_size=3).map(tuple),
    TEXT,
    TEXTS,
    TEXT,
    st.booleans(),
    st.none() | st.booleans(),
    st.lists(STEP, max_size=3).map(tuple),
)
MORE = st.builds(
    MoreEffort,
    TEXT,
    st.integers(0),
    st.integers(0),
    st.integers(0),
    SECONDS,
    st.lists(st.builds(AreaEffort, TEXT, st.integers(0), st.integers(0)), max_size=3).map(tuple),
)
SIGHTING = st.builds(Sighting, TEXT, TEXT, st.integers(0))
BACKING = st.builds(
    Backing,
    st.integers(0),
    st.integers(0),
    st.none() | SIGHTING,
    st.none() | SIGHTING,
    st.lists(SIGHTING, max_size=3).map(tuple),
)
PLACE = st.builds(DriftPlace, *[TEXT] * 6, BACKING, TEXT)
DRIFT = st.builds(
    Drift,
    TEXT,
    st.sampled_from(DriftClass),
    st.sampled_from(Direction),
    *[TEXT] * 4,
    st.lists(PLACE, min_size=1, max_size=3).map(tuple),
    TEXT,
    st.builds(Doubt, st.floats(0, 1), TEXT, TEXT),
    BACKING,
    TEXT,
    TEXT,
)
WAIVER = st.builds(Waiver, *[TEXT] * 6)
EVENTS: dict[type[Any], st.SearchStrategy[Any]] = {
    RunHeader: st.builds(
        RunHeader,
        *[TEXT] * 5,
        st.sampled_from(DialectChoice),
        TEXT,
        st.integers(0),
        TEXT,
        st.integers(1),
        TEXTS,
        st.dictionaries(TEXT, TEXT, max_size=3),
        st.integers(0),
        TEXT,
        TEXT,
        st.booleans(),
        TEXT,
        TEXT,
        TEXT,
    ),
    FindingSeen: st.builds(
        FindingSeen, st.builds(Finding, *[TEXT] * 5, EVIDENCE, st.integers(0)), st.sampled_from(Level), area=TEXT, sentence=TEXT
    ),
    ItemDone: st.builds(ItemDone, TEXT, TEXTS, st.integers(0), st.integers(0), SECONDS, st.sampled_from(ItemOutcome), TEXT),
    DriftSeen: st.builds(DriftSeen, st.builds(Undocumented, TEXT, TEXT, TEXT), st.integers(1)),
    DriftFound: st.builds(DriftFound, DRIFT, TEXT, st.none() | WAIVER),
    WaiverOver: st.builds(WaiverOver, WAIVER, st.sampled_from(WaiverEnd)),
    LeftBehind: st.builds(LeftBehind, st.sampled_from(LeftKind), TEXT, TEXT, TEXT),
    Notice: st.builds(Notice, TEXT),
    Progress: st.builds(Progress, st.integers(0), st.integers(0), st.integers(0), TEXT),
    VerdictGiven: st.builds(
        VerdictGiven, st.builds(Verdict, TEXT, st.sampled_from(VerdictKind), TEXT, st.integers(0)), st.sampled_from(Level), TEXT
    ),
    RunFooter: st.builds(
        RunFooter,
        st.integers(0),
        SECONDS,
        COUNTS,
        COUNTS,
        st.integers(0, 255),
        st.booleans(),
        TEXT,
        COUNTS,
        st.integers(0),
        st.none() | MORE,
    ),
}
NOTICE = {"record": "notice", "text": "a sentence"}


def test_every_kind_of_event_is_drawn_here() -> None:
    """The round trip below leaves no kind of event out."""
    assert set(EVENTS) == set(KINDS.values())


@given(st.one_of(*EVENTS.values()))
def test_an_event_survives_json(event: Any) -> None:
    """An event that was written as JSON text is read as the same event."""
    assert from_record(json.loads(json.dumps(to_record(event)))) == event


@given(EVENTS[RunHeader])
def test_only_a_header_carries_the_format(header: RunHeader) -> None:
    """The header says the format of the stream, beside its own fields."""
    assert to_record(header).keys() == {"record", "format", *(field.name for field in fields(RunHeader))}


def test_an_unknown_member_is_ignored() -> None:
    """A newer version may say more about the same event."""
    assert from_record({**NOTICE, "mood": "good"}) == Notice("a sentence")


def test_a_field_with_a_default_may_be_absent() -> None:
    """A stream that was written before a field existed can be read."""
    assert from_record({"record": "left-behind", "kind": "invoice-created", "invoice": "7"}) == LeftBehind(LeftKind.CREATED, "7")
    older = to_record(RunFooter(1, 2.5, {}, {}, 0))
    del older["more"]
    assert from_record(older) == RunFooter(1, 2.5, {}, {}, 0)


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ([], "is not a JSON object"),
        ({"record": "verse"}, "has the unknown record kind 'verse'"),
        ({}, "has the unknown record kind None"),
        ({"record": "notice"}, "lacks text at notice"),
        ({"record": "notice", "text": 7}, "has int at notice.text, which takes str"),
        ({"record": "progress", "done": True, "total": 1, "requests": 1}, "has bool at progress.done, which takes int"),
        ({"record": "left-behind", "kind": "mess", "invoice": "7"}, "has 'mess' at left-behind.kind"),
        ({"record": "left-behind", "kind": ["mess"], "invoice": "7"}, "has ['mess'] at left-behind.kind"),
        ({"record": "drift", "undocumented": "x"}, "has no object at drift.undocumented"),
        ({"record": "header", "format": FORMAT + 1}, f"is in format {FORMAT + 1}, and this version reads format {FORMAT}"),
    ],
)
def test_a_record_that_is_not_ours_says_where(record: Any, sentence: str) -> None:
    """A record of another kind, shape or format is refused, and the message names the place."""
    with pytest.raises(RecordError) as caught:
        from_record(record)
    assert sentence in str(caught.value)


def test_a_file_gets_what_it_may_hold() -> None:
    """Where a finding or an old value must not be written as it is, the record holds the masked one, and nothing of the other."""
    finding = Finding("query-equality", "listInvoices", "/0", "a name", '"Northwind"')
    masked = Finding("query-equality", "listInvoices", "/0", "a name", '"Kjmvbaxle"')
    seen = FindingSeen(finding, Level.MUST, masked=masked)
    left = LeftBehind(LeftKind.NOT_RESTORED, "17", old_values='{"name":"Northwind"}', masked='{"name":"Kjmvbaxle"}')
    for event in (seen, left):
        assert "Northwind" not in json.dumps(to_record(event))
        assert from_record(to_record(event)) == event.written


@given(DRIFT)
def test_a_drift_has_a_fingerprint_whatever_its_texts(drift: Drift) -> None:
    """Twelve hex digits, also of a member whose name is no proper Unicode, and the same after a journey."""
    found = from_record(json.loads(json.dumps(to_record(DriftFound(drift, drift.fingerprint)))))
    assert isinstance(found, DriftFound)
    assert found.drift.fingerprint == found.fingerprint
    assert len(found.fingerprint) == 12
