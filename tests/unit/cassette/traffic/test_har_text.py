"""The entries of a HAR as a stream: every one, exactly, or told what is wrong."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from coupa_contract.cassette.traffic import LeftOut, open_traffic
from coupa_contract.cassette.traffic.har_text import HarText, entries_at, masked
from coupa_contract.contract import load_contract
from coupa_contract.errors import RecordingError

CONTRACT = load_contract()
TEXTS = st.text(st.sampled_from('"\\{}[],: ab\n')) | st.sampled_from(['"a":', '},{"a":1', '{"log":{"entries":['])
VALUES = st.recursive(
    st.none() | st.integers() | TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)


def reading(data: bytes, size: int) -> HarText:
    """A text that is read a few bytes at a time."""
    file = io.BytesIO(data)
    return HarText(lambda _: file.read(size), "x.har")


@given(st.lists(VALUES, max_size=6), st.integers(1, 40), st.sampled_from([None, 1]), VALUES)
def test_any_entries_are_found_however_they_are_written_and_read(entries, size, indent, beside):
    """Also those that are no objects, among texts that look like what surrounds them."""
    data = json.dumps({"log": {"creator": beside, "entries": entries, "comment": beside}, "x": beside}, indent=indent).encode()
    found = list(reading(data, size).entries())
    assert [json.loads(item.text) for item in found] == entries
    assert [data[item.start : item.end] for item in found] == [item.text for item in found]


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), min_size=1, max_size=4), st.data())
def test_a_text_that_was_cut_off_never_gives_its_entries_as_all(entries, data):
    """What stands before the cut is given, then the sentence comes."""
    text = json.dumps({"log": {"entries": entries}}).encode()
    cut = data.draw(st.integers(0, len(text) - 1))
    found = []
    with pytest.raises(RecordingError):
        found += [json.loads(item.text) for item in reading(text[:cut], 7).entries()]
    assert found == entries[: len(found)]


def test_masks_leave_the_quotes_that_count():
    """Also after backslashes that stand in pairs."""
    assert masked(rb'"a\"b\\" "\\\" {"') == rb'"a__b__" "____ {"'
    assert entries_at(b'{"x": "log", "log": {"entries": [') == 33
    assert entries_at(b'{"entries": [], "log": {"a": {"entries": [') is None
    with pytest.raises(RecordingError, match="it is no HAR"):
        list(reading(b'["log", {"entries": [{}]}]', 9).entries())


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('{"startedDateTime": "", "request": NaN}', "NaN or Infinity"),
        ('{"startedDateTime": "", "request": {}, "request": {}}', "a member stands twice"),
        ('{"startedDateTime": "", "a": {"request" : {}, "request" : {}}}', "a member stands twice"),
        ('{"startedDateTime": "", "a": ' + "[" * 5000 + "]" * 5000 + "}", "nested too deeply"),
        ('{"startedDateTime": "", "a": ' + '{"a":' * 1000 + "1" + "}" * 1001, "nested too deeply"),
        ('{"startedDateTime": "", "a": ' + "[" * 100 + "]" * 100 + "}", "request is missing"),
        ('{"startedDateTime": "", "request": ' + "9" * 5000 + "}", "thousands of digits|request is missing"),
        ('{"startedDateTime": "\x01"}', "it is not JSON"),
        ('{"startedDateTime": "", "b": tru}', "it is not JSON"),
        ("null", "request is missing"),
        ('"a text"', "request is missing"),
    ],
)
def test_a_damaged_entry_is_left_out_and_the_others_are_read(entry, har, write, broken, reason):
    """Before it and behind it."""
    (source,) = open_traffic(write("x.har", har(entry(1), broken, entry(3), entry(4))), CONTRACT)
    found = [each for _, each in source.exchanges()]
    assert [isinstance(each, LeftOut) for each in found] == [False, True, False, False]
    assert_reason(found[1], reason)


def assert_reason(each: object, reason: str) -> None:
    assert isinstance(each, LeftOut)
    assert re.search(reason, each.reason), each.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"text": None}, "its body was not kept"),
        ({"text": "\ud800"}, "half of a character"),
        ({"text": "no base64!", "encoding": "base64"}, "not the base64"),
        ({"text": base64.b64encode(b"{}").decode(), "encoding": "base64"}, ""),
        ({"text": "<html>", "size": 6}, ""),
        ({"text": "<html>"}, "cut off when it was recorded"),
        ({"text": "x" * 50_000_000, "size": 50_000_000}, ""),
        ({"text": "[" * 100 + "]" * 100, "size": 200}, ""),
    ],
)
def test_bodies_of_every_sort_are_read_or_left_out(entry, har, write, content, reason):
    """A body that is no JSON is a body all the same."""
    (source,) = open_traffic(write("x.har", har(entry(1), entry(2, content=content), entry(3))), CONTRACT)
    found = [each for _, each in source.exchanges()]
    assert len(found) == 3
    if reason:
        assert_reason(found[1], reason)
    else:
        assert not isinstance(found[1], LeftOut)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"log": {"entries": [{"a": 1}, {"a": 2}', "cut off after 2 entries"),
        (b'{"log": {"entries": [{"a": 1}, {"a": 2', "cut off after 1 entries"),
        (b'{"log": {"entries": [{"a": 1}]', "cut off after 1 entries"),
        (b'{"log": {"version": "1.2", "ent', "cut off before its first entry"),
        (b'{"log": {"entries": {}}}', "a list is expected"),
        (b'{"log": {"entries": [{"a": 1} {"a": 2}]}}', "after entry 1 it is not JSON"),
        (b'{"log": {"entries": [{"a": 1}], "entries": []}}', "'entries' stands twice"),
        (b'{"log": {"entries": [{"a": 1}], "b": nan}}', "what surrounds its 1 entries is not JSON"),
    ],
)
def test_damage_around_the_entries_is_one_sentence(write, data, sentence):
    """It says how far it was good; never silently less."""
    (source,) = open_traffic(write("x.har", data), CONTRACT)
    with pytest.raises(RecordingError, match=sentence):
        list(source.exchanges())


def test_what_was_cut_off_is_read_as_far_as_it_goes_when_asked(entry, har, write):
    """And the end is told among what is left out."""
    data = har(entry(1), entry(2))
    (source,) = open_traffic(write("x.har", data[:-200]), CONTRACT, keep_going=True)
    found = [each for _, each in source.exchanges()]
    assert [isinstance(each, LeftOut) for each in found] == [False, True]
    assert_reason(found[1], "the file was cut off here")
    (source,) = open_traffic(write("x.jsonl", json.dumps(entry(1)).encode() + b"\n" + json.dumps(entry(2)).encode()[:-9]), CONTRACT)
    with pytest.raises(RecordingError, match="cut off after line 1"):
        list(source.exchanges())


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_compressed_file_that_was_cut_off_is_one_sentence(entry, har, write, pack):
    """Which says how many exchanges stand before that."""
    data = pack(har(*[entry(number, note=hashlib.shake_128(b"%d" % number).hexdigest(20_000)) for number in range(200)]))
    (source,) = open_traffic(write("x.har", data[: len(data) // 2]), CONTRACT)
    found = []
    with pytest.raises(RecordingError, match=r"^[^\n]*cut off[^\n]*\d+ exchanges stand before that$"):
        found += source.exchanges()
